package webhook

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// deliveries is an endpoint with what was sent to it, newest first.
type deliveries struct {
	*screen.Records[model.WebhookDelivery]
	services Services
	endpoint model.WebhookStatus
}

// NewDeliveries is the page of an endpoint.
func NewDeliveries(w *screen.World, services Services, e model.WebhookStatus) screen.Screen {
	l := &deliveries{services: services, endpoint: e}
	ctx := w.Context
	l.Records = &screen.Records[model.WebhookDelivery]{
		World: w, Heading: e.URL, Noun: "webhook", Kind: model.KindWebhookDelivery, Own: l.own,
		Columns: func() []widget.Column[model.WebhookDelivery] { return deliveryColumns(w.Style, w.Now) },
		Page: func(text string, behind model.Listed, limit int) ([]model.WebhookDelivery, error) {
			return matching(text, behind.ID, limit, func(behind model.ID) ([]model.WebhookDelivery, error) {
				return services.WebhookDeliveries(ctx, e.ID, behind, limit)
			})
		},
		Listed: func(d model.WebhookDelivery) model.Listed { return model.Listed{ID: d.ID} },
		Opened: func(d model.WebhookDelivery) tea.Cmd { return w.Stack.Push(NewDelivery(w, services, d.ID)) },
		Copies: func(d model.WebhookDelivery) []screen.Copyable {
			return []screen.Copyable{{What: "delivery id", Value: string(d.ID)},
				{What: "event id", Value: string(d.EventID)}, {What: "body", Value: d.Body}}
		},
		Empty: "Nothing was sent to it yet.", About: about(e),
	}
	l.List.ID = func(d model.WebhookDelivery) model.ID { return d.ID }
	return l
}

// matching reads on until it has as many as it should that have a text in their words.
func matching(text string, behind model.ID, limit int,
	read func(behind model.ID) ([]model.WebhookDelivery, error)) (found []model.WebhookDelivery, err error) {
	for {
		step, err := read(behind)
		if err != nil {
			return nil, err
		}
		more := len(step) == limit
		if more {
			behind = step[len(step)-1].ID
		}
		found = append(found, screen.Matching(step, text, func(d model.WebhookDelivery) []string {
			return []string{d.Event, string(d.State), string(d.ID), string(d.EventID)}
		})...)
		if !more || len(found) >= limit {
			return found[:min(limit, len(found))], nil
		}
	}
}

// about is what the endpoint is, in a line.
func about(e model.WebhookStatus) string {
	text := e.Health()
	if last := e.Progress.Last.Error; last != "" && !e.Disabled {
		text += ": " + last
	}
	return fmt.Sprintf("%s; %s; told of %s", text, e.Progress.Words(), e.EventWords())
}

func (l *deliveries) Init() tea.Cmd { return tea.Batch(l.Records.Init(), l.readEndpoint()) }

func (l *deliveries) readEndpoint() tea.Cmd {
	ctx, services, id := l.Context, l.services, l.endpoint.ID
	read := func() (model.WebhookStatus, error) { return services.WebhookEndpoint(ctx, id) }
	return screen.Ask(read, func(e model.WebhookStatus, err error) tea.Cmd {
		if l.Fail("read the endpoint", err); err == nil {
			l.endpoint, l.Heading, l.About = e, e.URL, about(e)
		}
		return nil
	})
}

// Update reads the endpoint again when it or its deliveries changed.
func (l *deliveries) Update(msg tea.Msg) tea.Cmd {
	if x, ok := msg.(screen.Changes); ok && (x.Touch(model.KindWebhookEndpoint) || x.Touch(model.KindWebhookProgress)) {
		return tea.Batch(l.Records.Update(msg), l.readEndpoint())
	}
	return l.Records.Update(msg)
}

func (l *deliveries) own() widget.Group {
	do := actionsOf(l.World, l.services, func() model.WebhookStatus { return l.endpoint }, func() string { return "" })
	current := func() model.ID { d, _ := l.List.Current(); return d.ID }
	return widget.Group{Name: "Webhook endpoint", Actions: []widget.Action{
		resend(l.World, l.services, current, l.Empties), do.edit, do.able, do.secret, do.rotate,
		l.Searching("search events, states and ids"), l.Copying("copy an id or the body"),
		{Name: "history", Keys: widget.Keys("H"), Help: "show who changed what of it",
			Do: func() tea.Cmd { return l.Nav.History(l.endpoint.ID, l.endpoint.URL) }},
		do.remove,
	}}
}

func deliveryColumns(st *widget.Style, now time.Time) []widget.Column[model.WebhookDelivery] {
	return []widget.Column[model.WebhookDelivery]{
		{Title: "STATE", Min: 11, Want: 11,
			Cell: func(d model.WebhookDelivery) widget.Cell { return stateCell(st, d) }},
		{Title: "EVENT", Min: 20, Want: 44, Grow: true,
			Cell: func(d model.WebhookDelivery) widget.Cell { return widget.Cell{Text: d.Event, Keep: true} }},
		{Title: "ATTEMPTS", Min: 8, Want: 8, Right: true, Rank: 2,
			Cell: func(d model.WebhookDelivery) widget.Cell { return widget.Cell{Text: fmt.Sprint(len(d.Attempts))} }},
		{Title: "STATUS", Min: 6, Want: 6, Right: true,
			Cell: func(d model.WebhookDelivery) widget.Cell { return widget.Cell{Text: statusText(d.Last())} }},
		{Title: "AGE", Min: 4, Want: 4, Right: true, Rank: 1, Cell: func(d model.WebhookDelivery) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(d.Created)), Ink: st.Faint}
		}},
		{Title: "NEXT", Min: 6, Want: 6, Right: true, Rank: 1,
			Cell: func(d model.WebhookDelivery) widget.Cell {
				return widget.Cell{Text: nextText(d, now), Ink: st.Waiting}
			}},
		{Title: "ID", Min: 16, Want: 35, Rank: 4, Spare: true, Cell: func(d model.WebhookDelivery) widget.Cell {
			return widget.Cell{Text: string(d.ID), Ink: st.Faint, Keep: true}
		}},
	}
}

func stateCell(st *widget.Style, d model.WebhookDelivery) widget.Cell {
	g := st.Glyph
	switch d.State {
	case model.DeliveryDelivered:
		return widget.Cell{Text: g.Good + " " + string(d.State), Ink: st.Good}
	case model.DeliveryFailed:
		return widget.Cell{Text: g.Bad + " " + string(d.State), Ink: st.Bad}
	}
	return widget.Cell{Text: g.Waiting + " " + string(d.State), Ink: st.Waiting}
}

// statusText is what was answered last, "" if there was no answer.
func statusText(a model.WebhookAttempt) string {
	if a.Status == 0 {
		return ""
	}
	return fmt.Sprint(a.Status)
}

// nextText is when it is tried again.
func nextText(d model.WebhookDelivery, now time.Time) string {
	switch {
	case d.Next.IsZero():
		return ""
	case d.Next.After(now):
		return "in " + widget.Age(d.Next.Sub(now))
	}
	return "now"
}
