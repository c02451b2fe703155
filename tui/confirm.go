package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// confirm asks before something that cannot be taken back. The default is no.
type confirm struct {
	*world
	what     string // names the object and says what will break
	question string
	yes      func() tea.Cmd
	text     viewport.Model // what, before the question that is always in sight
}

func newConfirm(w *world, what, question string, yes func() tea.Cmd) *confirm {
	return &confirm{world: w, what: what, question: question, yes: yes, text: viewport.New()}
}

func (c *confirm) title() string { return "Sure?" }
func (c *confirm) actions() []widget.Group {
	return []widget.Group{{Name: "Question", Actions: []widget.Action{
		{Name: "yes", Keys: widget.Keys("y"), Word: "yes", Help: "do it", Hidden: true,
			Do: func() tea.Cmd { c.stack.close(); return c.yes() }},
		{Name: "no", Keys: widget.Keys("n", "enter"), Word: "no", Help: "do not", Hidden: true, Do: widget.Doing(c.stack.close)},
		{Name: "down", Keys: widget.Keys("j", "down"), Help: "scroll down", Hidden: true,
			Do: widget.Doing(func() { c.text.ScrollDown(1) })},
		{Name: "up", Keys: widget.Keys("k", "up"), Help: "scroll up", Hidden: true,
			Do: widget.Doing(func() { c.text.ScrollUp(1) })},
	}}}
}

func (c *confirm) init() tea.Cmd          { return nil }
func (c *confirm) update(tea.Msg) tea.Cmd { return nil }

// resize leaves room for frame and question.
func (c *confirm) resize(width, height int) {
	c.text.SetWidth(min(64, width-6))
	var lines []string
	for _, text := range strings.Split(c.what, "\n") {
		lines = append(lines, widget.Wrap(widget.Clean(text), c.text.Width())...)
	}
	c.text.SetHeight(min(len(lines), max(3, height-7)))
	c.text.SetContentLines(lines)
}

func (c *confirm) view() string {
	st, cells := c.style, c.text.Width()
	lines := strings.Split(c.text.View(), "\n")
	if over := c.text.TotalLineCount() - c.text.Height(); over > 0 {
		more := fmt.Sprintf("%d more %s: j and k scroll", over, widget.Plural(int64(over), "line"))
		lines = append(lines, st.Warn.Render(more))
	}
	lines = append(lines, "")
	lines = append(lines, widget.Wrap(widget.Clean(c.question), cells)...)
	lines = append(lines, "", st.Key.Render("y")+" yes   "+st.Selected.Render(" n no "))
	return st.Box("Please confirm", lines, cells)
}
