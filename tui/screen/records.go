package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// Debounce is how long typing must rest before the list follows it.
const Debounce = 80 * time.Millisecond

// Records is a searchable list of records: organizations or connections. All
// that match are in memory; only what is visible is drawn.
type Records[T any] struct {
	*World
	Heading string
	Noun    string              // for one of its rows; "" takes it from the heading
	Own     func() widget.Group // what only this list does
	Kind    model.Kind          // whose changes make it read again
	Columns func() []widget.Column[T]
	Read    func(text string) ([]T, error) // called in a command
	Opened  func(T) tea.Cmd
	Copies  func(T) []Copyable
	Needs   func(T) (organization, connection model.ID) // whose names the columns show
	Create  func() tea.Cmd                              // a form; nil: none are made here
	Empty   string                                      // what it says when there are none
	About   string                                      // what is asked, where the search stands otherwise

	List   widget.List[model.ID, T]
	find   widget.Prompt
	Text   string
	edit   int
	err    error
	gen    int
	loaded bool
	width  int
}

type (
	catalogueMsg[T any] struct {
		of   *Records[T]
		gen  int
		rows []T
		err  error
	}
	searchMsg struct {
		of   any
		edit int
	}
)

// Title is the heading.
func (c *Records[T]) Title() string { return c.Heading }

// Actions are those of this list and of all lists.
func (c *Records[T]) Actions() []widget.Group { return []widget.Group{c.Own(), c.rows()} }

// rows are the actions of its list.
func (c *Records[T]) rows() widget.Group {
	return c.ListGroup(c.Step, widget.Action{Why: c.Empties, Do: c.OpenRow}, widget.Action{Do: c.Reload})
}

// Empties says why nothing can be done with a row, or "".
func (c *Records[T]) Empties() string {
	if _, some := c.List.Current(); !some {
		return "there is nothing under the cursor"
	}
	return ""
}

// Step moves the cursor.
func (c *Records[T]) Step(m widget.Move) tea.Cmd {
	c.List.Step(m)
	return c.nameWindow()
}

// OpenRow opens what is under the cursor.
func (c *Records[T]) OpenRow() tea.Cmd {
	row, _ := c.List.Current()
	return c.Opened(row)
}

// Making is the action that makes a record.
func (c *Records[T]) Making(help string, needs model.Action) widget.Action {
	return widget.Action{Name: "new", Keys: widget.Keys("n"), Word: "new", Help: help, Why: c.CannotChange,
		Needs: string(needs), Do: func() tea.Cmd { return c.Create() }}
}

// Searching is the action that opens the search.
func (c *Records[T]) Searching(help string) widget.Action {
	return widget.Action{Name: "filter", Keys: widget.Keys("/"), Word: "search", Help: help,
		Do: widget.Doing(func() { c.find.Begin(c.Text) })}
}

// Copying is the action that copies a value of a row.
func (c *Records[T]) Copying(help string) widget.Action {
	return widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: help, Why: c.Empties,
		Do: func() tea.Cmd { row, _ := c.List.Current(); return c.CopyFrom(c.Copies(row)) }}
}

// Init reads the rows.
func (c *Records[T]) Init() tea.Cmd {
	c.find = widget.NewPrompt("/", nil, nil)
	return c.Reload()
}

// Reload reads the rows again; the answer to an earlier question is dropped.
func (c *Records[T]) Reload() tea.Cmd {
	c.gen++
	gen, text, read := c.gen, c.Text, c.Read
	return func() tea.Msg {
		rows, err := read(text)
		return catalogueMsg[T]{c, gen, rows, err}
	}
}

// Resize gives the list its room.
func (c *Records[T]) Resize(width, height int) {
	c.width = width
	c.List.Height = max(1, height-2)
	c.List.Scroll()
}

// Update takes rows in, and reads them again when one changed.
func (c *Records[T]) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case catalogueMsg[T]:
		if msg.of == c && msg.gen == c.gen {
			return c.got(msg)
		}
	case searchMsg:
		if msg.of == any(c) && msg.edit == c.edit {
			return c.Reload()
		}
	case Changes:
		for _, x := range msg.All {
			if msg.Missed || x.Session == nil && x.Kind == c.Kind {
				return c.Reload()
			}
		}
		return c.nameWindow() // one of them may be called something else
	}
	return nil
}

// got replaces the rows; the cursor stays on its record.
func (c *Records[T]) got(msg catalogueMsg[T]) tea.Cmd {
	c.loaded = true
	if c.err = msg.err; c.err != nil {
		c.Fail("read "+strings.ToLower(c.Heading), c.err) // what was read before stays
		return nil
	}
	under, some := c.List.Current()
	offset := c.List.Offset
	c.List.Reset()
	c.List.Take(widget.Want[model.ID]{}, msg.rows, "", true)
	if some {
		if i := c.List.Index(c.List.ID(under)); i >= 0 {
			c.List.Offset = offset
			c.List.Move(i)
		}
	}
	return c.nameWindow()
}

func (c *Records[T]) nameWindow() tea.Cmd {
	orgs, conns := map[model.ID]bool{}, map[model.ID]bool{}
	for i := c.List.Offset; i < c.List.Offset+c.List.Height; i++ {
		if row, ok := c.List.At(i); ok && c.Needs != nil {
			o, n := c.Needs(row)
			orgs[o], conns[n] = true, true
		}
	}
	return c.AskNames(orgs, conns)
}

// Typing reports whether the search is open.
func (c *Records[T]) Typing() bool { return c.find.Open }

// Hints are the keys of the search.
func (c *Records[T]) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "apply"}, {Key: "esc", Word: "clear"}}
}

// Typed searches while the text is typed.
func (c *Records[T]) Typed(msg tea.Msg) tea.Cmd {
	if c.find.Typed(msg) == widget.Cancelled {
		c.find.Set("")
	}
	if c.find.Value() == c.Text {
		return nil
	}
	return c.search(c.find.Value())
}

func (c *Records[T]) search(text string) tea.Cmd {
	c.Text = text
	c.edit++
	edit := c.edit
	return c.Timer(Debounce, searchMsg{c, edit})
}

// Retreat lets esc first clear the search.
func (c *Records[T]) Retreat() (tea.Cmd, bool) {
	if c.Text == "" {
		return nil, false
	}
	c.find.Set("")
	c.Text = ""
	return c.Reload(), true
}

// Click moves the cursor to a row, or opens the one under it.
func (c *Records[T]) Click(_, y int) tea.Cmd {
	if i := c.List.Offset + y - 2; y >= 2 && i < c.List.Len() {
		if i == c.List.Cursor {
			return c.OpenRow()
		}
		c.List.Move(i)
	}
	return nil
}

// Aside counts the rows.
func (c *Records[T]) Aside() string {
	if !c.loaded {
		return ""
	}
	n := int64(c.List.Len())
	return c.Style.Faint.Render(fmt.Sprintf("%s %s", humanize.Comma(n),
		widget.Plural(n, cmp.Or(c.Noun, strings.ToLower(strings.TrimSuffix(c.Heading, "s"))))))
}

// View draws the search, the titles and the rows in sight.
func (c *Records[T]) View() string {
	st := c.Style
	top := ""
	switch {
	case c.find.Open:
		top = c.find.View(st, c.width-2)
	case c.Text != "":
		top = st.Accent.Render("/ "+widget.Clean(c.Text)) + st.Faint.Render(" (esc clears)")
	default:
		top = st.Strong.Render(widget.Cut(widget.Clean(c.About), c.width-2, st.Glyph.More))
	}
	columns, widths := widget.FitColumns(c.Columns(), c.width-3)
	lines := []string{" " + top, widget.TableHead(st, columns, widths)}
	if c.List.Len() == 0 {
		lines = append(lines, "", "  "+c.nothing())
	}
	for i := c.List.Offset; i < min(c.List.Offset+c.List.Height, c.List.Len()); i++ {
		if row, ok := c.List.At(i); ok {
			lines = append(lines, widget.TableRow(st, columns, widths, row, i == c.List.Cursor, false))
		}
	}
	return strings.Join(lines, "\n")
}

func (c *Records[T]) nothing() string {
	switch {
	case c.err != nil:
		return strings.Join(widget.Styled(c.Style.Bad,
			widget.Wrap(widget.Clean("This list cannot be read: "+c.err.Error()+" (r tries again)"),
				max(8, c.width-4))), "\n  ")
	case !c.loaded:
		return c.Style.Faint.Render("reading" + c.Style.Glyph.More)
	case c.Text != "":
		return "Nothing matches this search: esc shows all again."
	case c.Empty == "" && c.Create != nil && c.CannotChange() == "":
		return "There are none yet: n makes one."
	}
	return cmp.Or(c.Empty, "There are none in this environment yet.")
}

// Matching keeps the rows that have a text in one of their words.
func Matching[T any](rows []T, text string, words func(T) []string) []T {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return rows
	}
	return slices.DeleteFunc(rows, func(row T) bool {
		return !strings.Contains(strings.ToLower(strings.Join(words(row), "\n")), text)
	})
}
