// Package onboarding has the verbs over setup links and the visits in the
// Admin Portal that they open.
package onboarding

import (
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/signin"
	"gatehouse/service/tenant"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core    *core.Core
	signIns *signin.State
}

// On gives the verbs that stand on a core.
func On(c *core.Core, signIns *signin.State) Service { return Service{core: c, signIns: signIns} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) {
	return On(passed, s.signIns), err
}

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }

func (s Service) connection() connection.Service { return connection.On(s.core) }

func (s Service) signin() signin.Service { return signin.On(s.core, s.signIns) }
