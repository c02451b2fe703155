package widget

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"
)

// view draws the field in some lines: value, and below it what is wrong, or
// while it has the focus what goes in.
func (f *Field) view(st *Style, cells int, focused bool) []string {
	if f.Box {
		return f.boxView(st, cells, focused)
	}
	label := Fit(Clean(f.Label), formLabel, st.Glyph.More)
	room := cells - formLabel - 4
	mark := "  "
	if focused {
		mark, label = st.Key.Render(st.Glyph.Cursor)+" ", st.Strong.Render(label)
	} else {
		label = st.Faint.Render(label)
	}
	lines := []string{mark + label + "  " + f.shown(st, room, focused)}
	if f.Lines > 0 {
		lines = f.area.view(st, mark+label+"  ", formLabel+4, room)
	}
	say := func(in lipgloss.Style, text string) {
		if text == "" {
			return
		}
		for _, l := range Wrap(Clean(text), room) {
			lines = append(lines, Blank(formLabel+4)+in.Render(l))
		}
	}
	if f.Warn != nil {
		if text := f.Warn(f.value()); text != "" {
			say(st.Warn, st.Glyph.Warning+" "+text)
		}
	}
	if wrong := f.wrong(); wrong != "" {
		say(st.Bad, st.Glyph.Bad+" "+wrong)
		return lines
	}
	if focused {
		say(st.Faint, f.others())
		say(st.Faint, f.Help)
	}
	return lines
}

// boxView draws a box to tick, with what it is for beside it.
func (f *Field) boxView(st *Style, cells int, focused bool) []string {
	mark, tick, label := "  ", "[ ] ", Fit(f.Label, boxLabel, st.Glyph.More)
	if f.Ticked {
		tick = "[" + st.Good.Render("x") + "] "
	}
	if focused {
		mark, label = st.Key.Render(st.Glyph.Cursor)+" ", st.Strong.Render(label)
	}
	return []string{mark + tick + label + "  " + st.Faint.Render(Cut(f.Help, cells-boxLabel-8, st.Glyph.More))}
}

const boxLabel = 20 // cells of the labels of boxes

// others names what else the typed part could mean.
func (f *Field) others() string {
	var names []string
	if f.sought == "" {
		return ""
	}
	for _, i := range f.like(f.sought) {
		if i != f.picked && len(names) < 6 {
			names = append(names, f.Choices[i])
		}
	}
	return Prefixed("also like \""+f.sought+"\": ", strings.Join(names, ", "))
}

const formLabel = 16 // cells of the labels

func (f *Field) shown(st *Style, room int, focused bool) string {
	switch {
	case f.Block && f.pasted == "":
		return st.Faint.Render(Cut("paste it here", room, st.Glyph.More))
	case f.Block:
		rows := strings.FieldsFunc(f.pasted,
			func(r rune) bool { return r == '\n' || r == '\r' }) // a terminal may paste either
		text := fmt.Sprintf("%s, %s", humanize.Bytes(uint64(len(f.pasted))), Count(len(rows), "line"))
		if len(rows) > 0 {
			text += ": " + Clean(rows[0])
		}
		return Cut(text, room, st.Glyph.More)
	case len(f.Choices) > 0 && focused:
		of := fmt.Sprintf("  %d of %d", f.picked+1, len(f.Choices))
		return st.Key.Render("<") + " " + Cut(Clean(f.value()), room-4-len(of), st.Glyph.More) + " " +
			st.Key.Render(">") + st.Faint.Render(of)
	case len(f.Choices) > 0:
		return Cut(Clean(f.value()), room, st.Glyph.More)
	case focused:
		f.text.in.SetWidth(room - 1)
		return Cut(f.text.Text(), room, st.Glyph.More)
	}
	if f.Secret {
		return strings.Repeat("*", min(room, len(f.text.Value())))
	}
	return Cut(Clean(f.text.Value()), room, st.Glyph.More)
}
