package tui

import (
	"fmt"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// document is a text to scroll and search. Its lines are clean and may be
// styled. It is no viewport of Bubbles: a wrapped one measures every line of the
// content at each frame, which takes long in a response of a megabyte, and its gutter
// does not know the pieces of one long line of XML.
type document struct {
	lines   []string
	numbers bool         // line numbers at the left
	goesOn  map[int]bool // lines that only continue the one before
	wrapped bool

	rows          []docRow // what scrolls: lines, or pieces of them
	top, left     int
	width, height int
	marked        int // line that was jumped to, -1 for none

	find    prompt
	matches []match
	at      int // the match in focus
}

type docRow struct{ line, from, to int } // cells of the line

type match struct{ line, from, to int } // cells of the line

func newDocument() document {
	return document{find: newPrompt("/", nil, nil), marked: -1}
}

// set replaces the text. The place in it is kept if it can be, and the match in
// focus.
func (d *document) set(lines []string) {
	d.lines = lines
	d.flow()
	at := d.at
	d.search(d.find.value())
	d.at = max(0, min(at, len(d.matches)-1))
}

func (d *document) resize(width, height int) {
	if width != d.width || height != d.height {
		d.width, d.height = width, height
		d.flow()
	}
}

func (d *document) gutter() int {
	if !d.numbers {
		return 0
	}
	return len(fmt.Sprint(len(d.lines))) + 2
}

// flow lays the lines out in rows.
func (d *document) flow() {
	first := 0
	if d.top < len(d.rows) {
		first = d.rows[d.top].line
	}
	room := max(1, d.width-d.gutter())
	d.rows = d.rows[:0]
	for i, line := range d.lines {
		n := width(line)
		if !d.wrapped || n <= room {
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

func (d *document) rowOf(line, column int) int {
	for r, row := range d.rows {
		if row.line == line && (column < row.to || row.to-row.from == 0) || row.line > line {
			return r
		}
	}
	return max(0, len(d.rows)-1)
}

func (d *document) clamp() {
	d.top = max(0, min(d.top, len(d.rows)-d.height))
	if d.wrapped {
		d.left = 0
	}
	d.left = max(0, d.left)
}

// show scrolls so that a place stands in the upper third.
func (d *document) show(line, column int) {
	r := d.rowOf(line, column)
	if r < d.top || r >= d.top+d.height-1 {
		d.top = r - d.height/3
	}
	room := d.width - d.gutter()
	if !d.wrapped && (column < d.left || column >= d.left+room-4) {
		d.left = column - room/3
	}
	d.clamp()
}

// jump shows a line and marks it.
func (d *document) jump(line int) {
	d.marked = line
	d.show(line, 0)
}

// reveal shows the cells [from, to) of a line and marks it. What would reach
// beyond the edge is wrapped: its end tells as much as its beginning.
func (d *document) reveal(line, from, to int) {
	d.marked, d.left = line, 0
	if !d.wrapped && to > d.width-d.gutter() {
		d.wrapped = true
		d.flow()
	}
	d.show(line, max(from, to-1))
	d.show(line, from)
}

// group are the actions of every text.
func (d *document) group() group {
	by := func(rows func() int) func() tea.Cmd {
		return doing(func() { d.top += rows(); d.clamp() })
	}
	aside := func(cells int) func() tea.Cmd { return doing(func() { d.left += cells; d.clamp() }) }
	fixed := func(n int) func() int { return func() int { return n } }
	unsearched := func() string {
		if len(d.matches) == 0 {
			return "/ searches first"
		}
		return ""
	}
	return group{"Documents", []action{
		{Name: "search", Keys: keys("/"), Word: "search", Help: "search the text",
			Do: doing(func() { d.find.begin(d.find.value()) })},
		{Name: "next match", Keys: keys("n"), Help: "go to the next match", Why: unsearched,
			Do: doing(func() { d.focus(d.at + 1) })},
		{Name: "previous match", Keys: keys("N"), Help: "go to the match before", Why: unsearched,
			Do: doing(func() { d.focus(d.at - 1) })},
		{Name: "wrap", Keys: keys("w"), Word: "wrap", Help: "wrap long lines, or let them run",
			Do: doing(func() { d.wrapped = !d.wrapped; d.flow() })},
		{Name: "down", Keys: keys("j", "down"), Help: "scroll down", Hidden: true, Do: by(fixed(1))},
		{Name: "up", Keys: keys("k", "up"), Help: "scroll up", Hidden: true, Do: by(fixed(-1))},
		{Name: "scroll left", Keys: keys("H", "left"), Help: "scroll left", Hidden: true, Do: aside(-8)},
		{Name: "scroll right", Keys: keys("L", "right"), Help: "scroll right", Hidden: true, Do: aside(8)},
		{Name: "half page down", Keys: keys("ctrl+d"), Help: "scroll half a page down", Hidden: true,
			Do: by(func() int { return d.height / 2 })},
		{Name: "half page up", Keys: keys("ctrl+u"), Help: "scroll half a page up", Hidden: true,
			Do: by(func() int { return -d.height / 2 })},
		{Name: "page down", Keys: keys("pgdown", "ctrl+f", "space"), Help: "scroll a page down", Hidden: true,
			Do: by(func() int { return d.height - 1 })},
		{Name: "page up", Keys: keys("pgup", "ctrl+b"), Help: "scroll a page up", Hidden: true,
			Do: by(func() int { return 1 - d.height })},
		{Name: "top", Keys: keys("g", "home"), Help: "go to the first line", Hidden: true,
			Do: by(func() int { return -d.top })},
		{Name: "bottom", Keys: keys("G", "end"), Help: "go to the last line", Hidden: true,
			Do: by(func() int { return len(d.rows) })},
	}}
}

// typed takes text for the search: it follows the typing.
func (d *document) typed(msg tea.Msg) {
	if d.find.typed(msg) == cancelled {
		d.find.set("")
	}
	d.search(d.find.value())
	d.focus(0)
}

// search finds text without regard to case.
func (d *document) search(text string) {
	d.matches, d.at = nil, 0
	if text == "" {
		return
	}
	pattern := regexp.MustCompile("(?i)" + regexp.QuoteMeta(text))
	for i, line := range d.lines {
		plain := ansi.Strip(line)
		for _, m := range pattern.FindAllStringIndex(plain, -1) {
			from := width(plain[:m[0]])
			d.matches = append(d.matches, match{i, from, from + width(plain[m[0]:m[1]])})
		}
	}
}

// endSearch ends the search. It reports false if there is none.
func (d *document) endSearch() bool {
	if d.find.value() == "" {
		return false
	}
	d.find.set("")
	d.search("")
	return true
}

func (d *document) focus(at int) {
	if n := len(d.matches); n > 0 {
		d.at = (at + n) % n
		d.show(d.matches[d.at].line, d.matches[d.at].from)
	}
}

// state is how far down one is, and how many matches there are.
func (d *document) state() string {
	text := ""
	if d.find.value() != "" {
		text = "no match  "
		if n := len(d.matches); n > 0 {
			text = fmt.Sprintf("match %d of %d  ", d.at+1, n)
		}
	}
	if len(d.rows) > d.height && d.height > 0 {
		text += position(min(d.top+d.height, len(d.rows))-1, len(d.rows))
	}
	return text
}

// position is "12/340".
func position(at, of int) string { return fmt.Sprintf("%d/%d", at+1, of) }

func (d *document) view(st *style) string {
	var b strings.Builder
	height := d.height
	if d.find.open {
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
	if d.find.open {
		b.WriteString("\n" + d.find.view(st, d.width))
	}
	return b.String()
}

func (d *document) number(st *style, row docRow) string {
	if !d.numbers {
		return ""
	}
	text := ""
	if row.from == 0 && !d.goesOn[row.line] {
		text = fmt.Sprint(row.line + 1)
	}
	in := st.faint
	if row.line == d.marked {
		in = st.focus
	}
	return in.Render(fitRight(text, d.gutter()-2, "")) + "  "
}

// light gives cells [from, to) of a line, with the matches in them lit up.
func (d *document) light(st *style, line, from, to int) string {
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
