package webhook

import (
	"context"
	"time"

	"gatehouse/model"
)

// Services are what these screens ask for.
type Services interface {
	WebhookEndpoints(ctx context.Context, environment model.ID) ([]model.WebhookStatus, error)
	WebhookEndpoint(ctx context.Context, id model.ID) (model.WebhookStatus, error)
	CreateWebhookEndpoint(ctx context.Context, n model.NewWebhookEndpoint) (model.WebhookEndpoint, string, error)
	UpdateWebhookEndpoint(ctx context.Context, id model.ID, p model.WebhookPatch) (model.WebhookEndpoint, error)
	DeleteWebhookEndpoint(ctx context.Context, id model.ID) (model.WebhookEndpoint, error)
	WebhookSecrets(ctx context.Context, id model.ID) (model.WebhookSecrets, error)
	RotateWebhookSecret(ctx context.Context, id model.ID, overlap time.Duration) (model.WebhookEndpoint, string, error)
	WebhookDeliveries(ctx context.Context, endpoint, behind model.ID, limit int) ([]model.WebhookDelivery, error)
	WebhookDelivery(ctx context.Context, id model.ID) (model.WebhookDelivery, model.WebhookEndpoint, error)
	ResendWebhook(ctx context.Context, id model.ID) (model.WebhookDelivery, error)
}
