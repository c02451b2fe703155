package directory

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// user is the page of one user: what apps see of them, their groups, and what the identity provider sent.
type user struct {
	screen.Detail[model.DirectoryUser]
	services Services
}

func newUser(w *screen.World, services Services, id model.ID) screen.Screen {
	u := &user{screen.NewDetail[model.DirectoryUser](w, id), services}
	u.Read = func(ctx context.Context) (model.DirectoryUser, error) { return services.DirectoryUser(ctx, id) }
	u.Render = func(x model.DirectoryUser, cells int) []string { return userLines(w.Style, x, w.Now, cells) }
	u.Name = model.DirectoryUser.Label
	u.Gone = "Apps do not know of this user any more: they were deactivated, or deleted, or their directory was."
	return u
}

func (u *user) Actions() []widget.Group {
	return []widget.Group{
		{Name: "User", Actions: []widget.Action{
			{Name: "groups", Keys: widget.Keys("enter", "2"), Word: "groups", Help: "open a group that they are in",
				Why: widget.Reasons(u.Unread, u.inNone), Do: u.openGroup},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the email, an id, or what was sent of them",
				Why: u.Unread, Do: func() tea.Cmd {
					return u.CopyFrom(append(userCopies(u.About),
						screen.Copyable{What: "what was sent", Value: widget.Indented(string(u.About.Raw))}))
				}},
			{Name: "read again", Keys: widget.Keys("r"), Help: "read the user again", Do: u.Reload},
		}},
		u.Document.Group(),
	}
}

func (u *user) inNone() string {
	if len(u.About.Groups) == 0 {
		return "they are in no group"
	}
	return ""
}

// openGroup opens their group, or offers those that there are.
func (u *user) openGroup() tea.Cmd {
	var items []screen.Item
	for _, g := range u.About.Groups {
		items = append(items, screen.Item{Text: g.Name, Note: g.IdPID,
			Do: func() tea.Cmd { return u.Stack.Push(newGroup(u.World, u.services, g)) }})
	}
	if len(items) == 1 {
		return items[0].Do()
	}
	return u.Stack.Open(screen.NewMenu(u.World, "Groups", screen.Fixed(items)))
}

func userLines(st *widget.Style, x model.DirectoryUser, now time.Time, cells int) []string {
	p, a := &widget.Paragraphs{Style: st, Width: cells}, x.Attributes
	state := userState(st, x)
	p.Add(st.Strong.Render(widget.Cut(widget.Clean(x.Label()), cells-12, st.Glyph.More)) + "  " + state.Ink.Render(widget.Clean(state.Text)))
	p.Heading("As apps see them")
	p.Field("Email", a.Email)
	if a.Email == "" {
		p.Inked("Email", st.Warn, st.Glyph.Warning+" none: the identity provider has to map one")
	}
	p.Field("First name", a.FirstName)
	p.Field("Last name", a.LastName)
	p.Field("Name", a.Name)
	p.Field("Job title", a.JobTitle)
	p.Field("Username", a.Username)
	for _, e := range a.Emails {
		p.Field("Emails", strings.Join(widget.Filled(e.Value, e.Type, map[bool]string{true: "primary"}[e.Primary]), "  "))
	}
	for _, name := range widget.SortedKeys(a.Custom) {
		p.Field(name, string(a.Custom[name]))
	}
	p.Field("Id", string(x.ID))
	p.Field("IdP id", x.IdPID)
	p.Field("Created", widget.Moment(x.Created, now))
	p.Field("Updated", widget.Moment(x.Updated, now))
	p.Heading("Groups")
	if len(x.Groups) > 0 {
		p.Hint("enter", "opens one")
	}
	for _, g := range x.Groups {
		p.Text(lipgloss.NewStyle(), g.Name, 2)
	}
	if len(x.Groups) == 0 {
		p.Text(st.Faint, "none", 2)
	}
	p.Heading("As the identity provider sent it")
	p.Text(lipgloss.NewStyle(), widget.Indented(string(x.Raw)), 2)
	return p.Lines
}
