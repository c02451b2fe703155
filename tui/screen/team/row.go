package team

import (
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// stateText says how far a member has come.
func stateText(m model.TeamMember, now time.Time) string {
	switch m.State(now) {
	case model.InvitePending:
		return "Invite pending"
	case model.InviteExpired:
		return "Invite expired"
	}
	return "Active"
}

// stateCell is that as a badge.
func stateCell(st *widget.Style, m model.TeamMember, now time.Time) widget.Cell {
	text := stateText(m, now)
	switch m.State(now) {
	case model.InvitePending:
		return widget.Cell{Text: st.Glyph.Halfway + " " + text, Ink: st.Waiting}
	case model.InviteExpired:
		return widget.Cell{Text: st.Glyph.Late + " " + text, Ink: st.Warn}
	}
	return widget.Cell{Text: st.Glyph.Good + " " + text, Ink: st.Good}
}

// activeCell is how long ago a member was here, which is known to the hour.
func activeCell(st *widget.Style, m model.TeamMember, now time.Time) widget.Cell {
	return widget.Cell{Text: activeText(m, now), Ink: st.Faint}
}

func activeText(m model.TeamMember, now time.Time) string {
	switch ago := now.Sub(m.LastActive); {
	case m.LastActive.IsZero():
		return "never"
	case ago < 2*time.Hour:
		return "now"
	default:
		return widget.Age(ago)
	}
}
