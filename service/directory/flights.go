package directory

import (
	"context"
	"sync"

	"gatehouse/model"
)

// flights are the requests to each directory that are being answered.
type flights struct {
	mu    sync.Mutex
	under map[model.ID]*sync.WaitGroup
}

// enter notes that a request is being answered, until what it gives is called.
func (f *flights) enter(directory model.ID) (leave func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.under[directory]
	if all == nil {
		all = new(sync.WaitGroup)
		f.under[directory] = all
	}
	all.Add(1)
	return all.Done
}

// landed waits until the requests are answered that are being answered now. Later ones do not hold it up.
func (f *flights) landed(ctx context.Context, directory model.ID) error {
	f.mu.Lock()
	all := f.under[directory]
	delete(f.under, directory)
	f.mu.Unlock()
	if all == nil {
		return nil
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
