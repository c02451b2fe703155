package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// confirm asks before something that cannot be taken back. The default is no.
type confirm struct {
	*world
	what     string // names the object and says what will break
	question string
	yes      func() tea.Cmd
	width    int
}

func newConfirm(w *world, what, question string, yes func() tea.Cmd) *confirm {
	return &confirm{world: w, what: what, question: question, yes: yes}
}

func (c *confirm) title() string          { return "Sure?" }
func (c *confirm) scopes() []scope        { return []scope{inConfirm, dialogs} }
func (c *confirm) init() tea.Cmd          { return nil }
func (c *confirm) disabled(action) string { return "" }
func (c *confirm) update(tea.Msg) tea.Cmd { return nil }
func (c *confirm) resize(width, _ int)    { c.width = min(64, width-6) }

func (c *confirm) do(a action) tea.Cmd {
	c.stack.close()
	if a == actYes {
		return c.yes()
	}
	return nil
}

func (c *confirm) view() string {
	st := c.style
	var lines []string
	for _, text := range append(strings.Split(c.what, "\n"), "", c.question, "") {
		lines = append(lines, wrap(clean(text), c.width)...)
	}
	lines = append(lines, st.key.Styled("y")+" yes   "+st.selected.Styled(" n no "))
	return st.box("Please confirm", lines, c.width)
}
