package widget

import "strings"

// Box frames lines, with a title in the upper edge: borders of Lip Gloss have no
// room for one.
func (s *Style) Box(title string, lines []string, inner int) string {
	b := s.Glyph.Border
	title = Cut(Clean(title), inner-2, s.Glyph.More)
	head := s.Faint.Render(b.TopLeft+b.Top) + " " + s.Title.Render(title) + " " +
		s.Faint.Render(strings.Repeat(b.Top, max(0, inner-Width(title)-1))+b.TopRight)
	fitted := make([]string, len(lines))
	for i, l := range lines {
		fitted[i] = Fit(l, inner, s.Glyph.More)
	}
	return head + "\n" + s.dialog.Render(strings.Join(fitted, "\n"))
}
