// Package connection has the verbs over connections: their settings,
// certificates, keys and metadata, and over the test identity provider.
package connection

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// Service has the verbs. It acts for the principal of its core.
type Service struct{ core *core.Core }

// On gives the verbs that stand on a core.
func On(c *core.Core) Service { return Service{core: c} }

// do asks whether the principal may change something, see whether they may look
// at it: see [core.Core.Do].
func (s Service) do(ctx context.Context, a model.Action, of core.Scope) (Service, error) {
	c, err := s.core.Do(ctx, a, of)
	return On(c), err
}

func (s Service) see(ctx context.Context, a model.Action, of core.Scope) (Service, error) {
	c, err := s.core.See(ctx, a, of)
	return On(c), err
}

func (s Service) tenant() tenant.Service { return tenant.On(s.core) }
