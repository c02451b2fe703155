package link

import (
	"context"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// Services are what these screens ask for.
type Services interface {
	SetupLinks(ctx context.Context, q model.LinkQuery) ([]model.Link, error)
	ProgressOf(ctx context.Context, l model.Link) (model.Progress, error)
	LinkURL(ctx context.Context, l model.Link) (string, error)
	Invitation(ctx context.Context, link model.ID) (string, error)
	Nudge(ctx context.Context, link model.ID) (string, error)
	CreateLink(ctx context.Context, r model.LinkRequest) (model.Link, string, error)
	RevokeLink(ctx context.Context, id model.ID) (model.Link, error)
	screen.Onboardings

	Organization(ctx context.Context, id model.ID) (model.Organization, error)
}
