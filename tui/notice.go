package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// notice says why something was refused where one line has no room for it.
type notice struct {
	*world
	heading, text string
	width         int
}

func (n *notice) title() string { return n.heading }
func (n *notice) actions() []widget.Group {
	return []widget.Group{{Name: "Notice", Actions: []widget.Action{
		{Name: "back", Keys: widget.Keys("enter"), Word: "close", Help: "close it", Hidden: true, Do: n.back},
	}}}
}

func (n *notice) init() tea.Cmd          { return nil }
func (n *notice) update(tea.Msg) tea.Cmd { return nil }
func (n *notice) resize(width, _ int)    { n.width = min(70, width-6) }

func (n *notice) view() string {
	st := n.style
	lines := append(widget.Wrap(widget.Clean(n.text), n.width), "", st.Key.Render("enter")+st.Faint.Render(" closes"))
	return st.Box(n.heading, lines, n.width)
}

// refused tells why what somebody asked for was not done: on the status line if
// it fits, with its remedy in any case.
func (w *world) refused(doing string, err error) tea.Cmd {
	if err == nil || w.ctx.Err() != nil {
		return nil
	}
	text := err.Error()
	if refusal, ok := err.(*model.FieldError); ok { // what it is about is on the screen
		text = plainRefusal{refusal}.Error()
	}
	if widget.Width(doing+": "+text) < w.stack.width-1 {
		w.say(failed, doing+": "+text)
		return nil
	}
	return w.stack.open(&notice{world: w, heading: "Not done: " + doing, text: text})
}
