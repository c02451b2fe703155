package model

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Bounds of webhooks.
const (
	MaxWebhookEndpoints = 20  // of an environment
	maxWebhookEvents    = 200 // names that an endpoint is told of
	maxWebhookURL       = 2048
)

// WebhookEndpoint is an address of an app that is told of events.
type WebhookEndpoint struct {
	ID            ID        `json:"id"`
	EnvironmentID ID        `json:"environment_id"`
	URL           string    `json:"url"`
	Events        []string  `json:"events"` // names of those that it is told of, sorted
	Disabled      bool      `json:"disabled,omitempty"`
	Since         time.Time `json:"since"` // it is told of no earlier event: it was made or enabled then

	Sealed []byte      `json:"sealed"`         // the secret that signs
	Next   *NextSecret `json:"next,omitempty"` // that will sign

	Created time.Time `json:"created_at"`
	Updated time.Time `json:"updated_at"`

	Revision uint64 `json:"-"`
}

// NextSecret is a secret that signs from a time on, in the place of the one before.
type NextSecret struct {
	Sealed []byte    `json:"sealed"`
	From   time.Time `json:"from"`
}

func (e WebhookEndpoint) RecordKey() (Kind, ID) { return KindWebhookEndpoint, e.ID }

func (e WebhookEndpoint) RecordParent() ID { return e.EnvironmentID }

func (e WebhookEndpoint) RecordNames() []string {
	return []string{NameWebhook.In(e.EnvironmentID, e.URL)}
}

func (e WebhookEndpoint) RecordRevision() uint64 { return e.Revision }

func (e WebhookEndpoint) AtRevision(r uint64) Noun { e.Revision = r; return e }

func (e WebhookEndpoint) Touched(now time.Time) Noun { e.Updated = now; return e }

// Status is a word of the API.
func (e WebhookEndpoint) Status() string {
	if e.Disabled {
		return WebhookDisabled
	}
	return WebhookEnabled
}

// The statuses of an endpoint.
const (
	WebhookEnabled  = "enabled"
	WebhookDisabled = "disabled"
)

// SealedAt is the secret that signs at a time.
func (e WebhookEndpoint) SealedAt(now time.Time) []byte {
	if e.Next != nil && !now.Before(e.Next.From) {
		return e.Next.Sealed
	}
	return e.Sealed
}

// Wants reports whether the endpoint is told of events with a name.
func (e WebhookEndpoint) Wants(event string) bool { return slices.Contains(e.Events, event) }

// EventWords name the events that it is told of, few of many.
func (e WebhookEndpoint) EventWords() string {
	const few = 3
	switch {
	case e.AllEvents():
		return "all events"
	case len(e.Events) > few:
		return fmt.Sprintf("%s and %d more", strings.Join(e.Events[:few-1], ", "), len(e.Events)-few+1)
	}
	return strings.Join(e.Events, ", ")
}

// AllEvents reports whether it is told of every event that there is.
func (e WebhookEndpoint) AllEvents() bool {
	return !slices.ContainsFunc(EventNames, func(n EventName) bool { return !e.Wants(string(n)) })
}

// NewWebhookEndpoint is one that is to be made.
type NewWebhookEndpoint struct {
	Environment ID
	URL         string
	Events      []string
}

// WebhookPatch changes an endpoint; nil leaves a field.
type WebhookPatch struct {
	URL     *string
	Events  []string
	Enabled *bool
}

// CleanWebhookEvents sorts the names of events and takes each once. It refuses what is no name;
// that there are no such events here yet does not matter.
func CleanWebhookEvents(names []string) ([]string, error) {
	const field = "events"
	if len(names) == 0 {
		return nil, Refuse(field, "name at least one event, like connection.activated", "is empty")
	}
	if len(names) > maxWebhookEvents {
		return nil, Refuse(field, "name fewer", "has %d names, more than %d", len(names), maxWebhookEvents)
	}
	all := make([]string, 0, len(names))
	for _, name := range names {
		name = strings.TrimSpace(name)
		if !isEventName(name) {
			return nil, Refuse(field, "write it like connection.activated", "%.80q is no name of an event", name)
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// isEventName reports whether a text is words of small letters and _ with dots between.
func isEventName(name string) bool {
	words := strings.Split(name, ".")
	for _, word := range words {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return false
		}
	}
	return len(words) > 1 && len(name) <= 100
}

// CheckWebhookURL refuses an address that webhooks of an environment may not go to: HTTPS,
// except that http is allowed in Staging. Whether the address is a public one is found out
// with each delivery.
func CheckWebhookURL(kind EnvironmentKind, address string) error {
	const field = "endpoint_url"
	if len(address) > maxWebhookURL {
		return Refuse(field, "shorten it", "has %d characters", len(address))
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(address, " \t\r\n\\") || !isHost(u.Hostname()) {
		return Refuse(field, "write it like https://app.example.com/webhooks", "%.200q is not an absolute URL", address)
	}
	switch {
	case strings.Contains(address, "#"):
		return Refuse(field, "remove what follows #", "%.200q has a fragment", address)
	case u.User != nil:
		return Refuse(field, "remove user and password: the signature proves who sends", "carries credentials")
	case u.Scheme != "https" && u.Scheme != "http":
		return Refuse(field, "use https", "%.200q has the scheme %.20q", address, u.Scheme)
	case u.Scheme == "http" && kind == Production:
		return Refuse(field, "use https; Staging takes http too", "%.200q is not encrypted", address)
	case Loopback(u.Hostname()) && kind == Production:
		return Refuse(field, "use a public address; Staging takes this machine too", "%.200q is this machine", address)
	}
	return nil
}

// replacesSecret reports whether a change of an endpoint gave it another secret.
func replacesSecret(c AuditChange) bool {
	var before, after struct {
		Sealed string `json:"sealed"`
		Next   *struct {
			Sealed string `json:"sealed"`
		} `json:"next"`
	}
	if c.Before == nil || c.After == nil || json.Unmarshal(c.Before, &before) != nil ||
		json.Unmarshal(c.After, &after) != nil {
		return false
	}
	return before.Sealed != after.Sealed || (before.Next == nil) != (after.Next == nil) ||
		before.Next != nil && before.Next.Sealed != after.Next.Sealed
}

// WebhookProgress is how far the deliveries to an endpoint are.
type WebhookProgress struct {
	EndpointID ID        `json:"endpoint_id"`
	Position   uint64    `json:"position,omitempty"` // of the last event that was looked at
	Looked     time.Time `json:"looked_at,omitzero"` // when that happened
	Since      time.Time `json:"since"`              // of the endpoint, as Position was found for

	Waiting int            `json:"waiting,omitempty"` // deliveries that are to be tried, again or at all
	Failed  int            `json:"failed,omitempty"`  // of those that are kept
	Kept    int            `json:"kept,omitempty"`    // that are over
	Last    WebhookAttempt `json:"last,omitzero"`

	// Events were skipped at this time: they had waited for longer than events are kept.
	Skipped time.Time `json:"skipped_at,omitzero"`

	Revision uint64 `json:"-"`
}

func (p WebhookProgress) RecordKey() (Kind, ID) { return KindWebhookProgress, p.EndpointID }

func (p WebhookProgress) RecordParent() ID { return p.EndpointID }

func (p WebhookProgress) RecordNames() []string { return nil }

func (p WebhookProgress) RecordRevision() uint64 { return p.Revision }

func (p WebhookProgress) AtRevision(r uint64) Noun { p.Revision = r; return p }

// WebhookStatus is an endpoint with how far its deliveries are.
type WebhookStatus struct {
	WebhookEndpoint
	Progress WebhookProgress
}

// Health says in a word how an endpoint does: what is wrong with it before what it is set to.
func (e WebhookStatus) Health() string {
	switch {
	case e.Disabled:
		return WebhookDisabled
	case e.Progress.Full():
		return "full"
	case e.Progress.Last.Error != "":
		return "failing"
	}
	return WebhookEnabled
}

// Full reports whether as many deliveries wait as can: further events stay where they are.
func (p WebhookProgress) Full() bool { return p.Waiting >= MaxWebhookWaiting }

// Words says how the deliveries stand.
func (p WebhookProgress) Words() string {
	if p.Last.At.IsZero() && p.Waiting == 0 {
		return "nothing was sent yet"
	}
	text := fmt.Sprintf("%d waiting, %d failed", p.Waiting, p.Failed)
	if p.Waiting == 0 && p.Failed == 0 {
		text = "all delivered"
	}
	if p.Full() {
		text += "; no more can wait: later events follow once it answers, those older than 90 days never"
	}
	if !p.Skipped.IsZero() {
		text += "; events were skipped, they had waited for 90 days"
	}
	return text
}

// WebhookSecrets are those of an endpoint.
type WebhookSecrets struct {
	Signs string
	Next  string // that will sign, "" if none is to
	From  time.Time
}
