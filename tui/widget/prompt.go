package widget

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

const maxHistory = 50

// Prompt is one line of text with a history, checked while it is typed.
type Prompt struct {
	label   string
	check   func(string) error // nil accepts all
	history *[]string          // nil keeps none; oldest first
	// Complete gives what the last word of a text can become, likeliest first,
	// and the text before that word; nil completes nothing.
	Complete func(string) (head string, choices []string)

	Open    bool
	Err     error
	left    bool // enter was pressed on it: what is only half typed is no error
	choices []string
	head    string // before the choices
	pick    int    // of the choices; -1 while none is taken

	in textinput.Model
	at int // place in the history; len is the text being typed
}

// Outcome is what a key did to a prompt.
type Outcome int

const (
	Changing  Outcome = iota // it is still open
	Accepted                 // enter was pressed on a valid text
	Cancelled                // esc was pressed
)

// NewPrompt is a closed prompt. history and check may be nil.
func NewPrompt(label string, history *[]string, check func(string) error) Prompt {
	in := textinput.New()
	in.Prompt = ""
	styles := in.Styles()
	styles.Cursor.Blink = false
	styles.Focused, styles.Blurred = textinput.StyleState{}, textinput.StyleState{}
	in.SetStyles(styles)
	in.CharLimit = 2000
	return Prompt{label: label, check: check, history: history, in: in}
}

// Begin opens the prompt with a text to edit.
func (p *Prompt) Begin(text string) {
	p.Open = true
	p.Set(text)
	p.at = len(p.past())
	p.in.Focus()
}

func (p *Prompt) past() []string {
	if p.history == nil {
		return nil
	}
	return *p.history
}

// Set replaces the text.
func (p *Prompt) Set(text string) {
	p.in.SetValue(text)
	p.in.CursorEnd()
	p.verify()
}

func (p *Prompt) verify() {
	p.Err = nil
	if p.check != nil {
		p.Err = p.check(p.in.Value())
	}
}

// Resize gives the text its room, where it stands without a label.
func (p *Prompt) Resize(cells int) { p.in.SetWidth(cells) }

// Value is the text as it stands.
func (p *Prompt) Value() string { return p.in.Value() }

// Typed takes a key press or a paste. A text that fails its check is not
// accepted, and stays.
func (p *Prompt) Typed(msg tea.Msg) Outcome {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "tab":
			p.finish(1)
			return Changing
		case "shift+tab":
			p.finish(-1)
			return Changing
		}
	}
	p.choices, p.left = nil, false
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "enter":
			if p.Err != nil {
				p.left = true
				return Changing
			}
			p.remember()
			p.Open = false
			return Accepted
		case "esc":
			p.Open = false
			return Cancelled
		case "up":
			p.recall(-1)
			return Changing
		case "down":
			p.recall(1)
			return Changing
		}
	}
	if paste, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: Clean(strings.TrimSpace(paste.Content))}
	}
	p.in, _ = p.in.Update(msg)
	p.verify()
	return Changing
}

// finish completes the last word; pressed again, it goes on among the choices.
func (p *Prompt) finish(step int) {
	if p.Complete == nil {
		return
	}
	if n := len(p.choices); n > 0 {
		p.pick = (p.pick + step + n) % n
		if p.pick < 0 {
			p.pick = n - 1
		}
		p.Set(p.head + p.choices[p.pick])
		return
	}
	head, choices := p.Complete(p.Value())
	switch len(choices) {
	case 0:
		return
	case 1:
		if strings.HasSuffix(choices[0], ":") {
			p.Set(head + choices[0])
		} else {
			p.Set(head + choices[0] + " ")
		}
		return
	}
	p.head, p.choices, p.pick = head, choices, -1
	if longer := head + shared(choices); len(longer) > len(p.Value()) {
		p.Set(longer)
		return
	}
	p.finish(step)
}

func (p *Prompt) remember() {
	text := p.Value()
	if p.history == nil || text == "" {
		return
	}
	past := *p.history
	for i, h := range past {
		if h == text {
			past = append(past[:i:i], past[i+1:]...)
			break
		}
	}
	past = append(past, text)
	*p.history = past[max(0, len(past)-maxHistory):]
}

func (p *Prompt) recall(step int) {
	past := p.past()
	to := p.at + step
	if to < 0 || to > len(past) {
		return
	}
	p.at = to
	if to == len(past) {
		p.Set("")
		return
	}
	p.Set(past[to])
}

// Text draws the text as it is being edited. What an input lets through is still
// spelled out: it may have begun with a value from outside.
func (p *Prompt) Text() string { return cleanInput(p.in.View()) }

// cleanInput spells out what an input draws, but for its cursor.
func cleanInput(drawn string) string {
	var b strings.Builder
	for rest, state := drawn, byte(0); rest != ""; {
		part, _, n, next := ansi.DecodeSequence(rest, state, nil)
		if strings.HasPrefix(part, "\x1b[") { // the cursor's: the input takes no control character
			b.WriteString(part)
		} else {
			b.WriteString(Clean(part))
		}
		rest, state = rest[n:], next
	}
	return b.String()
}

// View draws label, text and what is wrong with it, in w cells.
func (p *Prompt) View(st *Style, w int) string {
	in := st.Accent
	all := w - Width(p.label) - 2
	room := max(8, min(all, max(Width(p.Value())+2, all/3))) // the text comes first, a note gets the rest
	note := ""
	switch {
	case p.left && p.Err != nil:
		room = min(room, all/2)
		in, note = st.Bad, st.Bad.Render(Cut(st.Glyph.Bad+" "+Clean(p.Err.Error()), all-room-1, st.Glyph.More))
	case len(p.choices) > 0:
		room = min(room, all*2/3)
		note = p.choiceLine(st, all-room-1)
	}
	p.in.SetWidth(room)
	p.in.SetCursor(p.in.Position()) // it may have scrolled while it had less room
	text := p.Text()
	if !p.Open {
		text = Cut(Clean(p.Value()), room, st.Glyph.More)
	}
	return Edges(in.Render(p.label)+" "+text, note, w, st.Glyph.More)
}

// choiceLine shows the choices from the one that is taken on.
func (p *Prompt) choiceLine(st *Style, cells int) string {
	from := max(0, p.pick)
	rest := Clean(strings.Join(p.choices[from:], "  "))
	if p.pick < 0 {
		return st.Faint.Render(Cut(rest, cells, st.Glyph.More))
	}
	taken := Cut(Clean(p.choices[from]), cells, st.Glyph.More)
	return st.Strong.Render(taken) + st.Faint.Render(Cut(strings.TrimPrefix(rest, taken), cells-Width(taken),
		st.Glyph.More))
}

// PromptHints are the keys of a prompt with completion and history.
var PromptHints = []Hint{{"enter", "apply"}, {"esc", "clear"}, {"tab", "complete"}, {"↑↓", "earlier ones"}}
