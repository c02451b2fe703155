package team

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// profile is the page about who looks.
type profile struct {
	screen.Detail[profileAbout]
	services Services
}

// profileAbout is all that the page shows.
type profileAbout struct {
	who    model.Principal
	member model.TeamMember // as they are now; zero for the owner
}

// NewProfile is the page about who looks.
func NewProfile(w *screen.World, services Services) screen.Screen {
	who := services.Principal()
	p := &profile{screen.NewDetail[profileAbout](w, who.ID), services}
	p.Read = func(ctx context.Context) (a profileAbout, err error) {
		if a.who = who; who.Kind == model.Member {
			a.member, err = services.Member(ctx, who.ID)
		}
		return a, err
	}
	p.Render = func(a profileAbout, cells int) []string { return profileLines(w, a, cells) }
	p.Heading = "Profile"
	return p
}

func (p *profile) Actions() []widget.Group {
	w, services := p.World, p.services
	owner := func() string {
		if p.About.who.Kind != model.Member {
			return "the owner of the data directory has no SSH keys and choices here"
		}
		return ""
	}
	last := func() string {
		if len(p.About.member.Keys) == 1 {
			return "it is your last one: add another one first"
		}
		return ""
	}
	mine, own := widget.Reasons(p.Unread, owner), string(model.ActKeepOwnKeys)
	change := widget.Reasons(mine, p.CannotChange)
	return []widget.Group{
		{Name: "Profile", Actions: []widget.Action{
			{Name: "add key", Keys: widget.Keys("a"), Word: "add key", Help: "add an SSH key of yours", Why: change,
				Needs: own, Do: w.Pushed(func() screen.Screen { return newKeyForm(w, "yours", services.AddOwnKey) })},
			{Name: "remove key", Keys: widget.Keys("x"), Word: "remove key",
				Help: "remove an SSH key of yours; asks first", Why: widget.Reasons(change, last), Needs: own,
				Do: func() tea.Cmd { return removeKey(w, p.About.member, services.RemoveOwnKey) }},
			{Name: "choices", Keys: widget.Keys("c"), Word: "choices",
				Help: "choose the colours of your consoles, and how they tell of mentions", Why: change, Needs: own,
				Do: func() tea.Cmd { return chooseMenu(w, p.services, p.About.member.Choices) }},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy your email, your id or a fingerprint",
				Why: mine, Do: func() tea.Cmd { return w.CopyFrom(copies(p.About.member)) }},
			{Name: "team", Keys: widget.Keys("t"), Word: "team", Help: "show the members of the team", Do: w.Nav.Team},
		}},
		p.Document.Group(),
	}
}

// mentionsText says how many notes that mention who looks they have not opened.
func mentionsText(unread int) string {
	if unread == 0 {
		return "none that you have not read"
	}
	return widget.Count(unread, "note") + " that you have not read"
}

func profileLines(w *screen.World, a profileAbout, cells int) []string {
	st := w.Style
	p := &widget.Paragraphs{Style: st, Width: cells}
	if a.who.Kind != model.Member {
		p.Add(st.Strong.Render("You are the owner of the data directory"))
		p.Field("User", a.who.Evidence)
		p.Field("Role", string(a.who.Role))
		p.Blank()
		p.Text(st.Faint, "You may do all that an Admin may, without being a member of the team: the data directory "+
			"and its socket are open to your user on this machine alone. Colleagues become members by an invitation.",
			0)
		p.Lines = append(p.Lines, "", st.Key.Render("t")+st.Faint.Render(" shows the team"))
		return p.Lines
	}
	p.Add(st.Strong.Render(widget.Clean(a.member.Email)))
	p.Field("Role", string(a.member.Role))
	p.Inked("Limit", st.Warn, string(a.member.Limit))
	p.Field("Came with", a.who.Evidence)
	p.Field("Mentions", mentionsText(w.Unread))
	p.Hint("@", "lists them")
	p.Field("Shown", noticeText(cmp.Or(a.member.Choices.Mentions, model.MentionLine)))
	p.Field("Theme", cmp.Or(a.member.Choices.Theme, model.AutoTheme))
	p.Hint("c", "changes these two")
	addKeys(p, a.member.Keys, w.Now)
	return p.Lines
}
