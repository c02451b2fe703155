package session

import (
	"context"
	"time"

	"gatehouse/model"
)

// Services are what these screens ask for.
type Services interface {
	Sessions(ctx context.Context, q model.Query) (model.Page, error)
	Session(ctx context.Context, id model.ID) (model.Session, error)
	SessionDetail(ctx context.Context, id model.ID) (model.SessionDetail, error)
	JudgeAgain(ctx context.Context, s model.SessionDetail) (*model.Today, error)
	Repair(ctx context.Context, r model.Remedy) error
	ClearDemos(ctx context.Context, since time.Time) error

	ClaimSession(ctx context.Context, session model.ID) (model.Claim, error)
	TakeOverSession(ctx context.Context, session model.ID, from model.Actor) (model.Claim, error)
	ReleaseSession(ctx context.Context, session model.ID) (model.Claim, error)

	DirectoryUsersOf(ctx context.Context, organization model.ID, address string) ([]model.DirectoryUser, error)

	Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error)
	Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error)
	Recommend(ctx context.Context, connection model.ID, n int) (model.Recommendation, error)
	RefreshMetadata(ctx context.Context, id model.ID) (model.Connection, error)
	EntityID(c model.Connection) string
	ACSURL(c model.Connection) string
	SPMetadata(c model.Connection) []byte
	Notes(ctx context.Context, about model.ID) ([]model.Note, error)
}
