package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// help shows what every key does on the screen below it, to be scrolled and
// searched: the help of Bubbles is columns without either.
type help struct {
	*screen.World
	of       screen.Screen
	groups   []widget.Group
	document widget.Document
	width    int
}

func newHelp(w *screen.World, of screen.Screen, groups []widget.Group) *help {
	return &help{World: w, of: of, groups: groups, document: widget.NewDocument()}
}

func (h *help) Title() string { return "Help" }
func (h *help) Actions() []widget.Group {
	return []widget.Group{
		{Name: "Help", Actions: []widget.Action{
			{Name: "back", Keys: widget.Keys("?", "enter"), Help: "close the help", Hidden: true, Do: h.Back},
		}},
		h.document.Group(),
	}
}

func (h *help) Init() tea.Cmd          { return nil }
func (h *help) Update(tea.Msg) tea.Cmd { return nil }
func (h *help) Typing() bool           { return h.document.Searching() }
func (h *help) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "go on with n and N"}, {Key: "esc", Word: "end the search"}}
}

func (h *help) Typed(msg tea.Msg) tea.Cmd {
	h.document.Typed(msg)
	return nil
}

func (h *help) Resize(width, height int) {
	h.width = min(84, width-6)
	h.document.Resize(h.width, max(1, height-3))
	h.document.Set(helpLines(h.Style, h.of, h.groups, h.width))
}

func (h *help) View() string {
	lines := strings.Split(h.document.View(h.Style), "\n")
	title := "Help: " + widget.Clean(h.of.Title())
	if state := h.document.State(); state != "" {
		title += "  " + state
	}
	return h.Style.Box(title, lines, h.width)
}

// helpLines list the actions of a screen, group by group, and the grammar of
// filters where there is one.
func helpLines(st *widget.Style, of screen.Screen, groups []widget.Group, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	for _, g := range groups {
		p.Heading(g.Name)
		for _, a := range g.Actions {
			name := widget.KeyNames(a.Keys)
			if name == "" {
				name = ":" + a.Name
			}
			p.KeyLine(name, a.Help)
		}
	}
	if x, ok := of.(screen.Explained); ok {
		x.Explain(p)
	}
	return p.Lines
}
