package screen

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// notice says why something was refused where one line has no room for it.
type notice struct {
	*World
	heading, text string
	width         int
}

func (n *notice) Title() string { return n.heading }
func (n *notice) Actions() []widget.Group {
	return []widget.Group{{Name: "Notice", Actions: []widget.Action{
		{Name: "back", Keys: widget.Keys("enter"), Word: "close", Help: "close it", Hidden: true, Do: n.Back},
	}}}
}

func (n *notice) Init() tea.Cmd          { return nil }
func (n *notice) Update(tea.Msg) tea.Cmd { return nil }
func (n *notice) Resize(width, _ int)    { n.width = min(70, width-6) }

func (n *notice) View() string {
	st := n.Style
	lines := append(widget.Wrap(widget.Clean(n.text), n.width), "", st.Key.Render("enter")+st.Faint.Render(" closes"))
	return st.Box(n.heading, lines, n.width)
}

// Refused tells why what somebody asked for was not done: on the status line if
// it fits, with its remedy in any case.
func (w *World) Refused(doing string, err error) tea.Cmd {
	if err == nil || w.Context.Err() != nil {
		return nil
	}
	text := err.Error()
	if refusal, ok := err.(*model.FieldError); ok { // what it is about is on the screen
		text = plainRefusal{refusal}.Error()
	}
	if widget.Width(doing+": "+text) < w.Stack.width-1 {
		w.Say(Failed, doing+": "+text)
		return nil
	}
	return w.Stack.Open(&notice{World: w, heading: "Not done: " + doing, text: text})
}

// ReasonOf leaves the name of the field out: it stands beside it.
func ReasonOf(err error) error {
	refusal, ok := err.(*model.FieldError)
	if !ok {
		return err
	}
	return plainRefusal{refusal}
}

// plainRefusal is a refusal as its own field shows it.
type plainRefusal struct{ *model.FieldError }

func (r plainRefusal) Error() string {
	if r.Remedy == "" {
		return r.Reason
	}
	return r.Reason + ": " + r.Remedy
}
