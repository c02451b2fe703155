package model

import (
	"crypto/rsa"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml"
)

// Desk is the house that the doors open into: every verb over the nouns. A Desk
// is safe for concurrent use; [Desk.As] makes one that acts for somebody else.
type Desk struct {
	*foundation
	actor Actor
}

// foundation is what all desks of one process share.
type foundation struct {
	Store   // read it directly; write through the verbs
	Clock   func() time.Time
	BaseURL string // of the listener, without a trailing slash
	Secrets *Sealer
	Log     *slog.Logger

	Resolver Resolver
	Fetch    Fetcher
	newRSA   func() (*rsa.PrivateKey, error)

	*ids
	judges    *judges
	judging   chan struct{} // a slot for each response that is being judged
	catalogue catalogue
	strangers *strangers
	load      Load

	listen      string
	testIdP     TestIdPSwitch
	testIdPOff  string // why it is switched off, "" if it is on
	testIdPKeys testIdPKeys

	unverified Retention
}

// Options are what a [Desk] is made of.
type Options struct {
	Store   Store
	Clock   func() time.Time // nil means time.Now
	BaseURL string
	Secrets *Sealer
	Log     *slog.Logger // nil discards

	Resolver Resolver // nil asks the system's DNS
	Fetch    Fetcher  // nil fetches over the network

	NewRSA func() (*rsa.PrivateKey, error) // nil makes fresh ones of 2048 bits

	TestIdP TestIdPSwitch // "" is auto
	Listen  string        // address of the listener, by which auto decides; "" if there is none

	Unverified Retention // of sessions that nobody verified; the zero value is the usual one
}

// NewDesk makes the desk of a process. Its actor is the system itself.
func NewDesk(o Options) *Desk {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Unverified == (Retention{}) {
		o.Unverified = usualRetention()
	}
	if o.Fetch == nil {
		o.Fetch = fetch.New(fetch.Options{MaxBytes: saml.MaxMetadata})
	}
	if o.NewRSA == nil {
		o.NewRSA = freshRSA
	}
	known := &judges{known: map[string]*judge{}}
	return &Desk{
		foundation: &foundation{
			Store: noticed{o.Store, known}, Clock: o.Clock, BaseURL: strings.TrimRight(o.BaseURL, "/"),
			Secrets: o.Secrets, Log: o.Log, Resolver: o.Resolver, Fetch: o.Fetch, newRSA: o.NewRSA,
			ids:       newIDs(),
			judges:    known,
			judging:   make(chan struct{}, runtime.NumCPU()),
			catalogue: catalogue{store: o.Store},
			strangers: newStrangers(o.Clock),

			listen: o.Listen, testIdP: o.TestIdP, testIdPOff: o.TestIdP.closed(o.Listen, o.BaseURL),
			unverified: o.Unverified,
		},
		actor: Actor{Name: "gatehouse", Via: "system"},
	}
}

// Actor is who changes something, and through which door.
type Actor struct {
	Name string `json:"name"`
	Via  string `json:"via"` // "console", "command line", "API", "setup link", "system"
}

// As gives a desk whose changes are audited under another actor.
func (d *Desk) As(a Actor) *Desk { return &Desk{foundation: d.foundation, actor: a} }

// now is the time in UTC, to the millisecond that ids and the API carry.
func (d *Desk) now() time.Time { return d.Clock().UTC().Truncate(time.Millisecond) }

// Load is what the listener had to turn away.
func (d *Desk) Load() *Load { return &d.load }
