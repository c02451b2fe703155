package tui

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

const maxHistory = 50

// prompt is one line of text with a history, checked while it is typed.
type prompt struct {
	label   string
	check   func(string) error // nil accepts all
	history *[]string          // nil keeps none; oldest first
	// complete gives the text with its last word completed, and what it could
	// be where it is not clear; nil completes nothing.
	complete func(string) (string, []string)

	open    bool
	err     error
	choices []string

	in textinput.Model
	at int // place in the history; len is the text being typed
}

// prompted is what a key did to a prompt.
type prompted int

const (
	changing prompted = iota // still open
	accepted
	cancelled
)

func newPrompt(label string, history *[]string, check func(string) error) prompt {
	in := textinput.New()
	in.Prompt = ""
	styles := in.Styles()
	styles.Cursor.Blink = false
	styles.Focused, styles.Blurred = textinput.StyleState{}, textinput.StyleState{}
	in.SetStyles(styles)
	in.CharLimit = 2000
	return prompt{label: label, check: check, history: history, in: in}
}

// begin opens the prompt with a text to edit.
func (p *prompt) begin(text string) {
	p.open = true
	p.set(text)
	p.at = len(p.past())
	p.in.Focus()
}

func (p *prompt) past() []string {
	if p.history == nil {
		return nil
	}
	return *p.history
}

func (p *prompt) set(text string) {
	p.in.SetValue(text)
	p.in.CursorEnd()
	p.verify()
}

func (p *prompt) verify() {
	p.err = nil
	if p.check != nil {
		p.err = p.check(p.in.Value())
	}
}

func (p *prompt) value() string { return p.in.Value() }

// typed takes a key press or a paste. A text that fails its check is not
// accepted, and stays.
func (p *prompt) typed(msg tea.Msg) prompted {
	p.choices = nil
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "tab":
			if p.complete != nil {
				text, choices := p.complete(p.value())
				p.set(text)
				p.choices = choices
			}
			return changing
		case "enter":
			if p.err != nil {
				return changing
			}
			p.remember()
			p.open = false
			return accepted
		case "esc":
			p.open = false
			return cancelled
		case "up":
			p.recall(-1)
			return changing
		case "down":
			p.recall(1)
			return changing
		}
	}
	if paste, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: clean(strings.TrimSpace(paste.Content))}
	}
	p.in, _ = p.in.Update(msg)
	p.verify()
	return changing
}

func (p *prompt) remember() {
	text := p.value()
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

func (p *prompt) recall(step int) {
	past := p.past()
	to := p.at + step
	if to < 0 || to > len(past) {
		return
	}
	p.at = to
	if to == len(past) {
		p.set("")
		return
	}
	p.set(past[to])
}

// text draws the text as it is being edited. What an input lets through is still
// spelled out: it may have begun with a value from outside.
func (p *prompt) text() string {
	var b strings.Builder
	for rest, state := p.in.View(), byte(0); rest != ""; {
		part, _, n, next := ansi.DecodeSequence(rest, state, nil)
		if strings.HasPrefix(part, "\x1b[") { // the cursor's: the input takes no control character
			b.WriteString(part)
		} else {
			b.WriteString(clean(part))
		}
		rest, state = rest[n:], next
	}
	return b.String()
}

// view draws label, text and what is wrong with it, in w cells.
func (p *prompt) view(st *style, w int) string {
	in := st.accent
	note := ""
	if p.err != nil {
		in, note = st.bad, st.bad.Styled(cut(st.glyph.bad+" "+clean(p.err.Error()), w*2/3, st.glyph.more))
	}
	if len(p.choices) > 0 {
		note = st.faint.Styled(cut(strings.Join(p.choices, " "), w*2/3, st.glyph.more))
	}
	room := max(8, w-width(p.label)-width(note)-4)
	p.in.SetWidth(room)
	text := p.text()
	if !p.open {
		text = cut(clean(p.value()), room, st.glyph.more)
	}
	return edges(in.Styled(p.label)+" "+text, note, w, st.glyph.more)
}

var promptHints = []hint{{"enter", "apply"}, {"esc", "clear"}, {"tab", "complete"}, {"↑↓", "earlier ones"}}
