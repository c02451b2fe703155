package core

import (
	"context"

	"gatehouse/model"
)

// Connection gives a connection that is stored, or one that follows from an
// environment's credentials of an OAuth provider.
func (c *Core) Connection(ctx context.Context, id model.ID) (model.Connection, error) {
	stored, err := Read[model.Connection](ctx, c.Store, model.KindConnection, id)
	if none, failed := Missing(err); failed != nil || !none {
		return stored, failed
	}
	if environment, name, ok := model.OAuthOf(id); ok {
		env, failed := Read[model.Environment](ctx, c.Store, model.KindEnvironment, environment)
		if none, failed := Missing(failed); failed != nil {
			return stored, failed
		} else if !none {
			if derived, there := env.OAuthConnection(name); there {
				return derived, nil
			}
		}
	}
	return stored, err
}

// Owner gives the organization of a connection: an empty one of a connection by OAuth,
// which belongs to none.
func (c *Core) Owner(ctx context.Context, x model.Connection) (model.Organization, error) {
	if x.ByOAuth() {
		return model.Organization{}, nil
	}
	return Read[model.Organization](ctx, c.Store, model.KindOrganization, x.OrganizationID)
}
