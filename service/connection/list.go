package connection

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// Connections lists connections in the order of their names. What it gives is
// shared: change it through the verbs.
func (s Service) Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error) {
	s, err := s.see(ctx, model.ActSeeConnections, core.Within(&q.Environment, &q.Organization))
	if err != nil {
		return nil, err
	}
	test := func(c *model.Connection) bool {
		return (q.Environment == "" || c.EnvironmentID == q.Environment) &&
			(q.Organization == "" || c.OrganizationID == q.Organization)
	}
	if q.Organization == "" { // those of one organization are few
		var all []model.Connection
		err := s.core.Catalogue.Look(ctx, func() { all = s.core.Catalogue.Connections.Find(q.Text, q.Limit, test) })
		if !errors.Is(err, core.ErrBehind) {
			return all, err
		}
	}
	return tenant.ReadSome(ctx, s.core.Store, model.KindConnection, q.Organization, q.Text, q.Limit, test)
}
