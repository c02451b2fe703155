// Package core is the gate that every verb passes, and what verbs are made of:
// scopes, reading and changing records, the audit entry that a change leaves.
package core

import (
	"crypto/rsa"
	"log/slog"
	"net"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml/protocol"
	"gatehouse/seal"
	"gatehouse/storage"
)

// Core is what the verbs of all capabilities stand on. It acts for one
// [model.Principal], and is safe for concurrent use. Doors do not hold one.
type Core struct {
	*shared
	Principal model.Principal
	Passed    bool // the gate: what a verb calls is not asked again
}

// shared is what all cores of one process have in common.
type shared struct {
	Store   storage.Store
	Clock   func() time.Time
	BaseURL string // of the listener, without a trailing slash
	Secrets *seal.Sealer
	Log     *slog.Logger

	Resolver Resolver
	Fetch    Fetcher
	Post     Poster
	OIDC     *oidc.Client
	NewRSA   func() (*rsa.PrivateKey, error)

	*ids

	Listen     string // address of the listener, "" if there is none
	TestIdP    model.TestIdPSwitch
	TestIdPOff string // why it is switched off, "" if it is on

	DevelopmentKey string // API key of Staging that everybody knows; "" is none

	SSHAddress string // at which colleagues reach the SSH server, "" if it is not known

	Unverified storage.Retention

	Rates Rates

	views   views
	appends appends
}

// New makes the core of a process. It acts for nobody, who may do nothing.
func New(o Options) *Core {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Unverified == (storage.Retention{}) {
		o.Unverified = usualRetention()
	}
	if o.Fetch == nil {
		o.Fetch = fetch.New(fetch.Options{MaxBytes: protocol.MaxMetadata})
	}
	if o.Post == nil {
		o.Post = fetch.New(fetch.Options{MaxBytes: model.MaxWebhookAnswer, Timeout: webhookTimeout})
	}
	if o.OIDC == nil {
		o.OIDC = oidc.New(oidc.Options{Clock: o.Clock})
	}
	if o.NewRSA == nil {
		o.NewRSA = freshRSA
	}
	if model.StrangersReach(o.Listen, o.BaseURL) != "" {
		o.DevelopmentKey = ""
	}
	return &Core{shared: &shared{
		Store: o.Store, Clock: o.Clock, BaseURL: strings.TrimRight(o.BaseURL, "/"),
		Secrets: o.Secrets, Log: o.Log, Resolver: o.Resolver, Fetch: o.Fetch, Post: o.Post, OIDC: o.OIDC,
		NewRSA: o.NewRSA,
		ids:    newIDs(),
		Listen: o.Listen, TestIdP: o.TestIdP, TestIdPOff: o.TestIdP.Closed(o.Listen, o.BaseURL),
		DevelopmentKey: o.DevelopmentKey, SSHAddress: o.SSHAddress, Unverified: o.Unverified,
		Rates: newRates(o.RateLimit, o.Clock),
	}}
}

// For gives a core that acts for a principal: the history tells who it was.
func (c *Core) For(p model.Principal) *Core { return &Core{shared: c.shared, Principal: p} }

// Now is the time in UTC, to the millisecond that ids and the API carry.
func (c *Core) Now() time.Time { return c.Clock().UTC().Truncate(time.Millisecond) }

// As gives a core that has passed the gate and acts for somebody else from here on: for whom
// somebody proved to be.
func (c *Core) As(p model.Principal) *Core {
	return &Core{shared: c.shared, Principal: p, Passed: c.Passed}
}
