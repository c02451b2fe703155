package noun

import (
	"gatehouse/model"
	"gatehouse/tui/widget"
)

// ConnectionGlyph is the sign of a connection's state.
func ConnectionGlyph(st *widget.Style, c model.Connection) string {
	x := ConnectionState(st, c)
	return x.Ink.Render(widget.Fit(widget.Clean(x.Text), 12, ""))
}

// ConnectionState is a connection's state, as a sign and a word.
func ConnectionState(st *widget.Style, c model.Connection) widget.Cell {
	switch c.State {
	case model.Active:
		return widget.Cell{Text: st.Glyph.Good + " active", Ink: st.Good}
	case model.Validating:
		return widget.Cell{Text: st.Glyph.Halfway + " validating", Ink: st.Waiting}
	case model.Inactive:
		return widget.Cell{Text: st.Glyph.Bad + " inactive", Ink: st.Bad}
	}
	return widget.Cell{Text: st.Glyph.Waiting + " " + string(c.State), Ink: st.Faint}
}
