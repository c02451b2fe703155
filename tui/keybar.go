package tui

import (
	"slices"
	"strings"
)

// keyBar shows what can be done here: as much of it as fits, and help always. That of
// Bubbles ends at the first hint without room, and shows no disabled ones.
func (c *console) keyBar() string {
	if len(c.stack.screens) == 0 {
		return ""
	}
	if t, ok := c.typist(); ok {
		return c.bar(t.hints(), nil)
	}
	focus := c.stack.focus()
	var hints []hint
	var off []bool
	shown := map[string]bool{"help": true} // which stands at the end
	for _, g := range listed(c.groups(focus)) {
		for _, a := range g.actions {
			if a.Word == "" || shown[a.Name] {
				continue
			}
			shown[a.Name] = true
			hints = append(hints, hint{keyName(a.Keys[0]), a.Word})
			off = append(off, a.why() != "")
		}
	}
	return c.bar(hints, off)
}

// bar draws hints as far as there is room; a disabled one is faint. Where letters are
// text, esc is the way out and keeps its room.
func (c *console) bar(hints []hint, off []bool) string {
	st := c.style
	last := st.key.Render("?") + " help"
	if off == nil {
		last = ""
	}
	room := c.width - 2 - width(last)
	kept := 0 // cells for esc, which is still to come
	if off == nil {
		if i := slices.IndexFunc(hints, func(h hint) bool { return h.key == "esc" }); i >= 0 {
			kept = hints[i].cells()
		}
	}
	var b strings.Builder
	b.WriteString(" ")
	used := 0
	for i, h := range hints {
		n := h.cells()
		if h.key == "esc" {
			kept = 0
		}
		if used+n+kept > room {
			continue
		}
		used += n
		if off != nil && off[i] {
			b.WriteString(st.faint.Render(h.key + " " + h.word))
		} else {
			b.WriteString(st.key.Render(h.key) + " " + h.word)
		}
		b.WriteString("  ")
	}
	return b.String() + last
}

// cells are what the hint takes on the key bar, with the gap behind it.
func (h hint) cells() int { return width(h.key) + 1 + width(h.word) + 2 }
