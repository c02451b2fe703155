package directory

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	service "gatehouse/service/directory"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// newGroups lists the groups of a directory, the newest first.
func newGroups(w *screen.World, services Services, d model.Directory) screen.Screen {
	ctx := w.Context
	l := &live[model.DirectoryGroup]{&screen.Records[model.DirectoryGroup]{
		World: w, Heading: "Groups", Noun: "group",
		Columns: func() []widget.Column[model.DirectoryGroup] { return groupColumns(w) },
		Page: func(text string, behind model.Listed, limit int) ([]model.DirectoryGroup, error) {
			return readOn(text, behind.ID, limit, groupWords,
				func(p model.Paging) (model.Paged[model.DirectoryGroup], error) {
					return services.DirectoryGroups(ctx, service.EntryList{Directory: d.ID, Paging: p})
				})
		},
		Listed: func(g model.DirectoryGroup) model.Listed { return model.Listed{ID: g.ID} },
		Opened: func(g model.DirectoryGroup) tea.Cmd { return w.Stack.Push(newGroup(w, services, g)) },
		Copies: func(g model.DirectoryGroup) []screen.Copyable {
			return []screen.Copyable{{What: "name", Value: g.Name}, {What: "group id", Value: string(g.ID)},
				{What: "id at the identity provider", Value: g.IdPID}}
		},
		Empty: d.TypeName() + " has told of no group yet.",
		About: "Groups of " + d.Name,
	}}
	l.Own = func() widget.Group {
		return widget.Group{Name: "Groups", Actions: []widget.Action{
			giving(l, services), l.Searching("search names and ids, among the newest"),
			l.Copying("copy the name or an id"),
		}}
	}
	l.List.ID = func(g model.DirectoryGroup) model.ID { return g.ID }
	return l
}

func groupWords(g model.DirectoryGroup) []string {
	return []string{g.Name, g.Role, g.IdPID, string(g.ID)}
}

func groupColumns(w *screen.World) []widget.Column[model.DirectoryGroup] {
	st, now := w.Style, w.Now
	return []widget.Column[model.DirectoryGroup]{
		{Title: "NAME", Min: 24, Want: 40, Grow: true,
			Cell: func(g model.DirectoryGroup) widget.Cell { return widget.Cell{Text: g.Name} }},
		{Title: "ROLE", Min: 10, Want: 16,
			Cell: func(g model.DirectoryGroup) widget.Cell { return widget.Cell{Text: g.Role} }},
		{Title: "IDP ID", Min: 20, Want: 36, Rank: 1,
			Cell: func(g model.DirectoryGroup) widget.Cell {
				return widget.Cell{Text: g.IdPID, Ink: st.Faint, Keep: true}
			}},
		{Title: "AGE", Min: 4, Want: 4, Right: true, Rank: 2, Cell: func(g model.DirectoryGroup) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(g.Created)), Ink: st.Faint}
		}},
		{Title: "ID", Min: 16, Want: 42, Rank: 4, Spare: true, Cell: func(g model.DirectoryGroup) widget.Cell {
			return widget.Cell{Text: string(g.ID), Ink: st.Faint, Keep: true}
		}},
	}
}
