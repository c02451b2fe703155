// Package webhook has the verbs over webhook endpoints, and the job that delivers events to
// them: at least once, signed, and tried again for days.
package webhook

import (
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core  *core.Core
	state *State
}

// On gives the verbs that stand on a core, with the state of the process.
func On(c *core.Core, x *State) Service { return Service{core: c, state: x} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) { return On(passed, s.state), err }

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }
