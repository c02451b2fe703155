package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// expiring is what the connections of the environment wait for: certificates that
// end, and changes of their metadata. The header counts them.
type expiring struct {
	soon, over int // connections that need a new one; those that have none that is valid
	waiting    int // changes that somebody has to decide on
	stale      bool
	read       time.Time
}

type expiringMsg struct {
	environment model.ID
	all         []model.Expiry
	waiting     int
	err         error
}

// expiryAge is how long the badge holds without being counted again.
const expiryAge = time.Hour

func (w *world) readExpiring() tea.Cmd {
	w.expiring.stale, w.expiring.read = false, w.now
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	if env == "" {
		return nil
	}
	return func() tea.Msg {
		all, err := desk.ExpiringCertificates(ctx, env)
		if err != nil {
			return expiringMsg{environment: env, err: err}
		}
		connections, err := desk.Connections(ctx, model.ConnectionQuery{Environment: env})
		return expiringMsg{env, all, changesWaiting(connections), err}
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
func (e *expiring) change(st *style, short bool) string {
	switch {
	case e.waiting == 0:
		return ""
	case short:
		return st.warn.Render(count(e.waiting, "change"))
	}
	verb := " wait"
	if e.waiting == 1 {
		verb += "s"
	}
	return st.warn.Render(count(e.waiting, "metadata change") + verb)
}

// badge says how many connections need a new certificate, "" for none.
func (e *expiring) badge(st *style) string {
	var parts []string
	if e.over > 0 {
		parts = append(parts, st.bad.Render(count(e.over, "cert")+" expired"))
	}
	if e.soon > 0 {
		parts = append(parts, st.warn.Render(count(e.soon, "cert")+" expiring"))
	}
	if len(parts) == 0 {
		return ""
	}
	return st.key.Render("!") + " " + strings.Join(parts, ", ")
}

// newExpiring lists the certificates that end within 90 days, or have ended.
func newExpiring(w *world) *catalogue[model.Expiry] {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	c := &catalogue[model.Expiry]{
		world: w, heading: "Expiring certificates", noun: "certificate", kind: model.KindConnection,
		columns: w.expiryColumns,
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
	c.own = func() group {
		return group{"Expiring certificates", []action{
			c.searching("search connections and subjects"), c.copying("copy a fingerprint or the connection id"),
		}}
	}
	c.list.id = func(x model.Expiry) model.ID { return x.Connection.ID + model.ID(x.Certificate.SHA256) }
	return c
}

func (w *world) expiryColumns() []column[model.Expiry] {
	st := w.style
	return []column[model.Expiry]{
		{title: "ENDS", min: 16, want: 16, cell: func(x model.Expiry) cell { return expiryCell(st, x) }},
		{title: "CONNECTION", min: 16, want: 30, grow: true, cell: func(x model.Expiry) cell { return cell{text: x.Connection.Name} }},
		{title: "ORGANIZATION", short: "ORG", min: 10, want: 24, grow: true, rank: 2, cell: func(x model.Expiry) cell { return cell{text: w.names.of(x.Connection.OrganizationID)} }},
		{title: "UNTIL", min: 10, want: 10, rank: 1, cell: func(x model.Expiry) cell { return cell{text: day(x.Certificate.NotAfter), ink: st.faint} }},
		{title: "SUBJECT", min: 16, want: 30, rank: 3, cell: func(x model.Expiry) cell { return cell{text: x.Certificate.Subject, ink: st.faint} }},
	}
}

// expiryCell tells how urgent it is, in a word too where a successor is there.
func expiryCell(st *style, x model.Expiry) cell {
	i := x.Certificate
	switch {
	case x.Covered:
		return cell{text: "has a successor", ink: st.faint}
	case x.Mark == 0:
		return cell{text: st.glyph.bad + " expired", ink: st.bad}
	case x.Mark <= 7:
		return cell{text: fmt.Sprintf("%s %s", st.glyph.bad, count(i.DaysLeft, "day")), ink: st.bad}
	}
	return cell{text: fmt.Sprintf("%s %s", st.glyph.warning, count(i.DaysLeft, "day")), ink: st.warn}
}
