package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/dustin/go-humanize"
	"github.com/sahilm/fuzzy"
)

// field is one line of a form. It is a text unless it has choices, is a block or
// a box to tick.
type field struct {
	name    string // as [model.FieldError] calls it
	label   string
	help    string                                    // what goes in here, one line
	warn    func(string) string                       // what to consider about a value; nil warns of none
	check   func(string) error                        // while typing; nil accepts all
	initial string                                    // what it begins with: a text, or one of the choices
	choices []string                                  // to pick one of, by moving or by typing a part of it
	block   bool                                      // a text of many lines, which is pasted: a certificate, metadata
	secret  bool                                      // not shown while it is typed
	when    func(value func(name string) string) bool // it is asked for; nil: always

	box    bool // ticked or not; its value is "yes" or ""
	ticked bool

	text    prompt
	picked  int
	flipped bool   // the box is not as it was
	sought  string // of the choices, typed so far
	pasted  string
	refused string // by the last attempt to save

	checked string // the value that was checked last, and what came of it
	problem error
}

// begin gives the field what it begins with.
func (f *field) begin() {
	f.text = newPrompt("", nil, nil)
	if f.secret {
		f.text.in.EchoMode = textinput.EchoPassword
	}
	switch {
	case f.block:
		f.pasted = f.initial
	case len(f.choices) > 0:
		f.picked = max(0, slices.Index(f.choices, f.initial))
	default:
		f.text.set(f.initial)
	}
}

// touched reports whether it holds something else than in the beginning.
func (f *field) touched() bool {
	if f.box {
		return f.flipped
	}
	if len(f.choices) > 0 {
		return f.picked != max(0, slices.Index(f.choices, f.initial))
	}
	return f.value() != strings.TrimSpace(f.initial) && f.value() != f.initial
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
	value := f.value()
	if f.check == nil || value == "" {
		return ""
	}
	if value != f.checked {
		f.checked, f.problem = value, f.check(value)
	}
	if f.problem != nil {
		return f.problem.Error()
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

// paste keeps a block as it came: cleaning would change what is signed. A text area
// of Bubbles replaces tabs and control characters, and lays out each line of a
// metadata file of megabytes.
func (f *field) paste(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		f.pasted += msg.Content
	case tea.KeyPressMsg:
		if msg.String() == "backspace" {
			f.pasted = ""
		}
		f.pasted += msg.Text // a terminal without bracketed paste types it
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

// pick moves among choices; typing goes to the one that is most like it.
func (f *field) pick(msg tea.Msg) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return
	}
	n := len(f.choices)
	switch {
	case key.String() == "left":
		f.picked, f.sought = (f.picked+n-1)%n, ""
	case key.String() == "right", key.String() == "space" && f.sought == "":
		f.picked, f.sought = (f.picked+1)%n, ""
	case key.String() == "backspace":
		if r := []rune(f.sought); len(r) > 0 {
			f.seek(string(r[:len(r)-1]))
		}
	case key.Text != "":
		f.seek(f.sought + key.Text)
	}
}

// seek picks the choice that is most like a text. What fits nothing is not
// taken: a letter that begins another choice begins anew.
func (f *field) seek(text string) {
	found := f.like(text)
	if len(found) == 0 {
		last := []rune(text)
		if text = string(last[len(last)-1:]); len(f.like(text)) == 0 {
			return
		}
		found = f.like(text)
	}
	f.sought = text
	if text != "" {
		f.picked = found[0]
	}
}

// like lists the choices that a text can mean, the likeliest first: those that
// begin with it stand before those that have its letters somewhere.
func (f *field) like(text string) []int {
	var first, rest []int
	for _, m := range fuzzy.Find(text, f.choices) {
		if strings.HasPrefix(strings.ToLower(f.choices[m.Index]), strings.ToLower(text)) {
			first = append(first, m.Index)
		} else {
			rest = append(rest, m.Index)
		}
	}
	slices.Sort(first)
	return append(first, rest...)
}

// view draws the field in some lines: value, and below it what is wrong, or
// while it has the focus what goes in.
func (f *field) view(st *style, cells int, focused bool) []string {
	if f.box {
		return f.boxView(st, cells, focused)
	}
	label := fit(clean(f.label), formLabel, st.glyph.more)
	room := cells - formLabel - 4
	mark := "  "
	if focused {
		mark, label = st.key.Render(st.glyph.cursor)+" ", st.strong.Render(label)
	} else {
		label = st.faint.Render(label)
	}
	lines := []string{mark + label + "  " + f.shown(st, room, focused)}
	say := func(in lipgloss.Style, text string) {
		if text == "" {
			return
		}
		for _, l := range wrap(clean(text), room) {
			lines = append(lines, blank(formLabel+4)+in.Render(l))
		}
	}
	if f.warn != nil {
		if text := f.warn(f.value()); text != "" {
			say(st.warn, st.glyph.warning+" "+text)
		}
	}
	if wrong := f.wrong(); wrong != "" {
		say(st.bad, st.glyph.bad+" "+wrong)
		return lines
	}
	if focused {
		say(st.faint, f.others())
		say(st.faint, f.help)
	}
	return lines
}

// boxView draws a box to tick, with what it is for beside it.
func (f *field) boxView(st *style, cells int, focused bool) []string {
	mark, tick, label := "  ", "[ ] ", fit(f.label, boxLabel, st.glyph.more)
	if f.ticked {
		tick = "[" + st.good.Render("x") + "] "
	}
	if focused {
		mark, label = st.key.Render(st.glyph.cursor)+" ", st.strong.Render(label)
	}
	return []string{mark + tick + label + "  " + st.faint.Render(cut(f.help, cells-boxLabel-8, st.glyph.more))}
}

const boxLabel = 20 // cells of the labels of boxes

// others names what else the typed part could mean.
func (f *field) others() string {
	var names []string
	if f.sought == "" {
		return ""
	}
	for _, i := range f.like(f.sought) {
		if i != f.picked && len(names) < 6 {
			names = append(names, f.choices[i])
		}
	}
	return prefixed("also like \""+f.sought+"\": ", strings.Join(names, ", "))
}

const formLabel = 16 // cells of the labels

func (f *field) shown(st *style, room int, focused bool) string {
	switch {
	case f.block && f.pasted == "":
		return st.faint.Render(cut("paste it here", room, st.glyph.more))
	case f.block:
		rows := strings.FieldsFunc(f.pasted, func(r rune) bool { return r == '\n' || r == '\r' }) // a terminal may paste either
		text := fmt.Sprintf("%s, %s", humanize.Bytes(uint64(len(f.pasted))), count(len(rows), "line"))
		if len(rows) > 0 {
			text += ": " + clean(rows[0])
		}
		return cut(text, room, st.glyph.more)
	case len(f.choices) > 0 && focused:
		of := fmt.Sprintf("  %d of %d", f.picked+1, len(f.choices))
		return st.key.Render("<") + " " + cut(clean(f.value()), room-4-len(of), st.glyph.more) + " " + st.key.Render(">") + st.faint.Render(of)
	case len(f.choices) > 0:
		return cut(clean(f.value()), room, st.glyph.more)
	case focused:
		f.text.in.SetWidth(room - 1)
		return cut(f.text.text(), room, st.glyph.more)
	}
	if f.secret {
		return strings.Repeat("*", min(room, len(f.text.value())))
	}
	return cut(clean(f.text.value()), room, st.glyph.more)
}

// empty is the first of the fields that nobody may leave empty and somebody did.
func empty(fields []*field, required []string) *field {
	for _, f := range fields {
		if slices.Contains(required, f.name) && f.value() == "" {
			return f
		}
	}
	return nil
}
