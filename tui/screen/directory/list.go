package directory

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// list are the directories of an organization, or of the environment.
type list struct {
	*screen.Records[model.DirectoryStatus]
}

// NewList lists the directories of an organization, or with "" those of the environment.
func NewList(w *screen.World, services Services, organization model.ID) screen.Screen {
	ctx, env := w.Context, w.Environment.ID
	l := &list{}
	l.Records = &screen.Records[model.DirectoryStatus]{
		World: w, Heading: "Directories", Noun: "directory", Kind: model.KindDirectory, Own: l.own,
		Columns: func() []widget.Column[model.DirectoryStatus] { return columns(w) },
		Page: func(text string, behind model.Listed, limit int) ([]model.DirectoryStatus, error) {
			none := func(model.DirectoryStatus) []string { return nil }
			return readOn("", behind.ID, limit, none, func(p model.Paging) (model.Paged[model.DirectoryStatus], error) {
				return services.DirectoryPage(ctx, env, organization, text, p)
			})
		},
		Listed: func(d model.DirectoryStatus) model.Listed { return model.Listed{ID: d.ID} },
		Opened: func(d model.DirectoryStatus) tea.Cmd { return w.Nav.Directory(d.ID) },
		Copies: func(d model.DirectoryStatus) []screen.Copyable { return copies(w, d.Directory, "") },
		Needs:  func(d model.DirectoryStatus) (model.ID, model.ID) { return d.OrganizationID, "" },
		Empty:  "No identity provider provisions users yet: n makes a directory for one.",
	}
	l.Create = func() tea.Cmd {
		if organization != "" {
			return w.Nav.MakeDirectory(model.Organization{ID: organization, Name: w.Names.Of(organization)})
		}
		return w.Nav.PickOrganization("New directory", w.Nav.MakeDirectory)
	}
	l.List.ID = func(d model.DirectoryStatus) model.ID { return d.ID }
	return l
}

// Update reads the list again also when a token is used, which is noted once a minute.
func (l *list) Update(msg tea.Msg) tea.Cmd {
	if x, ok := msg.(screen.Changes); ok && x.Touch(model.KindDirectoryToken) {
		return tea.Batch(l.Records.Update(msg), l.Reload())
	}
	return l.Records.Update(msg)
}

func (l *list) own() widget.Group {
	return widget.Group{Name: "Directories", Actions: []widget.Action{
		l.Making("make a directory, with its endpoint and a token", model.ActCreateDirectory),
		l.Searching("search names"), l.Copying("copy the endpoint or an id"),
	}}
}

func columns(w *screen.World) []widget.Column[model.DirectoryStatus] {
	st, now := w.Style, w.Now
	return []widget.Column[model.DirectoryStatus]{
		{Title: "STATE", Min: 12, Want: 12,
			Cell: func(d model.DirectoryStatus) widget.Cell { return noun.DirectoryState(st, d, now) }},
		{Title: "NAME", Min: 14, Want: 28, Grow: true,
			Cell: func(d model.DirectoryStatus) widget.Cell { return widget.Cell{Text: d.Name} }},
		{Title: "ORGANIZATION", Short: "ORG", Min: 10, Want: 24, Grow: true, Rank: 2,
			Cell: func(d model.DirectoryStatus) widget.Cell { return widget.Cell{Text: w.Names.Of(d.OrganizationID)} }},
		{Title: "TYPE", Min: 8, Want: 12, Rank: 3,
			Cell: func(d model.DirectoryStatus) widget.Cell { return widget.Cell{Text: d.TypeName(), Ink: st.Faint} }},
		{Title: "USERS", Min: 5, Want: 6, Right: true,
			Cell: func(d model.DirectoryStatus) widget.Cell { return widget.Cell{Text: fmt.Sprint(d.Counts.Active)} }},
		{Title: "GROUPS", Min: 6, Want: 6, Right: true, Rank: 1,
			Cell: func(d model.DirectoryStatus) widget.Cell { return widget.Cell{Text: fmt.Sprint(d.Counts.Groups)} }},
		{Title: "LAST", Min: 5, Want: 5, Right: true, Cell: func(d model.DirectoryStatus) widget.Cell {
			if d.Last.IsZero() {
				return widget.Cell{Text: "never", Ink: st.Faint}
			}
			return widget.Cell{Text: widget.Age(now.Sub(d.Last)), Ink: st.Faint}
		}},
		{Title: "ID", Min: 16, Want: 36, Rank: 4, Spare: true, Cell: func(d model.DirectoryStatus) widget.Cell {
			return widget.Cell{Text: string(d.ID), Ink: st.Faint, Keep: true}
		}},
	}
}

// copies are the values of a directory, with a token that was just made, or "".
func copies(w *screen.World, d model.Directory, token string) []screen.Copyable {
	endpoint := d.Address(w.Options.BaseURL)
	all := []screen.Copyable{{What: "endpoint", Value: endpoint}}
	if d.ByFile() {
		all[0] = screen.Copyable{What: "command for the next file", Value: d.ImportCommand()}
	}
	if token != "" {
		all = append(all, screen.Copyable{What: "token", Value: token}, screen.Copyable{What: "endpoint and token",
			Value: "Endpoint: " + endpoint + "\nToken: " + token})
	}
	return append(all, screen.Copyable{What: "directory id", Value: string(d.ID)},
		screen.Copyable{What: "name", Value: d.Name}, screen.Copyable{What: "organization id",
			Value: string(d.OrganizationID)})
}
