package widget

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Document is a text to scroll and search. Its lines are clean and may be
// styled. It is no viewport of Bubbles: a wrapped one measures every line of the
// content at each frame, which takes long in a response of a megabyte, and its gutter
// does not know the pieces of one long line of XML.
type Document struct {
	lines   []string
	Numbers bool         // line numbers at the left
	GoesOn  map[int]bool // lines that only continue the one before
	Wrapped bool

	rows          []docRow // what scrolls: lines, or pieces of them
	top, left     int
	width, height int
	Marked        int // line that was jumped to, -1 for none

	find    Prompt
	matches []match
	at      int // the match in focus
}

type docRow struct{ line, from, to int } // cells of the line

// NewDocument is a document without lines.
func NewDocument() Document {
	return Document{find: NewPrompt("/", nil, nil), Marked: -1}
}

// Set replaces the text. The place in it is kept if it can be, and the match in
// focus.
func (d *Document) Set(lines []string) {
	d.lines = lines
	d.flow()
	at := d.at
	d.search(d.find.Value())
	d.at = max(0, min(at, len(d.matches)-1))
}

// Resize gives the document its room.
func (d *Document) Resize(width, height int) {
	if width != d.width || height != d.height {
		d.width, d.height = width, height
		d.flow()
	}
}

// gutter is how many cells the line numbers take.
func (d *Document) gutter() int {
	if !d.Numbers {
		return 0
	}
	return len(fmt.Sprint(len(d.lines))) + 2
}

// flow lays the lines out in rows.
func (d *Document) flow() {
	first := 0
	if d.top < len(d.rows) {
		first = d.rows[d.top].line
	}
	room := max(1, d.width-d.gutter())
	d.rows = d.rows[:0]
	for i, line := range d.lines {
		n := Width(line)
		if !d.Wrapped || n <= room {
			d.rows = append(d.rows, docRow{i, 0, n})
			continue
		}
		for from := 0; from < n; from += room {
			d.rows = append(d.rows, docRow{i, from, min(n, from+room)})
		}
	}
	d.top = d.rowOf(first, 0)
	d.clamp()
}

func (d *Document) rowOf(line, column int) int {
	for r, row := range d.rows {
		if row.line == line && (column < row.to || row.to-row.from == 0) || row.line > line {
			return r
		}
	}
	return max(0, len(d.rows)-1)
}

func (d *Document) clamp() {
	d.top = max(0, min(d.top, len(d.rows)-d.height))
	if d.Wrapped {
		d.left = 0
	}
	d.left = max(0, d.left)
}

// show scrolls so that a place stands in the upper third.
func (d *Document) show(line, column int) {
	r := d.rowOf(line, column)
	if r < d.top || r >= d.top+d.height-1 {
		d.top = r - d.height/3
	}
	room := d.width - d.gutter()
	if !d.Wrapped && (column < d.left || column >= d.left+room-4) {
		d.left = column - room/3
	}
	d.clamp()
}

// Jump shows a line and marks it.
func (d *Document) Jump(line int) {
	d.Marked = line
	d.show(line, 0)
}

// Reveal shows the cells [from, to) of a line and marks it. What would reach
// beyond the edge is wrapped: its end tells as much as its beginning.
func (d *Document) Reveal(line, from, to int) {
	d.Marked, d.left = line, 0
	if !d.Wrapped && to > d.width-d.gutter() {
		d.Wrapped = true
		d.flow()
	}
	d.show(line, max(from, to-1))
	d.show(line, from)
}

// Group are the actions of every text.
func (d *Document) Group() Group {
	by := func(rows func() int) func() tea.Cmd {
		return Doing(func() { d.top += rows(); d.clamp() })
	}
	aside := func(cells int) func() tea.Cmd { return Doing(func() { d.left += cells; d.clamp() }) }
	fixed := func(n int) func() int { return func() int { return n } }
	unsearched := func() string {
		if len(d.matches) == 0 {
			return "/ searches first"
		}
		return ""
	}
	return Group{"Documents", []Action{
		{Name: "search", Keys: Keys("/"), Word: "search", Help: "search the text",
			Do: Doing(func() { d.find.Begin(d.find.Value()) })},
		{Name: "next match", Keys: Keys("n"), Help: "go to the next match", Why: unsearched,
			Do: Doing(func() { d.focus(d.at + 1) })},
		{Name: "previous match", Keys: Keys("N"), Help: "go to the match before", Why: unsearched,
			Do: Doing(func() { d.focus(d.at - 1) })},
		{Name: "wrap", Keys: Keys("w"), Word: "wrap", Help: "wrap long lines, or let them run",
			Do: Doing(func() { d.Wrapped = !d.Wrapped; d.flow() })},
		{Name: "down", Keys: Keys("j", "down"), Help: "scroll down", Hidden: true, Do: by(fixed(1))},
		{Name: "up", Keys: Keys("k", "up"), Help: "scroll up", Hidden: true, Do: by(fixed(-1))},
		{Name: "scroll left", Keys: Keys("H", "left"), Help: "scroll left", Hidden: true, Do: aside(-8)},
		{Name: "scroll right", Keys: Keys("L", "right"), Help: "scroll right", Hidden: true, Do: aside(8)},
		{Name: "half page down", Keys: Keys("ctrl+d"), Help: "scroll half a page down", Hidden: true,
			Do: by(func() int { return d.height / 2 })},
		{Name: "half page up", Keys: Keys("ctrl+u"), Help: "scroll half a page up", Hidden: true,
			Do: by(func() int { return -d.height / 2 })},
		{Name: "page down", Keys: Keys("pgdown", "ctrl+f", "space"), Help: "scroll a page down", Hidden: true,
			Do: by(func() int { return d.height - 1 })},
		{Name: "page up", Keys: Keys("pgup", "ctrl+b"), Help: "scroll a page up", Hidden: true,
			Do: by(func() int { return 1 - d.height })},
		{Name: "top", Keys: Keys("g", "home"), Help: "go to the first line", Hidden: true,
			Do: by(func() int { return -d.top })},
		{Name: "bottom", Keys: Keys("G", "end"), Help: "go to the last line", Hidden: true,
			Do: by(func() int { return len(d.rows) })},
	}}
}

// View draws the lines that are in sight.
func (d *Document) View(st *Style) string {
	var b strings.Builder
	height := d.height
	if d.find.Open {
		height--
	}
	room := d.width - d.gutter()
	for i := range height {
		if i > 0 {
			b.WriteByte('\n')
		}
		if r := d.top + i; r < len(d.rows) {
			row := d.rows[r]
			b.WriteString(d.number(st, row))
			from, to := row.from+d.left, min(row.to, row.from+d.left+room)
			if from < to {
				b.WriteString(d.light(st, row.line, from, to))
			}
		}
	}
	if d.find.Open {
		b.WriteString("\n" + d.find.View(st, d.width))
	}
	return b.String()
}

func (d *Document) number(st *Style, row docRow) string {
	if !d.Numbers {
		return ""
	}
	text := ""
	if row.from == 0 && !d.GoesOn[row.line] {
		text = fmt.Sprint(row.line + 1)
	}
	in := st.Faint
	if row.line == d.Marked {
		in = st.focus
	}
	return in.Render(FitRight(text, d.gutter()-2, "")) + "  "
}

// light gives cells [from, to) of a line, with the matches in them lit up.
func (d *Document) light(st *Style, line, from, to int) string {
	text := d.lines[line]
	var b strings.Builder
	for i, m := range d.matches {
		if m.line != line || m.to <= from || m.from >= to {
			continue
		}
		in := st.match
		if i == d.at {
			in = st.focus
		}
		b.WriteString(ansi.Cut(text, from, max(from, m.from)) + ansi.ResetStyle)
		b.WriteString(in.Render(ansi.Strip(ansi.Cut(text, max(from, m.from), min(to, m.to)))))
		from = min(to, m.to)
	}
	b.WriteString(ansi.Cut(text, from, to))
	return b.String()
}
