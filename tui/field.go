package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// field is one line of a form. It is a text unless it has choices, is a block or
// a box to tick.
type field struct {
	name    string // as [model.FieldError] calls it
	label   string
	help    string             // what goes in here, one line
	check   func(string) error // while typing; nil accepts all
	choices []string           // to pick one of
	block   bool               // a text of many lines, which is pasted: a certificate, metadata

	box    bool // ticked or not; its value is "yes" or ""
	ticked bool

	text    prompt
	picked  int
	flipped bool // the box is not as it was
	pasted  string
	refused string // by the last attempt to save
}

// value is what was entered, as it was entered.
func (f *field) value() string {
	switch {
	case f.block:
		return f.pasted
	case f.box && f.ticked:
		return "yes"
	case f.box:
		return ""
	case len(f.choices) > 0:
		return f.choices[f.picked]
	}
	return strings.TrimSpace(f.text.value())
}

// wrong is what is wrong with the value, or "".
func (f *field) wrong() string {
	if f.refused != "" {
		return f.refused
	}
	if f.check != nil && f.value() != "" {
		if err := f.check(f.value()); err != nil {
			return err.Error()
		}
	}
	return ""
}

// typed takes a key press or a paste.
func (f *field) typed(msg tea.Msg) {
	before := f.value()
	switch {
	case f.block:
		f.paste(msg)
	case f.box:
		f.tick(msg)
	case len(f.choices) > 0:
		f.pick(msg)
	default:
		f.text.typed(msg)
	}
	if f.value() != before {
		f.refused = ""
	}
}

// paste keeps a block as it came: cleaning would change what is signed.
func (f *field) paste(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		f.pasted += msg.Content
	case tea.KeyPressMsg:
		if msg.String() == "backspace" {
			f.pasted = ""
		}
	}
}

func (f *field) tick(msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "space", "x", "left", "right":
			f.ticked, f.flipped = !f.ticked, !f.flipped
		}
	}
}

// pick moves among choices; a letter goes to the next that begins with it.
func (f *field) pick(msg tea.Msg) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return
	}
	n := len(f.choices)
	switch key.String() {
	case "left":
		f.picked = (f.picked + n - 1) % n
	case "right", "space":
		f.picked = (f.picked + 1) % n
	default:
		for i := 1; i <= n && key.Text != ""; i++ {
			at := (f.picked + i) % n
			if strings.HasPrefix(strings.ToLower(f.choices[at]), strings.ToLower(key.Text)) {
				f.picked = at
				return
			}
		}
	}
}

// view draws the field in some lines: value, and below it what is wrong, or
// while it has the focus what goes in.
func (f *field) view(st *style, cells int, focused bool) []string {
	if f.box {
		return f.boxView(st, cells, focused)
	}
	label := fit(f.label, formLabel, st.glyph.more)
	room := cells - formLabel - 4
	mark := "  "
	if focused {
		mark, label = st.key.Styled(st.glyph.cursor)+" ", st.strong.Styled(label)
	} else {
		label = st.faint.Styled(label)
	}
	lines := []string{mark + label + "  " + f.shown(st, room, focused)}
	note, in := "", st.faint
	if wrong := f.wrong(); wrong != "" {
		note, in = st.glyph.bad+" "+wrong, st.bad
	} else if focused {
		note = f.help
	}
	for _, l := range wrap(clean(note), room) {
		lines = append(lines, blank(formLabel+4)+in.Styled(l))
	}
	return lines
}

// boxView draws a box to tick, with what it is for beside it.
func (f *field) boxView(st *style, cells int, focused bool) []string {
	mark, tick, label := "  ", "[ ] ", fit(f.label, boxLabel, st.glyph.more)
	if f.ticked {
		tick = "[" + st.good.Styled("x") + "] "
	}
	if focused {
		mark, label = st.key.Styled(st.glyph.cursor)+" ", st.strong.Styled(label)
	}
	return []string{mark + tick + label + "  " + st.faint.Styled(cut(f.help, cells-boxLabel-8, st.glyph.more))}
}

const boxLabel = 20 // cells of the labels of boxes

const formLabel = 16 // cells of the labels

func (f *field) shown(st *style, room int, focused bool) string {
	switch {
	case f.block && f.pasted == "":
		return st.faint.Styled(cut("paste it here", room, st.glyph.more))
	case f.block:
		n := strings.Count(strings.TrimSpace(f.pasted), "\n") + 1
		return cut(fmt.Sprintf("%s, %d %s: %s", humanize.Bytes(uint64(len(f.pasted))), n, plural(int64(n), "line"), clean(preview(f.pasted))), room, st.glyph.more)
	case len(f.choices) > 0 && focused:
		return st.key.Styled("<") + " " + clean(f.value()) + " " + st.key.Styled(">") + st.faint.Styled(fmt.Sprintf("  %d of %d", f.picked+1, len(f.choices)))
	case len(f.choices) > 0:
		return clean(f.value())
	case focused:
		f.text.in.SetWidth(room - 1)
		return f.text.in.View()
	}
	return cut(clean(f.text.value()), room, st.glyph.more)
}

// names of fields that nobody may leave empty.
func empty(fields []*field, required []string) *field {
	for _, f := range fields {
		if slices.Contains(required, f.name) && f.value() == "" {
			return f
		}
	}
	return nil
}
