package tenant

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// OrganizationRoles gives the roles that people of an organization can have in apps, those of its environment, and
// that environment.
func (s Service) OrganizationRoles(ctx context.Context, id model.ID) ([]model.EnvironmentRole, model.ID, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.OfOrganization(id)))
	if err != nil {
		return nil, "", err
	}
	o, err := core.Read[model.Organization](ctx, s.core.Store, model.KindOrganization, id)
	if err != nil {
		return nil, "", err
	}
	e, err := core.Read[model.Environment](ctx, s.core.Store, model.KindEnvironment, o.EnvironmentID)
	return e.Roles, e.ID, err
}
