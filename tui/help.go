package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// help shows what every key does on the screen below it, to be scrolled and
// searched: the help of Bubbles is columns without either.
type help struct {
	*world
	of       screen
	groups   []widget.Group
	document widget.Document
	width    int
}

func newHelp(w *world, of screen, groups []widget.Group) *help {
	return &help{world: w, of: of, groups: groups, document: widget.NewDocument()}
}

func (h *help) title() string { return "Help" }
func (h *help) actions() []widget.Group {
	return []widget.Group{
		{Name: "Help", Actions: []widget.Action{
			{Name: "back", Keys: widget.Keys("?", "enter"), Help: "close the help", Hidden: true, Do: h.back},
		}},
		h.document.Group(),
	}
}

func (h *help) init() tea.Cmd          { return nil }
func (h *help) update(tea.Msg) tea.Cmd { return nil }
func (h *help) typing() bool           { return h.document.Searching() }
func (h *help) hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "go on with n and N"}, {Key: "esc", Word: "end the search"}}
}

func (h *help) typed(msg tea.Msg) tea.Cmd {
	h.document.Typed(msg)
	return nil
}

func (h *help) resize(width, height int) {
	h.width = min(84, width-6)
	h.document.Resize(h.width, max(1, height-3))
	h.document.Set(helpLines(h.style, h.of, h.groups, h.width))
}

func (h *help) view() string {
	lines := strings.Split(h.document.View(h.style), "\n")
	title := "Help: " + widget.Clean(h.of.title())
	if state := h.document.State(); state != "" {
		title += "  " + state
	}
	return h.style.Box(title, lines, h.width)
}

// explained is a screen whose help says more than its keys.
type explained interface{ explain(p *widget.Paragraphs) }

// helpLines list the actions of a screen, group by group, and the grammar of
// filters where there is one.
func helpLines(st *widget.Style, of screen, groups []widget.Group, cells int) []string {
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
	if x, ok := of.(explained); ok {
		x.explain(p)
	}
	return p.Lines
}

func addFilterGrammar(p *widget.Paragraphs) {
	p.Heading("Filter")
	p.Text(lipgloss.NewStyle(), "Words must all hold. A bare word is looked for everywhere; field:value in one field; - or ! before a word excludes it; quotes keep words together.", 0)
	p.KeyLine("Example", `error:certificate -user:test "Acme Inc" since:2h`)
	for _, f := range model.FilterFields() {
		text := f.Help
		if n := len(f.Values); n > 0 && n < 8 {
			text += ": " + strings.Join(f.Values, ", ")
		}
		p.KeyLine(f.Name+":", text)
	}
}
