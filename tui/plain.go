package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// plain shows one value alone, without a frame and at the left edge, so that it
// can be selected where no clipboard can be trusted.
type plain struct {
	*world
	heading, note, value string
	width                int
}

func newPlain(w *world, heading, note, value string) *plain {
	return &plain{world: w, heading: heading, note: note, value: value}
}

func (p *plain) title() string { return p.heading }
func (p *plain) actions() []widget.Group {
	return []widget.Group{{Name: "A value alone", Actions: []widget.Action{
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the value",
			Do: func() tea.Cmd { return p.copy(p.heading, p.value) }},
	}}}
}

func (p *plain) init() tea.Cmd          { return nil }
func (p *plain) update(tea.Msg) tea.Cmd { return nil }
func (p *plain) resize(width, _ int)    { p.width = width }

func (p *plain) view() string {
	st := p.style
	lines := []string{"", " " + st.Title.Render(widget.Clean(p.heading)), "", widget.Clean(p.value), ""}
	for _, l := range widget.Wrap(p.note, min(p.width-2, maxProse)) {
		lines = append(lines, " "+st.Faint.Render(l))
	}
	return strings.Join(append(lines, " "+st.Key.Render("y")+st.Faint.Render(" copies it")), "\n")
}
