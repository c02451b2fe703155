package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// cell is one value of a row. Its text is cleaned when it is drawn.
type cell struct {
	text string
	ink  lipgloss.Style
	keep bool // cut in the middle: both ends tell

	short string // stands for a text that is too long, if it is whole itself
}

// column is one column of a table of T.
type column[T any] struct {
	title string
	short string // title where the column is narrow
	min   int    // cells below which it is dropped rather than drawn
	want  int    // cells that hold its usual values
	grow  bool
	rank  int  // what is dropped first has the highest
	first bool // gets the cells it wants before the others
	spare bool // shown only where all others have the width they want
	right bool
	cell  func(T) cell
}

const gap = 2 // cells between columns

// fitColumns drops columns by rank until the others have their least width, and
// gives what is left first to what they want, then to those that grow.
func fitColumns[T any](all []column[T], room int) (columns []column[T], widths []int) {
	columns = withoutSpare(all, room)
	need := func() int {
		n := gap * (len(columns) - 1)
		for _, c := range columns {
			n += c.min
		}
		return n
	}
	for len(columns) > 1 && need() > room {
		worst := 0
		for i, c := range columns {
			if c.rank >= columns[worst].rank {
				worst = i
			}
		}
		columns = append(columns[:worst:worst], columns[worst+1:]...)
	}
	left := room - need()
	widths = make([]int, len(columns))
	for i, c := range columns {
		widths[i] = c.min
	}
	for i, c := range columns {
		if more := min(left, c.want-c.min); c.first && more > 0 {
			widths[i] += more
			left -= more
		}
	}
	for more := true; more && left > 0; {
		more = false
		for i, c := range columns {
			if widths[i] < c.want && left > 0 {
				widths[i]++
				left--
				more = true
			}
		}
	}
	for left > 0 {
		grown := false
		for i, c := range columns {
			if c.grow && left > 0 {
				widths[i]++
				left--
				grown = true
			}
		}
		if !grown {
			break
		}
	}
	return columns, widths
}

// withoutSpare drops the spare columns unless there is room for all that the
// others want, and for them.
func withoutSpare[T any](all []column[T], room int) []column[T] {
	left := room
	for _, c := range all {
		if !c.spare {
			left -= c.want + gap
		}
	}
	var kept []column[T]
	for _, c := range all {
		if c.spare {
			if left -= c.min + gap; left < 0 {
				continue
			}
		}
		kept = append(kept, c)
	}
	return kept
}

func tableHead[T any](st *style, columns []column[T], widths []int) string {
	var b strings.Builder
	for i, c := range columns {
		if i > 0 {
			b.WriteString(blank(gap))
		}
		title := c.title
		if c.short != "" && width(title) > widths[i] {
			title = c.short
		}
		if c.right {
			b.WriteString(fitRight(title, widths[i], st.glyph.more))
		} else {
			b.WriteString(fit(title, widths[i], st.glyph.more))
		}
	}
	return st.faint.Render("  " + strings.TrimRight(b.String(), " "))
}

// tableRow draws one row. Under the cursor it has one style from end to end, so
// that a step of the cursor costs few bytes.
func tableRow[T any](st *style, columns []column[T], widths []int, row T, selected, marked bool) string {
	var b strings.Builder
	mark := " "
	if marked {
		mark = st.glyph.mark
	}
	if selected {
		b.WriteString(st.glyph.cursor + mark)
	} else {
		b.WriteString(" " + mark)
	}
	for i, c := range columns {
		if i > 0 {
			b.WriteString(blank(gap))
		}
		x := c.cell(row)
		text := clean(x.text)
		if x.short != "" && width(text) > widths[i] {
			text = clean(x.short)
		}
		if x.keep {
			text = middle(text, widths[i], st.glyph.more)
		}
		if c.right {
			text = fitRight(text, widths[i], st.glyph.more)
		} else {
			text = fit(text, widths[i], st.glyph.more)
		}
		if selected || strings.TrimSpace(text) == "" {
			b.WriteString(text)
			continue
		}
		shown := strings.TrimRight(text, " ")
		b.WriteString(x.ink.Render(shown) + blank(len(text)-len(shown)))
	}
	if selected {
		return st.selected.Render(strings.TrimRight(b.String(), " "))
	}
	return b.String()
}
