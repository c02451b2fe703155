package canned

import (
	"time"

	"gatehouse/model"
	"gatehouse/seal"
)

// webhooks are two endpoints, and what was sent to one of them.
func (d *Services) webhooks(secrets *seal.Sealer) {
	for i, url := range []string{"https://app.vendor.example/webhooks/gatehouse", "http://localhost:3000/webhooks"} {
		at := Now.Add(-time.Duration(200-100*i) * time.Hour)
		e := model.WebhookEndpoint{ID: id("we", at, i), EnvironmentID: "env_staging", URL: url, Disabled: i == 1,
			Since: at, Events: []string{"connection.activated", "organization.created"}, Created: at, Updated: at}
		e.Sealed = secrets.Seal([]byte("whsec_Zm9yX3RoZV9zdG9yeWJvb2w7Qa"), "webhook "+string(e.ID))
		d.record(e)
		if i == 0 {
			d.sent(e)
		}
	}
}

func (d *Services) sent(e model.WebhookEndpoint) {
	refused := model.WebhookAttempt{Took: 112 * time.Millisecond, Status: 503, Answer: "upstream is \x1b[31mgone\n",
		Error: "it answered 503 Service Unavailable"}
	taken := model.WebhookAttempt{Took: 41 * time.Millisecond, Status: 200, Answer: "ok"}
	p := model.WebhookProgress{EndpointID: e.ID, Since: e.Since, Waiting: 1, Failed: 1, Kept: 2}
	for i, attempts := range [][]model.WebhookAttempt{{taken}, {refused, refused}, {refused}} {
		at := Now.Add(-time.Duration(90-40*i) * time.Minute)
		x := model.WebhookDelivery{ID: id("delivery", at, i), EndpointID: e.ID, EventID: id("event", at, i),
			Event: e.Events[i%2], State: model.DeliveryDelivered, Queued: at, Created: at,
			Body: `{"object":"event","id":"` + string(id("event", at, i)) + `","event":"` + e.Events[i%2] +
				`","created_at":"2026-11-22T17:00:00.000Z","context":{},"data":{"object":"connection","id":"conn_1"}}`}
		for n, a := range attempts {
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
	}
	d.record(p)
}
