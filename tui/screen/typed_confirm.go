package screen

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// TypedQuestion asks for what names a thing before it goes: what takes much with it is not
// done by one key.
type TypedQuestion struct {
	Heading string
	Lines   []string // what goes
	After   string   // how it can be taken back
	Name    string   // what is to be typed
	Called  string   // what that is: "its name"
	Verb    string   // "delete it"
	Yes     func() tea.Cmd
}

type typedConfirm struct {
	*World
	TypedQuestion
	prompt widget.Prompt
	width  int
}

// NewTypedConfirm asks a question that is answered by typing.
func NewTypedConfirm(w *World, q TypedQuestion) Screen {
	c := &typedConfirm{World: w, TypedQuestion: q, prompt: widget.NewPrompt("", nil, nil)}
	c.prompt.Begin("")
	return c
}

func (c *typedConfirm) Title() string           { return "Sure?" }
func (c *typedConfirm) Actions() []widget.Group { return nil }

func (c *typedConfirm) Init() tea.Cmd          { return nil }
func (c *typedConfirm) Update(tea.Msg) tea.Cmd { return nil }
func (c *typedConfirm) Typing() bool           { return true }
func (c *typedConfirm) Resize(width, _ int)    { c.width = min(70, width-6) }
func (c *typedConfirm) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: c.Verb + ", once " + c.Called + " is typed"},
		{Key: "esc", Word: "do not"}}
}

func (c *typedConfirm) Typed(msg tea.Msg) tea.Cmd {
	switch c.prompt.Typed(msg) {
	case widget.Cancelled:
		c.Stack.Close()
	case widget.Accepted:
		if !c.matches() {
			c.prompt.Open = true
			c.Say(Failed, "that is not "+c.Called+"; esc changes nothing")
			return nil
		}
		c.Stack.Close()
		return c.Yes()
	}
	return nil
}

func (c *typedConfirm) matches() bool {
	return strings.EqualFold(strings.TrimSpace(c.prompt.Value()), strings.TrimSpace(widget.Clean(c.Name)))
}

// maxNamed bounds the lines of a question; the rest is counted.
const maxNamed = 8

func (c *typedConfirm) View() string {
	st := c.Style
	lines := []string{"This goes:"}
	for i, l := range c.Lines {
		if i == maxNamed {
			lines = append(lines, st.Faint.Render(fmt.Sprintf("  and %d more", len(c.Lines)-i)))
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
	lines = append(lines, widget.Styled(st.Faint, widget.Wrap(c.After, c.width))...)
	name := widget.Cut(widget.Clean(c.Name), c.width-len(c.Called+c.Verb)-12, st.Glyph.More)
	lines = append(lines, "", "Type "+c.Called+", "+st.Strong.Render(name)+", to "+c.Verb+":", "")
	c.prompt.Resize(c.width - 4)
	mark := st.Key.Render(st.Glyph.Cursor)
	if c.matches() {
		mark = st.Bad.Render(st.Glyph.Good)
	}
	lines = append(lines, mark+" "+c.prompt.Text())
	return st.Box(c.Heading, lines, c.width)
}
