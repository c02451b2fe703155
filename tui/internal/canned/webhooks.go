package canned

import (
	"time"

	"gatehouse/api"
	"gatehouse/model"
)

// webhooks are two endpoints, and what was sent to one of them.
func (d *Services) webhooks() {
	for i, url := range []string{"https://app.vendor.example/webhooks/gatehouse", "http://localhost:3000/webhooks"} {
		at := Now.Add(-time.Duration(200-100*i) * time.Hour)
		e := model.WebhookEndpoint{ID: id("we", at, i), EnvironmentID: "env_staging", URL: url, Disabled: i == 1,
			Since: at, Events: []string{"connection.activated", "organization.created"}, Created: at, Updated: at}
		e.Sealed = secrets().Seal([]byte("whsec_Zm9yX3RoZV9zdG9yeWJvb2w7Qa"), "webhook "+string(e.ID))
		d.record(e)
		if i == 0 {
			d.sent(e)
		}
	}
}

// sent are deliveries of the events that the endpoint is told of: one that arrived, one that failed,
// and one that is tried again.
func (d *Services) sent(e model.WebhookEndpoint) {
	refused := model.WebhookAttempt{Took: 112 * time.Millisecond, Status: 503, Answer: "upstream is \x1b[31mgone\n",
		Error: "it answered 503 Service Unavailable"}
	taken := model.WebhookAttempt{Took: 41 * time.Millisecond, Status: 200, Answer: "ok"}
	attempts := [][]model.WebhookAttempt{{taken}, {refused, refused}, {refused}}
	p := model.WebhookProgress{EndpointID: e.ID, Since: e.Since, Waiting: 1, Failed: 1, Kept: 2}
	i := 0
	for _, event := range d.events() {
		_, p.Position, _ = model.ParseEventID(event.ID)
		if !e.Wants(string(event.Name)) {
			continue
		}
		body, err := api.WebhookBody(event)
		if err != nil {
			panic(err) // events of the cast can be told
		}
		at := event.Created
		x := model.WebhookDelivery{ID: id("delivery", at, i), EndpointID: e.ID, EventID: event.ID,
			Event: string(event.Name), State: model.DeliveryDelivered, Queued: at, Created: at, Body: string(body)}
		for n, a := range attempts[i] {
			a.At = at.Add(time.Duration(n) * time.Minute)
			x.Attempts = append(x.Attempts, a)
			p.Last = a
		}
		switch i {
		case 1:
			x.State = model.DeliveryFailed
		case 2:
			x.State, x.Tries, x.Next = model.DeliveryWaiting, 1, Now.Add(4*time.Minute)
		}
		d.record(x)
		i++
	}
	d.record(p)
}
