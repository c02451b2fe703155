package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// catalogue is a searchable list of records: organizations or connections. All
// that match are in memory; only what is visible is drawn.
type catalogue[T any] struct {
	*world
	heading string
	noun    string              // for one of its rows; "" takes it from the heading
	own     func() widget.Group // what only this list does
	kind    model.Kind          // whose changes make it read again
	columns func() []widget.Column[T]
	read    func(text string) ([]T, error) // called in a command
	opened  func(T) tea.Cmd
	copies  func(T) []copyable
	needs   func(T) (organization, connection model.ID) // whose names the columns show
	create  func() tea.Cmd                              // a form; nil: none are made here
	empty   string                                      // what it says when there are none
	about   string                                      // what is asked, where the search stands otherwise

	list   widget.List[model.ID, T]
	find   widget.Prompt
	text   string
	edit   int
	err    error
	gen    int
	loaded bool
	width  int
}

type (
	catalogueMsg[T any] struct {
		of   *catalogue[T]
		gen  int
		rows []T
		err  error
	}
	searchMsg struct {
		of   any
		edit int
	}
)

func (c *catalogue[T]) title() string { return c.heading }

func (c *catalogue[T]) actions() []widget.Group { return []widget.Group{c.own(), c.rows()} }

// rows are the actions of its list.
func (c *catalogue[T]) rows() widget.Group {
	return c.listGroup(c.step, widget.Action{Why: c.empties, Do: c.openRow}, widget.Action{Do: c.reload})
}

func (c *catalogue[T]) empties() string {
	if _, some := c.list.Current(); !some {
		return "there is nothing under the cursor"
	}
	return ""
}

func (c *catalogue[T]) step(m widget.Move) tea.Cmd {
	c.list.Step(m)
	return c.nameWindow()
}

func (c *catalogue[T]) openRow() tea.Cmd {
	row, _ := c.list.Current()
	return c.opened(row)
}

// making, searching and copying are actions of most lists.
func (c *catalogue[T]) making(help string) widget.Action {
	return widget.Action{Name: "new", Keys: widget.Keys("n"), Word: "new", Help: help, Why: c.cannotChange,
		Do: func() tea.Cmd { return c.create() }}
}

func (c *catalogue[T]) searching(help string) widget.Action {
	return widget.Action{Name: "filter", Keys: widget.Keys("/"), Word: "search", Help: help,
		Do: widget.Doing(func() { c.find.Begin(c.text) })}
}

func (c *catalogue[T]) copying(help string) widget.Action {
	return widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: help, Why: c.empties,
		Do: func() tea.Cmd { row, _ := c.list.Current(); return c.copyFrom(c.copies(row)) }}
}

func (c *catalogue[T]) init() tea.Cmd {
	c.find = widget.NewPrompt("/", nil, nil)
	return c.reload()
}

func (c *catalogue[T]) reload() tea.Cmd {
	c.gen++
	gen, text, read := c.gen, c.text, c.read
	return func() tea.Msg {
		rows, err := read(text)
		return catalogueMsg[T]{c, gen, rows, err}
	}
}

func (c *catalogue[T]) resize(width, height int) {
	c.width = width
	c.list.Height = max(1, height-2)
	c.list.Scroll()
}

func (c *catalogue[T]) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case catalogueMsg[T]:
		if msg.of == c && msg.gen == c.gen {
			return c.got(msg)
		}
	case searchMsg:
		if msg.of == any(c) && msg.edit == c.edit {
			return c.reload()
		}
	case changesMsg:
		for _, x := range msg.changes {
			if msg.missed || x.Session == nil && x.Kind == c.kind {
				return c.reload()
			}
		}
		return c.nameWindow() // one of them may be called something else
	}
	return nil
}

// got replaces the rows; the cursor stays on its record.
func (c *catalogue[T]) got(msg catalogueMsg[T]) tea.Cmd {
	c.loaded = true
	if c.err = msg.err; c.err != nil {
		c.fail("read "+strings.ToLower(c.heading), c.err) // what was read before stays
		return nil
	}
	under, some := c.list.Current()
	offset := c.list.Offset
	c.list.Reset()
	c.list.Take(widget.Want[model.ID]{}, msg.rows, "", true)
	if some {
		if i := c.list.Index(c.list.Id(under)); i >= 0 {
			c.list.Offset = offset
			c.list.Move(i)
		}
	}
	return c.nameWindow()
}

func (c *catalogue[T]) nameWindow() tea.Cmd {
	orgs, conns := map[model.ID]bool{}, map[model.ID]bool{}
	for i := c.list.Offset; i < c.list.Offset+c.list.Height; i++ {
		if row, ok := c.list.At(i); ok && c.needs != nil {
			o, n := c.needs(row)
			orgs[o], conns[n] = true, true
		}
	}
	return c.askNames(orgs, conns)
}

func (c *catalogue[T]) typing() bool { return c.find.Open }
func (c *catalogue[T]) hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "apply"}, {Key: "esc", Word: "clear"}}
}

func (c *catalogue[T]) typed(msg tea.Msg) tea.Cmd {
	if c.find.Typed(msg) == widget.Cancelled {
		c.find.Set("")
	}
	if c.find.Value() == c.text {
		return nil
	}
	return c.search(c.find.Value())
}

func (c *catalogue[T]) search(text string) tea.Cmd {
	c.text = text
	c.edit++
	edit := c.edit
	return c.timer(debounce, searchMsg{c, edit})
}

func (c *catalogue[T]) retreat() (tea.Cmd, bool) {
	if c.text == "" {
		return nil, false
	}
	c.find.Set("")
	c.text = ""
	return c.reload(), true
}

func (c *catalogue[T]) click(_, y int) tea.Cmd {
	if i := c.list.Offset + y - 2; y >= 2 && i < c.list.Len() {
		if i == c.list.Cursor {
			return c.openRow()
		}
		c.list.Move(i)
	}
	return nil
}

func (c *catalogue[T]) aside() string {
	if !c.loaded {
		return ""
	}
	n := int64(c.list.Len())
	return c.style.Faint.Render(fmt.Sprintf("%s %s", humanize.Comma(n), widget.Plural(n, widget.FirstOf(c.noun, strings.ToLower(strings.TrimSuffix(c.heading, "s"))))))
}

func (c *catalogue[T]) view() string {
	st := c.style
	top := ""
	switch {
	case c.find.Open:
		top = c.find.View(st, c.width-2)
	case c.text != "":
		top = st.Accent.Render("/ "+widget.Clean(c.text)) + st.Faint.Render(" (esc clears)")
	default:
		top = st.Strong.Render(widget.Cut(c.about, c.width-2, st.Glyph.More))
	}
	columns, widths := widget.FitColumns(c.columns(), c.width-3)
	lines := []string{" " + top, widget.TableHead(st, columns, widths)}
	if c.list.Len() == 0 {
		lines = append(lines, "", "  "+c.nothing())
	}
	for i := c.list.Offset; i < min(c.list.Offset+c.list.Height, c.list.Len()); i++ {
		if row, ok := c.list.At(i); ok {
			lines = append(lines, widget.TableRow(st, columns, widths, row, i == c.list.Cursor, false))
		}
	}
	return strings.Join(lines, "\n")
}

func (c *catalogue[T]) nothing() string {
	switch {
	case c.err != nil:
		return strings.Join(widget.Styled(c.style.Bad, widget.Wrap(widget.Clean("This list cannot be read: "+c.err.Error()+" (r tries again)"), max(8, c.width-4))), "\n  ")
	case !c.loaded:
		return c.style.Faint.Render("reading" + c.style.Glyph.More)
	case c.text != "":
		return "Nothing matches this search: esc shows all again."
	case c.empty == "" && c.create != nil && c.cannotChange() == "":
		return "There are none yet: n makes one."
	}
	return widget.FirstOf(c.empty, "There are none in this environment yet.")
}

// matching keeps the rows that have a text in one of their words.
func matching[T any](rows []T, text string, words func(T) []string) []T {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return rows
	}
	return slices.DeleteFunc(rows, func(row T) bool { return !strings.Contains(strings.ToLower(strings.Join(words(row), "\n")), text) })
}
