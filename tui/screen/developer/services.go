package developer

import (
	"context"

	"gatehouse/model"
)

// Services are what these screens ask for.
type Services interface {
	APICalls(ctx context.Context, q model.APICallQuery) ([]model.APICall, error)
	APICall(ctx context.Context, id model.ID) (model.APICall, error)
}
