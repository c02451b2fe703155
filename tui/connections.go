package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// newConnections lists the connections of an organization, or with "" those of
// the environment.
func newConnections(w *world, organization model.ID) *catalogue[model.Connection] {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	c := &catalogue[model.Connection]{
		world: w, heading: placeNames[placeConnections], kind: model.KindConnection,
		columns: w.connectionColumns,
		read: func(text string) ([]model.Connection, error) {
			return desk.Connections(ctx, model.ConnectionQuery{Environment: env, Organization: organization, Text: text})
		},
		opened: func(c model.Connection) tea.Cmd { return w.nav.connection(c.ID) },
		copies: func(c model.Connection) []copyable { return connectionCopies(desk, c) },
		needs:  func(c model.Connection) (model.ID, model.ID) { return c.OrganizationID, "" },
	}
	c.create = func() tea.Cmd {
		if organization != "" {
			return w.nav.makeConnection(model.Organization{ID: organization, Name: w.names.of(organization)})
		}
		return w.nav.pickOrganization("New connection", w.nav.makeConnection)
	}
	c.own = func() group {
		return group{"Connections", []action{
			c.making("make a connection"), c.searching("search names, types and ids"),
			c.copying("copy the id or one of the values to hand out"),
		}}
	}
	c.list.id = func(c model.Connection) model.ID { return c.ID }
	return c
}

func (w *world) connectionColumns() []column[model.Connection] {
	st, now := w.style, w.now
	return []column[model.Connection]{
		{title: "STATE", min: 12, want: 22, rank: 0, cell: func(c model.Connection) cell { return waitingState(st, c) }},
		{title: "NAME", min: 16, want: 32, grow: true, rank: 0, cell: func(c model.Connection) cell { return cell{text: c.Name} }},
		{title: "ORGANIZATION", min: 12, want: 28, grow: true, rank: 2, cell: func(c model.Connection) cell { return cell{text: w.names.of(c.OrganizationID)} }},
		{title: "TYPE", min: 10, want: 18, rank: 3, cell: func(c model.Connection) cell { return cell{text: c.Type, ink: st.faint} }},
		{title: "CERTIFICATE", min: 12, want: 18, rank: 1, cell: func(c model.Connection) cell { return certificateCell(st, c, now) }},
		{title: "ID", min: 16, want: 31, rank: 4, cell: func(c model.Connection) cell { return cell{text: string(c.ID), ink: st.faint, keep: true} }},
	}
}

func connectionState(st *style, c model.Connection) cell {
	switch c.State {
	case model.Active:
		return cell{text: st.glyph.good + " active", ink: st.good}
	case model.Validating:
		return cell{text: st.glyph.halfway + " validating", ink: st.waiting}
	case model.Inactive:
		return cell{text: st.glyph.bad + " inactive", ink: st.bad}
	}
	return cell{text: st.glyph.waiting + " " + string(c.State), ink: st.faint}
}

// waitingState is the state, and that a change of the metadata waits for somebody
// to decide on it: where there is no room for the words, their sign stands alone.
func waitingState(st *style, c model.Connection) cell {
	x := connectionState(st, c)
	if c.Pending == nil {
		return x
	}
	return cell{text: x.text + " " + st.glyph.warning + " change", short: x.text + " " + st.glyph.warning, ink: st.warn}
}

func connectionGlyph(st *style, c model.Connection) string {
	x := connectionState(st, c)
	return x.ink.Render(fit(clean(x.text), 12, ""))
}

// certificateCell tells how long the certificate that ends last is good for.
func certificateCell(st *style, c model.Connection, now time.Time) cell {
	last := model.CertificateInfo{State: model.CertificateBroken}
	for _, x := range c.Certificates {
		if i := x.Info(now); i.State != model.CertificateBroken && i.NotAfter.After(last.NotAfter) {
			last = i
		}
	}
	left := last.NotAfter.Sub(now)
	switch last.State {
	case model.CertificateBroken:
		return cell{text: "none", ink: st.warn}
	case model.CertificateExpired:
		return cell{text: "expired " + age(-left) + " ago", ink: st.bad}
	case model.CertificateExpiring:
		return cell{text: "expires in " + age(left), ink: st.warn}
	}
	return cell{text: fmt.Sprintf("%d days", last.DaysLeft), ink: st.faint}
}
