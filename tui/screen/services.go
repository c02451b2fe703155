package screen

import (
	"context"
	"errors"

	"gatehouse/model"
)

// Services are what is asked for whichever screen is open: who looks, what lists call things,
// what is deleted and taken back. What else a screen asks for, its package declares. Every
// method is called from commands only, never from Update or View. A verb refuses a value
// with a *model.FieldError, and leaves an audit entry of what it did.
type Services interface {
	Principal() model.Principal // who looks, as they came; it reads nothing
	Member(ctx context.Context, id model.ID) (model.TeamMember, error)

	Organization(ctx context.Context, id model.ID) (model.Organization, error)
	Connection(ctx context.Context, id model.ID) (model.Connection, error)

	DeletionOf(ctx context.Context, id model.ID) (model.Deletion, error)
	DeleteOrganization(ctx context.Context, id model.ID) (model.Deletion, error)
	DeletionOfConnection(ctx context.Context, id model.ID) (model.Deletion, error)
	DeleteConnection(ctx context.Context, id model.ID) (model.Deletion, error)
	Undo(ctx context.Context, id model.ID) (model.AuditEntry, error)
}

// Onboardings are setup links, and how far each came.
type Onboardings interface {
	CurrentLink(ctx context.Context, organization model.ID) (model.Link, error)
	Onboarding(ctx context.Context, link model.ID) (model.Onboarding, error)
}

// RecommendFrom is how many of the last receipts a recommendation looks at.
const RecommendFrom = 50

// CurrentLink is the active link of an organization, nil if it has none.
func CurrentLink(ctx context.Context, services Onboardings, organization model.ID) (*model.Onboarding, error) {
	current, err := services.CurrentLink(ctx, organization)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := services.Onboarding(ctx, current.ID)
	return &x, err
}
