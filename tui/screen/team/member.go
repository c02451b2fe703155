package team

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// member is the page of one member.
type member struct {
	screen.Detail[model.TeamMember]
	services Services
}

// New is the page of a member.
func New(w *screen.World, services Services, id model.ID) screen.Screen {
	m := &member{screen.NewDetail[model.TeamMember](w, id), services}
	m.Read = func(ctx context.Context) (model.TeamMember, error) { return services.Member(ctx, id) }
	m.Render = func(x model.TeamMember, cells int) []string { return memberLines(w.Style, x, w.Now, cells) }
	m.Name = func(x model.TeamMember) string { return x.Email }
	return m
}

func (m *member) Actions() []widget.Group {
	w, about := m.World, func() model.TeamMember { return m.About }
	do := actionsOf(w, m.services, about, m.Unread)
	change, manage := widget.Reasons(m.Unread, m.CannotChange), string(model.ActManageTeam)
	return []widget.Group{
		{Name: "Member", Actions: []widget.Action{
			do.role, do.resend,
			{Name: "add key", Keys: widget.Keys("a"), Word: "add key", Help: "give them one more SSH key", Why: change,
				Needs: manage, Do: w.Pushed(func() screen.Screen { return m.keyForm() })},
			{Name: "remove key", Keys: widget.Keys("x"), Word: "remove key",
				Help: "take an SSH key from them; asks first", Needs: manage,
				Why: widget.Reasons(change, func() string { return keyless(about()) }), Do: m.removeKey},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the email, the id or a fingerprint",
				Why: m.Unread, Do: func() tea.Cmd { return w.CopyFrom(copies(about())) }},
			{Name: "history", Keys: widget.Keys("h"), Word: "history", Help: "show who changed what of them",
				Do: func() tea.Cmd { return w.Nav.History(m.ID, about().Email) }},
			do.revoke,
		}},
		m.Document.Group(),
	}
}

func (m *member) keyForm() screen.Screen {
	id, services := m.ID, m.services
	return newKeyForm(m.World, m.About.Email, func(ctx context.Context, key string) (model.TeamMember, error) {
		return services.AddKey(ctx, id, key)
	})
}

func (m *member) removeKey() tea.Cmd {
	id, services := m.ID, m.services
	return removeKey(m.World, m.About, func(ctx context.Context, fingerprint string) (model.TeamMember, error) {
		return services.RemoveKey(ctx, id, fingerprint)
	})
}

func memberLines(st *widget.Style, m model.TeamMember, now time.Time, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	state := stateCell(st, m, now)
	p.Add(st.Strong.Render(widget.Clean(m.Email)) + "  " + state.Ink.Render(state.Text))
	p.Field("Role", string(m.Role))
	p.Inked("Limit", st.Warn, string(m.Limit))
	if m.Invitation != nil {
		p.Field("Invited", widget.Moment(m.Invitation.Sent, now))
		p.Inked("Code ends", state.Ink, widget.Moment(m.Invitation.Expires, now))
	}
	p.Field("Last active", activeText(m, now))
	p.Field("Made", widget.Moment(m.Created, now))
	p.Field("Id", string(m.ID))
	addKeys(p, m.Keys, now)
	return p.Lines
}
