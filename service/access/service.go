// Package access has the verbs over API keys.
package access

import (
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core  *core.Core
	state *State
}

// State is what a process knows of keys and does not store with each request.
type State struct{ uses uses }

// NewState is that of a process that has seen no request.
func NewState() *State { return &State{} }

// On gives the verbs that stand on a core.
func On(c *core.Core, x *State) Service { return Service{core: c, state: x} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) { return On(passed, s.state), err }

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }
