package screen

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// confirm asks before something that cannot be taken back. The default is no.
type confirm struct {
	*World
	what     string // names the object and says what will break
	question string
	yes      func() tea.Cmd
	text     viewport.Model // what, before the question that is always in sight
}

// NewConfirm asks a question: what names the object and says what will break.
func NewConfirm(w *World, what, question string, yes func() tea.Cmd) *confirm {
	return &confirm{World: w, what: what, question: question, yes: yes, text: viewport.New()}
}

func (c *confirm) Title() string { return "Sure?" }
func (c *confirm) Actions() []widget.Group {
	return []widget.Group{{Name: "Question", Actions: []widget.Action{
		{Name: "yes", Keys: widget.Keys("y"), Word: "yes", Help: "do it", Hidden: true,
			Do: func() tea.Cmd { c.Stack.Close(); return c.yes() }},
		{Name: "no", Keys: widget.Keys("n", "enter"), Word: "no", Help: "do not", Hidden: true,
			Do: widget.Doing(c.Stack.Close)},
		{Name: "down", Keys: widget.Keys("j", "down"), Help: "scroll down", Hidden: true,
			Do: widget.Doing(func() { c.text.ScrollDown(1) })},
		{Name: "up", Keys: widget.Keys("k", "up"), Help: "scroll up", Hidden: true,
			Do: widget.Doing(func() { c.text.ScrollUp(1) })},
	}}}
}

func (c *confirm) Init() tea.Cmd          { return nil }
func (c *confirm) Update(tea.Msg) tea.Cmd { return nil }

// Resize leaves room for frame and question.
func (c *confirm) Resize(width, height int) {
	c.text.SetWidth(min(64, width-6))
	var lines []string
	for _, text := range strings.Split(c.what, "\n") {
		lines = append(lines, widget.Wrap(widget.Clean(text), c.text.Width())...)
	}
	c.text.SetHeight(min(len(lines), max(3, height-7)))
	c.text.SetContentLines(lines)
}

func (c *confirm) View() string {
	st, cells := c.Style, c.text.Width()
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
