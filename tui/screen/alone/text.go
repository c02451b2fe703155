package alone

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// bareText shows a text and nothing beside it, from the first column on, so that
// a terminal selects it as it is where no clipboard can be trusted. Long lines flow on
// in the next row, as they do where a command prints them.
type bareText struct {
	*screen.World
	of            screen.Copyable
	rows          []row
	offset        int
	width, height int
	cut           bool // the rows stand on the terminal as lines of their own
}

// row is a line of the text as far as it fits into the window; flows says that the next row goes
// on with it.
type row struct {
	text  string
	flows bool
}

// joinMsg says that the frame with the rows has been drawn.
type joinMsg struct{ of *bareText }

// frameTime is longer than the program waits before it draws.
const frameTime = 70 * time.Millisecond

// NewText shows a text of many lines.
func NewText(w *screen.World, x screen.Copyable) screen.Screen { return &bareText{World: w, of: x} }

func (b *bareText) Title() string { return b.of.What }
func (b *bareText) Actions() []widget.Group {
	by := func(rows func() int) func() tea.Cmd { return func() tea.Cmd { return b.scroll(b.offset + rows()) } }
	page := func() int { return max(1, b.height-1) }
	return []widget.Group{{Name: "Text alone", Actions: []widget.Action{
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy it",
			Do: func() tea.Cmd { return b.CopyOut(b.of) }},
		{Name: "down", Keys: widget.Keys("j", "down"), Help: "scroll down", Hidden: true,
			Do: by(func() int { return 1 })},
		{Name: "up", Keys: widget.Keys("k", "up"), Help: "scroll up", Hidden: true,
			Do: by(func() int { return -1 })},
		{Name: "page down", Keys: widget.Keys("pgdown", "space"), Help: "scroll a page down", Hidden: true,
			Do: by(page)},
		{Name: "page up", Keys: widget.Keys("pgup"), Help: "scroll a page up", Hidden: true,
			Do: by(func() int { return -page() })},
		{Name: "copy its command", Keys: widget.Keys("Y"), Help: "copy the command that prints it", Why: b.uncommanded,
			Do: func() tea.Cmd { return b.Copy("the command", b.CommandLine(b.of.Command)) }},
	}}}
}

func (b *bareText) uncommanded() string {
	if b.of.Command == "" {
		return "no command prints it"
	}
	return ""
}

func (b *bareText) Init() tea.Cmd { return b.joinLater() }
func (b *bareText) View() string  { return "" }

func (b *bareText) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case joinMsg:
		if msg.of == b {
			return b.join()
		}
	case screen.Tick: // the window may have changed its size
		return b.join()
	}
	return nil
}

// Resize lays the text out anew.
func (b *bareText) Resize(width, height int) {
	b.width, b.height = width, height+screen.Chrome-1 // it has no frame, and one line of keys
	b.rows = nil
	for _, l := range strings.Split(strings.TrimRight(b.of.Value, "\n"), "\n") {
		parts := strings.Split(ansi.Hardwrap(widget.Clean(l), max(8, width), true), "\n")
		for i, part := range parts {
			b.rows = append(b.rows, row{part, i < len(parts)-1})
		}
	}
	b.offset, b.cut = b.within(b.offset), true
}

func (b *bareText) within(offset int) int { return max(0, min(offset, len(b.rows)-b.height)) }

func (b *bareText) scroll(to int) tea.Cmd {
	if to = b.within(to); to == b.offset {
		return nil
	}
	b.offset = to
	return b.joinLater()
}

// visible are the rows in the window.
func (b *bareText) visible(height int) []row {
	return b.rows[b.offset:min(b.offset+height, len(b.rows))]
}

// Whole gives the rows without the blanks at their end.
func (b *bareText) Whole(_, height int) []string {
	var lines []string
	for _, r := range b.visible(height) {
		lines = append(lines, strings.TrimRight(r.text, " "))
	}
	return lines
}

func (b *bareText) joinLater() tea.Cmd {
	b.cut = true
	return b.Timer(frameTime, joinMsg{b})
}

// join makes one line of the rows through which a text flows. A terminal knows that they are one,
// and selects them as one, if it has itself gone on in the next row: the program that draws goes
// there for it, so what stands around each end of a row is written once more, behind the frame.
func (b *bareText) join() tea.Cmd {
	if !b.cut || len(b.Stack.Screens) == 0 || b.Stack.Focus() != screen.Screen(b) {
		return nil
	}
	b.cut = false
	var all strings.Builder
	rows := b.visible(b.height)
	for i, r := range rows {
		if !r.flows || i+1 == len(rows) || widget.Width(r.text) != b.width {
			continue
		}
		column := b.width - 1
		last := ansi.Cut(r.text, column, b.width)
		if widget.Width(last) != 1 { // a wide character
			column--
			last = ansi.Cut(r.text, column, b.width)
		}
		fmt.Fprintf(&all, "%s%s%s", ansi.CursorPosition(column+1, i+1), last, ansi.Truncate(rows[i+1].text, 2, ""))
	}
	if all.Len() == 0 {
		return nil
	}
	text := all.String()
	if b.Options.ASCII {
		text = widget.AsciiOnly(text)
	}
	return tea.Raw(ansi.SaveCursor + ansi.ResetStyle + text + ansi.RestoreCursor)
}

func (b *bareText) StandsAlone() string { return b.of.Value }

// PrintedBy is the command that prints the text, without how to get there where that is too long.
func (b *bareText) PrintedBy(cells int) string {
	for _, command := range []string{b.CommandLine(b.of.Command), b.of.Command} {
		if b.of.Command != "" && widget.Width(command) <= cells {
			return command
		}
	}
	return ""
}
