package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// nameConfirm asks for the name of what is to be deleted: what takes much with it
// is not done by one key.
type nameConfirm struct {
	*world
	heading string
	lines   []string // what goes with it
	after   string   // how it can be taken back
	name    string
	yes     func() tea.Cmd

	prompt prompt
	width  int
}

func newNameConfirm(w *world, heading, name string, lines []string, after string, yes func() tea.Cmd) *nameConfirm {
	c := &nameConfirm{world: w, heading: heading, name: name, lines: lines, after: after, yes: yes, prompt: newPrompt("", nil, nil)}
	c.prompt.begin("")
	return c
}

func (c *nameConfirm) title() string    { return "Sure?" }
func (c *nameConfirm) actions() []group { return nil }

func (c *nameConfirm) init() tea.Cmd          { return nil }
func (c *nameConfirm) update(tea.Msg) tea.Cmd { return nil }
func (c *nameConfirm) typing() bool           { return true }
func (c *nameConfirm) resize(width, _ int)    { c.width = min(70, width-6) }
func (c *nameConfirm) hints() []hint {
	return []hint{{"enter", "delete, once the name is typed"}, {"esc", "keep it"}}
}

func (c *nameConfirm) typed(msg tea.Msg) tea.Cmd {
	switch c.prompt.typed(msg) {
	case cancelled:
		c.stack.close()
	case accepted:
		if !c.matches() {
			c.prompt.open = true
			c.say(failed, "that is not its name; esc keeps it")
			return nil
		}
		c.stack.close()
		return c.yes()
	}
	return nil
}

func (c *nameConfirm) matches() bool {
	return strings.EqualFold(strings.TrimSpace(c.prompt.value()), strings.TrimSpace(clean(c.name)))
}

// maxNamed bounds the lines of a question; the rest is counted.
const maxNamed = 8

func (c *nameConfirm) view() string {
	st := c.style
	lines := []string{"This goes:"}
	for i, l := range c.lines {
		if i == maxNamed {
			lines = append(lines, st.faint.Render(fmt.Sprintf("  and %d more", len(c.lines)-i)))
			break
		}
		for j, part := range wrap(clean(l), c.width-2) {
			mark := "  "
			if j == 0 {
				mark = st.bad.Render(st.glyph.bullet) + " "
			}
			lines = append(lines, mark+part)
		}
	}
	lines = append(lines, "")
	lines = append(lines, styled(st.faint, wrap(c.after, c.width))...)
	lines = append(lines, "", "Type its name, "+st.strong.Render(cut(clean(c.name), c.width-26, st.glyph.more))+", to delete it:", "")
	c.prompt.in.SetWidth(c.width - 4)
	mark := st.key.Render(st.glyph.cursor)
	if c.matches() {
		mark = st.bad.Render(st.glyph.good)
	}
	lines = append(lines, mark+" "+c.prompt.text())
	return st.box(c.heading, lines, c.width)
}
