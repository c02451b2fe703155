package api

import (
	"encoding/json"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"gatehouse/model"
)

// WebhookEndpoint is an address that is told of events.
type WebhookEndpoint struct {
	Object    string    `json:"object"` // "webhook_endpoint"
	ID        model.ID  `json:"id"`
	URL       string    `json:"endpoint_url"`
	Secret    string    `json:"secret,omitempty"` // that signs now, where it is given out
	Status    string    `json:"status"`           // "enabled" or "disabled"
	Events    []string  `json:"events"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// WebhookEndpointOf tells of an endpoint; secret is "" where it is not given out.
func WebhookEndpointOf(e model.WebhookEndpoint, secret string) WebhookEndpoint {
	return WebhookEndpoint{"webhook_endpoint", e.ID, e.URL, secret, e.Status(), append([]string{}, e.Events...),
		e.Created, e.Updated}
}

// WebhookBody is an event as it is delivered: as GET /events has it, but with no character
// escaped that need not be. So JSON.stringify writes what it has parsed, which some SDKs sign in
// the place of what they got.
func WebhookBody(e model.AppEvent) ([]byte, error) {
	told, err := EventOf(e)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(told)
	if err != nil {
		return nil, err
	}
	body := jsontext.Value(data)
	err = body.Format()
	return body, err
}
