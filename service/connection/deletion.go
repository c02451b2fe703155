package connection

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// DeletionOfConnection names what [Service.DeleteConnection] would delete.
func (s Service) DeletionOfConnection(ctx context.Context, id model.ID) (model.Deletion, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return model.Deletion{}, err
	}
	c, err := s.Connection(ctx, id)
	if err != nil {
		return model.Deletion{}, err
	}
	if c.ByOAuth() {
		return model.Deletion{}, model.Refuse("id", "remove these instead: gatehouse env oauth PROVIDER --remove",
			"the connection %s is that of the environment's own credentials", c.Name)
	}
	x := model.Deletion{Connections: []model.Connection{c}}
	x.Profiles, err = tenant.CountProfiles(ctx, s.core, x.Connections)
	return x, err
}

// DeleteConnection deletes a connection; its profiles go as
// [tenant.Service.DeleteOrganization] says.
func (s Service) DeleteConnection(ctx context.Context, id model.ID) (model.Deletion, error) {
	s, err := pass(s.core.Do(ctx, model.ActDeleteConnection, core.OfConnection(id)))
	if err != nil {
		return model.Deletion{}, err
	}
	for tries := 1; ; tries++ {
		x, err := s.DeletionOfConnection(ctx, id)
		if err != nil {
			return x, err
		}
		entry, err := s.core.Applied(ctx, "deleted connection "+x.Connections[0].Name, core.Deleted(x.Connections[0]))
		if errors.Is(err, model.ErrConflict) && tries < core.MaxRevisions {
			continue
		}
		x.Undo = entry.ID
		return x, err
	}
}
