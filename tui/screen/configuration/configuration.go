package configuration

import (
	"cmp"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// configuration is what an app and the Admin Portal need of an environment: keys,
// redirects, attributes, credentials. Each value is a row; enter offers what can
// be done with it.
type configuration struct {
	*screen.World
	services Services

	about  configurationAbout
	rows   []setting
	err    error
	ready  bool
	gen    int
	cursor int
	top    int // line that is shown first

	width, height int
}

// configurationAbout is all that the screen shows.
type configurationAbout struct {
	environment model.Environment
	keys        []model.KeyInUse
	variables   []model.Variable // for an SDK
}

// setting is one row: a value and what can be done with it. A part that cannot
// be done is nil.
type setting struct {
	section, label, value, note string
	ink                         lipgloss.Style
	copies                      func() tea.Cmd
	add, change, remove         func() tea.Cmd
	more                        []screen.Item
	copyWord, removeWord        string // "" are "copy" and "remove"

	needs, copyNeeds model.Action // what changing and copying it are; "" are the settings, and nothing
}

type configurationMsg struct {
	of    *configuration
	gen   int
	about configurationAbout
	err   error
}

// New is the configuration of the environment.
func New(w *screen.World, services Services) screen.Screen {
	return &configuration{World: w, services: services}
}

func (c *configuration) Title() string { return screen.PlaceNames[screen.PlaceConfiguration] }

func (c *configuration) Actions() []widget.Group {
	have := func() string {
		if !c.ready || len(c.rows) == 0 {
			return "it is still being read"
		}
		return ""
	}
	// may says why something cannot be done with the row under the cursor.
	may := func(do func() func() tea.Cmd, otherwise string) func() string {
		return widget.Reasons(have, func() string {
			if do() == nil {
				return otherwise
			}
			return ""
		})
	}
	copies := func() func() tea.Cmd { return c.current().copies }
	change := func() func() tea.Cmd { return c.current().change }
	remove := func() func() tea.Cmd { return c.current().remove }
	call := func(do func() func() tea.Cmd) func() tea.Cmd { return func() tea.Cmd { return do()() } }
	needs := string(c.current().changeNeeds())
	step := func(m widget.Move) tea.Cmd { c.move(widget.Moved(m, c.cursor, len(c.rows), c.height)); return nil }
	return []widget.Group{
		{Name: "Configuration", Actions: []widget.Action{
			{Name: "new", Keys: widget.Keys("n", "a"), Word: "add", Help: "add to the section under the cursor",
				Why: widget.Reasons(c.CannotChange, may(c.adder, "nothing can be added here")), Needs: needs,
				Do: call(c.adder)},
			{Name: "edit", Keys: widget.Keys("e"), Word: "change", Help: "change the value under the cursor",
				Why: widget.Reasons(c.CannotChange, may(change, "this cannot be changed")), Needs: needs,
				Do: call(change)},
			{Name: "delete", Keys: widget.Keys("d"), Word: "remove", Help: "remove or revoke what is under the cursor",
				Why: widget.Reasons(c.CannotChange, may(remove, "this cannot be removed")), Needs: needs,
				Do: call(remove)},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the value under the cursor",
				Why: may(copies, "there is no value to copy"), Needs: string(c.current().copyNeeds), Do: call(copies)},
		}},
		c.ListGroup(step, widget.Action{Why: have, Needs: c.openNeeds(),
			Do: func() tea.Cmd { return c.offer(c.current()) }},
			widget.Action{Do: c.read}),
	}
}

// changeNeeds is the action that changing a row is.
func (x setting) changeNeeds() model.Action { return cmp.Or(x.needs, model.ActChangeSettings) }

// openNeeds is what opening the row under the cursor needs: "" where it lets choose.
func (c *configuration) openNeeds() string {
	items := c.items(c.current())
	if len(items) == 1 && items[0].Off == "" && c.current().copies == nil {
		return string(c.current().changeNeeds())
	}
	return ""
}

func (c *configuration) Init() tea.Cmd { return c.read() }

func (c *configuration) read() tea.Cmd {
	c.gen++
	ctx, services, id, gen := c.Context, c.services, c.Environment.ID, c.gen
	return func() tea.Msg {
		a, err := readConfiguration(ctx, services, id)
		return configurationMsg{c, gen, a, err}
	}
}

func readConfiguration(ctx context.Context, services Services, id model.ID) (a configurationAbout, err error) {
	if a.environment, err = services.Environment(ctx, id); err != nil {
		return a, err
	}
	if a.keys, err = services.KeysInUse(ctx, id); err != nil {
		return a, err
	}
	a.variables, err = services.SDKEnvironment(ctx, id)
	return a, err
}

func (c *configuration) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case configurationMsg:
		if msg.of == c && msg.gen == c.gen {
			c.about, c.err, c.ready = msg.about, msg.err, true
			c.layOut()
		}
	case screen.Changes:
		for _, x := range msg.All {
			switch x.Kind {
			case model.KindEnvironment, model.KindKey, model.KindKeyUse:
				return c.read()
			}
			if msg.Missed {
				return c.read()
			}
		}
	case screen.Tick, screen.Restyled:
		c.layOut()
	}
	return nil
}

func (c *configuration) layOut() {
	if c.ready && c.err == nil {
		c.rows = c.settings()
		c.move(c.cursor)
	}
}

func (c *configuration) Resize(width, height int) {
	c.width, c.height = width, height
	c.move(c.cursor)
}

// move puts the cursor on a row and the window around it.
func (c *configuration) move(to int) {
	c.cursor = max(0, min(to, len(c.rows)-1))
	line := c.line(c.cursor)
	above := line
	if c.cursor == 0 || c.rows[c.cursor].section != c.rows[c.cursor-1].section {
		above = max(0, line-1) // its heading
	}
	room := max(1, c.height-1)
	c.top = min(c.top, above)
	c.top = max(c.top, line-room+1+min(widget.ScrollOff, room/3))
	c.top = max(0, min(c.top, c.line(len(c.rows))-room))
}

// line is where a row stands: each section has a heading, and a blank before it.
func (c *configuration) line(row int) int {
	n := 0
	for i := range min(row+1, len(c.rows)) {
		if i == 0 || c.rows[i].section != c.rows[i-1].section {
			n += 2
		}
	}
	return n + row - 1
}

func (c *configuration) current() setting {
	if c.cursor < len(c.rows) {
		return c.rows[c.cursor]
	}
	return setting{}
}

// adder adds to the section under the cursor.
func (c *configuration) adder() func() tea.Cmd {
	for _, x := range c.rows {
		if x.section == c.current().section && x.add != nil {
			return x.add
		}
	}
	return nil
}

// offer does the one thing that can be done with a row, or lets choose.
func (c *configuration) offer(x setting) tea.Cmd {
	items := c.items(x)
	if len(items) == 1 && items[0].Off == "" {
		return items[0].Do()
	}
	return c.Stack.Open(screen.NewMenu(c.World, cmp.Or(x.label, x.value), screen.Fixed(items)))
}

// items are what can be done with a row.
func (c *configuration) items(x setting) []screen.Item {
	off, copyOff := c.CannotDo(x.changeNeeds()), ""
	if x.copyNeeds != "" {
		copyOff = c.MayNot(x.copyNeeds)
	}
	items := append([]screen.Item(nil), x.more...)
	for _, i := range []struct {
		text, off string
		do        func() tea.Cmd
	}{{cmp.Or(x.copyWord, "copy"), copyOff, x.copies}, {"change", off, x.change},
		{cmp.Or(x.removeWord, "remove"), off, x.remove}, {"add", off, x.add}} {
		if i.do != nil {
			items = append(items, screen.Item{Text: i.text, Off: i.off, Do: i.do})
		}
	}
	return items
}

func (c *configuration) Click(_, y int) tea.Cmd {
	for i := range c.rows {
		if c.line(i) == c.top+y {
			if i == c.cursor {
				return c.offer(c.rows[i])
			}
			c.move(i)
			break
		}
	}
	return nil
}

func (c *configuration) Aside() string {
	if !c.ready {
		return ""
	}
	return c.Style.Faint.Render(widget.Clean(string(c.about.environment.Kind)))
}

const settingLabel = 24 // cells of the labels

func (c *configuration) View() string {
	st := c.Style
	switch {
	case c.err != nil:
		return "\n  " + st.Bad.Render(widget.Clean("This cannot be shown: "+c.err.Error()))
	case !c.ready:
		return "\n  " + st.Faint.Render("reading"+st.Glyph.More)
	}
	var lines []string
	for i, x := range c.rows {
		if i == 0 || x.section != c.rows[i-1].section {
			if i > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, " "+st.Title.Render(widget.Cut(x.section, c.width-2, st.Glyph.More)))
		}
		lines = append(lines, c.row(x, i == c.cursor))
	}
	lines = lines[min(c.top, len(lines)):]
	return strings.Join(lines[:min(len(lines), max(1, c.height))], "\n")
}

func (c *configuration) row(x setting, selected bool) string {
	st := c.Style
	room := c.width - settingLabel - 6
	value := widget.Cut(widget.Clean(x.value), room, st.Glyph.More)
	label := widget.Fit(widget.Clean(x.label), settingLabel, st.Glyph.More)
	note := widget.Clean(x.note)
	if value != "" && note != "" {
		note = "  " + note
	}
	note = widget.Cut(note, max(0, room-widget.Width(value)), st.Glyph.More)
	if selected {
		return " " + st.Selected.Render(widget.Fit(strings.TrimRight(st.Glyph.Cursor+" "+label+"  "+value+note, " "),
			c.width-2, st.Glyph.More))
	}
	return "   " + st.Faint.Render(label) + "  " + x.ink.Render(value) + st.Faint.Render(note)
}
