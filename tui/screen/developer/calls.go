package developer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// calls is the API log: what apps asked of this instance, newest first.
type calls struct {
	*screen.Records[model.APICall]
}

// NewCalls lists the requests of apps in the environment, and those of whoever proved no key.
func NewCalls(w *screen.World, services Services) screen.Screen {
	ctx, env := w.Context, w.Environment.ID
	l := &calls{}
	l.Records = &screen.Records[model.APICall]{
		World: w, Heading: "API log", Noun: "request", Own: l.own,
		Columns: func() []widget.Column[model.APICall] { return callColumns(w) },
		Read: func(text string) ([]model.APICall, error) {
			all, err := services.APICalls(ctx, model.APICallQuery{Environment: env})
			slices.Reverse(all)
			return screen.Matching(all, text, callWords), err
		},
		Opened: func(c model.APICall) tea.Cmd { return w.Stack.Push(newCall(w, services, c)) },
		Copies: callCopies,
		Empty:  "No app has asked for anything in the last 24 hours, as far as this instance knows.",
		About:  "Requests that this instance answered in the last 24 hours",
	}
	l.List.ID = func(c model.APICall) model.ID { return c.ID }
	return l
}

// callWords are what a request is found by: 404 finds a status, 4xx its class.
func callWords(c model.APICall) []string {
	return []string{c.Method + " " + c.Path, strconv.Itoa(c.Status), fmt.Sprintf("%dxx", c.Status/100), keyName(c),
		string(c.ID), string(c.SessionID)}
}

// Update reads the log again each second while it is looked at: it is no part of the store, whose
// changes the console is told of.
func (l *calls) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(screen.Tick); ok && l.Stack.Top() == l {
		return l.Reload()
	}
	return l.Records.Update(msg)
}

func (l *calls) own() widget.Group {
	return widget.Group{Name: "API log", Actions: []widget.Action{
		toSession(l.World, func() model.ID { c, _ := l.List.Current(); return c.SessionID }, l.Empties),
		l.Searching("search paths, methods, keys, ids, and statuses: 404, or 4xx"),
		l.Copying("copy an id or the path"),
	}}
}

func callColumns(w *screen.World) []widget.Column[model.APICall] {
	st, now := w.Style, w.Now
	return []widget.Column[model.APICall]{
		{Title: "STATUS", Min: 6, Want: 6, Cell: func(c model.APICall) widget.Cell { return statusCell(st, c) }},
		{Title: "METHOD", Min: 6, Want: 6, Cell: func(c model.APICall) widget.Cell {
			return widget.Cell{Text: c.Method}
		}},
		{Title: "PATH", Min: 18, Want: 40, Grow: true,
			Cell: func(c model.APICall) widget.Cell { return widget.Cell{Text: c.Path, Keep: true} }},
		{Title: "KEY", Min: 10, Want: 16, Rank: 2, Cell: func(c model.APICall) widget.Cell {
			return widget.Cell{Text: keyName(c), Ink: st.Faint}
		}},
		{Title: "TOOK", Min: 7, Want: 7, Right: true, Rank: 1,
			Cell: func(c model.APICall) widget.Cell { return widget.Cell{Text: tookText(c.Took)} }},
		{Title: "TIME " + widget.ZoneName(now), Min: 8, Want: 14, Rank: 3,
			Cell: func(c model.APICall) widget.Cell { return widget.ClockCell(c.At, now) }},
		{Title: "AGE", Min: 4, Want: 4, Right: true, Cell: func(c model.APICall) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(c.At)), Ink: st.Faint}
		}},
		{Title: "SESSION", Min: 14, Want: 31, Rank: 4, Spare: true, Cell: func(c model.APICall) widget.Cell {
			return widget.Cell{Text: string(c.SessionID), Ink: st.Faint}
		}},
	}
}

func statusCell(st *widget.Style, c model.APICall) widget.Cell {
	text := strconv.Itoa(c.Status)
	switch {
	case c.Status >= 500:
		return widget.Cell{Text: st.Glyph.Bad + " " + text, Ink: st.Bad}
	case c.Status >= 400:
		return widget.Cell{Text: st.Glyph.Warning + " " + text, Ink: st.Waiting}
	}
	return widget.Cell{Text: st.Glyph.Good + " " + text, Ink: st.Good}
}

func keyName(c model.APICall) string { return cmp.Or(c.Key, "no key") }

// tookText is a duration to a tenth of a millisecond, or of a second as a stream takes.
func tookText(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fms", float64(d.Microseconds())/1000)
}

func callCopies(c model.APICall) []screen.Copyable {
	return []screen.Copyable{{What: "request id", Value: string(c.ID)}, {What: "path", Value: c.Path},
		{What: "session id", Value: string(c.SessionID)}}
}
