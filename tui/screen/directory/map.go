package directory

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// attributeMap lists the attributes that apps see of the users of a directory, where each stands, and what that is of
// a real user.
type attributeMap struct {
	*screen.Records[model.MappedAttribute]
	services  Services
	directory model.Directory
	user      model.ID // of whom the values are; "" is the newest
}

func newMap(w *screen.World, services Services, d model.Directory, user model.ID) screen.Screen {
	ctx := w.Context
	a := &attributeMap{services: services, directory: d, user: user}
	a.Records = &screen.Records[model.MappedAttribute]{
		World: w, Heading: "Attributes", Noun: "attribute", Kind: model.KindDirectory, Own: a.own,
		Columns: func() []widget.Column[model.MappedAttribute] { return mapColumns(w) },
		Read: func(text string) ([]model.MappedAttribute, error) {
			m, err := services.DirectoryMap(ctx, d.ID, user, nil)
			return screen.Matching(m.Attributes, text, func(x model.MappedAttribute) []string {
				return []string{x.Name, x.Path, x.Description}
			}), err
		},
		Opened: a.open,
		Copies: func(x model.MappedAttribute) []screen.Copyable {
			return []screen.Copyable{{What: "path", Value: x.Path}, {What: "name", Value: x.Name},
				{What: "example", Value: string(x.Value)}}
		},
		Empty: "Apps see nothing of users beyond the usual. The configuration of the environment adds attributes.",
		About: "Attributes of the users of " + d.Name + ", with an example of a real one",
	}
	a.List.ID = func(x model.MappedAttribute) model.ID { return model.ID(x.Name) }
	return a
}

// Update reads it again also when the environment changed, or while users are recomputed.
func (a *attributeMap) Update(msg tea.Msg) tea.Cmd {
	if x, ok := msg.(screen.Changes); ok && x.Touch(model.KindEnvironment, model.KindRecompute) {
		return tea.Batch(a.Records.Update(msg), a.Reload())
	}
	return a.Records.Update(msg)
}

func (a *attributeMap) own() widget.Group {
	fixed := func() string {
		if x, _ := a.List.Current(); x.Predefined {
			return "it is predefined: it always comes from there"
		}
		return ""
	}
	change := widget.Reasons(a.Empties, a.CannotChange, fixed)
	current := func() model.MappedAttribute { x, _ := a.List.Current(); return x }
	return widget.Group{Name: "Attributes", Actions: []widget.Action{
		{Name: "choose", Keys: widget.Keys("c"), Word: "choose",
			Help:  "choose where it stands, in what was sent of a real user",
			Needs: string(model.ActChangeDirectory), Why: change, Do: func() tea.Cmd { return a.choose(current()) }},
		{Name: "edit", Keys: widget.Keys("e"), Word: "write", Help: "write its path by hand",
			Needs: string(model.ActChangeDirectory), Why: change,
			Do: func() tea.Cmd { return a.Stack.Push(pathForm(a.World, a.services, a.directory, current())) }},
		a.Searching("search names and paths"), a.Copying("copy the path, the name or the example"),
	}}
}

// open lets choose a path for a custom attribute.
func (a *attributeMap) open(x model.MappedAttribute) tea.Cmd {
	switch why := a.CannotDo(model.ActChangeDirectory); {
	case x.Predefined:
		a.Say(screen.Failed, x.Name+" is predefined: it always comes from the same place")
		return nil
	case why != "":
		a.Say(screen.Failed, why)
		return nil
	}
	return a.choose(x)
}

// choose offers the paths of a real user.
func (a *attributeMap) choose(x model.MappedAttribute) tea.Cmd {
	services, ctx, d, user := a.services, a.Context, a.directory, a.user
	read := func() ([]screen.Item, error) {
		paths, err := services.DirectoryPaths(ctx, d.ID, user)
		items := []screen.Item{{Text: "write a path by hand", Do: func() tea.Cmd {
			return a.Stack.Push(pathForm(a.World, services, d, x))
		}}}
		if x.Path != "" {
			items = append(items, screen.Item{Text: "map it to nothing", Do: func() tea.Cmd { return a.set(x, "") }})
		}
		for _, p := range paths {
			items = append(items, screen.Item{Text: shortPath(a.Style, p.Path),
				Note: widget.Cut(string(p.Value), exampleRoom, a.Style.Glyph.More),
				Do:   func() tea.Cmd { return a.set(x, p.Path) }})
		}
		return items, err
	}
	return a.Stack.Open(screen.NewMenu(a.World, "Where "+x.Name+" stands", read))
}

const exampleRoom = 40 // cells of an example in a menu

// set maps an attribute.
func (a *attributeMap) set(x model.MappedAttribute, path string) tea.Cmd {
	services, id := a.services, a.directory.ID
	return a.Change("map "+x.Name, func(ctx context.Context) (string, error) {
		_, err := services.MapDirectory(ctx, id, map[string]string{x.Name: path})
		return "mapped " + x.Name + ": all users are recomputed", err
	}, a.Reload)
}

// pathForm takes a path that is written by hand.
func pathForm(w *screen.World, services Services, d model.Directory, x model.MappedAttribute) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Where " + x.Name + " stands",
		Intro: "All users of " + d.Name + " are recomputed, and apps are told of each who looks otherwise.",
		Fields: []*widget.Field{{Name: x.Name, Label: "Path", Initial: x.Path,
			Check: func(v string) error {
				_, err := model.CleanAttributePath(x.Name, v)
				return screen.ReasonOf(err)
			},
			Help: `name.givenName, or emails[type eq "work"].value; empty for nothing`}},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.MapDirectory(ctx, d.ID, map[string]string{x.Name: v[x.Name]})
		},
		Saved: func(any) (string, tea.Cmd) { return "mapped " + x.Name + ": all users are recomputed", nil },
	}
}

func mapColumns(w *screen.World) []widget.Column[model.MappedAttribute] {
	st := w.Style
	return []widget.Column[model.MappedAttribute]{
		{Title: "ATTRIBUTE", Min: 16, Want: 22,
			Cell: func(x model.MappedAttribute) widget.Cell { return widget.Cell{Text: x.Name} }},
		{Title: "PATH", Min: 20, Want: 40, Grow: true,
			Cell: func(x model.MappedAttribute) widget.Cell { return pathCell(st, x) }},
		{Title: "EXAMPLE", Min: 14, Want: 30, Grow: true,
			Cell: func(x model.MappedAttribute) widget.Cell { return widget.Cell{Text: string(x.Value)} }},
		{Title: "KIND", Min: 10, Want: 16, Rank: 1, Cell: func(x model.MappedAttribute) widget.Cell {
			return widget.Cell{Text: kindOfAttribute(x), Ink: st.Faint}
		}},
	}
}

func pathCell(st *widget.Style, x model.MappedAttribute) widget.Cell {
	switch {
	case x.Path != "" && x.Predefined:
		return widget.Cell{Text: x.Path, Ink: st.Faint}
	case x.Path != "":
		return widget.Cell{Text: shortPath(st, x.Path)}
	case x.Predefined:
		return widget.Cell{Text: "nowhere in SCIM", Ink: st.Faint}
	case x.Required:
		return widget.Cell{Text: st.Glyph.Warning + " not mapped", Ink: st.Warn}
	}
	return widget.Cell{Text: "not mapped", Ink: st.Faint}
}

// shortPath leaves out the beginning that all extensions have in common.
func shortPath(st *widget.Style, path string) string {
	if rest, ok := strings.CutPrefix(path, "urn:ietf:params:scim:schemas:extension:"); ok {
		return st.Glyph.More + rest
	}
	return path
}

func kindOfAttribute(x model.MappedAttribute) string {
	switch {
	case x.Predefined:
		return "predefined"
	case x.Required:
		return "custom, required"
	}
	return "custom"
}
