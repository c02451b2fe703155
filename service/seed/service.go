// Package seed makes what an installation begins with, and reads and writes it
// as a file.
package seed

import (
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
	"gatehouse/service/webhook"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct {
	core  *core.Core
	sends *webhook.State
}

// On gives the verbs that stand on a core.
func On(c *core.Core, sends *webhook.State) Service { return Service{c, sends} }

// pass gives the verbs on a core that has passed the gate, if it has.
func (s Service) pass(passed *core.Core, err error) (Service, error) { return On(passed, s.sends), err }

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }

func (s Service) webhook() webhook.Service { return webhook.On(s.core, s.sends) }

func (s Service) connection() connection.Service { return connection.On(s.core) }
