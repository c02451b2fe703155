package link

import (
	"fmt"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

func (l *links) linkColumns() []widget.Column[model.Link] {
	st, now := l.Style, l.Now
	of := func(x model.Link) model.Progress { return l.progress[x.ID] }
	return []widget.Column[model.Link]{
		{Title: "STATE", Min: 9, Want: 9, Rank: 0,
			Cell: func(x model.Link) widget.Cell { return linkState(st, x, now) }},
		{Title: "ORGANIZATION", Min: 12, Want: 20, Grow: true, Rank: 0,
			Cell: func(x model.Link) widget.Cell { return widget.Cell{Text: l.Names.Of(x.OrganizationID)} }},
		{Title: "FEATURES", Min: 14, Want: 34, Rank: 4,
			Cell: func(x model.Link) widget.Cell { return widget.Cell{Text: features(x.Intents)} }},
		{Title: "LEFT", Min: 4, Want: 4, Rank: 1, Right: true,
			Cell: func(x model.Link) widget.Cell { return leftCell(st, x, now) }},
		{Title: "OPENED", Min: 6, Want: 6, Rank: 1, Right: true,
			Cell: func(x model.Link) widget.Cell { return openedCell(st, of(x)) }},
		{Title: "STUCK", Min: 6, Want: 6, Rank: 1,
			Cell: func(x model.Link) widget.Cell { return stuckCell(st, of(x), now) }},
		{Title: "STEP REACHED", Min: 14, Want: 30, Grow: true, Rank: 2,
			Cell: func(x model.Link) widget.Cell { return reachedCell(st, of(x)) }},
		{Title: "ID", Min: 16, Want: 31, Rank: 5, Spare: true,
			Cell: func(x model.Link) widget.Cell { return widget.Cell{Text: string(x.ID), Ink: st.Faint, Keep: true} }},
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

func linkState(st *widget.Style, l model.Link, now time.Time) widget.Cell {
	g, state := st.Glyph, l.StateAt(now)
	switch state {
	case model.LinkActive:
		return widget.Cell{Text: g.Halfway + " " + string(state), Ink: st.Waiting}
	case model.LinkUsed:
		return widget.Cell{Text: g.Good + " " + string(state), Ink: st.Good}
	case model.LinkExpired:
		return widget.Cell{Text: g.Late + " " + string(state), Ink: st.Warn}
	}
	return widget.Cell{Text: g.Bad + " " + string(state), Ink: st.Faint}
}

// soonOver is how long before its end a link is pointed out.
const soonOver = 3 * 24 * time.Hour

// leftCell is what is left of an active link.
func leftCell(st *widget.Style, l model.Link, now time.Time) widget.Cell {
	left := l.Left(now)
	switch {
	case left == 0:
		return widget.Cell{Text: "-", Ink: st.Faint}
	case left < soonOver:
		return widget.Cell{Text: widget.Age(left), Ink: st.Warn}
	}
	return widget.Cell{Text: widget.Age(left.Round(24 * time.Hour))} // as a message says it
}

func openedCell(st *widget.Style, p model.Progress) widget.Cell {
	if p.Opened == 0 {
		return widget.Cell{Text: "never", Ink: st.Faint}
	}
	return widget.Cell{Text: fmt.Sprintf("%d×", p.Opened)}
}

func stuckCell(st *widget.Style, p model.Progress, now time.Time) widget.Cell {
	if !p.Stuck(now) {
		return widget.Cell{}
	}
	return widget.Cell{Text: st.Glyph.Warning + " " + widget.Age(p.StuckBy(now)), Ink: st.Warn}
}

// reachedCell is the page that the IT admin came to; red if the last thing that
// they saw there was an error.
func reachedCell(st *widget.Style, p model.Progress) widget.Cell {
	if p.Last.What == model.StepError {
		return widget.Cell{Text: st.Glyph.Bad + " " + p.Reached, Ink: st.Bad}
	}
	return widget.Cell{Text: p.Reached}
}
