package session

import (
	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// company says who else looks at the session, "" for nobody.
func (s *session) company() string {
	st := s.Style
	text := noun.LookText(s.Lookers[s.id], s.Now)
	if text == "" {
		return ""
	}
	return " " + widget.Cut(st.Accent.Render(st.Glyph.Looks+" "+widget.Clean(text)), s.width-1, st.Glyph.More)
}

// accompanied reports whether a colleague looks at one of the sessions in the window.
func (s *sessions) accompanied() bool {
	for i := s.list.Offset; i < s.list.Offset+s.list.Height; i++ {
		if row, ok := s.list.At(i); ok && len(s.Lookers[row.ID]) > 0 {
			return true
		}
	}
	return false
}

// companyColumn is who looks at a session, in a list that has one with company.
func companyColumn(w *screen.World) widget.Column[model.Session] {
	st := w.Style
	return widget.Column[model.Session]{Title: "WHO", Min: 10, Want: 16, Cell: func(s model.Session) widget.Cell {
		return widget.Cell{Text: widget.Prefixed(st.Glyph.Looks, noun.LookMark(w.Lookers[s.ID])), Ink: st.Accent}
	}}
}
