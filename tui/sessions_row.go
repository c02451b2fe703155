package tui

import (
	"fmt"
	"time"

	"gatehouse/model"
)

// stateCell is a glyph and the dashboard's word.
func stateCell(st *style, s model.Session, now time.Time) cell {
	state := s.StateAt(now)
	g := st.glyph
	switch state {
	case model.Successful:
		return cell{text: g.good + " " + state.Label(), ink: st.good}
	case model.Failed:
		return cell{text: g.bad + " " + state.Label(), ink: st.bad}
	case model.TimedOut:
		return cell{text: g.late + " " + state.Label(), ink: st.warn}
	case model.Authorized:
		return cell{text: g.halfway + " " + state.Label(), ink: st.waiting}
	}
	return cell{text: g.waiting + " " + state.Label(), ink: st.waiting}
}

// causeCell says why it failed, or what it waits for.
func causeCell(st *style, s model.Session, now time.Time) cell {
	switch s.StateAt(now) {
	case model.Failed:
		if s.Cause == "" {
			return cell{text: string(s.Class)}
		}
		return cell{text: s.Cause.Title(), short: string(s.Cause)}
	case model.Started:
		return cell{text: "no response yet", ink: st.faint}
	case model.Authorized:
		return cell{text: "code not yet exchanged", ink: st.faint}
	case model.TimedOut:
		if s.State == model.Authorized {
			return cell{text: "code never exchanged", ink: st.faint}
		}
		return cell{text: "no response came", ink: st.faint}
	}
	if s.Origin == model.FromAdminPortal {
		return cell{text: "test sign-in", ink: st.faint}
	}
	return cell{}
}

func userCell(st *style, s model.Session) cell {
	switch {
	case s.Email != "":
		return cell{text: s.Email}
	case s.IdPID != "":
		return cell{text: s.IdPID}
	}
	return cell{text: "-", ink: st.faint}
}

// sessionColumns are the columns of a list of sessions. State, cause and age
// survive to the end.
func (w *world) sessionColumns() []column[model.Session] {
	st, now := w.style, w.now
	return []column[model.Session]{
		{title: "STATE", min: 13, want: 13, rank: 0, cell: func(s model.Session) cell { return stateCell(st, s, now) }},
		{title: "CAUSE", min: 20, want: 34, grow: true, rank: 0, first: true, cell: func(s model.Session) cell { return causeCell(st, s, now) }},
		{title: "TIME " + zoneName(now), short: zoneName(now), min: 8, want: 12, rank: 3, cell: func(s model.Session) cell { return clockCell(s.CreatedAt, now) }},
		{title: "USER", min: 13, want: 32, grow: true, rank: 2, cell: func(s model.Session) cell { return userCell(st, s) }},
		{title: "ID", min: 9, want: 9, rank: 4, cell: func(s model.Session) cell { return cell{text: s.Trace(), ink: st.faint} }},
		{title: "ORGANIZATION", short: "ORG", min: 7, want: 22, rank: 5, grow: true, cell: func(s model.Session) cell { return cell{text: w.names.of(s.OrganizationID)} }},
		{title: "CONNECTION", min: 14, want: 26, rank: 6, grow: true, spare: true, cell: func(s model.Session) cell { return cell{text: w.names.of(s.ConnectionID)} }},
		{title: "ORIGIN", min: 17, want: 17, rank: 7, spare: true, cell: func(s model.Session) cell { return cell{text: string(s.Origin), ink: st.faint} }},
		{title: "AGE", min: 4, want: 4, rank: 1, right: true, cell: func(s model.Session) cell {
			return cell{text: age(now.Sub(s.CreatedAt)), ink: st.faint}
		}},
	}
}

// age is a duration in at most four cells.
func age(d time.Duration) string {
	switch {
	case d < time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 1000*24*time.Hour:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	return fmt.Sprintf("%dy", d/(365*24*time.Hour))
}
