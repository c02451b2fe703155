package webhook

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// list are the endpoints of the environment.
type list struct {
	*screen.Records[model.WebhookStatus]
	services Services
}

// NewList lists the endpoints of the environment.
func NewList(w *screen.World, services Services) screen.Screen {
	ctx, env := w.Context, w.Environment.ID
	l := &list{services: services}
	l.Records = &screen.Records[model.WebhookStatus]{
		World: w, Heading: "Webhooks", Noun: "endpoint", Kind: model.KindWebhookEndpoint, Own: l.own,
		Columns: func() []widget.Column[model.WebhookStatus] { return columns(w.Style, w) },
		Read: func(text string) ([]model.WebhookStatus, error) {
			all, err := services.WebhookEndpoints(ctx, env)
			return screen.Matching(all, text, func(e model.WebhookStatus) []string {
				return append([]string{e.URL, e.Status(), e.Health(), string(e.ID)}, e.Events...)
			}), err
		},
		Opened: func(e model.WebhookStatus) tea.Cmd { return w.Stack.Push(NewDeliveries(w, services, e)) },
		Copies: copies,
		Create: func() tea.Cmd { return w.Stack.Push(newForm(w, services)) },
		Empty:  "No app is told of events yet: n adds the URL of one.",
	}
	l.List.ID = func(e model.WebhookStatus) model.ID { return e.ID }
	return l
}

// Update reads the list again also when deliveries came further.
func (l *list) Update(msg tea.Msg) tea.Cmd {
	if changes, ok := msg.(screen.Changes); ok && changes.Touch(model.KindWebhookProgress) {
		return tea.Batch(l.Records.Update(msg), l.Reload())
	}
	return l.Records.Update(msg)
}

func (l *list) own() widget.Group {
	do := actionsOf(l.World, l.services, func() model.WebhookStatus { e, _ := l.List.Current(); return e }, l.Empties)
	return widget.Group{Name: "Webhooks", Actions: []widget.Action{
		l.Making("have a URL told of events", model.ActChangeWebhooks), do.edit, do.able, do.secret, do.rotate,
		l.Searching("search URLs, events and states"), l.Copying("copy the URL or the id"), do.remove,
	}}
}

func columns(st *widget.Style, w *screen.World) []widget.Column[model.WebhookStatus] {
	now := w.Now
	return []widget.Column[model.WebhookStatus]{
		{Title: "STATUS", Min: 10, Want: 10,
			Cell: func(e model.WebhookStatus) widget.Cell { return healthCell(st, e) }},
		{Title: "URL", Min: 32, Want: 44, Grow: true,
			Cell: func(e model.WebhookStatus) widget.Cell { return widget.Cell{Text: e.URL, Keep: true} }},
		{Title: "EVENTS", Min: 20, Want: 40, Grow: true, Rank: 3,
			Cell: func(e model.WebhookStatus) widget.Cell { return widget.Cell{Text: e.EventWords()} }},
		{Title: "WAITING", Min: 7, Want: 7, Right: true, Rank: 2,
			Cell: func(e model.WebhookStatus) widget.Cell { return widget.Cell{Text: fmt.Sprint(e.Progress.Waiting)} }},
		{Title: "FAILED", Min: 6, Want: 6, Right: true, Rank: 1, Cell: func(e model.WebhookStatus) widget.Cell {
			c := widget.Cell{Text: fmt.Sprint(e.Progress.Failed)}
			if e.Progress.Failed > 0 {
				c.Ink = st.Bad
			}
			return c
		}},
		{Title: "LAST", Min: 5, Want: 5, Right: true, Rank: 1, Cell: func(e model.WebhookStatus) widget.Cell {
			if e.Progress.Last.At.IsZero() {
				return widget.Cell{Text: "never", Ink: st.Faint}
			}
			return widget.Cell{Text: widget.Age(now.Sub(e.Progress.Last.At)), Ink: st.Faint}
		}},
	}
}

func healthCell(st *widget.Style, e model.WebhookStatus) widget.Cell {
	switch word := e.Health(); word {
	case model.WebhookDisabled:
		return widget.Cell{Text: st.Glyph.Skipped + " " + word, Ink: st.Faint}
	case model.WebhookEnabled:
		return widget.Cell{Text: st.Glyph.Good + " " + word, Ink: st.Good}
	default:
		return widget.Cell{Text: st.Glyph.Bad + " " + word, Ink: st.Bad}
	}
}

func copies(e model.WebhookStatus) []screen.Copyable {
	return []screen.Copyable{{What: "URL", Value: e.URL}, {What: "endpoint id", Value: string(e.ID)},
		{What: "events", Value: strings.Join(e.Events, " ")}}
}
