package screen

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// Detail is a screen about one record: what it shows is read in a command, again
// when a change touches it, and drawn by a pure function.
type Detail[A any] struct {
	Page
	About A // as it was read last

	Read    func(context.Context) (A, error) // called in a command: it knows nothing of the screen
	Touches func(Changes) bool               // beside the record and its sessions; nil for nothing
	Render  func(about A, cells int) []string
	Name    func(A) string // the breadcrumb; nil leaves it
	Task    string         // what is said while it is read, if that takes long; "" says nothing
}

type detailMsg[A any] struct {
	of    *Detail[A]
	gen   int
	about A
	err   error
}

// NewDetail is one without anything to read yet: its fields say what and how.
func NewDetail[A any](w *World, id model.ID) Detail[A] { return Detail[A]{Page: NewPage(w, id)} }

// Init reads the record.
func (d *Detail[A]) Init() tea.Cmd { return d.Reload() }

// Reload reads it. The answer to an earlier question is dropped.
func (d *Detail[A]) Reload() tea.Cmd {
	d.gen++
	ctx, gen, read := d.Context, d.gen, d.Read
	cmd := func() tea.Msg {
		about, err := read(ctx)
		return detailMsg[A]{d, gen, about, err}
	}
	if d.Task != "" {
		return d.Run(d.Task, cmd)
	}
	return cmd
}

// Update takes in what was read, and reads again what changed.
func (d *Detail[A]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case detailMsg[A]:
		if msg.of == d && msg.gen == d.gen {
			d.About, d.Err, d.Ready = msg.about, msg.err, true
			if d.Name != nil && msg.err == nil {
				d.Heading = d.Name(msg.about)
			}
			d.LayOut()
		}
	case Changes:
		if d.touched(msg) || d.Touches != nil && d.Touches(msg) {
			return d.Reload()
		}
	case Tick, Restyled: // it tells ages
		d.LayOut()
	}
	return nil
}

// Resize draws it for its new room.
func (d *Detail[A]) Resize(width, height int) {
	d.Page.Resize(width, height)
	d.LayOut()
}

// LayOut draws what was read.
func (d *Detail[A]) LayOut() {
	if d.Ready && d.Err == nil {
		d.Document.Set(d.Render(d.About, min(d.Width, MaxProse)))
	}
}

// Unread says that the record is not at hand, or "".
func (d *Detail[A]) Unread() string {
	switch {
	case d.Err != nil:
		return "it is not there any more"
	case !d.Ready:
		return "it is still being read"
	}
	return ""
}
