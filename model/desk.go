package model

import (
	"crypto/rsa"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml/protocol"
)

// Desk has every verb over the nouns, and acts for one [Principal]. It is safe
// for concurrent use; [Desk.For] makes one that acts for somebody else.
type Desk struct {
	*foundation
	principal Principal
	passed    bool // the gate: what a verb calls is not asked again
}

// foundation is what all desks of one process share.
type foundation struct {
	store   Store // doors reach it through the verbs alone
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

	listen     string
	testIdP    TestIdPSwitch
	testIdPOff string // why it is switched off, "" if it is on

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

// NewDesk makes the desk of a process. It acts for nobody, who may do nothing: each
// door asks for one that acts for somebody with [Desk.For].
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
		o.Fetch = fetch.New(fetch.Options{MaxBytes: protocol.MaxMetadata})
	}
	if o.NewRSA == nil {
		o.NewRSA = freshRSA
	}
	known := &judges{known: map[string]*judge{}}
	return &Desk{foundation: &foundation{
		store: noticed{o.Store, known}, Clock: o.Clock, BaseURL: strings.TrimRight(o.BaseURL, "/"),
		Secrets: o.Secrets, Log: o.Log, Resolver: o.Resolver, Fetch: o.Fetch, newRSA: o.NewRSA,
		ids:       newIDs(),
		judges:    known,
		judging:   make(chan struct{}, runtime.NumCPU()),
		catalogue: catalogue{store: o.Store},
		strangers: newStrangers(o.Clock),

		listen: o.Listen, testIdP: o.TestIdP, testIdPOff: o.TestIdP.closed(o.Listen, o.BaseURL),
		unverified: o.Unverified,
	}}
}

// For gives a desk that acts for a principal: the history tells who it was.
func (d *Desk) For(p Principal) *Desk { return &Desk{foundation: d.foundation, principal: p} }

// Principal is who the desk acts for.
func (d *Desk) Principal() Principal { return d.principal }

// now is the time in UTC, to the millisecond that ids and the API carry.
func (d *Desk) now() time.Time { return d.Clock().UTC().Truncate(time.Millisecond) }

// Load is what the listener had to turn away.
func (d *Desk) Load() *Load { return &d.load }
