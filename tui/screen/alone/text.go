package alone

import (
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// bareText shows a text and nothing beside it, from the first column on, so that
// a terminal selects it as it is where no clipboard can be trusted.
type bareText struct {
	*screen.World
	what, value string
	text        viewport.Model
}

// NewText shows a text of many lines.
func NewText(w *screen.World, what, value string) screen.Screen {
	return &bareText{World: w, what: what, value: value, text: viewport.New()}
}

func (b *bareText) Title() string { return b.what }
func (b *bareText) Actions() []widget.Group {
	return []widget.Group{{Name: "Text alone", Actions: []widget.Action{
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy it",
			Do: func() tea.Cmd { return b.Copy(b.what, b.value) }},
		{Name: "down", Keys: widget.Keys("j", "down"), Help: "scroll down", Hidden: true,
			Do: widget.Doing(func() { b.text.ScrollDown(1) })},
		{Name: "up", Keys: widget.Keys("k", "up"), Help: "scroll up", Hidden: true,
			Do: widget.Doing(func() { b.text.ScrollUp(1) })},
		{Name: "page down", Keys: widget.Keys("pgdown", "space"), Help: "scroll a page down", Hidden: true,
			Do: widget.Doing(b.text.PageDown)},
		{Name: "page up", Keys: widget.Keys("pgup"), Help: "scroll a page up", Hidden: true,
			Do: widget.Doing(b.text.PageUp)},
	}}}
}

func (b *bareText) Init() tea.Cmd          { return nil }
func (b *bareText) Update(tea.Msg) tea.Cmd { return nil }
func (b *bareText) View() string           { return "" }

// Resize lays the text out anew, long lines broken between words.
func (b *bareText) Resize(width, height int) {
	var rows []string
	for _, l := range strings.Split(strings.TrimRight(b.value, "\n"), "\n") {
		rows = append(rows, widget.Wrap(widget.Clean(l), max(8, width))...)
	}
	b.text.SetWidth(width)
	b.text.SetHeight(height + screen.Chrome - 1) // it has no frame, and one line of keys
	b.text.SetContentLines(rows)
}

// Whole gives the lines without the blanks that a viewport adds: they would be
// selected with the text.
func (b *bareText) Whole(_, height int) []string {
	lines := strings.Split(b.text.View(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines[:min(len(lines), height)]
}

func (b *bareText) StandsAlone() string { return b.value }
