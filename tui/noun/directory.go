package noun

import (
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// DirectoryState is how a directory fares, as a sign and a word.
func DirectoryState(st *widget.Style, d model.DirectoryStatus, now time.Time) widget.Cell {
	switch {
	case d.State == model.DirectoryValidating:
		return widget.Cell{Text: st.Glyph.Halfway + " " + string(d.State), Ink: st.Waiting}
	case d.Silent(now):
		return widget.Cell{Text: st.Glyph.Warning + " silent", Ink: st.Warn}
	}
	return widget.Cell{Text: st.Glyph.Good + " " + string(d.State), Ink: st.Good}
}
