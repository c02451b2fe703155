package tui

import (
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// bareText shows a text and nothing beside it, from the first column on, so that
// a terminal selects it as it is where no clipboard can be trusted.
type bareText struct {
	*world
	what, value string
	text        viewport.Model
}

func newBareText(w *world, what, value string) *bareText {
	return &bareText{world: w, what: what, value: value, text: viewport.New()}
}

func (b *bareText) title() string { return b.what }
func (b *bareText) actions() []widget.Group {
	return []widget.Group{{Name: "Text alone", Actions: []widget.Action{
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy it",
			Do: func() tea.Cmd { return b.copy(b.what, b.value) }},
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

func (b *bareText) init() tea.Cmd          { return nil }
func (b *bareText) update(tea.Msg) tea.Cmd { return nil }
func (b *bareText) view() string           { return "" }

// resize lays the text out anew, long lines broken between words.
func (b *bareText) resize(width, height int) {
	var rows []string
	for _, l := range strings.Split(strings.TrimRight(b.value, "\n"), "\n") {
		rows = append(rows, widget.Wrap(widget.Clean(l), max(8, width))...)
	}
	b.text.SetWidth(width)
	b.text.SetHeight(height + chrome - 1) // it has no frame, and one line of keys
	b.text.SetContentLines(rows)
}

// whole gives the lines without the blanks that a viewport adds: they would be
// selected with the text.
func (b *bareText) whole(_, height int) []string {
	lines := strings.Split(b.text.View(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines[:min(len(lines), height)]
}

// copied is the last value that was copied, to be shown where it did not arrive.
type copied struct{ what, value string }

// alone is a screen that shows one value and nothing beside it.
type alone interface{ alone() string }

func (b *bareText) alone() string { return b.value }

// showCopied shows it alone.
func (c *console) showCopied() tea.Cmd {
	if c.lastCopy.value == "" {
		c.say(told, "nothing was copied yet")
		return nil
	}
	if x, ok := c.stack.top().(alone); ok && x.alone() == c.lastCopy.value {
		return nil
	}
	return c.nav.textAlone(c.lastCopy.what, c.lastCopy.value)
}

// tellCopied says what was copied, and what to do where it did not arrive, on one
// line of any window that the console is made for.
func (w *world) tellCopied(what, rest string) string {
	room := max(minWidth, w.stack.width) - 2 - widget.Width(rest)
	if room < 8 {
		return strings.TrimSpace(rest)
	}
	return widget.Cut(widget.Clean(what), room, w.style.Glyph.More) + rest
}
