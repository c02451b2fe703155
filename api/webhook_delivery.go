package api

import (
	"time"

	"gatehouse/model"
)

// Webhook is an endpoint with how far its deliveries are, as commands tell of it.
type Webhook struct {
	ID            model.ID        `json:"id"`
	EnvironmentID model.ID        `json:"environment_id"`
	URL           string          `json:"endpoint_url"`
	Status        string          `json:"status"` // "enabled" or "disabled"
	Health        string          `json:"health"` // the same, or "failing" or "full"
	Events        []string        `json:"events"`
	Waiting       int             `json:"waiting"` // deliveries that are to be tried
	Failed        int             `json:"failed"`  // of those that are kept
	Last          *WebhookAttempt `json:"last_attempt,omitempty"`
	SkippedAt     time.Time       `json:"skipped_at,omitzero"`     // events were: they had waited for too long
	NextSecretAt  time.Time       `json:"next_secret_at,omitzero"` // when another secret begins to sign
	CreatedAt     time.Time       `json:"created_at"`
	UpdatedAt     time.Time       `json:"updated_at"`
}

// WebhookOf tells of an endpoint.
func WebhookOf(e model.WebhookStatus) Webhook {
	told := Webhook{ID: e.ID, EnvironmentID: e.EnvironmentID, URL: e.URL, Status: e.Status(), Health: e.Health(),
		Events: append([]string{}, e.Events...), Waiting: e.Progress.Waiting, Failed: e.Progress.Failed,
		SkippedAt: e.Progress.Skipped, CreatedAt: e.Created, UpdatedAt: e.Updated}
	if e.Next != nil {
		told.NextSecretAt = e.Next.From
	}
	if !e.Progress.Last.At.IsZero() {
		told.Last = new(WebhookAttempt(e.Progress.Last))
	}
	return told
}

// WebhookSecrets are the secrets of an endpoint.
type WebhookSecrets struct {
	Secret string    `json:"secret"` // that signs now
	Next   string    `json:"next_secret,omitempty"`
	From   time.Time `json:"next_secret_at,omitzero"`
}

// WebhookAttempt is one try to deliver.
type WebhookAttempt struct {
	At     time.Time     `json:"at"`
	Took   time.Duration `json:"took"`
	Status int           `json:"status,omitempty"` // HTTP; absent if there was no answer
	Answer string        `json:"answer,omitempty"` // its first 4 KiB
	Error  string        `json:"error,omitempty"`  // absent if it was delivered
}

// WebhookDelivery is one event on its way to an endpoint.
type WebhookDelivery struct {
	ID         model.ID            `json:"id"`
	EndpointID model.ID            `json:"endpoint_id"`
	EventID    model.ID            `json:"event_id"`
	Event      string              `json:"event"`
	State      model.DeliveryState `json:"state"`
	NextAt     time.Time           `json:"next_at,omitzero"`
	Attempts   []WebhookAttempt    `json:"attempts"`
	Body       string              `json:"body"`
	CreatedAt  time.Time           `json:"created_at"`
}

// WebhookDeliveryOf tells of a delivery.
func WebhookDeliveryOf(d model.WebhookDelivery) WebhookDelivery {
	told := WebhookDelivery{d.ID, d.EndpointID, d.EventID, d.Event, d.State, d.Next, []WebhookAttempt{}, d.Body,
		d.Created}
	for _, a := range d.Attempts {
		told.Attempts = append(told.Attempts, WebhookAttempt(a))
	}
	return told
}

// EventWithDeliveries is an event with what became of it at webhook endpoints, as commands tell of it.
type EventWithDeliveries struct {
	Event
	Deliveries []EventDelivery `json:"deliveries"`
}

// EventDelivery is what became of an event at an endpoint.
type EventDelivery struct {
	EndpointID  model.ID            `json:"endpoint_id"`
	EndpointURL string              `json:"endpoint_url"`
	DeliveryID  model.ID            `json:"delivery_id,omitempty"`
	State       model.DeliveryState `json:"state,omitempty"`
	NotSent     string              `json:"not_sent,omitempty"` // why, where there is no delivery
}

// EventDeliveriesOf tells what became of an event.
func EventDeliveriesOf(all []model.EventDelivery) []EventDelivery {
	told := []EventDelivery{}
	for _, x := range all {
		t := EventDelivery{EndpointID: x.Endpoint.ID, EndpointURL: x.Endpoint.URL, NotSent: x.Why}
		if x.Delivery != nil {
			t.DeliveryID, t.State = x.Delivery.ID, x.Delivery.State
		}
		told = append(told, t)
	}
	return told
}
