package model

import (
	"fmt"
	"time"
)

// Bounds of deliveries.
const (
	MaxWebhookAnswer     = 4 << 10             // bytes that are kept of an answer
	MaxWebhookAttempts   = 14                  // that are kept of a delivery: the newest
	MaxWebhookWaiting    = 10_000              // of an endpoint; further events wait where they are
	MaxWebhookDeliveries = 10_000              // of an endpoint that are over and kept
	WebhookDeliveryLife  = 30 * 24 * time.Hour // of one that is over
)

// WebhookDelivery is one event on its way to an endpoint.
type WebhookDelivery struct {
	ID         ID     `json:"id"`
	EndpointID ID     `json:"endpoint_id"`
	EventID    ID     `json:"event_id"`
	Event      string `json:"event"` // its name
	Body       string `json:"body"`  // byte for byte

	State    DeliveryState    `json:"state"`
	Queued   time.Time        `json:"queued_at"`       // when it was made, or sent again
	Tries    int              `json:"tries,omitempty"` // since then
	Next     time.Time        `json:"next_at,omitzero"`
	Attempts []WebhookAttempt `json:"attempts,omitempty"` // the oldest first

	Created time.Time `json:"created_at"`

	Revision uint64 `json:"-"`
}

// DeliveryState is how a delivery stands.
type DeliveryState string

// The states.
const (
	DeliveryWaiting   DeliveryState = "waiting"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed"
)

// WebhookAttempt is one try to deliver.
type WebhookAttempt struct {
	At     time.Time     `json:"at"`
	Took   time.Duration `json:"took"`
	Status int           `json:"status,omitempty"` // HTTP; 0 if there was no answer
	Answer string        `json:"answer,omitempty"` // its first bytes
	Error  string        `json:"error,omitempty"`  // in words; "" if it was delivered
}

// Result says in words what came of it; "" of one that was not made.
func (a WebhookAttempt) Result() string {
	switch {
	case a.At.IsZero():
		return ""
	case a.Error != "":
		return a.Error
	}
	return fmt.Sprintf("delivered: it answered %d", a.Status)
}

func (d WebhookDelivery) RecordKey() (Kind, ID) { return KindWebhookDelivery, d.ID }

func (d WebhookDelivery) RecordParent() ID { return d.EndpointID }

func (d WebhookDelivery) RecordNames() []string {
	return []string{NameDelivery.In(d.EndpointID, string(d.EventID))}
}

func (d WebhookDelivery) RecordRevision() uint64 { return d.Revision }

func (d WebhookDelivery) AtRevision(r uint64) Noun { d.Revision = r; return d }

// Over reports whether it is not tried any more.
func (d WebhookDelivery) Over() bool { return d.State != DeliveryWaiting }

// Last is the newest attempt; the zero one if there was none.
func (d WebhookDelivery) Last() WebhookAttempt {
	if len(d.Attempts) == 0 {
		return WebhookAttempt{}
	}
	return d.Attempts[len(d.Attempts)-1]
}

// Tried is the delivery after an attempt.
func (d WebhookDelivery) Tried(a WebhookAttempt, in EnvironmentKind) WebhookDelivery {
	attempts := append(d.Attempts[:len(d.Attempts):len(d.Attempts)], a)
	d.Attempts = attempts[max(0, len(attempts)-MaxWebhookAttempts):]
	d.Tries++
	d.Next = time.Time{}
	pauses := webhookPauses[in]
	switch {
	case a.Error == "":
		d.State = DeliveryDelivered
	case d.Tries > len(pauses):
		d.State = DeliveryFailed
	default:
		d.Next = a.At.Add(a.Took).Add(pauses[d.Tries-1])
	}
	return d
}

// Again is the delivery as it is sent once more, from a time on.
func (d WebhookDelivery) Again(now time.Time) WebhookDelivery {
	d.State, d.Queued, d.Tries, d.Next = DeliveryWaiting, now, 0, now
	return d
}

// webhookPauses are how long a failed delivery rests before each retry: three days in
// Production, and minutes in Staging, where somebody looks on.
var webhookPauses = map[EnvironmentKind][]time.Duration{
	Production: {
		5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 9 * time.Hour, 24 * time.Hour, 36 * time.Hour,
	},
	Staging: {
		5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute,
	},
}

// Disabled is a delivery that is not sent, because its endpoint was disabled.
func (d WebhookDelivery) Disabled(now time.Time) WebhookDelivery {
	d.State, d.Next = DeliveryFailed, time.Time{}
	d.Attempts = append(d.Attempts[:len(d.Attempts):len(d.Attempts)],
		WebhookAttempt{At: now, Error: "nothing was sent: the endpoint was disabled while this waited"})
	return d
}
