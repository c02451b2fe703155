package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// bareText shows a text and nothing beside it, from the first column on, so that
// a terminal selects it as it is where no clipboard can be trusted.
type bareText struct {
	*world
	what, value   string
	top           int
	width, height int
}

func newBareText(w *world, what, value string) *bareText {
	return &bareText{world: w, what: what, value: value}
}

func (b *bareText) title() string          { return b.what }
func (b *bareText) scopes() []scope        { return []scope{inBareText, everywhere} }
func (b *bareText) init() tea.Cmd          { return nil }
func (b *bareText) disabled(action) string { return "" }
func (b *bareText) update(tea.Msg) tea.Cmd { return nil }
func (b *bareText) view() string           { return "" }

func (b *bareText) resize(width, height int) {
	b.width, b.height = width, height+chrome-1 // it has no frame, and one line of keys
	b.move(b.top)
}

func (b *bareText) do(a action) tea.Cmd {
	if a == actCopy {
		return b.copy(b.what, b.value)
	}
	if to, ok := moved(a, b.top, len(b.rows()), b.height); ok {
		b.move(to)
	}
	return nil
}

func (b *bareText) move(to int) { b.top = min(max(0, to), max(0, len(b.rows())-b.height)) }

// rows are the lines of the text, long ones broken between words.
func (b *bareText) rows() []string {
	var rows []string
	for _, l := range strings.Split(strings.TrimRight(b.value, "\n"), "\n") {
		rows = append(rows, wrap(clean(l), max(8, b.width))...)
	}
	return rows
}

func (b *bareText) whole(_, height int) []string {
	rows := b.rows()
	rows = rows[min(b.top, len(rows)):]
	return rows[:min(len(rows), height)]
}

// copied is the last value that was copied, to be shown where it did not arrive.
type copied struct{ what, value string }

// showCopied shows it alone.
func (c *console) showCopied() tea.Cmd {
	if c.lastCopy.value == "" {
		c.say(told, "nothing was copied yet")
		return nil
	}
	if b, ok := c.stack.top().(*bareText); ok && b.value == c.lastCopy.value {
		return nil
	}
	return c.stack.push(newBareText(c.world, c.lastCopy.what, c.lastCopy.value))
}

// tellCopied says what was copied, and what to do where it did not arrive, on one
// line of any window that the console is made for.
func (w *world) tellCopied(what, rest string) string {
	room := max(minWidth, w.stack.width) - 2 - width(rest)
	if room < 8 {
		return strings.TrimSpace(rest)
	}
	return cut(clean(what), room, w.style.glyph.more) + rest
}
