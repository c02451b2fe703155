package tui

import (
	"fmt"
	"strings"
	"time"

	"gatehouse/model"
)

func (l *links) linkColumns() []column[model.Link] {
	st, now := l.style, l.now
	of := func(x model.Link) model.Progress { return l.progress[x.ID] }
	return []column[model.Link]{
		{title: "STATE", min: 9, want: 9, rank: 0, cell: func(x model.Link) cell { return linkState(st, x, now) }},
		{title: "ORGANIZATION", min: 12, want: 20, grow: true, rank: 0, cell: func(x model.Link) cell { return cell{text: l.names.of(x.OrganizationID)} }},
		{title: "FEATURES", min: 14, want: 34, rank: 4, cell: func(x model.Link) cell { return cell{text: features(x.Intents)} }},
		{title: "LEFT", min: 4, want: 4, rank: 1, right: true, cell: func(x model.Link) cell { return leftCell(st, x, now) }},
		{title: "OPENED", min: 6, want: 6, rank: 1, right: true, cell: func(x model.Link) cell { return openedCell(st, of(x)) }},
		{title: "STUCK", min: 6, want: 6, rank: 1, cell: func(x model.Link) cell { return stuckCell(st, of(x), now) }},
		{title: "STEP REACHED", min: 14, want: 30, grow: true, rank: 2, cell: func(x model.Link) cell { return reachedCell(st, of(x)) }},
		{title: "ID", min: 16, want: 31, rank: 5, spare: true, cell: func(x model.Link) cell { return cell{text: string(x.ID), ink: st.faint, keep: true} }},
	}
}

// features names intents in short, for a column.
func features(intents []model.Intent) string {
	var names []string
	for _, i := range intents {
		switch i {
		case model.IntentSSO:
			names = append(names, "SSO")
		case model.IntentBringYourOwnKey:
			names = append(names, "BYOK")
		default:
			names = append(names, i.Label())
		}
	}
	return strings.Join(names, ", ")
}

func linkState(st *style, l model.Link, now time.Time) cell {
	g, state := st.glyph, l.StateAt(now)
	switch state {
	case model.LinkActive:
		return cell{text: g.halfway + " " + string(state), ink: st.waiting}
	case model.LinkUsed:
		return cell{text: g.good + " " + string(state), ink: st.good}
	case model.LinkExpired:
		return cell{text: g.late + " " + string(state), ink: st.warn}
	}
	return cell{text: g.bad + " " + string(state), ink: st.faint}
}

// soonOver is how long before its end a link is pointed out.
const soonOver = 3 * 24 * time.Hour

// leftCell is what is left of an active link.
func leftCell(st *style, l model.Link, now time.Time) cell {
	left := l.Left(now)
	switch {
	case left == 0:
		return cell{text: "-", ink: st.faint}
	case left < soonOver:
		return cell{text: age(left), ink: st.warn}
	}
	return cell{text: age(left.Round(24 * time.Hour))} // as a message says it
}

func openedCell(st *style, p model.Progress) cell {
	if p.Opened == 0 {
		return cell{text: "never", ink: st.faint}
	}
	return cell{text: fmt.Sprintf("%d×", p.Opened)}
}

func stuckCell(st *style, p model.Progress, now time.Time) cell {
	if !p.Stuck(now) {
		return cell{}
	}
	return cell{text: st.glyph.warning + " " + age(p.StuckBy(now)), ink: st.warn}
}

// reachedCell is the page that the IT admin came to; red if the last thing that
// they saw there was an error.
func reachedCell(st *style, p model.Progress) cell {
	if p.Last.What == model.StepError {
		return cell{text: st.glyph.bad + " " + p.Reached, ink: st.bad}
	}
	return cell{text: p.Reached}
}
