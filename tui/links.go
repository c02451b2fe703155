package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// links lists setup links, of one organization or of all. How far each came is
// read for those in the window only.
type links struct {
	*catalogue[model.Link]
	organization model.ID // "" for all
	progress     map[model.ID]model.Progress
	asked        map[model.ID]bool
}

type progressMsg struct {
	of    *links
	found map[model.ID]model.Progress
	err   error
}

func newLinks(w *world, organization model.ID) *links {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	l := &links{organization: organization, progress: map[model.ID]model.Progress{}, asked: map[model.ID]bool{}}
	l.catalogue = &catalogue[model.Link]{
		world: w, heading: placeNames[placeLinks], kind: model.KindSetupLink,
		columns: l.linkColumns,
		read: func(text string) ([]model.Link, error) {
			return desk.SetupLinks(ctx, model.LinkQuery{Environment: env, Organization: organization, Text: text})
		},
		opened: func(x model.Link) tea.Cmd { return w.nav.link(x.ID) },
		needs:  func(x model.Link) (model.ID, model.ID) { return x.OrganizationID, "" },
		empty:  "There are none yet: n makes one, for a customer's IT admin to open.",
	}
	l.list.Id = func(x model.Link) model.ID { return x.ID }
	return l
}

func (l *links) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case progressMsg:
		if msg.of == l {
			l.fail("read steps", msg.err)
			for id, p := range msg.found {
				l.progress[id] = p
			}
		}
		return nil
	case changesMsg:
		if touchesLinks(msg) {
			clear(l.asked)
		}
	}
	return tea.Batch(l.catalogue.update(msg), l.readProgress())
}

// touchesLinks reports whether a link or how far one came has changed.
func touchesLinks(msg changesMsg) bool {
	return msg.touch(model.KindOpening, model.KindSetupLink)
}

// readProgress asks how far those in the window came that it does not know of.
func (l *links) readProgress() tea.Cmd {
	var want []model.Link
	for i := l.list.Offset; i < l.list.Offset+l.list.Height; i++ {
		if row, ok := l.list.At(i); ok && !l.asked[row.ID] {
			l.asked[row.ID] = true
			want = append(want, row)
		}
	}
	if len(want) == 0 {
		return nil
	}
	ctx, desk := l.ctx, l.desk
	return func() tea.Msg {
		found := map[model.ID]model.Progress{}
		for _, x := range want {
			p, err := desk.ProgressOf(ctx, x)
			if err != nil {
				return progressMsg{l, found, err}
			}
			found[x.ID] = p
		}
		return progressMsg{of: l, found: found}
	}
}

func (l *links) actions() []widget.Group {
	row := func() model.Link { x, _ := l.list.Current(); return x }
	progress := func() model.Progress { return l.progress[row().ID] }
	do := actionsOf(l.world, row, progress)
	create := func() tea.Cmd {
		if l.organization != "" {
			return newLinkFor(l.world, l.organization, nil)
		}
		return l.nav.pickOrganization("New setup link",
			func(o model.Organization) tea.Cmd { return newLinkFor(l.world, o.ID, nil) })
	}
	organize := do.organization
	organize.Word = ""
	own := widget.Unless(l.empties, do.alone, do.message, do.nudge, do.regenerate, do.revoke,
		widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the link, a message, an id",
			Do: func() tea.Cmd { return copyLink(l.world, row()) }})
	own = append([]widget.Action{{Name: "new", Keys: widget.Keys("n"), Word: "new", Help: "generate a setup link",
		Why: l.cannotChange, Do: create}}, own...)
	own = append(own, l.searching("search organizations, domains, features and states"))
	own = append(own, widget.Unless(l.empties, organize)...)
	step := func(m widget.Move) tea.Cmd { return tea.Batch(l.step(m), l.readProgress()) }
	reload := func() tea.Cmd { return tea.Batch(l.reload(), l.readProgress()) }
	return []widget.Group{
		{Name: "Setup links", Actions: own},
		l.listGroup(step, widget.Action{Why: l.empties, Do: l.openRow}, widget.Action{Do: reload}),
	}
}
