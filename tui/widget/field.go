package widget

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// Field is one line of a form. It is a text unless it has choices, is a block or
// a box to tick.
type Field struct {
	Name    string // as [model.FieldError] calls it
	Label   string
	Help    string                                    // what goes in here, one line
	Warn    func(string) string                       // what to consider about a value; nil warns of none
	Check   func(string) error                        // while typing; nil accepts all
	Initial string                                    // what it begins with: a text, or one of the choices
	Choices []string                                  // to pick one of, by moving or by typing a part of it
	Block   bool                                      // a text of many lines, which is pasted: a certificate, metadata
	Lines   int                                       // a text that is typed over so many lines; enter begins a new one
	Secret  bool                                      // not shown while it is typed
	When    func(value func(name string) string) bool // it is asked for; nil: always

	Box    bool // ticked or not; its value is "yes" or ""
	Ticked bool

	text    Prompt
	area    *textArea // nil for none
	picked  int
	flipped bool   // the box is not as it was
	sought  string // of the choices, typed so far
	pasted  string
	refused string // by the last attempt to save

	checked string // the value that was checked last, and what came of it
	problem error
}

// begin gives the field what it begins with.
func (f *Field) begin() {
	f.text = NewPrompt("", nil, nil)
	if f.Secret {
		f.text.in.EchoMode = textinput.EchoPassword
	}
	switch {
	case f.Lines > 0:
		f.area = newTextArea(f.Lines, f.Initial)
	case f.Block:
		f.pasted = f.Initial
	case len(f.Choices) > 0:
		f.picked = max(0, slices.Index(f.Choices, f.Initial))
	default:
		f.text.Set(f.Initial)
	}
}

// focus shows the cursor in the field.
func (f *Field) focus() {
	f.text.in.Focus()
	if f.area != nil {
		f.area.Focus()
	}
}

// blur takes the cursor out of the field.
func (f *Field) blur() {
	f.text.in.Blur()
	if f.area != nil {
		f.area.Blur()
	}
}

// Keeps reports whether a key that elsewhere leads out of a field belongs to it.
func (f *Field) Keeps(key string) bool {
	return f.Lines > 0 && (key == "enter" || key == "up" || key == "down")
}

// Refuse says what was wrong with the value at the last attempt to save; "" takes
// that back.
func (f *Field) Refuse(why string) { f.refused = why }

// touched reports whether it holds something else than in the beginning.
func (f *Field) touched() bool {
	if f.Box {
		return f.flipped
	}
	if len(f.Choices) > 0 {
		return f.picked != max(0, slices.Index(f.Choices, f.Initial))
	}
	return f.value() != strings.TrimSpace(f.Initial) && f.value() != f.Initial
}

// value is what was entered, as it was entered.
func (f *Field) value() string {
	switch {
	case f.Lines > 0:
		return strings.TrimSpace(f.area.Value())
	case f.Block:
		return f.pasted
	case f.Box && f.Ticked:
		return "yes"
	case f.Box:
		return ""
	case len(f.Choices) > 0:
		return f.Choices[f.picked]
	}
	return strings.TrimSpace(f.text.Value())
}

// wrong is what is wrong with the value, or "".
func (f *Field) wrong() string {
	if f.refused != "" {
		return f.refused
	}
	value := f.value()
	if f.Check == nil || value == "" {
		return ""
	}
	if value != f.checked {
		f.checked, f.problem = value, f.Check(value)
	}
	if f.problem != nil {
		return f.problem.Error()
	}
	return ""
}

// Typed takes a key press or a paste.
func (f *Field) Typed(msg tea.Msg) {
	before := f.value()
	switch {
	case f.Lines > 0:
		f.area.typed(msg)
	case f.Block:
		f.paste(msg)
	case f.Box:
		f.tick(msg)
	case len(f.Choices) > 0:
		f.pick(msg)
	default:
		f.text.Typed(msg)
	}
	if f.value() != before {
		f.refused = ""
	}
}

// paste keeps a block as it came: cleaning would change what is signed. A text area
// of Bubbles replaces tabs and control characters, and lays out each line of a
// metadata file of megabytes.
func (f *Field) paste(msg tea.Msg) {
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

func (f *Field) tick(msg tea.Msg) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "space", "x", "left", "right":
			f.Ticked, f.flipped = !f.Ticked, !f.flipped
		}
	}
}

// pick moves among choices; typing goes to the one that is most like it.
func (f *Field) pick(msg tea.Msg) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return
	}
	n := len(f.Choices)
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
func (f *Field) seek(text string) {
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
func (f *Field) like(text string) []int {
	var first, rest []int
	for _, m := range fuzzy.Find(text, f.Choices) {
		if strings.HasPrefix(strings.ToLower(f.Choices[m.Index]), strings.ToLower(text)) {
			first = append(first, m.Index)
		} else {
			rest = append(rest, m.Index)
		}
	}
	slices.Sort(first)
	return append(first, rest...)
}
