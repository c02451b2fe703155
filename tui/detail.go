package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// detail is a screen about one record: what it shows is read in a command, again
// when a change touches it, and drawn by a pure function.
type detail[A any] struct {
	leaf
	about A // as it was read last

	read    func(context.Context) (A, error) // called in a command: it knows nothing of the screen
	touches func(changesMsg) bool            // beside the record and its sessions; nil for nothing
	render  func(about A, cells int) []string
	name    func(A) string // the breadcrumb; nil leaves it
	task    string         // what is said while it is read, if that takes long; "" says nothing
}

type detailMsg[A any] struct {
	of    *detail[A]
	gen   int
	about A
	err   error
}

func newDetail[A any](w *world, id model.ID) detail[A] { return detail[A]{leaf: newLeaf(w, id)} }

func (d *detail[A]) init() tea.Cmd { return d.reload() }

// reload reads it. The answer to an earlier question is dropped.
func (d *detail[A]) reload() tea.Cmd {
	d.gen++
	ctx, gen, read := d.ctx, d.gen, d.read
	cmd := func() tea.Msg {
		about, err := read(ctx)
		return detailMsg[A]{d, gen, about, err}
	}
	if d.task != "" {
		return d.run(d.task, cmd)
	}
	return cmd
}

func (d *detail[A]) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case detailMsg[A]:
		if msg.of == d && msg.gen == d.gen {
			d.about, d.err, d.ready = msg.about, msg.err, true
			if d.name != nil && msg.err == nil {
				d.heading = d.name(msg.about)
			}
			d.layOut()
		}
	case changesMsg:
		if d.touched(msg) || d.touches != nil && d.touches(msg) {
			return d.reload()
		}
	case tickMsg, restyledMsg: // it tells ages
		d.layOut()
	}
	return nil
}

func (d *detail[A]) resize(width, height int) {
	d.leaf.resize(width, height)
	d.layOut()
}

func (d *detail[A]) layOut() {
	if d.ready && d.err == nil {
		d.document.Set(d.render(d.about, min(d.width, maxProse)))
	}
}

// unread says that the record is not at hand, or "".
func (d *detail[A]) unread() string {
	switch {
	case d.err != nil:
		return "it is not there any more"
	case !d.ready:
		return "it is still being read"
	}
	return ""
}
