package history

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// Services are what this screen asks for.
type Services interface {
	History(ctx context.Context, q model.HistoryQuery) (model.HistoryPage, error)
}

// history lists what was done to a record, or to all: who, when, through which
// door; below it what the entry under the cursor changed.
type history struct {
	*screen.World
	services Services

	about  model.ID
	name   string
	only   model.AuditContent // "" for all
	search search

	list          widget.List[model.ID, model.AuditEntry]
	err           error
	ready         bool
	reading       bool // a page is on its way
	question      int  // counts what is asked for, so that late answers to another are dropped
	width, height int
}

// historyMsg is a page that was asked for; without a want it is the newest one.
type historyMsg struct {
	of       *history
	question int
	want     *widget.Want[model.ID]
	page     model.HistoryPage
	err      error
}

// NewAuditLog is the history of all, with what a search lets through.
func NewAuditLog(w *screen.World, services Services, search string) screen.Screen {
	h := New(w, services, "", "").(*history)
	h.search.use(search, w.Now)
	return h
}

// New is the history of one record.
func New(w *screen.World, services Services, about model.ID, name string) screen.Screen {
	h := &history{World: w, services: services, about: about, name: name, search: newSearch(w)}
	h.list.ID = func(e model.AuditEntry) model.ID { return e.ID }
	return h
}

func (h *history) Title() string {
	if h.about == "" {
		return "Audit log"
	}
	return "History" + widget.Prefixed(" of ", h.name)
}

func (h *history) Actions() []widget.Group {
	empty := func() string {
		if _, some := h.list.Current(); !some {
			return "there is nothing under the cursor"
		}
		return ""
	}
	below := func() string { return "what it changed is below" }
	return []widget.Group{
		{Name: "History", Actions: []widget.Action{
			{Name: "undo", Keys: widget.Keys("u"), Word: "undo", Help: "take back the change under the cursor",
				Why: widget.Reasons(empty, h.CannotChange, h.tooLate), Needs: string(model.ActUndo),
				Do: func() tea.Cmd { e, _ := h.list.Current(); return h.Undo(e) }},
			{Name: "filter", Keys: widget.Keys("f"), Word: "filter",
				Help: "show changes, views or sign-ins only, or all again", Do: h.filter},
			{Name: "search", Keys: widget.Keys("/"), Word: "search",
				Help: "search what was done and who did it: ada revoked, who:ada, only:views, since:7d, at:yesterday",
				Do:   widget.Doing(func() { h.search.prompt.Begin(h.search.text) })},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the change as text", Why: empty,
				Do: func() tea.Cmd { e, _ := h.list.Current(); return h.Copy("the change", changeText(e)) }},
		}},
		h.ListGroup(func(m widget.Move) tea.Cmd { h.list.Step(m); return h.more() },
			widget.Action{Why: below, Do: h.newest}, widget.Action{Do: h.newest}),
	}
}

// tooLate says why the change under the cursor cannot be taken back any more.
func (h *history) tooLate() string {
	switch e, _ := h.list.Current(); {
	case e.View != nil:
		return e.Final()
	case e.UndoneBy != "":
		return "it was taken back already"
	case h.Now.Sub(e.At) > model.UndoLife:
		return "it is older than seven days"
	}
	return ""
}

func (h *history) Init() tea.Cmd { return h.more() }

// filter goes on from all to changes, to views, to sign-ins, and to all again.
func (h *history) filter() tea.Cmd {
	all := append(model.AuditContents(), "")
	h.only = all[(slices.Index(all, h.only)+1)%len(all)]
	return h.restart()
}

// restart lists what fits now instead of what did.
func (h *history) restart() tea.Cmd {
	h.ready, h.reading = false, false
	h.question++
	h.list.Reset()
	return h.more()
}

// query is what is asked for.
func (h *history) query() model.HistoryQuery {
	q := h.search.query
	q.About, q.Content = h.about, cmp.Or(h.search.query.Content, h.only)
	return q
}

// more reads what the window lacks.
func (h *history) more() tea.Cmd {
	want, some := h.list.Missing()
	if !some || h.reading {
		return nil
	}
	h.reading = true
	q := h.query()
	q.Before, q.Limit = want.Before, want.Limit
	return h.read(&want, q)
}

// newest reads what came since.
func (h *history) newest() tea.Cmd {
	q := h.query()
	q.Limit = widget.PageSize
	return h.read(nil, q)
}

func (h *history) read(want *widget.Want[model.ID], q model.HistoryQuery) tea.Cmd {
	ctx, services, question := h.Context, h.services, h.question
	return func() tea.Msg {
		page, err := services.History(ctx, q)
		return historyMsg{h, question, want, page, err}
	}
}

// take brings a page into the list. What is under the cursor stays there: u takes
// back what was looked at, whatever came since.
func (h *history) take(msg historyMsg) tea.Cmd {
	h.ready, h.err = true, msg.err
	if msg.want == nil {
		for _, e := range slices.Backward(msg.page.Entries) {
			h.list.Put(e, true)
		}
		return nil
	}
	h.reading = false
	if msg.err != nil {
		return nil
	}
	h.list.Take(*msg.want, msg.page.Entries, msg.page.Next, msg.page.Next == "")
	return h.more()
}

func (h *history) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case historyMsg:
		if msg.of == h && msg.question == h.question {
			return h.take(msg)
		}
	case searchMsg:
		if msg.of == h && msg.edit == h.search.edit {
			return h.restart()
		}
	case screen.Changes:
		for _, c := range msg.All {
			if msg.Missed || c.Kind == model.KindAudit {
				return h.newest()
			}
		}
	}
	return nil
}

// Resize gives the list the upper half; the diff has the rest.
func (h *history) Resize(width, height int) {
	h.width, h.height = width, height
	h.list.Height = max(3, height/2-2)
	h.list.Scroll()
}

// changeText is an entry as text, for a ticket.
func changeText(e model.AuditEntry) string {
	lines := []string{e.At.UTC().Format(time.RFC3339) + " " + noun.ActorText(e.Actor) + " " + e.Action}
	for _, c := range e.Changes {
		for _, d := range model.Diff(c) {
			lines = append(lines, fmt.Sprintf("  %s: %q → %q", d.Field, d.Before, d.After))
		}
	}
	return strings.Join(lines, "\n")
}

func (h *history) columns() []widget.Column[model.AuditEntry] {
	st := h.Style
	return []widget.Column[model.AuditEntry]{
		{Title: "AGE", Min: 4, Want: 4, Right: true, Cell: func(e model.AuditEntry) widget.Cell {
			return widget.Cell{Text: widget.Age(h.Now.Sub(e.At)), Ink: st.Faint}
		}},
		{Title: "WHAT", Min: 24, Want: 48, Grow: true, Cell: func(e model.AuditEntry) widget.Cell {
			if e.UndoneBy != "" {
				return widget.Cell{Text: e.Action + " (taken back)", Ink: st.Faint}
			}
			return widget.Cell{Text: e.Action}
		}},
		{Title: "WHO", Min: 16, Want: 32, Rank: 1,
			Cell: func(e model.AuditEntry) widget.Cell {
				return widget.Cell{Text: noun.ActorText(e.Actor), Ink: st.Faint}
			}},
	}
}

func (h *history) Aside() string {
	if h.list.Len() == 0 {
		return ""
	}
	return h.Style.Faint.Render(strings.TrimSpace(string(h.query().Content) + " " +
		widget.Position(h.list.Cursor, h.list.Len())))
}

func (h *history) View() string {
	st := h.Style
	columns, widths := widget.FitColumns(h.columns(), h.width-3)
	lines := []string{h.search.line(st, h.width-2), widget.TableHead(st, columns, widths)}
	switch {
	case h.err != nil:
		return lines[0] + "\n  " + st.Bad.Render(widget.Clean("The history cannot be read: "+h.err.Error()))
	case !h.ready:
		return lines[0] + "\n  " + st.Faint.Render("reading"+st.Glyph.More)
	case h.list.Len() == 0:
		return lines[0] + "\n  " + h.nothing()
	}
	for i := h.list.Offset; i < min(h.list.Offset+h.list.Height, h.list.Len()); i++ {
		if e, ok := h.list.At(i); ok {
			lines = append(lines, widget.TableRow(st, columns, widths, e, i == h.list.Cursor, false))
		}
	}
	e, _ := h.list.Current()
	for _, l := range entryLines(st, e, h.Now, h.width-4) {
		lines = append(lines, "  "+l)
	}
	return strings.Join(lines, "\n")
}

// nothing says of which kind there is none.
func (h *history) nothing() string {
	switch {
	case h.search.text != "":
		return "Nothing fits this search: esc shows all again."
	case h.only == model.AuditViews:
		return "Nothing was looked at yet."
	case h.only == model.AuditSignIns:
		return "Nobody signed in over SSH yet."
	}
	return "Nothing was changed yet."
}

// entryLines show what an entry changed, field by field.
func entryLines(st *widget.Style, e model.AuditEntry, now time.Time, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	p.Blank()
	p.Add(st.Title.Render(widget.Clean(e.Action)) + "  " +
		st.Faint.Render(widget.Clean(noun.ActorText(e.Actor))+", "+widget.Moment(e.At, now)))
	if came := e.Actor.Came(); came != "" {
		p.Add(st.Faint.Render(widget.Clean(came)))
	}
	for _, c := range e.Changes {
		lines := model.Diff(c)
		if len(e.Changes) > 1 || c.Before == nil || c.After == nil {
			what := string(c.Kind) + " " + string(c.Target)
			switch {
			case c.Trimmed():
				p.Add(st.Faint.Render(what + ": what changed is no longer kept"))
				continue
			case c.Before == nil:
				p.Add(st.Good.Render("+ " + what))
				continue
			case c.After == nil:
				p.Add(st.Bad.Render("- " + what))
				continue
			}
			p.Add(st.Faint.Render(what))
		}
		for _, d := range lines {
			noun.AddDiff(p, d)
		}
	}
	return p.Lines
}
