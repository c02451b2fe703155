package tui

import (
	"context"

	"gatehouse/model"
)

// Desk is what the screens ask for: [*model.Desk], or a fake in tests. Every
// method is called from commands only, never from Update or View.
type Desk interface {
	Facts(ctx context.Context) (model.Facts, error)
	Environments(ctx context.Context) ([]model.Environment, error)

	Sessions(ctx context.Context, q model.Query) (model.Page, error)
	Story(ctx context.Context, id model.ID) (model.Story, error)
	// Now and Tail are called once a console: Tail blocks until ctx ends.
	Now(ctx context.Context) (model.Pos, error)
	Tail(ctx context.Context, from model.Pos, f func(model.Changed) error) error

	Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error)
	Organization(ctx context.Context, id model.ID) (model.Organization, error)
	Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error)
	Connection(ctx context.Context, id model.ID) (model.Connection, error)

	// CreateOrganization and AddDomain refuse with a *model.FieldError.
	CreateOrganization(ctx context.Context, n model.NewOrganization) (model.Organization, error)
	AddDomain(ctx context.Context, organization model.ID, domain string, state model.DomainState) (model.Organization, model.Domain, error)

	SetupLinks(ctx context.Context, q model.LinkQuery) ([]model.Link, error)
	CurrentLink(ctx context.Context, organization model.ID) (model.Link, error)
	ProgressOf(ctx context.Context, l model.Link) (model.Progress, error)
	Onboarding(ctx context.Context, link model.ID) (model.Onboarding, error)
	LinkURL(l model.Link) (string, error)
	Invitation(ctx context.Context, link model.ID) (string, error)
	Nudge(ctx context.Context, link model.ID) (string, error)
	CreateLink(ctx context.Context, r model.LinkRequest) (model.Link, string, error)
	RevokeLink(ctx context.Context, id model.ID) (model.Link, error)

	EntityID(c model.Connection) string
	ACSURL(c model.Connection) string
	MetadataURL(c model.Connection) string
	SPMetadata(c model.Connection) []byte
}
