// Package presence has the verbs over who of the team looks at which session right now. It is
// known to the process alone, and kept nowhere.
package presence

import "gatehouse/service/core"

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core  *core.Core
	state *State
}

// On gives the verbs that stand on a core.
func On(c *core.Core, x *State) Service { return Service{core: c, state: x} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) { return On(passed, s.state), err }
