package widget

import (
	"slices"
	"strings"
)

// Hint is one entry of the key bar.
type Hint struct{ Key, Word string }

// KeyBar draws hints as far as there is room; a disabled one is faint. Where letters are
// text, esc is the way out and keeps its room.
func KeyBar(st *Style, hints []Hint, off []bool, room int) string {
	last := st.Key.Render("?") + " help"
	if off == nil {
		last = ""
	}
	room -= 2 + Width(last)
	kept := 0 // cells for esc, which is still to come
	if off == nil {
		if i := slices.IndexFunc(hints, func(h Hint) bool { return h.Key == "esc" }); i >= 0 {
			kept = hints[i].cells()
		}
	}
	var b strings.Builder
	b.WriteString(" ")
	used := 0
	for i, h := range hints {
		n := h.cells()
		if h.Key == "esc" {
			kept = 0
		}
		if used+n+kept > room {
			continue
		}
		used += n
		if off != nil && off[i] {
			b.WriteString(st.Faint.Render(h.Key + " " + h.Word))
		} else {
			b.WriteString(st.Key.Render(h.Key) + " " + h.Word)
		}
		b.WriteString("  ")
	}
	return b.String() + last
}

// cells are what the hint takes on the key bar, with the gap behind it.
func (h Hint) cells() int { return Width(h.Key) + 1 + Width(h.Word) + 2 }
