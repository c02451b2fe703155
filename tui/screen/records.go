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

// Records is a searchable list of records: organizations or connections. Those that can
// be thousands are read page by page; of others all that match are in memory.
type Records[T any] struct {
	*World
	Heading string
	Noun    string              // for one of its rows; "" takes it from the heading
	Own     func() widget.Group // what only this list does
	Kind    model.Kind          // whose changes make it read again
	Columns func() []widget.Column[T]
	Read    func(text string) ([]T, error)                                 // all that match; called in a command
	Page    func(text string, behind model.Listed, limit int) ([]T, error) // instead of Read: some, by name
	Listed  func(T) model.Listed                                           // where a row of a page stands
	Opened  func(T) tea.Cmd
	Copies  func(T) []Copyable
	Needs   func(T) (organization, connection model.ID) // whose names the columns show
	Create  func() tea.Cmd                              // a form; nil: none are made here
	Empty   string                                      // what it says when there are none
	About   string                                      // what is asked, where the search stands otherwise

	// Search is in the place of Read and Page: some of what a text lets through at a time, and how far it looked.
	Search func(text string, now time.Time, behind model.Listed, limit int) (Found[T], error)
	Filter *Filtering // the language of what is searched for; nil: words

	List   widget.List[model.ID, T]
	find   widget.Prompt
	Text   string
	edit   int
	err    error
	gen    int
	loaded bool
	asked  bool // for a page
	note   string
	width  int
}

// Found are rows that a search has found.
type Found[T any] struct {
	Rows []T
	Note string // how far it looked, if not at all; "" otherwise
}

type (
	catalogueMsg[T any] struct {
		of   *Records[T]
		gen  int
		want widget.Want[model.ID] // what was read; the zero one is from the first row on
		Found[T]
		all bool // there are none behind these
		err error
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
	return tea.Batch(c.more(), c.nameWindow())
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
	word := "search"
	if c.Filter != nil {
		word = "filter"
	}
	return widget.Action{Name: "filter", Keys: widget.Keys("/"), Word: word, Help: help,
		Do: widget.Doing(func() { c.find.Begin(c.Text) })}
}

// Copying is the action that copies a value of a row.
func (c *Records[T]) Copying(help string) widget.Action {
	return widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: help, Why: c.Empties,
		Do: func() tea.Cmd { row, _ := c.List.Current(); return c.CopyFrom(c.Copies(row)) }}
}

// Init reads the rows.
func (c *Records[T]) Init() tea.Cmd {
	if c.find = widget.NewPrompt("/", nil, nil); c.Filter != nil {
		c.find = c.Filter.Prompt()
	}
	return c.Reload()
}

// Reload reads the rows again, as many as are known to the end of the window.
func (c *Records[T]) Reload() tea.Cmd {
	return c.first(max(widget.PageSize, c.List.Offset+c.List.Height+widget.PageSize/2))
}

// first reads the first rows; the answer to an earlier question is dropped.
func (c *Records[T]) first(limit int) tea.Cmd {
	c.gen++
	return c.ask(widget.Want[model.ID]{Limit: limit})
}

// more reads what the window lacks.
func (c *Records[T]) more() tea.Cmd {
	want, some := c.List.Missing()
	if !some || !c.loaded || c.asked || c.Read != nil {
		return nil
	}
	return c.ask(want)
}

func (c *Records[T]) ask(want widget.Want[model.ID]) tea.Cmd {
	c.asked = true
	gen, text, now := c.gen, c.Text, c.Now
	return func() tea.Msg {
		msg := catalogueMsg[T]{of: c, gen: gen, want: want}
		switch behind := listedAt(want.Before); {
		case c.Read != nil:
			msg.Rows, msg.err = c.Read(text)
		case c.Search != nil:
			msg.Found, msg.err = c.Search(text, now, behind, want.Limit)
		default:
			msg.Rows, msg.err = c.Page(text, behind, want.Limit)
		}
		msg.all = c.Read != nil || len(msg.Rows) < want.Limit
		return msg
	}
}

// The place of a row in the list, as a key of [widget.List].
func placeKey(l model.Listed) model.ID { return model.ID(l.Name) + "\x00" + l.ID }

func listedAt(key model.ID) model.Listed {
	name, id, _ := strings.Cut(string(key), "\x00")
	return model.Listed{Name: name, ID: model.ID(id)}
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
			return c.first(widget.PageSize)
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

// got takes a page in, or replaces the rows: the cursor stays on its record then.
func (c *Records[T]) got(msg catalogueMsg[T]) tea.Cmd {
	c.loaded, c.asked = true, false
	if c.err = msg.err; c.err != nil {
		c.Fail("read "+strings.ToLower(c.Heading), c.err) // what was read before stays
		return nil
	}
	c.note = msg.Note
	var next model.ID
	if n := len(msg.Rows); n > 0 && c.Read == nil {
		next = placeKey(c.Listed(msg.Rows[n-1]))
	}
	if msg.want.Before != "" || msg.want.Again {
		c.List.Take(msg.want, msg.Rows, next, msg.all)
		return tea.Batch(c.more(), c.nameWindow())
	}
	under, some := c.List.Current()
	offset := c.List.Offset
	c.List.Reset()
	c.List.Take(widget.Want[model.ID]{}, msg.Rows, next, msg.all)
	if some {
		if i := c.List.Index(c.List.ID(under)); i >= 0 {
			c.List.Offset = offset
			c.List.Move(i)
		}
	}
	return tea.Batch(c.more(), c.nameWindow())
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
	if c.Filter != nil {
		return widget.PromptHints
	}
	return []widget.Hint{{Key: "enter", Word: "apply"}, {Key: "esc", Word: "clear"}}
}

// Explain adds the grammar of its filter to the help, if it has one.
func (c *Records[T]) Explain(p *widget.Paragraphs) {
	if c.Filter != nil {
		c.Filter.Explain(p)
	}
}

// Typed searches while the text is typed, as far as it can be understood.
func (c *Records[T]) Typed(msg tea.Msg) tea.Cmd {
	if c.find.Typed(msg) == widget.Cancelled {
		c.find.Set("")
	}
	if c.find.Err != nil || c.find.Value() == c.Text {
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
	return c.first(widget.PageSize), true
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
	n, more := int64(c.List.Len()), ""
	if !c.List.End {
		more = "+"
	}
	return c.Style.Faint.Render(fmt.Sprintf("%s%s %s", humanize.Comma(n), more,
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
		top = widget.Edges(st.Accent.Render("/ "+widget.Clean(c.Text))+st.Faint.Render(" (esc clears)"),
			st.Faint.Render(c.note), c.width-2, st.Glyph.More)
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
	case c.Text != "" && c.note != "":
		return "Nothing matches so far: esc shows all again."
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
