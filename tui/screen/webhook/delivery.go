package webhook

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// delivery is the page of one delivery: what was sent, and what was answered.
type delivery struct {
	screen.Detail[sent]
	services Services
}

// sent is a delivery with its endpoint.
type sent struct {
	model.WebhookDelivery
	endpoint model.WebhookEndpoint
}

// NewDelivery is the page of a delivery.
func NewDelivery(w *screen.World, services Services, id model.ID) screen.Screen {
	d := &delivery{screen.NewDetail[sent](w, id), services}
	d.Read = func(ctx context.Context) (sent, error) {
		x, e, err := services.WebhookDelivery(ctx, id)
		return sent{x, e}, err
	}
	d.Render = func(x sent, cells int) []string { return lines(w.Style, x, w.Now, cells) }
	d.Gone = "It is not kept any more: deliveries that are over are kept for 30 days."
	d.Name = func(x sent) string { return x.Event }
	return d
}

func (d *delivery) Actions() []widget.Group {
	return []widget.Group{
		{Name: "Delivery", Actions: []widget.Action{
			resend(d.World, d.services, func() model.ID { return d.ID }, d.Unread),
			{Name: "event", Keys: widget.Keys("e", "enter"), Word: "event",
				Help: "open the event that was sent, and what became of it at other endpoints", Why: d.Unread,
				Needs: string(model.ActSeeEvents),
				Do:    func() tea.Cmd { return d.Nav.Event(d.About.endpoint.EnvironmentID, d.About.EventID) }},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy an id, the body or the last answer",
				Why: d.Unread,
				Do: func() tea.Cmd {
					x := d.About
					return d.CopyFrom([]screen.Copyable{{What: "delivery id", Value: string(x.ID)},
						{What: "event id", Value: string(x.EventID)}, {What: "body", Value: x.Body},
						{What: "answer", Value: x.Last().Answer}})
				}},
		}},
		d.Document.Group(),
	}
}

func lines(st *widget.Style, x sent, now time.Time, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	state := stateCell(st, x.WebhookDelivery)
	p.Add(st.Strong.Render(widget.Clean(x.Event)) + "  " + state.Ink.Render(state.Text))
	p.Field("Endpoint", x.endpoint.URL)
	p.Field("Event", string(x.EventID))
	p.Field("Delivery", string(x.ID))
	p.Field("Made", widget.Moment(x.Created, now))
	p.Inked("Next attempt", st.Waiting, nextText(x.WebhookDelivery, now))
	addAttempts(p, x.Attempts, now)
	p.Heading("Request")
	p.Text(st.Faint, "POST "+x.endpoint.URL+"\nContent-Type: application/json\nUser-Agent: gatehouse\n"+
		"WorkOS-Signature: t=<milliseconds>, v1=<HMAC-SHA256>, new with each attempt", 2)
	p.Blank()
	p.Text(lipgloss.NewStyle(), widget.Indented(x.Body), 2)
	return p.Lines
}

func addAttempts(p *widget.Paragraphs, all []model.WebhookAttempt, now time.Time) {
	p.Heading("Attempts")
	if len(all) == 0 {
		p.Text(p.Style.Faint, "none yet", 2)
	}
	for i, a := range all {
		in := p.Style.Good
		if a.Error != "" {
			in = p.Style.Bad
		}
		p.Inked(fmt.Sprintf("%d  %s", i+1, widget.Ago(now.Sub(a.At))), in,
			fmt.Sprintf("%s (%s)", a.Result(), a.Took.Round(time.Millisecond)))
		if i == len(all)-1 && strings.TrimSpace(a.Answer) != "" {
			p.Field("  answer", a.Answer)
		}
	}
}
