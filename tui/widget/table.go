package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Cell is one value of a row. Its text is cleaned when it is drawn.
type Cell struct {
	Text string
	Ink  lipgloss.Style
	Keep bool // cut in the middle: both ends tell

	Short string // stands for a text that is too long, if it is whole itself
}

// Column is one column of a table of T.
type Column[T any] struct {
	Title string
	Short string // title where the column is narrow
	Min   int    // cells below which it is dropped rather than drawn
	Want  int    // cells that hold its usual values
	Grow  bool
	Rank  int  // what is dropped first has the highest
	First bool // gets the cells it wants before the others
	Spare bool // shown only where all others have the width they want
	Right bool
	Cell  func(T) Cell
}

const Gap = 2 // cells between columns

// FitColumns drops columns by rank until the others have their least width, and
// gives what is left first to what they want, then to those that grow.
func FitColumns[T any](all []Column[T], room int) (columns []Column[T], widths []int) {
	columns = withoutSpare(all, room)
	need := func() int {
		n := Gap * (len(columns) - 1)
		for _, c := range columns {
			n += c.Min
		}
		return n
	}
	for len(columns) > 1 && need() > room {
		worst := 0
		for i, c := range columns {
			if c.Rank >= columns[worst].Rank {
				worst = i
			}
		}
		columns = append(columns[:worst:worst], columns[worst+1:]...)
	}
	left := room - need()
	widths = make([]int, len(columns))
	for i, c := range columns {
		widths[i] = c.Min
	}
	for i, c := range columns {
		if more := min(left, c.Want-c.Min); c.First && more > 0 {
			widths[i] += more
			left -= more
		}
	}
	for more := true; more && left > 0; {
		more = false
		for i, c := range columns {
			if widths[i] < c.Want && left > 0 {
				widths[i]++
				left--
				more = true
			}
		}
	}
	for left > 0 {
		grown := false
		for i, c := range columns {
			if c.Grow && left > 0 {
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
func withoutSpare[T any](all []Column[T], room int) []Column[T] {
	left := room
	for _, c := range all {
		if !c.Spare {
			left -= c.Want + Gap
		}
	}
	var kept []Column[T]
	for _, c := range all {
		if c.Spare {
			if left -= c.Min + Gap; left < 0 {
				continue
			}
		}
		kept = append(kept, c)
	}
	return kept
}

// TableHead draws the titles of the columns.
func TableHead[T any](st *Style, columns []Column[T], widths []int) string {
	var b strings.Builder
	for i, c := range columns {
		if i > 0 {
			b.WriteString(Blank(Gap))
		}
		title := c.Title
		if c.Short != "" && Width(title) > widths[i] {
			title = c.Short
		}
		if c.Right {
			b.WriteString(FitRight(title, widths[i], st.Glyph.More))
		} else {
			b.WriteString(Fit(title, widths[i], st.Glyph.More))
		}
	}
	return st.Faint.Render("  " + strings.TrimRight(b.String(), " "))
}

// TableRow draws one row. Under the cursor it has one style from end to end, so
// that a step of the cursor costs few bytes.
func TableRow[T any](st *Style, columns []Column[T], widths []int, row T, selected, marked bool) string {
	var b strings.Builder
	mark := " "
	if marked {
		mark = st.Glyph.mark
	}
	if selected {
		b.WriteString(st.Glyph.Cursor + mark)
	} else {
		b.WriteString(" " + mark)
	}
	for i, c := range columns {
		if i > 0 {
			b.WriteString(Blank(Gap))
		}
		x := c.Cell(row)
		text := Clean(x.Text)
		if x.Short != "" && Width(text) > widths[i] {
			text = Clean(x.Short)
		}
		if x.Keep {
			text = Middle(text, widths[i], st.Glyph.More)
		}
		if c.Right {
			text = FitRight(text, widths[i], st.Glyph.More)
		} else {
			text = Fit(text, widths[i], st.Glyph.More)
		}
		if selected || strings.TrimSpace(text) == "" {
			b.WriteString(text)
			continue
		}
		shown := strings.TrimRight(text, " ")
		b.WriteString(x.Ink.Render(shown) + Blank(len(text)-len(shown)))
	}
	if selected {
		return st.Selected.Render(strings.TrimRight(b.String(), " "))
	}
	return b.String()
}
