package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// confirm asks before something that cannot be taken back. The default is no.
type confirm struct {
	*world
	what     string // names the object and says what will break
	question string
	yes      func() tea.Cmd
	top      int // first line that is shown, where there is not room for all

	width, height int
}

func newConfirm(w *world, what, question string, yes func() tea.Cmd) *confirm {
	return &confirm{world: w, what: what, question: question, yes: yes}
}

func (c *confirm) title() string          { return "Sure?" }
func (c *confirm) scopes() []scope        { return []scope{inConfirm, dialogs} }
func (c *confirm) init() tea.Cmd          { return nil }
func (c *confirm) disabled(action) string { return "" }
func (c *confirm) update(tea.Msg) tea.Cmd { return nil }
func (c *confirm) resize(width, height int) {
	c.width, c.height = min(64, width-6), height
}

func (c *confirm) do(a action) tea.Cmd {
	if a == actUp || a == actDown {
		c.top = max(0, min(c.top+map[action]int{actUp: -1, actDown: 1}[a], len(c.lines())-c.room()))
		return nil
	}
	c.stack.close()
	if a == actYes {
		return c.yes()
	}
	return nil
}

// lines are what is said before the question, which is always in sight.
func (c *confirm) lines() []string {
	var lines []string
	for _, text := range strings.Split(c.what, "\n") {
		lines = append(lines, wrap(clean(text), c.width)...)
	}
	return lines
}

// room is how many of them fit between the frame and the question.
func (c *confirm) room() int { return max(3, c.height-7) }

func (c *confirm) view() string {
	st := c.style
	lines := c.lines()
	if over := len(lines) - c.room(); over > 0 {
		lines = lines[c.top : c.top+c.room()]
		more := fmt.Sprintf("%d more %s: j and k scroll", over, plural(int64(over), "line"))
		lines = append(lines, st.warn.Render(more))
	}
	lines = append(lines, "")
	lines = append(lines, wrap(clean(c.question), c.width)...)
	lines = append(lines, "", st.key.Render("y")+" yes   "+st.selected.Render(" n no "))
	return st.box("Please confirm", lines, c.width)
}
