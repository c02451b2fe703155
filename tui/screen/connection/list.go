package connection

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// NewList lists the connections of an organization, or with "" those of
// the environment.
func NewList(w *screen.World, services Services, organization model.ID,
	search string) *screen.Records[model.Connection] {
	ctx, env := w.Context, w.Environment.ID
	c := &screen.Records[model.Connection]{
		World: w, Heading: screen.PlaceNames[screen.PlaceConnections], Text: search, Kind: model.KindConnection,
		Columns: func() []widget.Column[model.Connection] { return connectionColumns(w) },
		Page: func(text string, behind model.Listed, limit int) ([]model.Connection, error) {
			return services.Connections(ctx, model.ConnectionQuery{Environment: env, Organization: organization,
				Text: text, Behind: behind, Limit: limit})
		},
		Listed: model.Connection.Listed,
		Opened: func(c model.Connection) tea.Cmd { return w.Nav.Connection(c.ID) },
		Copies: func(c model.Connection) []screen.Copyable { return connectionCopies(services, c) },
		Needs:  func(c model.Connection) (model.ID, model.ID) { return c.OrganizationID, "" },
	}
	c.Create = func() tea.Cmd {
		if organization != "" {
			return w.Nav.MakeConnection(model.Organization{ID: organization, Name: w.Names.Of(organization)})
		}
		return w.Nav.PickOrganization("New connection", w.Nav.MakeConnection)
	}
	c.Own = func() widget.Group {
		return widget.Group{Name: "Connections", Actions: []widget.Action{
			c.Making("make a connection", model.ActCreateConnection), c.Searching("search names, types and ids"),
			c.Copying("copy the id or one of the values to hand out"),
		}}
	}
	c.List.ID = func(c model.Connection) model.ID { return c.ID }
	return c
}

func connectionColumns(w *screen.World) []widget.Column[model.Connection] {
	st, now := w.Style, w.Now
	return []widget.Column[model.Connection]{
		{Title: "STATE", Min: 12, Want: 22, Rank: 0,
			Cell: func(c model.Connection) widget.Cell { return waitingState(st, c) }},
		{Title: "NAME", Min: 16, Want: 32, Grow: true, Rank: 0,
			Cell: func(c model.Connection) widget.Cell { return widget.Cell{Text: c.Name} }},
		{Title: "ORGANIZATION", Min: 12, Want: 28, Grow: true, Rank: 2,
			Cell: func(c model.Connection) widget.Cell { return widget.Cell{Text: w.Names.Of(c.OrganizationID)} }},
		{Title: "TYPE", Min: 10, Want: 18, Rank: 3,
			Cell: func(c model.Connection) widget.Cell { return widget.Cell{Text: c.Type, Ink: st.Faint} }},
		{Title: "CERTIFICATE", Min: 12, Want: 18, Rank: 1,
			Cell: func(c model.Connection) widget.Cell { return certificateCell(st, c, now) }},
		{Title: "ID", Min: 16, Want: 31, Rank: 4, Cell: func(c model.Connection) widget.Cell {
			return widget.Cell{Text: string(c.ID), Ink: st.Faint, Keep: true}
		}},
	}
}

// waitingState is the state, and that a change of the metadata waits for somebody
// to decide on it: where there is no room for the words, their sign stands alone.
func waitingState(st *widget.Style, c model.Connection) widget.Cell {
	x := noun.ConnectionState(st, c)
	if c.Pending == nil {
		return x
	}
	return widget.Cell{Text: x.Text + " " + st.Glyph.Warning + " change", Short: x.Text + " " + st.Glyph.Warning,
		Ink: st.Warn}
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
		return widget.Cell{Text: "expired " + widget.Ago(-left), Ink: st.Bad}
	case model.CertificateExpiring:
		return widget.Cell{Text: "expires in " + widget.Age(left), Ink: st.Warn}
	}
	return widget.Cell{Text: fmt.Sprintf("%d days", last.DaysLeft), Ink: st.Faint}
}
