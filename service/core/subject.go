package core

import (
	"context"
	"fmt"

	"gatehouse/model"
)

// Subject is what a note is about: an organization or a session.
func (c *Core) Subject(ctx context.Context, id model.ID) (model.Subject, error) {
	o, err := Read[model.Organization](ctx, c.Store, model.KindOrganization, id)
	if none, err := Missing(err); err != nil || !none {
		return model.Subject{
			ID: id, EnvironmentID: o.EnvironmentID, OrganizationID: o.ID, Title: "organization " + o.Name,
		}, err
	}
	s, err := c.Store.Session(ctx, id)
	if err != nil {
		return model.Subject{}, fmt.Errorf("organization or session %q: %w", id, err)
	}
	return model.Subject{
		ID: id, EnvironmentID: s.EnvironmentID, OrganizationID: s.OrganizationID, Title: "session " + s.Trace(),
	}, nil
}
