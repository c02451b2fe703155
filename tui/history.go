package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// history lists what was done to a record, or to all: who, when, through which
// door; below it what the entry under the cursor changed.
type history struct {
	*world
	about model.ID
	name  string

	list          list[model.AuditEntry]
	err           error
	ready         bool
	gen           int
	width, height int
}

type historyMsg struct {
	of      *history
	gen     int
	entries []model.AuditEntry
	err     error
}

func newHistory(w *world, about model.ID, name string) *history {
	h := &history{world: w, about: about, name: name}
	h.list.id = func(e model.AuditEntry) model.ID { return e.ID }
	return h
}

func (h *history) title() string { return "History" + prefixed(" of ", h.name) }
func (h *history) actions() []group {
	empty := func() string {
		if _, some := h.list.current(); !some {
			return "there is nothing under the cursor"
		}
		return ""
	}
	below := func() string { return "what it changed is below" }
	return []group{
		{"History", []action{
			{Name: "undo", Keys: keys("u"), Word: "undo", Help: "take back the change under the cursor",
				Why: reasons(empty, h.cannotChange, h.tooLate),
				Do:  func() tea.Cmd { e, _ := h.list.current(); return h.undo(e) }},
			{Name: "copy", Keys: keys("y"), Word: "copy", Help: "copy the change as text", Why: empty,
				Do: func() tea.Cmd { e, _ := h.list.current(); return h.copy("the change", changeText(e)) }},
		}},
		h.listGroup(func(m move) tea.Cmd { h.list.step(m); return nil }, action{Why: below, Do: h.read}, action{Do: h.read}),
	}
}

// tooLate says why the change under the cursor cannot be taken back any more.
func (h *history) tooLate() string {
	switch e, _ := h.list.current(); {
	case e.UndoneBy != "":
		return "it was taken back already"
	case h.now.Sub(e.At) > model.UndoLife:
		return "it is older than seven days"
	}
	return ""
}

func (h *history) init() tea.Cmd { return h.read() }

func (h *history) read() tea.Cmd {
	h.gen++
	ctx, desk, about, gen := h.ctx, h.desk, h.about, h.gen
	return func() tea.Msg {
		entries, err := desk.History(ctx, about)
		return historyMsg{h, gen, entries, err}
	}
}

func (h *history) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case historyMsg:
		if msg.of == h && msg.gen == h.gen {
			h.ready, h.err = true, msg.err
			under, some := h.list.current()
			at := h.list.cursor
			h.list.reset()
			h.list.got(want{}, msg.entries, "", true)
			if i := h.list.index(under.ID); some && i >= 0 {
				at = i // u takes back what was looked at, whatever came since
			}
			h.list.move(at)
		}
	case changesMsg:
		for _, c := range msg.changes {
			if msg.missed || c.Kind == model.KindAudit {
				return h.read()
			}
		}
	}
	return nil
}

// resize gives the list the upper half; the diff has the rest.
func (h *history) resize(width, height int) {
	h.width, h.height = width, height
	h.list.height = max(3, height/2-2)
	h.list.scroll()
}

// changeText is an entry as text, for a ticket.
func changeText(e model.AuditEntry) string {
	lines := []string{e.At.UTC().Format(time.RFC3339) + " " + actorText(e.Actor) + " " + e.Action}
	for _, c := range e.Changes {
		for _, d := range model.Diff(c) {
			lines = append(lines, fmt.Sprintf("  %s: %q → %q", d.Field, d.Before, d.After))
		}
	}
	return strings.Join(lines, "\n")
}

func actorText(a model.Actor) string {
	if a.Via == "" || a.Via == a.Name {
		return a.Name
	}
	return a.Name + " (" + a.Via + ")"
}

func (h *history) columns() []column[model.AuditEntry] {
	st := h.style
	return []column[model.AuditEntry]{
		{title: "AGE", min: 4, want: 4, right: true, cell: func(e model.AuditEntry) cell { return cell{text: age(h.now.Sub(e.At)), ink: st.faint} }},
		{title: "WHAT", min: 24, want: 48, grow: true, cell: func(e model.AuditEntry) cell {
			if e.UndoneBy != "" {
				return cell{text: e.Action + " (taken back)", ink: st.faint}
			}
			return cell{text: e.Action}
		}},
		{title: "WHO", min: 16, want: 32, rank: 1, cell: func(e model.AuditEntry) cell { return cell{text: actorText(e.Actor), ink: st.faint} }},
	}
}

func (h *history) aside() string {
	if h.list.len() == 0 {
		return ""
	}
	return h.style.faint.Render(strings.TrimSpace(position(h.list.cursor, h.list.len())))
}

func (h *history) view() string {
	st := h.style
	columns, widths := fitColumns(h.columns(), h.width-3)
	lines := []string{"", tableHead(st, columns, widths)}
	switch {
	case h.err != nil:
		return "\n  " + st.bad.Render(clean("The history cannot be read: "+h.err.Error()))
	case !h.ready:
		return "\n  " + st.faint.Render("reading"+st.glyph.more)
	case h.list.len() == 0:
		return "\n  Nothing was changed yet."
	}
	for i := h.list.offset; i < min(h.list.offset+h.list.height, h.list.len()); i++ {
		if e, ok := h.list.at(i); ok {
			lines = append(lines, tableRow(st, columns, widths, e, i == h.list.cursor, false))
		}
	}
	e, _ := h.list.current()
	for _, l := range entryLines(st, e, h.now, h.width-4) {
		lines = append(lines, "  "+l)
	}
	return strings.Join(lines, "\n")
}

// entryLines show what an entry changed, field by field.
func entryLines(st *style, e model.AuditEntry, now time.Time, cells int) []string {
	p := &page{st: st, width: cells}
	p.blank()
	p.add(st.title.Render(clean(e.Action)) + "  " + st.faint.Render(clean(actorText(e.Actor))+", "+moment(e.At, now)))
	for _, c := range e.Changes {
		lines := model.Diff(c)
		if len(e.Changes) > 1 || c.Before == nil || c.After == nil {
			what := string(c.Kind) + " " + string(c.Target)
			switch {
			case c.Before == nil:
				p.add(st.good.Render("+ " + what))
				continue
			case c.After == nil:
				p.add(st.bad.Render("- " + what))
				continue
			}
			p.add(st.faint.Render(what))
		}
		for _, d := range lines {
			p.diff(d)
		}
	}
	return p.lines
}

// diff shows one field before and after, on a line if they fit.
func (p *page) diff(d model.DiffLine) {
	st := p.st
	before, after := clean(d.Before), clean(d.After)
	one := "  " + before + " " + arrow(st) + " " + after
	p.add(st.accent.Render(clean(d.Field)))
	if before != "" && after != "" && width(one) <= p.width {
		p.add("  " + st.bad.Render(before) + " " + st.faint.Render(arrow(st)) + " " + st.good.Render(after))
		return
	}
	if before != "" {
		p.text(st.bad, "- "+before, 2)
	}
	if after != "" {
		p.text(st.good, "+ "+after, 2)
	}
}
