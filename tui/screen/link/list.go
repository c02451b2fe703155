package link

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// links lists setup links, of one organization or of all. How far each came is
// read for those in the window only.
type links struct {
	*screen.Records[model.Link]
	services Services

	organization model.ID // "" for all
	progress     map[model.ID]model.Progress
	asked        map[model.ID]bool
}

type progressMsg struct {
	of    *links
	found map[model.ID]model.Progress
	err   error
}

// NewList lists the setup links of an organization, or with "" all of the environment.
func NewList(w *screen.World, services Services, organization model.ID, search string) screen.Screen {
	ctx, env := w.Context, w.Environment.ID
	l := &links{services: services, organization: organization, progress: map[model.ID]model.Progress{},
		asked: map[model.ID]bool{}}
	l.Records = &screen.Records[model.Link]{
		World: w, Heading: screen.PlaceNames[screen.PlaceLinks], Text: search, Kind: model.KindSetupLink,
		Columns: l.linkColumns,
		Read: func(text string) ([]model.Link, error) {
			return services.SetupLinks(ctx, model.LinkQuery{Environment: env, Organization: organization, Text: text})
		},
		Opened: func(x model.Link) tea.Cmd { return w.Nav.Link(x.ID) },
		Needs:  func(x model.Link) (model.ID, model.ID) { return x.OrganizationID, "" },
		Empty:  "There are none yet: n makes one, for a customer's IT admin to open.",
	}
	l.List.ID = func(x model.Link) model.ID { return x.ID }
	return l
}

func (l *links) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case progressMsg:
		if msg.of == l {
			l.Fail("read steps", msg.err)
			for id, p := range msg.found {
				l.progress[id] = p
			}
		}
		return nil
	case screen.Changes:
		if screen.TouchesLinks(msg) {
			clear(l.asked)
		}
	}
	return tea.Batch(l.Records.Update(msg), l.readProgress())
}

// readProgress asks how far those in the window came that it does not know of.
func (l *links) readProgress() tea.Cmd {
	var want []model.Link
	for i := l.List.Offset; i < l.List.Offset+l.List.Height; i++ {
		if row, ok := l.List.At(i); ok && !l.asked[row.ID] {
			l.asked[row.ID] = true
			want = append(want, row)
		}
	}
	if len(want) == 0 {
		return nil
	}
	ctx, services := l.Context, l.services
	return func() tea.Msg {
		found := map[model.ID]model.Progress{}
		for _, x := range want {
			p, err := services.ProgressOf(ctx, x)
			if err != nil {
				return progressMsg{l, found, err}
			}
			found[x.ID] = p
		}
		return progressMsg{of: l, found: found}
	}
}

func (l *links) Actions() []widget.Group {
	row := func() model.Link { x, _ := l.List.Current(); return x }
	progress := func() model.Progress { return l.progress[row().ID] }
	do := actionsOf(l.World, l.services, row, progress)
	create := func() tea.Cmd {
		if l.organization != "" {
			return newLinkFor(l.World, l.services, l.organization, nil)
		}
		return l.Nav.PickOrganization("New setup link",
			func(o model.Organization) tea.Cmd { return newLinkFor(l.World, l.services, o.ID, nil) })
	}
	organize := do.organization
	organize.Word = ""
	own := widget.Unless(l.Empties, do.alone, do.message, do.nudge, do.regenerate, do.revoke,
		widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the link, a message, an id",
			Do: func() tea.Cmd { return copyLink(l.World, l.services, row()) }})
	own = append([]widget.Action{{Name: "new", Keys: widget.Keys("n"), Word: "new", Help: "generate a setup link",
		Why: l.CannotChange, Needs: string(model.ActCreateLink), Do: create}}, own...)
	own = append(own, l.Searching("search organizations, domains, features and states"))
	own = append(own, widget.Unless(l.Empties, organize)...)
	step := func(m widget.Move) tea.Cmd { return tea.Batch(l.Step(m), l.readProgress()) }
	reload := func() tea.Cmd { return tea.Batch(l.Reload(), l.readProgress()) }
	return []widget.Group{
		{Name: "Setup links", Actions: own},
		l.ListGroup(step, widget.Action{Why: l.Empties, Do: l.OpenRow}, widget.Action{Do: reload}),
	}
}
