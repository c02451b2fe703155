package screen

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// nameConfirm asks for the name of what is to be deleted: what takes much with it
// is not done by one key.
type nameConfirm struct {
	*World
	heading string
	lines   []string // what goes with it
	after   string   // how it can be taken back
	name    string
	yes     func() tea.Cmd

	prompt widget.Prompt
	width  int
}

func newNameConfirm(w *World, heading, name string, lines []string, after string, yes func() tea.Cmd) *nameConfirm {
	c := &nameConfirm{World: w, heading: heading, name: name, lines: lines, after: after, yes: yes,
		prompt: widget.NewPrompt("", nil, nil)}
	c.prompt.Begin("")
	return c
}

func (c *nameConfirm) Title() string           { return "Sure?" }
func (c *nameConfirm) Actions() []widget.Group { return nil }

func (c *nameConfirm) Init() tea.Cmd          { return nil }
func (c *nameConfirm) Update(tea.Msg) tea.Cmd { return nil }
func (c *nameConfirm) Typing() bool           { return true }
func (c *nameConfirm) Resize(width, _ int)    { c.width = min(70, width-6) }
func (c *nameConfirm) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "delete, once the name is typed"}, {Key: "esc", Word: "keep it"}}
}

func (c *nameConfirm) Typed(msg tea.Msg) tea.Cmd {
	switch c.prompt.Typed(msg) {
	case widget.Cancelled:
		c.Stack.Close()
	case widget.Accepted:
		if !c.matches() {
			c.prompt.Open = true
			c.Say(Failed, "that is not its name; esc keeps it")
			return nil
		}
		c.Stack.Close()
		return c.yes()
	}
	return nil
}

func (c *nameConfirm) matches() bool {
	return strings.EqualFold(strings.TrimSpace(c.prompt.Value()), strings.TrimSpace(widget.Clean(c.name)))
}

// maxNamed bounds the lines of a question; the rest is counted.
const maxNamed = 8

func (c *nameConfirm) View() string {
	st := c.Style
	lines := []string{"This goes:"}
	for i, l := range c.lines {
		if i == maxNamed {
			lines = append(lines, st.Faint.Render(fmt.Sprintf("  and %d more", len(c.lines)-i)))
			break
		}
		for j, part := range widget.Wrap(widget.Clean(l), c.width-2) {
			mark := "  "
			if j == 0 {
				mark = st.Bad.Render(st.Glyph.Bullet) + " "
			}
			lines = append(lines, mark+part)
		}
	}
	lines = append(lines, "")
	lines = append(lines, widget.Styled(st.Faint, widget.Wrap(c.after, c.width))...)
	lines = append(lines, "", "Type its name, "+
		st.Strong.Render(widget.Cut(widget.Clean(c.name), c.width-26, st.Glyph.More))+", to delete it:", "")
	c.prompt.Resize(c.width - 4)
	mark := st.Key.Render(st.Glyph.Cursor)
	if c.matches() {
		mark = st.Bad.Render(st.Glyph.Good)
	}
	lines = append(lines, mark+" "+c.prompt.Text())
	return st.Box(c.heading, lines, c.width)
}
