package team

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// list are the members of the team, by email.
type list struct {
	*screen.Records[model.TeamMember]
	services Services
}

// NewList lists the members of the team.
func NewList(w *screen.World, services Services) screen.Screen {
	ctx := w.Context
	l := &list{services: services}
	l.Records = &screen.Records[model.TeamMember]{
		World: w, Heading: "Team", Noun: "member", Kind: model.KindMember, Own: l.own,
		Columns: func() []widget.Column[model.TeamMember] { return columns(w) },
		Read: func(text string) ([]model.TeamMember, error) {
			all, err := services.Members(ctx)
			now := w.Options.Clock()
			return screen.Matching(all, text, func(m model.TeamMember) []string {
				return []string{m.Email, string(m.Role), string(m.Limit), stateText(m, now), string(m.ID)}
			}), err
		},
		Opened: func(m model.TeamMember) tea.Cmd { return w.Nav.Member(m.ID) },
		Copies: copies,
		Create: func() tea.Cmd { return w.Stack.Push(newInvitation(w, services)) },
		Empty:  "There is nobody yet but the owner of the data directory: n invites a colleague.",
	}
	l.List.ID = func(m model.TeamMember) model.ID { return m.ID }
	return l
}

func (l *list) Init() tea.Cmd { return tea.Batch(l.Records.Init(), l.readTeam()) }

// readTeam shows what the team is called where the search stands otherwise.
func (l *list) readTeam() tea.Cmd {
	ctx, services := l.Context, l.services
	read := func() (model.Team, error) { return services.Team(ctx) }
	return screen.Ask(read, func(t model.Team, err error) tea.Cmd {
		if l.Fail("read the team", err); err == nil {
			l.About = t.Name
		}
		return nil
	})
}

func (l *list) Update(msg tea.Msg) tea.Cmd {
	if changes, ok := msg.(screen.Changes); ok && changes.Touch(model.KindTeam) {
		return tea.Batch(l.Records.Update(msg), l.readTeam())
	}
	return l.Records.Update(msg)
}

func (l *list) own() widget.Group {
	do := actionsOf(l.World, l.services, func() model.TeamMember { m, _ := l.List.Current(); return m }, l.Empties)
	invite := l.Making("invite a colleague", model.ActManageTeam)
	invite.Name, invite.Word = "invite", "invite"
	return widget.Group{Name: "Team", Actions: []widget.Action{
		invite, do.role, do.resend, do.revoke, l.Searching("search emails, roles, limits and states"),
		l.Copying("copy the email, the id or a fingerprint"),
		{Name: "rename the team", Keys: widget.Keys("T"), Help: "give the team another name", Why: l.CannotChange,
			Needs: string(model.ActManageTeam),
			Do:    l.Pushed(func() screen.Screen { return newTeamName(l.World, l.services, l.About) })},
	}}
}

func columns(w *screen.World) []widget.Column[model.TeamMember] {
	st, now := w.Style, w.Now
	return []widget.Column[model.TeamMember]{
		{Title: "EMAIL", Min: 16, Want: 34, Grow: true,
			Cell: func(m model.TeamMember) widget.Cell { return widget.Cell{Text: m.Email, Keep: true} }},
		{Title: "ROLE", Min: 9, Want: 9,
			Cell: func(m model.TeamMember) widget.Cell { return widget.Cell{Text: string(m.Role)} }},
		{Title: "LIMIT", Min: 12, Want: 12, Rank: 1,
			Cell: func(m model.TeamMember) widget.Cell { return widget.Cell{Text: string(m.Limit), Ink: st.Warn} }},
		{Title: "STATE", Min: 16, Want: 16,
			Cell: func(m model.TeamMember) widget.Cell { return stateCell(st, m, now) }},
		{Title: "ACTIVE", Min: 6, Want: 6, Right: true, Rank: 2,
			Cell: func(m model.TeamMember) widget.Cell { return activeCell(st, m, now) }},
		{Title: "KEYS", Min: 4, Want: 4, Right: true, Rank: 3, Cell: func(m model.TeamMember) widget.Cell {
			return widget.Cell{Text: fmt.Sprint(len(m.Keys)), Ink: st.Faint}
		}},
	}
}

func copies(m model.TeamMember) []screen.Copyable {
	values := []screen.Copyable{{What: "email", Value: m.Email}, {What: "member id", Value: string(m.ID)}}
	for _, k := range m.Keys {
		values = append(values, screen.Copyable{What: "fingerprint" + widget.Prefixed(" of ", k.Comment),
			Value: k.Fingerprint})
	}
	return values
}
