package core

import (
	"context"

	"gatehouse/fetch"
)

// Fetcher reads documents on the network. A *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, url string, reach fetch.Reach) ([]byte, error)
}
