package session

import (
	"cmp"
	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func userCell(st *widget.Style, s model.Session) widget.Cell {
	switch {
	case s.Email != "":
		return widget.Cell{Text: s.Email}
	case s.IdPID != "":
		return widget.Cell{Text: s.IdPID}
	}
	return widget.Cell{Text: "-", Ink: st.Faint}
}

// sessionColumns are the columns of a list of sessions. State, cause and age
// survive to the end.
func sessionColumns(w *screen.World, accompanied bool) []widget.Column[model.Session] {
	st, now := w.Style, w.Now
	columns := []widget.Column[model.Session]{
		{Title: "STATE", Min: 13, Want: 13, Rank: 0,
			Cell: func(s model.Session) widget.Cell { return noun.StateCell(st, s, now) }},
		{Title: "CAUSE", Min: 20, Want: 34, Grow: true, Rank: 0, First: true,
			Cell: func(s model.Session) widget.Cell { return noun.CauseCell(st, s, now) }},
		{Title: "TIME " + widget.ZoneName(now), Short: widget.ZoneName(now), Min: 8, Want: 12, Rank: 3,
			Cell: func(s model.Session) widget.Cell { return widget.ClockCell(s.CreatedAt, now) }},
		{Title: "USER", Min: 13, Want: 32, Grow: true, Rank: 2,
			Cell: func(s model.Session) widget.Cell { return userCell(st, s) }},
		{Title: "ID", Min: 9, Want: 9, Rank: 4,
			Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: s.Trace(), Ink: st.Faint} }},
		{Title: "ORGANIZATION", Short: "ORG", Min: 7, Want: 22, Rank: 5, Grow: true,
			Cell: func(s model.Session) widget.Cell {
				return widget.Cell{Text: w.Names.Of(cmp.Or(s.OrganizationID, s.ConnectionID))}
			}},
		{Title: "CONNECTION", Min: 14, Want: 26, Rank: 6, Grow: true, Spare: true,
			Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: w.Names.Of(s.ConnectionID)} }},
		{Title: "ORIGIN", Min: 17, Want: 17, Rank: 7, Spare: true,
			Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: string(s.Origin), Ink: st.Faint} }},
		{Title: "AGE", Min: 4, Want: 4, Rank: 1, Right: true, Cell: func(s model.Session) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(s.CreatedAt)), Ink: st.Faint}
		}},
	}
	if accompanied {
		columns = append(columns, companyColumn(w))
	}
	return columns
}
