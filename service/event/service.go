// Package event has the verbs over the events that apps are told.
package event

import "gatehouse/service/core"

// Service has the verbs. It acts for the principal of its core.
type Service struct{ core *core.Core }

// On gives the verbs that stand on a core.
func On(c *core.Core) Service { return Service{core: c} }

// pass gives the verbs on a core that has passed the gate, if it has.
func pass(passed *core.Core, err error) (Service, error) { return On(passed), err }
