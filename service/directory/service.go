// Package directory has the verbs over directories: where the users and groups of an organization
// come from, what identity providers tell of them by SCIM, and what apps see of it.
package directory

import (
	"gatehouse/service/core"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core  *core.Core
	state *State
}

// On gives the verbs that stand on a core.
func On(c *core.Core, x *State) Service { return Service{c, x} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) { return On(passed, s.state), err }
