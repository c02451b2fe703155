// Package signin has the verbs of a sign-in, from the AuthnRequest to the
// profile that an app fetches, and over the sessions and messages that it leaves.
package signin

import (
	"runtime"
	"time"

	"golang.org/x/sync/singleflight"

	"gatehouse/model"
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
	"gatehouse/storage"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core  *core.Core
	state *State
}

// State is what the sign-ins of one process share.
type State struct {
	judges    *judges
	judging   chan struct{} // a slot for each response that is being judged
	recent    *recent
	strangers *strangers
	load      Load
	forgotten forgotten
	answering singleflight.Group // redirects of OpenID providers, by session
}

// NewState makes the state of a process. A nil clock means [time.Now].
func NewState(clock func() time.Time) *State {
	if clock == nil {
		clock = time.Now
	}
	return &State{
		judges:    &judges{known: map[string]*judge{}},
		recent:    &recent{kept: map[model.ID]received{}},
		judging:   make(chan struct{}, runtime.NumCPU()),
		strangers: newStrangers(clock),
	}
}

// Watch gives a store whose changes empty what is kept of connections.
func (x *State) Watch(s storage.Store) storage.Store { return noticed{s, x.judges} }

// On gives the verbs that stand on a core.
func On(c *core.Core, x *State) Service { return Service{core: c, state: x} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) { return On(passed, s.state), err }

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }

func (s Service) connection() connection.Service { return connection.On(s.core) }
