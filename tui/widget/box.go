package widget

import "strings"

// Box frames lines, with a title in the upper edge: borders of Lip Gloss have no
// room for one.
func (st *Style) Box(title string, lines []string, inner int) string {
	b := st.Glyph.Border
	title = Cut(Clean(title), inner-2, st.Glyph.More)
	head := st.Faint.Render(b.TopLeft+b.Top) + " " + st.Title.Render(title) + " " +
		st.Faint.Render(strings.Repeat(b.Top, max(0, inner-Width(title)-1))+b.TopRight)
	fitted := make([]string, len(lines))
	for i, l := range lines {
		fitted[i] = Fit(l, inner, st.Glyph.More)
	}
	return head + "\n" + st.dialog.Render(strings.Join(fitted, "\n"))
}
