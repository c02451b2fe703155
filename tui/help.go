package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
)

// help shows what every key does on the screen below it, to be scrolled and
// searched: the help of Bubbles is columns without either.
type help struct {
	*world
	of       screen
	groups   []group
	document document
	width    int
}

func newHelp(w *world, of screen, groups []group) *help {
	return &help{world: w, of: of, groups: groups, document: newDocument()}
}

func (h *help) title() string { return "Help" }
func (h *help) actions() []group {
	return []group{
		{"Help", []action{
			{Name: "back", Keys: keys("?", "enter"), Help: "close the help", Hidden: true, Do: h.back},
		}},
		h.document.group(),
	}
}

func (h *help) init() tea.Cmd          { return nil }
func (h *help) update(tea.Msg) tea.Cmd { return nil }
func (h *help) typing() bool           { return h.document.find.open }
func (h *help) hints() []hint {
	return []hint{{"enter", "go on with n and N"}, {"esc", "end the search"}}
}

func (h *help) typed(msg tea.Msg) tea.Cmd {
	h.document.typed(msg)
	return nil
}

func (h *help) resize(width, height int) {
	h.width = min(84, width-6)
	h.document.resize(h.width, max(1, height-3))
	h.document.set(helpLines(h.style, h.of, h.groups, h.width))
}

func (h *help) view() string {
	lines := strings.Split(h.document.view(h.style), "\n")
	title := "Help: " + clean(h.of.title())
	if state := h.document.state(); state != "" {
		title += "  " + state
	}
	return h.style.box(title, lines, h.width)
}

// helpLines list the actions of a screen, group by group, and the grammar of
// filters where there is one.
func helpLines(st *style, of screen, groups []group, cells int) []string {
	p := &page{st: st, width: cells}
	for _, g := range groups {
		p.heading(g.name)
		for _, a := range g.actions {
			name := keyNames(a.Keys)
			if name == "" {
				name = ":" + a.Name
			}
			p.keyLine(name, a.Help)
		}
	}
	if _, ok := of.(*sessions); ok {
		p.filterGrammar()
	}
	return p.lines
}

func (p *page) keyLine(keys, text string) {
	const room = 18
	name := p.st.key.Render(fit(keys, room, ""))
	for _, l := range wrap(text, max(8, p.width-room)) {
		p.lines = append(p.lines, name+l)
		name = blank(room)
	}
}

func (p *page) filterGrammar() {
	p.heading("Filter")
	p.text(lipgloss.NewStyle(), "Words must all hold. A bare word is looked for everywhere; field:value in one field; - or ! before a word excludes it; quotes keep words together.", 0)
	p.keyLine("Example", `error:certificate -user:test "Acme Inc" since:2h`)
	for _, f := range model.FilterFields() {
		text := f.Help
		if n := len(f.Values); n > 0 && n < 8 {
			text += ": " + strings.Join(f.Values, ", ")
		}
		p.keyLine(f.Name+":", text)
	}
}
