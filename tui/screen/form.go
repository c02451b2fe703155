package screen

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/tui/widget"
)

// Form asks for the fields of a record. What was typed stays until it is saved
// or given up, whatever errors come.
type Form struct {
	*World
	Heading  string
	Intro    string // what is asked, "" for nothing
	Warning  string // what saving breaks; Question is then asked before it
	Question string
	Fields   []*widget.Field
	Required []string // names of fields that may not be empty

	// Sure says what saving would do to whom people trust, and what to ask before;
	// "" asks nothing. nil never asks.
	Sure func(values map[string]string) (what, question string)
	// Save is called in a command, with the values by field name; verbs take its
	// context, so that u takes back what they did. A
	// *model.FieldError is shown at its field. Saved is called with its result,
	// and says what was done; "" tells it in the words of the history. Where Keep
	// says so nothing is done yet, and the form stays open below what Saved opens.
	Save  func(ctx context.Context, values map[string]string) (any, error)
	Saved func(result any) (text string, then tea.Cmd)
	Keep  func(result any) bool
	// Instead goes on where saving failed for want of something that can be asked for;
	// it reports false for any other error. nil asks nothing.
	Instead func(err error, values map[string]string) (tea.Cmd, bool)

	fields        *widget.Fields
	err           string // of the form as a whole
	saving        bool
	asked         bool // whether to give up what was typed
	width, height int
}

type formMsg struct {
	of      *Form
	values  map[string]string // that were saved
	result  any
	entries []model.AuditEntry // that saving left
	err     error
}

// Title is the breadcrumb.
func (f *Form) Title() string { return f.Heading }

// Actions are none: every key is text.
func (f *Form) Actions() []widget.Group { return nil }

// Typing is always so.
func (f *Form) Typing() bool { return true }

// Init begins the fields, with the focus on the first.
func (f *Form) Init() tea.Cmd {
	f.fields = widget.NewFields(f.Fields, f.Required)
	return nil
}

// Resize gives the form its room.
func (f *Form) Resize(width, height int) { f.width, f.height = min(width-2, MaxProse), height }

// Hints are the keys that count in a form.
func (f *Form) Hints() []widget.Hint {
	if f.fields.Focused().Box {
		return []widget.Hint{{Key: "space", Word: "tick"}, {Key: "tab", Word: "next"}, {Key: "enter", Word: "save"},
			{Key: "esc", Word: "give up"}}
	}
	if f.fields.Focused().Lines > 0 {
		return []widget.Hint{{Key: "enter", Word: "new line"}, {Key: "ctrl+s", Word: "save"},
			{Key: "esc", Word: "give up"}}
	}
	return []widget.Hint{{Key: "tab", Word: "next field"}, {Key: "enter", Word: "next, at the end save"},
		{Key: "ctrl+s", Word: "save"}, {Key: "esc", Word: "give up"}}
}

// Typed moves among the fields, saves, gives up, or hands the key to the field in
// focus.
func (f *Form) Typed(msg tea.Msg) tea.Cmd {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		f.fields.Focused().Typed(msg)
		return nil
	}
	if key.String() != "esc" {
		f.asked = false
	}
	if f.fields.Focused().Keeps(key.String()) {
		f.fields.Focused().Typed(msg)
		return nil
	}
	switch key.String() {
	case "tab", "down":
		f.fields.Turn(1)
	case "shift+tab", "up":
		f.fields.Turn(-1)
	case "enter":
		if f.fields.Focused().Box || !f.fields.Step(1) {
			return f.submit()
		}
	case "ctrl+s":
		return f.submit()
	case "esc":
		f.giveUp()
	default:
		f.fields.Focused().Typed(msg)
	}
	return nil
}

// giveUp leaves the form; if something was typed, at the second press.
func (f *Form) giveUp() {
	if f.fields.Touched() && !f.asked {
		f.asked = true
		f.Say(Told, "esc again gives up what you typed")
		return
	}
	f.Stack.Pop()
}

// submit saves, or goes to the first field that keeps it from that.
func (f *Form) submit() tea.Cmd {
	if f.saving {
		return nil
	}
	f.err = ""
	values, ok := f.fields.Values()
	if !ok {
		return nil
	}
	what, question := f.Warning, f.Question
	if what == "" && f.Sure != nil {
		what, question = f.Sure(values)
	}
	if what != "" {
		return f.Stack.Open(NewConfirm(f.World, what, question, func() tea.Cmd { return f.Store(values) }))
	}
	return f.Store(values)
}

// Store saves values.
func (f *Form) Store(values map[string]string) tea.Cmd {
	f.saving = true
	ctx, recorder := core.WithRecorder(f.Context)
	save := f.Save
	return f.Run("saving", func() tea.Msg {
		result, err := save(ctx, values)
		return formMsg{f, values, result, recorder.Entries(), err}
	})
}

// Update takes in what saving said.
func (f *Form) Update(msg tea.Msg) tea.Cmd {
	got, ok := msg.(formMsg)
	if !ok || got.of != f {
		return nil
	}
	f.saving = false
	if got.err == nil {
		return f.accepted(got)
	}
	if f.Instead != nil {
		if cmd, ok := f.Instead(got.err, got.values); ok {
			return cmd
		}
	}
	if refusal, ok := errors.AsType[*model.FieldError](got.err); ok && f.fields.FocusOn(refusal.Field) {
		f.fields.Focused().Refuse(strings.Join(widget.Filled(refusal.Reason, refusal.Remedy), ": "))
		return nil
	}
	f.err = got.err.Error()
	return nil
}

func (f *Form) accepted(got formMsg) tea.Cmd {
	keep := f.Keep != nil && f.Keep(got.result)
	if !keep {
		f.Stack.Remove(f)
	}
	text, then := f.Saved(got.result)
	if !keep {
		f.did(text, got.entries)
	}
	return then
}

// View draws the fields, with the one in focus in sight.
func (f *Form) View() string {
	st := f.Style
	lines := []string{"", " " + st.Title.Render(widget.Clean(f.Heading)), ""}
	lines = append(lines, f.note(st.Faint, f.Intro)...)
	lines = append(lines, f.note(st.Warn, f.Warning)...)
	fields, focused := f.fields.View(st, f.width)
	focused += len(lines)
	lines = append(lines, fields...)
	if f.err != "" {
		lines = append(lines, "")
		for _, l := range widget.Wrap(widget.Clean(st.Glyph.Bad+" "+f.err), f.width-2) {
			lines = append(lines, "   "+st.Bad.Render(l))
		}
	}
	if over := len(lines) - f.height; over > 0 { // keep the field in focus on the screen
		lines = lines[min(over, max(0, focused-f.height/2)):]
	}
	return strings.Join(lines, "\n")
}

// note is a paragraph above the fields, and a blank line.
func (f *Form) note(in lipgloss.Style, text string) []string {
	if text == "" {
		return nil
	}
	var lines []string
	for _, l := range widget.Wrap(widget.Clean(text), f.width-2) {
		lines = append(lines, " "+in.Render(l))
	}
	return append(lines, "")
}
