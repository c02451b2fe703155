package tenant

import (
	"context"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Organizations lists those of an environment, or with "" of all, in the order of
// their names.
func (s Service) Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.Within(&q.Environment, nil)))
	if err != nil {
		return nil, err
	}
	return core.Select[model.Organization](ctx, s.core.Store, storage.Selection{
		Kind: model.KindOrganization, Parent: q.Environment, Order: storage.ByName,
		Text: strings.TrimSpace(q.Text), Limit: q.Limit,
		Behind: q.Behind.ID, BehindName: q.Behind.Name,
	})
}
