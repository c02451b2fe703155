package core

import (
	"context"

	"gatehouse/model"
)

func (c *Core) Link(ctx context.Context, id model.ID) (model.Link, error) {
	l, err := Read[model.Link](ctx, c.Store, model.KindSetupLink, id)
	if none, err := Missing(err); !none {
		return l, err
	}
	return Read[model.Link](ctx, c.Store, model.KindPortalLink, id)
}
