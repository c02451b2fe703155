package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
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
func (c *confirm) actions() []group {
	return []group{{"Question", []action{
		{Name: "yes", Keys: keys("y"), Word: "yes", Help: "do it", Hidden: true,
			Do: func() tea.Cmd { c.stack.close(); return c.yes() }},
		{Name: "no", Keys: keys("n", "enter"), Word: "no", Help: "do not", Hidden: true, Do: doing(c.stack.close)},
		{Name: "down", Keys: keys("j", "down"), Help: "scroll down", Hidden: true,
			Do: doing(func() { c.text.ScrollDown(1) })},
		{Name: "up", Keys: keys("k", "up"), Help: "scroll up", Hidden: true,
			Do: doing(func() { c.text.ScrollUp(1) })},
	}}}
}

func (c *confirm) init() tea.Cmd          { return nil }
func (c *confirm) update(tea.Msg) tea.Cmd { return nil }

// resize leaves room for frame and question.
func (c *confirm) resize(width, height int) {
	c.text.SetWidth(min(64, width-6))
	var lines []string
	for _, text := range strings.Split(c.what, "\n") {
		lines = append(lines, wrap(clean(text), c.text.Width())...)
	}
	c.text.SetHeight(min(len(lines), max(3, height-7)))
	c.text.SetContentLines(lines)
}

func (c *confirm) view() string {
	st, cells := c.style, c.text.Width()
	lines := strings.Split(c.text.View(), "\n")
	if over := c.text.TotalLineCount() - c.text.Height(); over > 0 {
		more := fmt.Sprintf("%d more %s: j and k scroll", over, plural(int64(over), "line"))
		lines = append(lines, st.warn.Render(more))
	}
	lines = append(lines, "")
	lines = append(lines, wrap(clean(c.question), cells)...)
	lines = append(lines, "", st.key.Render("y")+" yes   "+st.selected.Render(" n no "))
	return st.box("Please confirm", lines, cells)
}
