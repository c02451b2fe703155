package tenant

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Organization gives one by its id.
func (s Service) Organization(ctx context.Context, id model.ID) (model.Organization, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.OfOrganization(id)))
	if err != nil {
		return model.Organization{}, err
	}
	return core.Read[model.Organization](ctx, s.core.Store, model.KindOrganization, id)
}

// OrganizationByExternalID gives the one that an app knows by its own id.
func (s Service) OrganizationByExternalID(ctx context.Context, environment model.ID,
	external string) (model.Organization, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.Within(&environment, nil)))
	if err != nil {
		return model.Organization{}, err
	}
	return core.ReadNamed[model.Organization](ctx, s.core.Store, model.NameExternal.In(environment, external))
}
