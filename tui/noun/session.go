package noun

import (
	"cmp"
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// StateCell is a glyph and the dashboard's word.
func StateCell(st *widget.Style, s model.Session, now time.Time) widget.Cell {
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

// CauseCell says why it failed, or what it waits for.
func CauseCell(st *widget.Style, s model.Session, now time.Time) widget.Cell {
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

// RecentSessions are how many of the last sessions a detail shows.
const RecentSessions = 5

// AddRecent are the last sessions of something.
func AddRecent(p *widget.Paragraphs, sessions []model.Session, now time.Time) {
	p.Heading("Last sessions")
	for _, s := range sessions {
		state, cause := StateCell(p.Style, s, now), CauseCell(p.Style, s, now)
		p.Add(state.Ink.Render(widget.Fit(state.Text, 13, "")) + "  " +
			p.Style.Faint.Render(widget.FitRight(widget.Age(now.Sub(s.CreatedAt)), 4, "")) + "  " +
			widget.Clean(cmp.Or(s.Email, s.IdPID, "-")) + "  " + p.Style.Faint.Render(widget.Clean(cause.Text)))
	}
	if len(sessions) == 0 {
		p.Text(p.Style.Faint, "None yet.", 0)
	}
}

// Named is a name with its id, or the id alone.
func Named(name string, id model.ID) string {
	switch {
	case name == "":
		return string(id)
	case id == "":
		return name
	}
	return name + "  " + string(id)
}
