package screen

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// Item is one line of a menu.
type Item struct {
	Text, Note string
	Off        string // why it cannot be chosen
	Do         func() tea.Cmd
	Alone      func() tea.Cmd // shows alone what Do copies; nil where there is no such thing
}

// Menu is a dialog to choose one of some items. It has a letter for none of
// them: what is under the cursor is chosen, so that no key has two meanings. Its
// lines have a note and a reason why they cannot be chosen, which lists of Bubbles
// lack.
type Menu struct {
	*World
	heading string
	read    func() ([]Item, error) // called in a command
	items   []Item
	err     error
	ready   bool

	cursor, offset, height, width int
}

type menuMsg struct {
	of    *Menu
	items []Item
	err   error
}

// NewMenu reads its items in a command.
func NewMenu(w *World, heading string, read func() ([]Item, error)) *Menu {
	return &Menu{World: w, heading: heading, read: read}
}

// Fixed are items that need no reading.
func Fixed(items []Item) func() ([]Item, error) {
	return func() ([]Item, error) { return items, nil }
}

// Title is its heading.
func (m *Menu) Title() string { return m.heading }

// Actions are to choose, and to move.
func (m *Menu) Actions() []widget.Group {
	to := func(x widget.Move) tea.Cmd { m.move(widget.Moved(x, m.cursor, len(m.items), m.height)); return nil }
	return []widget.Group{
		{Name: "Menu", Actions: []widget.Action{
			{Name: "open", Keys: widget.Keys("enter"), Word: "choose", Help: "choose the item under the cursor",
				Hidden: true,
				Do:     m.choose},
			{Name: "show it alone", Keys: widget.Keys("b"), Word: "alone",
				Help:   "show it alone, to select it with the mouse",
				Hidden: true, Unlisted: !m.copies(), Why: m.notAlone, Do: m.showAlone},
		}},
		m.ListGroup(to, widget.Action{Do: m.choose}, widget.Action{Do: m.Init}),
	}
}

// Init reads the items.
func (m *Menu) Init() tea.Cmd {
	return func() tea.Msg {
		items, err := m.read()
		return menuMsg{m, items, err}
	}
}

// Update takes the items in.
func (m *Menu) Update(msg tea.Msg) tea.Cmd {
	if got, ok := msg.(menuMsg); ok && got.of == m {
		m.items, m.err, m.ready = got.items, got.err, true
	}
	return nil
}

// Resize gives the menu its room.
func (m *Menu) Resize(width, height int) {
	m.width, m.height = min(width-6, 96), max(1, height-4)
	m.move(m.cursor)
}

func (m *Menu) move(to int) {
	m.cursor = max(0, min(to, len(m.items)-1))
	m.offset = max(min(m.offset, m.cursor), m.cursor-m.height+1)
}

// copies reports whether the items can be shown alone.
func (m *Menu) copies() bool {
	return slices.ContainsFunc(m.items, func(x Item) bool { return x.Alone != nil })
}

func (m *Menu) notAlone() string {
	if m.cursor >= len(m.items) || m.items[m.cursor].Alone == nil {
		return "there is nothing to select"
	}
	return ""
}

func (m *Menu) showAlone() tea.Cmd {
	x := m.items[m.cursor]
	m.Stack.Close()
	return x.Alone()
}

func (m *Menu) choose() tea.Cmd {
	if m.cursor >= len(m.items) {
		return nil
	}
	x := m.items[m.cursor]
	if x.Off != "" {
		m.Say(Failed, x.Text+": "+x.Off)
		return nil
	}
	m.Stack.Close()
	return x.Do()
}

// View draws the items in a frame.
func (m *Menu) View() string {
	st := m.Style
	textWidth, noteWidth := 0, 0
	for _, x := range m.items {
		textWidth, noteWidth = max(textWidth, widget.Width(widget.Clean(x.Text))), max(noteWidth,
			widget.Width(widget.Clean(x.Note)))
	}
	inner := max(28, min(m.width, textWidth+noteWidth+5))
	textWidth = min(textWidth, max(inner-noteWidth-5, inner/2))
	var lines []string
	switch {
	case m.err != nil:
		lines = append(lines, widget.Wrap(widget.Clean(m.err.Error()), inner)...)
	case !m.ready:
		lines = append(lines, st.Faint.Render("reading"+st.Glyph.More))
	case len(m.items) == 0:
		lines = append(lines, st.Faint.Render("nothing to choose from"))
	}
	for i := m.offset; i < min(m.offset+m.height, len(m.items)); i++ {
		x := m.items[i]
		text, note := widget.Fit(widget.Clean(x.Text), textWidth, st.Glyph.More), widget.Cut(widget.Clean(x.Note),
			inner-textWidth-4, st.Glyph.More)
		switch {
		case i == m.cursor:
			lines = append(lines, st.Selected.Render(widget.Fit(st.Glyph.Cursor+" "+text+"  "+note, inner, "")))
		case x.Off != "":
			lines = append(lines, st.Faint.Render("  "+text+"  "+note))
		default:
			lines = append(lines, "  "+text+"  "+st.Faint.Render(note))
		}
	}
	heading := m.heading
	if len(m.items) > m.height {
		heading += " " + strings.TrimSpace(widget.Position(m.cursor, len(m.items)))
	}
	return st.Box(heading, lines, inner)
}
