package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
)

// form asks for the fields of a record. What was typed stays until it is saved
// or given up, whatever errors come.
type form struct {
	*world
	heading  string
	intro    string // what is asked, "" for nothing
	warning  string // what saving breaks; question is then asked before it
	question string
	fields   []*field
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

func (f *form) title() string    { return f.heading }
func (f *form) actions() []group { return nil }

func (f *form) typing() bool { return true }

func (f *form) init() tea.Cmd {
	for _, x := range f.fields {
		x.begin()
	}
	f.focus(0)
	return nil
}

// asks reports whether a field is asked for, by what the others hold.
func (f *form) asks(x *field) bool { return x.when == nil || x.when(f.value) }

func (f *form) value(name string) string {
	for _, x := range f.fields {
		if x.name == name {
			return x.value()
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
	f.fields[f.at].text.in.Blur()
	f.at = -1
	if by < 0 {
		f.at = len(f.fields)
	}
	f.step(by)
}

func (f *form) resize(width, height int) { f.width, f.height = min(width-2, maxProse), height }

func (f *form) hints() []hint {
	if f.fields[f.at].box {
		return []hint{{"space", "tick"}, {"tab", "next"}, {"enter", "save"}, {"esc", "give up"}}
	}
	return []hint{{"tab", "next field"}, {"enter", "next, at the end save"}, {"ctrl+s", "save"}, {"esc", "give up"}}
}

func (f *form) focus(at int) {
	if f.at >= 0 && f.at < len(f.fields) {
		f.fields[f.at].text.in.Blur()
	}
	f.at = at
	f.fields[f.at].text.in.Focus()
}

func (f *form) typed(msg tea.Msg) tea.Cmd {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		f.fields[f.at].typed(msg)
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
		if f.fields[f.at].box || !f.step(1) {
			return f.submit()
		}
	case "ctrl+s":
		return f.submit()
	case "esc":
		f.giveUp()
	default:
		f.fields[f.at].typed(msg)
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
		if x.touched() {
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
		x.refused = ""
	}
	asked := slices.DeleteFunc(slices.Clone(f.fields), func(x *field) bool { return !f.asks(x) })
	if x := empty(asked, f.required); x != nil {
		x.refused = "is needed"
		f.focusOn(x.name)
		return nil
	}
	values := map[string]string{}
	for i, x := range f.fields {
		if !f.asks(x) {
			continue
		}
		if x.wrong() != "" {
			f.focus(i)
			return nil
		}
		values[x.name] = x.value()
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
		if x.name == name && f.asks(x) {
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
	if choose, several := f.chooseProvider(got.err, got.values); several {
		return choose
	}
	if refusal, ok := errors.AsType[*model.FieldError](got.err); ok && f.focusOn(refusal.Field) {
		f.fields[f.at].refused = strings.Join(filled(refusal.Reason, refusal.Remedy), ": ")
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
	lines := []string{"", " " + st.title.Render(clean(f.heading)), ""}
	lines = append(lines, f.note(st.faint, f.intro)...)
	lines = append(lines, f.note(st.warn, f.warning)...)
	first := 0
	for i, x := range f.fields {
		if !f.asks(x) {
			continue
		}
		if i == f.at {
			first = len(lines)
		}
		for _, l := range x.view(st, f.width, i == f.at) {
			lines = append(lines, " "+l)
		}
	}
	if f.err != "" {
		lines = append(lines, "")
		for _, l := range wrap(clean(st.glyph.bad+" "+f.err), f.width-2) {
			lines = append(lines, "   "+st.bad.Render(l))
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
	for _, l := range wrap(clean(text), f.width-2) {
		lines = append(lines, " "+in.Render(l))
	}
	return append(lines, "")
}
