package configuration

import (
	"context"
	"time"

	"gatehouse/model"
)

// Services are what this screen asks for.
type Services interface {
	Environment(ctx context.Context, id model.ID) (model.Environment, error)
	SDKEnvironment(ctx context.Context, environment model.ID) ([]model.Variable, error)
	UpdateEnvironment(ctx context.Context, id model.ID, changes ...model.EnvironmentChange) (model.Environment, error)
	SetOAuth(ctx context.Context, environment model.ID, provider string, x model.OAuthSetup) (model.Environment, error)
	OAuthRedirectURI() string
	RemoveOAuth(ctx context.Context, environment model.ID, provider string) (model.Environment, error)

	KeysInUse(ctx context.Context, environment model.ID) ([]model.KeyInUse, error)
	CreateKey(ctx context.Context, environment model.ID, name string,
		permissions ...model.KeyPermission) (model.APIKey, string, error)
	RotateKey(ctx context.Context, id model.ID, overlap time.Duration) (model.APIKey, string, error)
	RevokeKey(ctx context.Context, id model.ID) error
	RevealKey(ctx context.Context, id model.ID) (string, error)
}
