package alone

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// plain shows one value alone, without a frame and at the left edge, so that it
// can be selected where no clipboard can be trusted.
type plain struct {
	*screen.World
	heading, note, value string
	width                int
}

// NewValue shows a value under a heading, and a note below it.
func NewValue(w *screen.World, heading, note, value string) screen.Screen {
	return &plain{World: w, heading: heading, note: note, value: value}
}

func (p *plain) Title() string { return p.heading }
func (p *plain) Actions() []widget.Group {
	return []widget.Group{{Name: "A value alone", Actions: []widget.Action{
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the value",
			Do: func() tea.Cmd { return p.Copy(p.heading, p.value) }},
	}}}
}

func (p *plain) Init() tea.Cmd          { return nil }
func (p *plain) Update(tea.Msg) tea.Cmd { return nil }
func (p *plain) Resize(width, _ int)    { p.width = width }

func (p *plain) View() string {
	st := p.Style
	lines := []string{"", " " + st.Title.Render(widget.Clean(p.heading)), "", widget.Clean(p.value), ""}
	for _, l := range widget.Wrap(p.note, min(p.width-2, screen.MaxProse)) {
		lines = append(lines, " "+st.Faint.Render(l))
	}
	return strings.Join(append(lines, " "+st.Key.Render("y")+st.Faint.Render(" copies it")), "\n")
}
