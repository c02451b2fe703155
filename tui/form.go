package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// form asks for the fields of a record. What was typed stays until it is saved
// or given up, whatever errors come.
type form struct {
	*world
	heading  string
	intro    string // what is asked, "" for nothing
	warning  string // what saving breaks; question is then asked before it
	question string
	fields   []*widget.Field
	required []string // names of fields that may not be empty

	// sure says what saving would do to whom people trust, and what to ask before;
	// "" asks nothing. nil never asks.
	sure func(values map[string]string) (what, question string)
	// save is called in a command, with the values by field name; verbs take its
	// context, so that u takes back what they did. A
	// *model.FieldError is shown at its field. saved is called with its result,
	// and says what was done; "" tells it in the words of the history. Where keep
	// says so nothing is done yet, and the form stays open below what saved opens.
	save  func(ctx context.Context, values map[string]string) (any, error)
	saved func(result any) (text string, then tea.Cmd)
	keep  func(result any) bool
	// instead goes on where saving failed for want of something that can be asked for;
	// it reports false for any other error. nil asks nothing.
	instead func(err error, values map[string]string) (tea.Cmd, bool)

	at            int
	err           string // of the form as a whole
	saving        bool
	asked         bool // whether to give up what was typed
	width, height int
}

type formMsg struct {
	of      *form
	values  map[string]string // that were saved
	result  any
	entries []model.AuditEntry // that saving left
	err     error
}

func (f *form) title() string           { return f.heading }
func (f *form) actions() []widget.Group { return nil }

func (f *form) typing() bool { return true }

func (f *form) init() tea.Cmd {
	for _, x := range f.fields {
		x.Begin()
	}
	f.focus(0)
	return nil
}

// asks reports whether a field is asked for, by what the others hold.
func (f *form) asks(x *widget.Field) bool { return x.When == nil || x.When(f.value) }

func (f *form) value(name string) string {
	for _, x := range f.fields {
		if x.Name == name {
			return x.Value()
		}
	}
	return ""
}

// step goes to the next field that is asked for, before or behind this one. It
// reports false at the end.
func (f *form) step(by int) bool {
	for at := f.at + by; at >= 0 && at < len(f.fields); at += by {
		if f.asks(f.fields[at]) {
			f.focus(at)
			return true
		}
	}
	return false
}

// turn is step in a circle.
func (f *form) turn(by int) {
	if f.step(by) {
		return
	}
	f.fields[f.at].Blur()
	f.at = -1
	if by < 0 {
		f.at = len(f.fields)
	}
	f.step(by)
}

func (f *form) resize(width, height int) { f.width, f.height = min(width-2, maxProse), height }

func (f *form) hints() []widget.Hint {
	if f.fields[f.at].Box {
		return []widget.Hint{{Key: "space", Word: "tick"}, {Key: "tab", Word: "next"}, {Key: "enter", Word: "save"}, {Key: "esc", Word: "give up"}}
	}
	return []widget.Hint{{Key: "tab", Word: "next field"}, {Key: "enter", Word: "next, at the end save"}, {Key: "ctrl+s", Word: "save"}, {Key: "esc", Word: "give up"}}
}

func (f *form) focus(at int) {
	if f.at >= 0 && f.at < len(f.fields) {
		f.fields[f.at].Blur()
	}
	f.at = at
	f.fields[f.at].Focus()
}

func (f *form) typed(msg tea.Msg) tea.Cmd {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		f.fields[f.at].Typed(msg)
		return nil
	}
	if key.String() != "esc" {
		f.asked = false
	}
	switch key.String() {
	case "tab", "down":
		f.turn(1)
	case "shift+tab", "up":
		f.turn(-1)
	case "enter":
		if f.fields[f.at].Box || !f.step(1) {
			return f.submit()
		}
	case "ctrl+s":
		return f.submit()
	case "esc":
		f.giveUp()
	default:
		f.fields[f.at].Typed(msg)
	}
	return nil
}

// giveUp leaves the form; if something was typed, at the second press.
func (f *form) giveUp() {
	if f.touched() && !f.asked {
		f.asked = true
		f.say(told, "esc again gives up what you typed")
		return
	}
	f.stack.pop()
}

func (f *form) touched() bool {
	for _, x := range f.fields {
		if x.Touched() {
			return true
		}
	}
	return false
}

// submit saves, or goes to the first field that keeps it from that.
func (f *form) submit() tea.Cmd {
	if f.saving {
		return nil
	}
	f.err = ""
	for _, x := range f.fields { // what was refused may be right by now
		x.Refuse("")
	}
	asked := slices.DeleteFunc(slices.Clone(f.fields), func(x *widget.Field) bool { return !f.asks(x) })
	if x := widget.Empty(asked, f.required); x != nil {
		x.Refuse("is needed")
		f.focusOn(x.Name)
		return nil
	}
	values := map[string]string{}
	for i, x := range f.fields {
		if !f.asks(x) {
			continue
		}
		if x.Wrong() != "" {
			f.focus(i)
			return nil
		}
		values[x.Name] = x.Value()
	}
	what, question := f.warning, f.question
	if what == "" && f.sure != nil {
		what, question = f.sure(values)
	}
	if what != "" {
		return f.stack.open(newConfirm(f.world, what, question, func() tea.Cmd { return f.store(values) }))
	}
	return f.store(values)
}

func (f *form) store(values map[string]string) tea.Cmd {
	f.saving = true
	ctx, recorder := model.WithRecorder(f.ctx)
	save := f.save
	return f.run("saving", func() tea.Msg {
		result, err := save(ctx, values)
		return formMsg{f, values, result, recorder.Entries(), err}
	})
}

func (f *form) focusOn(name string) bool {
	for i, x := range f.fields {
		if x.Name == name && f.asks(x) {
			f.focus(i)
			return true
		}
	}
	return false
}

func (f *form) update(msg tea.Msg) tea.Cmd {
	got, ok := msg.(formMsg)
	if !ok || got.of != f {
		return nil
	}
	f.saving = false
	if got.err == nil {
		return f.accepted(got)
	}
	if f.instead != nil {
		if cmd, ok := f.instead(got.err, got.values); ok {
			return cmd
		}
	}
	if refusal, ok := errors.AsType[*model.FieldError](got.err); ok && f.focusOn(refusal.Field) {
		f.fields[f.at].Refuse(strings.Join(widget.Filled(refusal.Reason, refusal.Remedy), ": "))
		return nil
	}
	f.err = got.err.Error()
	return nil
}

func (f *form) accepted(got formMsg) tea.Cmd {
	keep := f.keep != nil && f.keep(got.result)
	if !keep {
		f.stack.remove(f)
	}
	text, then := f.saved(got.result)
	if !keep {
		f.did(text, got.entries)
	}
	return then
}

func (f *form) view() string {
	st := f.style
	lines := []string{"", " " + st.Title.Render(widget.Clean(f.heading)), ""}
	lines = append(lines, f.note(st.Faint, f.intro)...)
	lines = append(lines, f.note(st.Warn, f.warning)...)
	first := 0
	for i, x := range f.fields {
		if !f.asks(x) {
			continue
		}
		if i == f.at {
			first = len(lines)
		}
		for _, l := range x.View(st, f.width, i == f.at) {
			lines = append(lines, " "+l)
		}
	}
	if f.err != "" {
		lines = append(lines, "")
		for _, l := range widget.Wrap(widget.Clean(st.Glyph.Bad+" "+f.err), f.width-2) {
			lines = append(lines, "   "+st.Bad.Render(l))
		}
	}
	if over := len(lines) - f.height; over > 0 { // keep the field in focus on the screen
		lines = lines[min(over, max(0, first-f.height/2)):]
	}
	return strings.Join(lines, "\n")
}

// note is a paragraph above the fields, and a blank line.
func (f *form) note(in lipgloss.Style, text string) []string {
	if text == "" {
		return nil
	}
	var lines []string
	for _, l := range widget.Wrap(widget.Clean(text), f.width-2) {
		lines = append(lines, " "+in.Render(l))
	}
	return append(lines, "")
}
