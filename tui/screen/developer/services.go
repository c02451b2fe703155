package developer

import (
	"context"

	"gatehouse/model"
)

// Services are what these screens ask for.
type Services interface {
	APICalls(ctx context.Context, q model.APICallQuery) ([]model.APICall, error)
	APICall(ctx context.Context, id model.ID) (model.APICall, error)

	AppEvents(ctx context.Context, q model.EventQuery) (model.Paged[model.AppEvent], error)
	AppEvent(ctx context.Context, environment, id model.ID) (model.AppEvent, error)
	EventDeliveries(ctx context.Context, environment, id model.ID) ([]model.EventDelivery, error)
}
