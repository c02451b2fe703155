package connection

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// NewExpiring lists the certificates that end within 90 days, or have ended.
func NewExpiring(w *screen.World, services Services) *screen.Records[model.Expiry] {
	ctx, env := w.Context, w.Environment.ID
	c := &screen.Records[model.Expiry]{
		World: w, Heading: "Expiring certificates", Noun: "certificate", Kind: model.KindConnection,
		Columns: func() []widget.Column[model.Expiry] { return expiryColumns(w) },
		Read: func(text string) ([]model.Expiry, error) {
			all, err := services.ExpiringCertificates(ctx, env)
			return screen.Matching(all, text, func(x model.Expiry) []string {
				return []string{x.Connection.Name, x.Certificate.Subject}
			}), err
		},
		Opened: func(x model.Expiry) tea.Cmd { return w.Nav.Connection(x.Connection.ID) },
		Copies: func(x model.Expiry) []screen.Copyable {
			return []screen.Copyable{{What: "connection id", Value: string(x.Connection.ID)},
				{What: "SHA-256 fingerprint", Value: x.Certificate.SHA256},
				{What: "SHA-1 fingerprint", Value: x.Certificate.SHA1}, {What: "subject", Value: x.Certificate.Subject}}
		},
		Needs: func(x model.Expiry) (model.ID, model.ID) { return x.Connection.OrganizationID, "" },
		Empty: "No certificate ends within 90 days.",
	}
	c.Own = func() widget.Group {
		return widget.Group{Name: "Expiring certificates", Actions: []widget.Action{
			c.Searching("search connections and subjects"), c.Copying("copy a fingerprint or the connection id"),
		}}
	}
	c.List.ID = func(x model.Expiry) model.ID { return x.Connection.ID + model.ID(x.Certificate.SHA256) }
	return c
}

func expiryColumns(w *screen.World) []widget.Column[model.Expiry] {
	st := w.Style
	return []widget.Column[model.Expiry]{
		{Title: "ENDS", Min: 16, Want: 16, Cell: func(x model.Expiry) widget.Cell { return expiryCell(st, x) }},
		{Title: "CONNECTION", Min: 16, Want: 30, Grow: true,
			Cell: func(x model.Expiry) widget.Cell { return widget.Cell{Text: x.Connection.Name} }},
		{Title: "ORGANIZATION", Short: "ORG", Min: 10, Want: 24, Grow: true, Rank: 2,
			Cell: func(x model.Expiry) widget.Cell {
				return widget.Cell{Text: w.Names.Of(x.Connection.OrganizationID)}
			}},
		{Title: "UNTIL", Min: 10, Want: 10, Rank: 1, Cell: func(x model.Expiry) widget.Cell {
			return widget.Cell{Text: widget.Day(x.Certificate.NotAfter), Ink: st.Faint}
		}},
		{Title: "SUBJECT", Min: 16, Want: 30, Rank: 3,
			Cell: func(x model.Expiry) widget.Cell { return widget.Cell{Text: x.Certificate.Subject, Ink: st.Faint} }},
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
