package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// item is one line of a menu.
type item struct {
	text, note string
	off        string // why it cannot be chosen
	do         func() tea.Cmd
}

// menu is a dialog to choose one of some items. It has a letter for none of
// them: what is under the cursor is chosen, so that no key has two meanings. Its
// lines have a note and a reason why they cannot be chosen, which lists of Bubbles
// lack.
type menu struct {
	*world
	heading string
	read    func() ([]item, error) // called in a command
	items   []item
	err     error
	ready   bool

	cursor, offset, height, width int
}

type menuMsg struct {
	of    *menu
	items []item
	err   error
}

func newMenu(w *world, heading string, read func() ([]item, error)) *menu {
	return &menu{world: w, heading: heading, read: read}
}

// fixed are items that need no reading.
func fixed(items []item) func() ([]item, error) {
	return func() ([]item, error) { return items, nil }
}

func (m *menu) title() string { return m.heading }
func (m *menu) actions() []widget.Group {
	to := func(x widget.Move) tea.Cmd { m.move(widget.Moved(x, m.cursor, len(m.items), m.height)); return nil }
	return []widget.Group{
		{Name: "Menu", Actions: []widget.Action{
			{Name: "open", Keys: widget.Keys("enter"), Word: "choose", Help: "choose the item under the cursor", Hidden: true,
				Do: m.choose},
		}},
		m.listGroup(to, widget.Action{Do: m.choose}, widget.Action{Do: m.init}),
	}
}

func (m *menu) init() tea.Cmd {
	return func() tea.Msg {
		items, err := m.read()
		return menuMsg{m, items, err}
	}
}

func (m *menu) update(msg tea.Msg) tea.Cmd {
	if got, ok := msg.(menuMsg); ok && got.of == m {
		m.items, m.err, m.ready = got.items, got.err, true
	}
	return nil
}

func (m *menu) resize(width, height int) {
	m.width, m.height = min(width-6, 96), max(1, height-4)
	m.move(m.cursor)
}

func (m *menu) move(to int) {
	m.cursor = max(0, min(to, len(m.items)-1))
	m.offset = max(min(m.offset, m.cursor), m.cursor-m.height+1)
}

func (m *menu) choose() tea.Cmd {
	if m.cursor >= len(m.items) {
		return nil
	}
	x := m.items[m.cursor]
	if x.off != "" {
		m.say(failed, x.text+": "+x.off)
		return nil
	}
	m.stack.close()
	return x.do()
}

func (m *menu) view() string {
	st := m.style
	textWidth, noteWidth := 0, 0
	for _, x := range m.items {
		textWidth, noteWidth = max(textWidth, widget.Width(widget.Clean(x.text))), max(noteWidth, widget.Width(widget.Clean(x.note)))
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
		text, note := widget.Fit(widget.Clean(x.text), textWidth, st.Glyph.More), widget.Cut(widget.Clean(x.note), inner-textWidth-4, st.Glyph.More)
		switch {
		case i == m.cursor:
			lines = append(lines, st.Selected.Render(widget.Fit(st.Glyph.Cursor+" "+text+"  "+note, inner, "")))
		case x.off != "":
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
