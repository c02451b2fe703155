package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
)

// catalogue is a searchable list of records: organizations or connections. All
// that match are in memory; only what is visible is drawn.
type catalogue[T any] struct {
	*world
	heading string
	noun    string       // for one of its rows; "" takes it from the heading
	own     func() group // what only this list does
	kind    model.Kind   // whose changes make it read again
	columns func() []column[T]
	read    func(text string) ([]T, error) // called in a command
	opened  func(T) tea.Cmd
	copies  func(T) []copyable
	needs   func(T) (organization, connection model.ID) // whose names the columns show
	create  func() tea.Cmd                              // a form; nil: none are made here
	empty   string                                      // what it says when there are none
	about   string                                      // what is asked, where the search stands otherwise

	list   list[T]
	find   prompt
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

func (c *catalogue[T]) actions() []group { return []group{c.own(), c.rows()} }

// rows are the actions of its list.
func (c *catalogue[T]) rows() group {
	return c.listGroup(c.step, action{Why: c.empties, Do: c.openRow}, action{Do: c.reload})
}

func (c *catalogue[T]) empties() string {
	if _, some := c.list.current(); !some {
		return "there is nothing under the cursor"
	}
	return ""
}

func (c *catalogue[T]) step(m move) tea.Cmd {
	c.list.step(m)
	return c.nameWindow()
}

func (c *catalogue[T]) openRow() tea.Cmd {
	row, _ := c.list.current()
	return c.opened(row)
}

// making, searching and copying are actions of most lists.
func (c *catalogue[T]) making(help string) action {
	return action{Name: "new", Keys: keys("n"), Word: "new", Help: help, Why: c.cannotChange,
		Do: func() tea.Cmd { return c.create() }}
}

func (c *catalogue[T]) searching(help string) action {
	return action{Name: "filter", Keys: keys("/"), Word: "search", Help: help,
		Do: doing(func() { c.find.begin(c.text) })}
}

func (c *catalogue[T]) copying(help string) action {
	return action{Name: "copy", Keys: keys("y"), Word: "copy", Help: help, Why: c.empties,
		Do: func() tea.Cmd { row, _ := c.list.current(); return c.copyFrom(c.copies(row)) }}
}

func (c *catalogue[T]) init() tea.Cmd {
	c.find = newPrompt("/", nil, nil)
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
	c.list.height = max(1, height-2)
	c.list.scroll()
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
	under, some := c.list.current()
	offset := c.list.offset
	c.list.reset()
	c.list.got(want{}, msg.rows, "", true)
	if some {
		if i := c.list.index(c.list.id(under)); i >= 0 {
			c.list.offset = offset
			c.list.move(i)
		}
	}
	return c.nameWindow()
}

func (c *catalogue[T]) nameWindow() tea.Cmd {
	orgs, conns := map[model.ID]bool{}, map[model.ID]bool{}
	for i := c.list.offset; i < c.list.offset+c.list.height; i++ {
		if row, ok := c.list.at(i); ok && c.needs != nil {
			o, n := c.needs(row)
			orgs[o], conns[n] = true, true
		}
	}
	return c.askNames(orgs, conns)
}

func (c *catalogue[T]) typing() bool  { return c.find.open }
func (c *catalogue[T]) hints() []hint { return []hint{{"enter", "apply"}, {"esc", "clear"}} }

func (c *catalogue[T]) typed(msg tea.Msg) tea.Cmd {
	if c.find.typed(msg) == cancelled {
		c.find.set("")
	}
	if c.find.value() == c.text {
		return nil
	}
	return c.search(c.find.value())
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
	c.find.set("")
	c.text = ""
	return c.reload(), true
}

func (c *catalogue[T]) click(_, y int) tea.Cmd {
	if i := c.list.offset + y - 2; y >= 2 && i < c.list.len() {
		if i == c.list.cursor {
			return c.openRow()
		}
		c.list.move(i)
	}
	return nil
}

func (c *catalogue[T]) aside() string {
	if !c.loaded {
		return ""
	}
	n := int64(c.list.len())
	return c.style.faint.Render(fmt.Sprintf("%s %s", humanize.Comma(n), plural(n, firstOf(c.noun, strings.ToLower(strings.TrimSuffix(c.heading, "s"))))))
}

func (c *catalogue[T]) view() string {
	st := c.style
	top := ""
	switch {
	case c.find.open:
		top = c.find.view(st, c.width-2)
	case c.text != "":
		top = st.accent.Render("/ "+clean(c.text)) + st.faint.Render(" (esc clears)")
	default:
		top = st.strong.Render(cut(c.about, c.width-2, st.glyph.more))
	}
	columns, widths := fitColumns(c.columns(), c.width-3)
	lines := []string{" " + top, tableHead(st, columns, widths)}
	if c.list.len() == 0 {
		lines = append(lines, "", "  "+c.nothing())
	}
	for i := c.list.offset; i < min(c.list.offset+c.list.height, c.list.len()); i++ {
		if row, ok := c.list.at(i); ok {
			lines = append(lines, tableRow(st, columns, widths, row, i == c.list.cursor, false))
		}
	}
	return strings.Join(lines, "\n")
}

func (c *catalogue[T]) nothing() string {
	switch {
	case c.err != nil:
		return strings.Join(styled(c.style.bad, wrap(clean("This list cannot be read: "+c.err.Error()+" (r tries again)"), max(8, c.width-4))), "\n  ")
	case !c.loaded:
		return c.style.faint.Render("reading" + c.style.glyph.more)
	case c.text != "":
		return "Nothing matches this search: esc shows all again."
	case c.empty == "" && c.create != nil && c.cannotChange() == "":
		return "There are none yet: n makes one."
	}
	return firstOf(c.empty, "There are none in this environment yet.")
}

// matching keeps the rows that have a text in one of their words.
func matching[T any](rows []T, text string, words func(T) []string) []T {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return rows
	}
	return slices.DeleteFunc(rows, func(row T) bool { return !strings.Contains(strings.ToLower(strings.Join(words(row), "\n")), text) })
}
