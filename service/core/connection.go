package core

import (
	"context"

	"gatehouse/model"
)

// Connection gives a connection that is stored, or one that follows from an
// environment's credentials of an OAuth provider.
func (c *Core) Connection(ctx context.Context, id model.ID) (model.Connection, error) {
	if environment, name, byOAuth := model.OAuthOf(id); byOAuth {
		env, err := Read[model.Environment](ctx, c.Store, model.KindEnvironment, environment)
		if none, err := Missing(err); err != nil {
			return model.Connection{}, err
		} else if !none {
			if derived, there := env.OAuthConnection(name); there {
				return derived, nil
			}
		}
	}
	return Read[model.Connection](ctx, c.Store, model.KindConnection, id)
}

// Owner gives the organization of a connection: an empty one of a connection by OAuth,
// which belongs to none.
func (c *Core) Owner(ctx context.Context, x model.Connection) (model.Organization, error) {
	if x.ByOAuth() {
		return model.Organization{}, nil
	}
	return Read[model.Organization](ctx, c.Store, model.KindOrganization, x.OrganizationID)
}
