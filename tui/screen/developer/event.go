package developer

import (
	"cmp"
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// event is the page of one event: what apps are told, and what became of it at webhook endpoints.
type event struct{ screen.Detail[told] }

// told is an event with its deliveries, or why these are not at hand.
type told struct {
	model.AppEvent
	to      []model.EventDelivery
	refused error
}

// NewEvent is the page of an event.
func NewEvent(w *screen.World, services Services, environment, id model.ID) screen.Screen {
	e := &event{screen.NewDetail[told](w, id)}
	e.Read = func(ctx context.Context) (x told, err error) {
		if x.AppEvent, err = services.AppEvent(ctx, environment, id); err == nil {
			x.to, x.refused = services.EventDeliveries(ctx, environment, id)
		}
		return x, err
	}
	e.Touches = func(c screen.Changes) bool {
		return c.Touch(model.KindWebhookDelivery, model.KindWebhookEndpoint, model.KindWebhookProgress)
	}
	e.Render = func(x told, cells int) []string { return eventLines(w, x, w.Now, cells) }
	e.Name = func(x told) string { return string(x.Name) }
	e.Gone = "It is not kept any more: events are kept for 90 days."
	return e
}

// Update also asks what the organization and the connection are called.
func (e *event) Update(msg tea.Msg) tea.Cmd {
	cmd := e.Detail.Update(msg)
	of := e.About.Subject()
	return tea.Batch(cmd, e.AskNames(map[model.ID]bool{of.Organization: true}, map[model.ID]bool{of.Connection: true}))
}

func (e *event) Actions() []widget.Group {
	of := e.About.Subject()
	session := func() model.ID { return of.Session }
	connection := func() model.ID { return of.Connection }
	organization := func() model.ID { return of.Organization }
	return []widget.Group{
		{Name: "Event", Actions: []widget.Action{
			{Name: "open", Keys: widget.Keys("enter"), Word: "open", Why: e.Unread,
				Help: "open what it is of: the session, the connection, the directory, else the organization",
				Do:   e.open},
			toSession(e.World, session, e.Unread), toConnection(e.World, connection, e.Unread),
			toOrganization(e.World, organization, e.Unread),
			{Name: "deliveries", Keys: widget.Keys("d"), Word: "deliveries",
				Help: "open what was sent to a webhook endpoint, with its answers",
				Why:  widget.Reasons(e.Unread, e.noDelivery), Needs: string(model.ActSeeWebhooks),
				Do: e.chooseDelivery},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the event, its name or an id",
				Why: e.Unread, Do: func() tea.Cmd { return e.CopyFrom(eventCopies(e.About.AppEvent)) }},
		}},
		e.Document.Group(),
	}
}

// open leads to what the event is of.
func (e *event) open() tea.Cmd {
	switch of := e.About.Subject(); {
	case of.Session != "":
		return e.Nav.Session(of.Session, nil)
	case of.Connection != "":
		return e.Nav.Connection(of.Connection)
	case of.Directory != "":
		return e.Nav.Directory(of.Directory)
	default:
		return e.Nav.Organization(of.Organization)
	}
}

func (e *event) noDelivery() string {
	if len(e.deliveries()) == 0 {
		return "it was sent to no webhook endpoint"
	}
	return ""
}

func (e *event) deliveries() (items []screen.Item) {
	for _, x := range e.About.to {
		if d := x.Delivery; d != nil {
			items = append(items, screen.Item{Text: x.Endpoint.URL, Note: string(d.State),
				Do: func() tea.Cmd { return e.Nav.Delivery(d.ID) }})
		}
	}
	return items
}

// chooseDelivery opens the delivery, or offers those that there are.
func (e *event) chooseDelivery() tea.Cmd {
	items := e.deliveries()
	if len(items) == 1 {
		return items[0].Do()
	}
	return e.Stack.Open(screen.NewMenu(e.World, "Deliveries", screen.Fixed(items)))
}

func eventLines(w *screen.World, e told, now time.Time, cells int) []string {
	st, of := w.Style, e.Subject()
	p := &widget.Paragraphs{Style: st, Width: cells}
	p.Add(st.Strong.Render(widget.Clean(string(e.Name))) + "  " + widget.Clean(of.Name))
	p.Field("Happened", widget.Moment(e.Created, now))
	p.Field("Event", string(e.ID))
	p.Field("Session", string(of.Session))
	if of.Connection != "" {
		p.Field("Connection", w.Names.Of(of.Connection))
	}
	if of.Organization != "" {
		p.Field("Organization", w.Names.Of(of.Organization))
	}
	p.Heading("Webhook endpoints")
	addDeliveries(p, e)
	p.Heading("As apps are told it")
	p.Text(lipgloss.NewStyle(), widget.Indented(payload(e.AppEvent)), 2)
	return p.Lines
}

func addDeliveries(p *widget.Paragraphs, e told) {
	switch {
	case e.refused != nil:
		p.Text(p.Style.Faint, e.refused.Error(), 2)
	case len(e.to) == 0:
		p.Text(p.Style.Faint, "no app has an endpoint in this environment (:webhooks)", 2)
	}
	for _, x := range e.to {
		in, glyph, text := p.Style.Faint, p.Style.Glyph.Skipped, "not sent: "+x.Why
		if d := x.Delivery; d != nil {
			in, glyph = state(p.Style, d.State)
			text = outcome(*d)
		}
		p.Text(lipgloss.NewStyle(), x.Endpoint.URL, 2)
		p.Text(in, glyph+" "+text, 4)
	}
}

// outcome is how a delivery stands, in words.
func outcome(d model.WebhookDelivery) string {
	last := d.Last().Result()
	if d.State == model.DeliveryDelivered || last == "" {
		return cmp.Or(last, string(d.State))
	}
	return string(d.State) + ": " + last
}

// state is how the state of a delivery is drawn.
func state(st *widget.Style, s model.DeliveryState) (in lipgloss.Style, glyph string) {
	switch s {
	case model.DeliveryDelivered:
		return st.Good, st.Glyph.Good
	case model.DeliveryFailed:
		return st.Bad, st.Glyph.Bad
	}
	return st.Waiting, st.Glyph.Waiting
}

// payload is an event as apps are told it, byte for byte.
func payload(e model.AppEvent) string {
	body, err := api.WebhookBody(e)
	if err != nil {
		return err.Error()
	}
	return string(body)
}
