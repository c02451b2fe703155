package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// expiring is what the connections of the environment wait for: certificates that
// end, and changes of their metadata. The header counts them.
type expiring struct {
	soon, over int // connections that need a new one; those that have none that is valid
	waiting    int // changes that somebody has to decide on
	stale      bool
	read       time.Time
}

// expiryAge is how long the badge holds without being counted again.
const expiryAge = time.Hour

func (c *console) readExpiring() tea.Cmd {
	c.expiring.stale, c.expiring.read = false, c.now
	ctx, desk, env := c.ctx, c.desk, c.environment.ID
	if env == "" {
		return nil
	}
	return func() tea.Msg {
		all, err := desk.ExpiringCertificates(ctx, env)
		if err != nil {
			return nil
		}
		connections, err := desk.Connections(ctx, model.ConnectionQuery{Environment: env})
		return then(func() tea.Cmd {
			if err == nil && env == c.environment.ID {
				c.expiring.count(all)
				c.expiring.waiting = changesWaiting(connections)
			}
			return nil
		})
	}
}

func changesWaiting(all []model.Connection) (n int) {
	for _, c := range all {
		if c.Pending != nil {
			n++
		}
	}
	return n
}

func (e *expiring) count(all []model.Expiry) {
	soon, over := map[model.ID]bool{}, map[model.ID]bool{}
	for _, x := range all {
		switch {
		case x.Covered:
		case x.Mark == 0:
			over[x.Connection.ID] = true
		default:
			soon[x.Connection.ID] = true
		}
	}
	for id := range soon {
		delete(over, id) // one that still holds
	}
	e.soon, e.over = len(soon), len(over)
}

// change says how many changes wait, in less words where there is little room.
func (e *expiring) change(st *widget.Style, short bool) string {
	switch {
	case e.waiting == 0:
		return ""
	case short:
		return st.Warn.Render(widget.Count(e.waiting, "change"))
	}
	verb := " wait"
	if e.waiting == 1 {
		verb += "s"
	}
	return st.Warn.Render(widget.Count(e.waiting, "metadata change") + verb)
}

// badge says how many connections need a new certificate, "" for none.
func (e *expiring) badge(st *widget.Style) string {
	var parts []string
	if e.over > 0 {
		parts = append(parts, st.Bad.Render(widget.Count(e.over, "cert")+" expired"))
	}
	if e.soon > 0 {
		parts = append(parts, st.Warn.Render(widget.Count(e.soon, "cert")+" expiring"))
	}
	if len(parts) == 0 {
		return ""
	}
	return st.Key.Render("!") + " " + strings.Join(parts, ", ")
}

// newExpiring lists the certificates that end within 90 days, or have ended.
func newExpiring(w *world) *catalogue[model.Expiry] {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	c := &catalogue[model.Expiry]{
		world: w, heading: "Expiring certificates", noun: "certificate", kind: model.KindConnection,
		columns: func() []widget.Column[model.Expiry] { return expiryColumns(w) },
		read: func(text string) ([]model.Expiry, error) {
			all, err := desk.ExpiringCertificates(ctx, env)
			return matching(all, text, func(x model.Expiry) []string { return []string{x.Connection.Name, x.Certificate.Subject} }), err
		},
		opened: func(x model.Expiry) tea.Cmd { return w.nav.connection(x.Connection.ID) },
		copies: func(x model.Expiry) []copyable {
			return []copyable{{"connection id", string(x.Connection.ID)}, {"SHA-256 fingerprint", x.Certificate.SHA256}, {"SHA-1 fingerprint", x.Certificate.SHA1}, {"subject", x.Certificate.Subject}}
		},
		needs: func(x model.Expiry) (model.ID, model.ID) { return x.Connection.OrganizationID, "" },
		empty: "No certificate ends within 90 days.",
	}
	c.own = func() widget.Group {
		return widget.Group{Name: "Expiring certificates", Actions: []widget.Action{
			c.searching("search connections and subjects"), c.copying("copy a fingerprint or the connection id"),
		}}
	}
	c.list.Id = func(x model.Expiry) model.ID { return x.Connection.ID + model.ID(x.Certificate.SHA256) }
	return c
}

func expiryColumns(w *world) []widget.Column[model.Expiry] {
	st := w.style
	return []widget.Column[model.Expiry]{
		{Title: "ENDS", Min: 16, Want: 16, Cell: func(x model.Expiry) widget.Cell { return expiryCell(st, x) }},
		{Title: "CONNECTION", Min: 16, Want: 30, Grow: true, Cell: func(x model.Expiry) widget.Cell { return widget.Cell{Text: x.Connection.Name} }},
		{Title: "ORGANIZATION", Short: "ORG", Min: 10, Want: 24, Grow: true, Rank: 2, Cell: func(x model.Expiry) widget.Cell { return widget.Cell{Text: w.names.of(x.Connection.OrganizationID)} }},
		{Title: "UNTIL", Min: 10, Want: 10, Rank: 1, Cell: func(x model.Expiry) widget.Cell {
			return widget.Cell{Text: widget.Day(x.Certificate.NotAfter), Ink: st.Faint}
		}},
		{Title: "SUBJECT", Min: 16, Want: 30, Rank: 3, Cell: func(x model.Expiry) widget.Cell { return widget.Cell{Text: x.Certificate.Subject, Ink: st.Faint} }},
	}
}

// expiryCell tells how urgent it is, in a word too where a successor is there.
func expiryCell(st *widget.Style, x model.Expiry) widget.Cell {
	i := x.Certificate
	switch {
	case x.Covered:
		return widget.Cell{Text: "has a successor", Ink: st.Faint}
	case x.Mark == 0:
		return widget.Cell{Text: st.Glyph.Bad + " expired", Ink: st.Bad}
	case x.Mark <= 7:
		return widget.Cell{Text: fmt.Sprintf("%s %s", st.Glyph.Bad, widget.Count(i.DaysLeft, "day")), Ink: st.Bad}
	}
	return widget.Cell{Text: fmt.Sprintf("%s %s", st.Glyph.Warning, widget.Count(i.DaysLeft, "day")), Ink: st.Warn}
}
