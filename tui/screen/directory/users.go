package directory

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	service "gatehouse/service/directory"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// newUsers lists the users of a directory, the newest first.
func newUsers(w *screen.World, services Services, d model.Directory) screen.Screen {
	l := userList(w, services, service.EntryList{Directory: d.ID})
	l.Heading, l.About = "Users", "Users of "+d.Name+", as apps know them"
	l.Empty = d.TypeName() + " has told of no user yet."
	return l
}

// newGroup lists the members of a group.
func newGroup(w *screen.World, services Services, g model.DirectoryGroup) screen.Screen {
	l := userList(w, services, service.EntryList{Directory: g.DirectoryID, Group: g.ID})
	l.Heading, l.About = g.Name, "Members of "+g.Name+widget.Prefixed("; role ", g.Role)+
		widget.Prefixed("; by its identity provider ", g.IdPID)
	l.Empty = "No user that apps know of is in this group."
	return l
}

func userList(w *screen.World, services Services, q service.EntryList) *live[model.DirectoryUser] {
	ctx := w.Context
	read := func(q service.EntryList, text string, behind model.ID, limit int) ([]model.DirectoryUser, error) {
		return readOn(text, behind, limit, userWords, func(p model.Paging) (model.Paged[model.DirectoryUser], error) {
			q.Paging = p
			return services.DirectoryUsers(ctx, q)
		})
	}
	l := &live[model.DirectoryUser]{&screen.Records[model.DirectoryUser]{
		World: w, Noun: "user",
		Columns: func() []widget.Column[model.DirectoryUser] { return userColumns(w) },
		Page: func(text string, behind model.Listed, limit int) ([]model.DirectoryUser, error) {
			if whole := strings.TrimSpace(text); strings.Contains(whole, "@") { // an index answers
				exact := q
				exact.Email = whole
				if found, err := read(exact, "", behind.ID, limit); err != nil || len(found) > 0 {
					return found, err
				}
			}
			return read(q, text, behind.ID, limit)
		},
		Listed: func(u model.DirectoryUser) model.Listed { return model.Listed{ID: u.ID} },
		Opened: func(u model.DirectoryUser) tea.Cmd { return w.Stack.Push(NewUser(w, services, u.ID)) },
		Copies: userCopies,
	}}
	l.Own = func() widget.Group {
		return widget.Group{Name: "Users", Actions: []widget.Action{
			l.Searching("search a whole email; or, among the newest, names, emails and ids"),
			l.Copying("copy the email or an id"),
		}}
	}
	l.List.ID = func(u model.DirectoryUser) model.ID { return u.ID }
	return l
}

func userWords(u model.DirectoryUser) []string {
	a := u.Attributes
	return []string{a.Email, a.Name, a.FirstName + " " + a.LastName, a.Username, u.IdPID, string(u.ID), string(u.State),
		a.RoleWords()}
}

func userColumns(w *screen.World) []widget.Column[model.DirectoryUser] {
	st, now := w.Style, w.Now
	return []widget.Column[model.DirectoryUser]{
		{Title: "EMAIL", Min: 24, Want: 34, Grow: true,
			Cell: func(u model.DirectoryUser) widget.Cell { return emailCell(st, u) }},
		{Title: "NAME", Min: 14, Want: 26, Grow: true,
			Cell: func(u model.DirectoryUser) widget.Cell { return widget.Cell{Text: u.Attributes.Name} }},
		{Title: "STATE", Min: 10, Want: 10,
			Cell: func(u model.DirectoryUser) widget.Cell { return userState(st, u) }},
		{Title: "IDP ID", Min: 12, Want: 36, Rank: 2,
			Cell: func(u model.DirectoryUser) widget.Cell {
				return widget.Cell{Text: u.IdPID, Ink: st.Faint, Keep: true}
			}},
		{Title: "AGE", Min: 4, Want: 4, Right: true, Rank: 1, Cell: func(u model.DirectoryUser) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(u.Created)), Ink: st.Faint}
		}},
	}
}

func emailCell(st *widget.Style, u model.DirectoryUser) widget.Cell {
	if u.Attributes.Email == "" {
		return widget.Cell{Text: "no email: " + u.Label(), Ink: st.Warn}
	}
	return widget.Cell{Text: u.Attributes.Email}
}

func userState(st *widget.Style, u model.DirectoryUser) widget.Cell {
	if u.State == model.UserActive {
		return widget.Cell{Text: st.Glyph.Good + " " + string(u.State), Ink: st.Good}
	}
	return widget.Cell{Text: st.Glyph.Skipped + " " + string(u.State), Ink: st.Faint}
}

func userCopies(u model.DirectoryUser) []screen.Copyable {
	return []screen.Copyable{{What: "email", Value: u.Attributes.Email}, {What: "user id", Value: string(u.ID)},
		{What: "id at the identity provider", Value: u.IdPID}, {What: "name", Value: u.Attributes.Name}}
}
