// Package calllog has the verbs over the API log: the requests of apps that this process answered.
// It is kept in memory alone, so that no request waits for a disk.
package calllog

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
