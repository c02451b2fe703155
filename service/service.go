// Package service has the verbs of Gatehouse, one package a capability. Each
// exported verb passes the one gate in [core].
package service

import (
	"time"

	"gatehouse/model"
	"gatehouse/service/access"
	"gatehouse/service/backup"
	"gatehouse/service/calllog"
	"gatehouse/service/claim"
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/directory"
	"gatehouse/service/event"
	"gatehouse/service/history"
	"gatehouse/service/note"
	"gatehouse/service/onboarding"
	"gatehouse/service/presence"
	"gatehouse/service/seed"
	"gatehouse/service/signin"
	"gatehouse/service/team"
	"gatehouse/service/tenant"
	"gatehouse/service/webhook"
)

// Options are what [Services] are made of.
type Options = core.Options

// Services are all verbs, and act for one [model.Principal]. They are safe for
// concurrent use; [Services.For] makes those that act for somebody else.
type Services struct {
	tenants
	accesses
	calls
	claims
	connections
	directories
	signIns
	onboardings
	histories
	notes
	presences
	seeds
	backups
	teams
	webhooks
	events

	Clock   func() time.Time
	BaseURL string // of the listener, without a trailing slash

	core   *core.Core
	states states
}

// states are what a process knows and does not store.
type states struct {
	signIns *signin.State
	seen    *presence.State
	sends   *webhook.State
	keys    *access.State
	calls   *calllog.State
	dirs    *directory.State
}

// The capabilities, by the names under which they stand in [Services].
type (
	tenants     = tenant.Service
	accesses    = access.Service
	calls       = calllog.Service
	claims      = claim.Service
	connections = connection.Service
	directories = directory.Service
	signIns     = signin.Service
	onboardings = onboarding.Service
	histories   = history.Service
	notes       = note.Service
	presences   = presence.Service
	seeds       = seed.Service
	backups     = backup.Service
	teams       = team.Service
	webhooks    = webhook.Service
	events      = event.Service
)

// New makes the services of a process. They act for nobody, who may do nothing:
// each door asks for those that act for somebody with [Services.For].
func New(o Options) *Services {
	state := signin.NewState(o.Clock)
	o.Store = state.Watch(o.Store)
	c := core.New(o)
	return on(c, states{signIns: state, seen: presence.NewState(), sends: webhook.NewState(), keys: access.NewState(),
		calls: calllog.NewState(), dirs: directory.NewState()})
}

// on gives the services that stand on a core.
func on(c *core.Core, x states) *Services {
	return &Services{
		tenants: tenant.On(c), accesses: access.On(c, x.keys), connections: connection.On(c),
		directories: directory.On(c, x.dirs), signIns: signin.On(c, x.signIns),
		onboardings: onboarding.On(c, x.signIns, x.dirs), histories: history.On(c), notes: note.On(c),
		seeds: seed.On(c, x.sends), backups: backup.On(c), teams: team.On(c), claims: claim.On(c),
		calls: calllog.On(c, x.calls), presences: presence.On(c, x.seen),
		webhooks: webhook.On(c, x.sends), events: event.On(c),
		Clock: c.Clock, BaseURL: c.BaseURL, core: c, states: x,
	}
}

// For gives services that act for a principal: the history tells who it was.
func (s *Services) For(p model.Principal) *Services { return on(s.core.For(p), s.states) }

// Principal is who the services act for.
func (s *Services) Principal() model.Principal { return s.core.Principal }

// May says why the principal may not do something anywhere, nil if they may: what
// a screen shows beside an action that is switched off.
func (s *Services) May(a model.Action) error { return s.core.May(a) }
