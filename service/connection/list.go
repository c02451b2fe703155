package connection

import (
	"context"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Connections lists connections in the order of their names.
func (s Service) Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.Within(&q.Environment, &q.Organization)))
	if err != nil {
		return nil, err
	}
	return core.Select[model.Connection](ctx, s.core.Store, storage.Selection{
		Kind: model.KindConnection, Parent: q.Organization, Order: storage.ByName, Environment: q.Environment,
		Text: strings.TrimSpace(q.Text), Limit: q.Limit,
		Behind: q.Behind.ID, BehindName: q.Behind.Name,
	})
}
