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
	// complete gives what the last word of a text can become, likeliest first,
	// and the text before that word; nil completes nothing.
	complete func(string) (head string, choices []string)

	open    bool
	err     error
	left    bool // enter was pressed on it: what is only half typed is no error
	choices []string
	head    string // before the choices
	pick    int    // of the choices; -1 while none is taken

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
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "tab":
			p.finish(1)
			return changing
		case "shift+tab":
			p.finish(-1)
			return changing
		}
	}
	p.choices, p.left = nil, false
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "enter":
			if p.err != nil {
				p.left = true
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

// finish completes the last word; pressed again, it goes on among the choices.
func (p *prompt) finish(step int) {
	if p.complete == nil {
		return
	}
	if n := len(p.choices); n > 0 {
		p.pick = (p.pick + step + n) % n
		if p.pick < 0 {
			p.pick = n - 1
		}
		p.set(p.head + p.choices[p.pick])
		return
	}
	head, choices := p.complete(p.value())
	switch len(choices) {
	case 0:
		return
	case 1:
		if strings.HasSuffix(choices[0], ":") {
			p.set(head + choices[0])
		} else {
			p.set(head + choices[0] + " ")
		}
		return
	}
	p.head, p.choices, p.pick = head, choices, -1
	if longer := head + shared(choices); len(longer) > len(p.value()) {
		p.set(longer)
		return
	}
	p.finish(step)
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
	all := w - width(p.label) - 2
	room := max(8, min(all, max(width(p.value())+2, all/3))) // the text comes first, a note gets the rest
	note := ""
	switch {
	case p.left && p.err != nil:
		room = min(room, all/2)
		in, note = st.bad, st.bad.Render(cut(st.glyph.bad+" "+clean(p.err.Error()), all-room-1, st.glyph.more))
	case len(p.choices) > 0:
		room = min(room, all*2/3)
		note = p.choiceLine(st, all-room-1)
	}
	p.in.SetWidth(room)
	p.in.SetCursor(p.in.Position()) // it may have scrolled while it had less room
	text := p.text()
	if !p.open {
		text = cut(clean(p.value()), room, st.glyph.more)
	}
	return edges(in.Render(p.label)+" "+text, note, w, st.glyph.more)
}

// choiceLine shows the choices from the one that is taken on.
func (p *prompt) choiceLine(st *style, cells int) string {
	from := max(0, p.pick)
	rest := clean(strings.Join(p.choices[from:], "  "))
	if p.pick < 0 {
		return st.faint.Render(cut(rest, cells, st.glyph.more))
	}
	taken := cut(clean(p.choices[from]), cells, st.glyph.more)
	return st.strong.Render(taken) + st.faint.Render(cut(strings.TrimPrefix(rest, taken), cells-width(taken), st.glyph.more))
}

var promptHints = []hint{{"enter", "apply"}, {"esc", "clear"}, {"tab", "complete"}, {"↑↓", "earlier ones"}}
