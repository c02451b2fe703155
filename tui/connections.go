package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// newConnections lists the connections of an organization, or with "" those of
// the environment.
func newConnections(w *world, organization model.ID) *catalogue[model.Connection] {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	c := &catalogue[model.Connection]{
		world: w, heading: placeNames[placeConnections], kind: model.KindConnection,
		columns: func() []widget.Column[model.Connection] { return connectionColumns(w) },
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
	c.own = func() widget.Group {
		return widget.Group{Name: "Connections", Actions: []widget.Action{
			c.making("make a connection"), c.searching("search names, types and ids"),
			c.copying("copy the id or one of the values to hand out"),
		}}
	}
	c.list.Id = func(c model.Connection) model.ID { return c.ID }
	return c
}

func connectionColumns(w *world) []widget.Column[model.Connection] {
	st, now := w.style, w.now
	return []widget.Column[model.Connection]{
		{Title: "STATE", Min: 12, Want: 22, Rank: 0, Cell: func(c model.Connection) widget.Cell { return waitingState(st, c) }},
		{Title: "NAME", Min: 16, Want: 32, Grow: true, Rank: 0, Cell: func(c model.Connection) widget.Cell { return widget.Cell{Text: c.Name} }},
		{Title: "ORGANIZATION", Min: 12, Want: 28, Grow: true, Rank: 2, Cell: func(c model.Connection) widget.Cell { return widget.Cell{Text: w.names.of(c.OrganizationID)} }},
		{Title: "TYPE", Min: 10, Want: 18, Rank: 3, Cell: func(c model.Connection) widget.Cell { return widget.Cell{Text: c.Type, Ink: st.Faint} }},
		{Title: "CERTIFICATE", Min: 12, Want: 18, Rank: 1, Cell: func(c model.Connection) widget.Cell { return certificateCell(st, c, now) }},
		{Title: "ID", Min: 16, Want: 31, Rank: 4, Cell: func(c model.Connection) widget.Cell {
			return widget.Cell{Text: string(c.ID), Ink: st.Faint, Keep: true}
		}},
	}
}

func connectionState(st *widget.Style, c model.Connection) widget.Cell {
	switch c.State {
	case model.Active:
		return widget.Cell{Text: st.Glyph.Good + " active", Ink: st.Good}
	case model.Validating:
		return widget.Cell{Text: st.Glyph.Halfway + " validating", Ink: st.Waiting}
	case model.Inactive:
		return widget.Cell{Text: st.Glyph.Bad + " inactive", Ink: st.Bad}
	}
	return widget.Cell{Text: st.Glyph.Waiting + " " + string(c.State), Ink: st.Faint}
}

// waitingState is the state, and that a change of the metadata waits for somebody
// to decide on it: where there is no room for the words, their sign stands alone.
func waitingState(st *widget.Style, c model.Connection) widget.Cell {
	x := connectionState(st, c)
	if c.Pending == nil {
		return x
	}
	return widget.Cell{Text: x.Text + " " + st.Glyph.Warning + " change", Short: x.Text + " " + st.Glyph.Warning, Ink: st.Warn}
}

func connectionGlyph(st *widget.Style, c model.Connection) string {
	x := connectionState(st, c)
	return x.Ink.Render(widget.Fit(widget.Clean(x.Text), 12, ""))
}

// certificateCell tells how long the certificate that ends last is good for.
func certificateCell(st *widget.Style, c model.Connection, now time.Time) widget.Cell {
	last := model.CertificateInfo{State: model.CertificateBroken}
	for _, x := range c.Certificates {
		if i := x.Info(now); i.State != model.CertificateBroken && i.NotAfter.After(last.NotAfter) {
			last = i
		}
	}
	left := last.NotAfter.Sub(now)
	switch last.State {
	case model.CertificateBroken:
		return widget.Cell{Text: "none", Ink: st.Warn}
	case model.CertificateExpired:
		return widget.Cell{Text: "expired " + widget.Age(-left) + " ago", Ink: st.Bad}
	case model.CertificateExpiring:
		return widget.Cell{Text: "expires in " + widget.Age(left), Ink: st.Warn}
	}
	return widget.Cell{Text: fmt.Sprintf("%d days", last.DaysLeft), Ink: st.Faint}
}
