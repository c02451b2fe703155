// Package onboarding has the verbs over setup links and the visits in the
// Admin Portal that they open.
package onboarding

import (
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/directory"
	"gatehouse/service/signin"
	"gatehouse/service/tenant"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core        *core.Core
	signIns     *signin.State
	directories *directory.State
}

// On gives the verbs that stand on a core.
func On(c *core.Core, signIns *signin.State, directories *directory.State) Service {
	return Service{c, signIns, directories}
}

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) {
	return On(passed, s.signIns, s.directories), err
}

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }

func (s Service) connection() connection.Service { return connection.On(s.core) }

func (s Service) signin() signin.Service { return signin.On(s.core, s.signIns) }

func (s Service) directory() directory.Service { return directory.On(s.core, s.directories) }
