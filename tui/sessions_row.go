package tui

import (
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// stateCell is a glyph and the dashboard's word.
func stateCell(st *widget.Style, s model.Session, now time.Time) widget.Cell {
	state := s.StateAt(now)
	g := st.Glyph
	switch state {
	case model.Successful:
		return widget.Cell{Text: g.Good + " " + state.Label(), Ink: st.Good}
	case model.Failed:
		return widget.Cell{Text: g.Bad + " " + state.Label(), Ink: st.Bad}
	case model.TimedOut:
		return widget.Cell{Text: g.Late + " " + state.Label(), Ink: st.Warn}
	case model.Authorized:
		return widget.Cell{Text: g.Halfway + " " + state.Label(), Ink: st.Waiting}
	}
	return widget.Cell{Text: g.Waiting + " " + state.Label(), Ink: st.Waiting}
}

// causeCell says why it failed, or what it waits for.
func causeCell(st *widget.Style, s model.Session, now time.Time) widget.Cell {
	switch s.StateAt(now) {
	case model.Failed:
		if s.Cause == "" {
			return widget.Cell{Text: string(s.Class)}
		}
		return widget.Cell{Text: s.Cause.Title(), Short: string(s.Cause)}
	case model.Started:
		return widget.Cell{Text: "no response yet", Ink: st.Faint}
	case model.Authorized:
		return widget.Cell{Text: "code not yet exchanged", Ink: st.Faint}
	case model.TimedOut:
		if s.State == model.Authorized {
			return widget.Cell{Text: "code never exchanged", Ink: st.Faint}
		}
		return widget.Cell{Text: "no response came", Ink: st.Faint}
	}
	if s.Origin == model.FromAdminPortal {
		return widget.Cell{Text: "test sign-in", Ink: st.Faint}
	}
	return widget.Cell{}
}

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
func sessionColumns(w *world) []widget.Column[model.Session] {
	st, now := w.style, w.now
	return []widget.Column[model.Session]{
		{Title: "STATE", Min: 13, Want: 13, Rank: 0, Cell: func(s model.Session) widget.Cell { return stateCell(st, s, now) }},
		{Title: "CAUSE", Min: 20, Want: 34, Grow: true, Rank: 0, First: true, Cell: func(s model.Session) widget.Cell { return causeCell(st, s, now) }},
		{Title: "TIME " + widget.ZoneName(now), Short: widget.ZoneName(now), Min: 8, Want: 12, Rank: 3, Cell: func(s model.Session) widget.Cell { return widget.ClockCell(s.CreatedAt, now) }},
		{Title: "USER", Min: 13, Want: 32, Grow: true, Rank: 2, Cell: func(s model.Session) widget.Cell { return userCell(st, s) }},
		{Title: "ID", Min: 9, Want: 9, Rank: 4, Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: s.Trace(), Ink: st.Faint} }},
		{Title: "ORGANIZATION", Short: "ORG", Min: 7, Want: 22, Rank: 5, Grow: true, Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: w.names.of(s.OrganizationID)} }},
		{Title: "CONNECTION", Min: 14, Want: 26, Rank: 6, Grow: true, Spare: true, Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: w.names.of(s.ConnectionID)} }},
		{Title: "ORIGIN", Min: 17, Want: 17, Rank: 7, Spare: true, Cell: func(s model.Session) widget.Cell { return widget.Cell{Text: string(s.Origin), Ink: st.Faint} }},
		{Title: "AGE", Min: 4, Want: 4, Rank: 1, Right: true, Cell: func(s model.Session) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(s.CreatedAt)), Ink: st.Faint}
		}},
	}
}
