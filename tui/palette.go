package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// palette finds any command or screen by its name. What follows the name of a
// list is its filter: "sessions acme error:x509".
type palette struct {
	*console
	prompt  widget.Prompt
	entries []entry
	shown   []entry
	cursor  int
	room    int
	cells   int
}

// entry is one line of the palette.
type entry struct {
	name, help, keys string
	off              string // why it cannot be done
	takes            bool   // what follows the name is handed on
	do               func(rest string) tea.Cmd
}

func newPalette(c *console) *palette {
	p := &palette{console: c, prompt: widget.NewPrompt(":", nil, nil), entries: paletteEntries(c)}
	p.prompt.Begin("")
	p.match()
	return p
}

// paletteEntries are the places to go and every action of the screen below.
func paletteEntries(c *console) []entry {
	to := func(p screen.Place) func(string) tea.Cmd {
		return func(search string) tea.Cmd { return c.Nav.Place(p, search) }
	}
	all := []entry{
		{name: "sessions", help: "list sessions; a filter may follow", takes: true, do: to(screen.PlaceSessions)},
		{name: "organizations", help: "list organizations; a search may follow", takes: true,
			do: to(screen.PlaceOrganizations)},
		{name: "connections", help: "list connections; a search may follow", takes: true,
			do: to(screen.PlaceConnections)},
		{name: "links", help: "list setup links; a search may follow", takes: true, do: to(screen.PlaceLinks)},
		{name: "configuration", help: "keys, redirects, attributes, credentials, the variables for an SDK",
			do: to(screen.PlaceConfiguration)},
		{name: "audit", help: "show who did and who saw what; a search may follow", takes: true, do: c.Nav.AuditLog},
		{name: "session", help: "open a session by its id, its trace or a part of them", takes: true,
			do: func(rest string) tea.Cmd {
				if rest == "" {
					c.Say(screen.Failed, "session: its id or its trace must follow, such as 7M2P-GSG3")
					return nil
				}
				return c.Nav.FindSession(rest)
			}},
	}
	for _, theme := range widget.Themes() {
		all = append(all, entry{name: "theme " + string(theme), help: "change the colours", do: func(string) tea.Cmd {
			c.Options.Theme = theme
			return c.restyle()
		}})
	}
	focus := c.Stack.Top()
	for _, g := range widget.Listed(c.groups(focus)) {
		for _, a := range g.Actions {
			if !a.Hidden {
				all = append(all, entry{name: a.Name, help: a.Help, keys: widget.KeyNames(a.Keys), off: a.WhyNot(),
					do: func(string) tea.Cmd { return c.act(a) }})
			}
		}
	}
	return all
}

func (p *palette) Title() string           { return "Commands" }
func (p *palette) Actions() []widget.Group { return nil }

func (p *palette) Init() tea.Cmd          { return nil }
func (p *palette) Update(tea.Msg) tea.Cmd { return nil }
func (p *palette) Typing() bool           { return true }
func (p *palette) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "do it"}, {Key: "tab", Word: "complete"}, {Key: "↑↓", Word: "choose"},
		{Key: "esc", Word: "close"}}
}

func (p *palette) Resize(width, height int) {
	p.cells, p.room = min(76, width-6), max(1, min(14, height-5))
}

func (p *palette) Typed(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "up", "ctrl+p":
			p.cursor = max(0, p.cursor-1)
			return nil
		case "down", "ctrl+n":
			p.cursor = min(len(p.shown)-1, p.cursor+1)
			return nil
		case "tab":
			if p.cursor >= 0 && p.cursor < len(p.shown) {
				p.prompt.Set(p.shown[p.cursor].name + " ")
				p.match()
			}
			return nil
		}
	}
	switch p.prompt.Typed(msg) {
	case widget.Cancelled:
		p.Stack.Close()
	case widget.Accepted:
		return p.run()
	default:
		p.match()
	}
	return nil
}

func (p *palette) run() tea.Cmd {
	p.Stack.Close()
	text := strings.TrimSpace(p.prompt.Value())
	if len(p.shown) == 0 || p.cursor >= len(p.shown) {
		p.Say(screen.Failed, "there is no command "+text)
		return nil
	}
	x := p.shown[p.cursor]
	if x.off != "" {
		p.Say(screen.Failed, x.name+": "+x.off)
		return nil
	}
	_, rest, _ := strings.Cut(text, " ")
	if !x.takes {
		rest = ""
	}
	return x.do(strings.TrimSpace(rest))
}

// match lists what the text can mean: with an argument, the command before it;
// else all that is like it.
func (p *palette) match() {
	text := strings.TrimLeft(p.prompt.Value(), " ")
	p.cursor = 0
	word, _, argument := strings.Cut(text, " ")
	if argument {
		for _, x := range p.entries {
			if x.takes && x.name == word {
				p.shown = []entry{x}
				return
			}
		}
	}
	if text == "" {
		p.shown = p.entries
		return
	}
	p.shown = nil
	for _, m := range fuzzy.FindFrom(strings.TrimRight(text, " "), byName(p.entries)) {
		p.shown = append(p.shown, p.entries[m.Index])
	}
}

type byName []entry

func (b byName) String(i int) string { return b[i].name }
func (b byName) Len() int            { return len(b) }

// Cells of the columns of the palette.
const (
	nameRoom = 24
	keyRoom  = 7
)

func (p *palette) View() string {
	st := p.Style
	lines := []string{p.prompt.View(st, p.cells), ""}
	first := max(0, p.cursor-p.room+1)
	for i := first; i < min(first+p.room, len(p.shown)); i++ {
		x := p.shown[i]
		text := widget.Fit(x.name, nameRoom, st.Glyph.More) + " " + widget.Fit(x.keys, keyRoom, "") + " " + x.help
		switch {
		case i == p.cursor:
			lines = append(lines, st.Selected.Render(widget.Fit(st.Glyph.Cursor+" "+text, p.cells, st.Glyph.More)))
		case x.off != "":
			lines = append(lines, "  "+st.Faint.Render(widget.Cut(text, p.cells-2, st.Glyph.More)))
		default:
			lines = append(lines, "  "+widget.Fit(x.name, nameRoom, st.Glyph.More)+" "+
				st.Key.Render(widget.Fit(x.keys, keyRoom, ""))+" "+
				st.Faint.Render(widget.Cut(x.help, p.cells-nameRoom-keyRoom-4, st.Glyph.More)))
		}
	}
	if len(p.shown) == 0 {
		lines = append(lines,
			"  "+st.Faint.Render(widget.Cut(
				"There is no such command: backspace shows the others, ? says what the keys do here.", p.cells-2,
				st.Glyph.More)))
	}
	for len(lines) < min(p.room, len(p.entries))+2 {
		lines = append(lines, "")
	}
	return st.Box("Commands", lines, p.cells)
}
