package scim

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"gatehouse/model"
	"gatehouse/scim"
)

const (
	// maxBodies bounds the memory for what is being provisioned, in MiB.
	maxBodies = 64
	// share is how much of it one directory may take, so that there is room for the others while it sends a lot.
	share = maxBodies / 2
	// patience is how long a request waits for room.
	patience = 10 * time.Second
)

// room is where bodies are while they are read and provisioned. Each takes a MiB at least, so that room bounds the
// number of requests, too.
type room struct {
	all *semaphore.Weighted

	mu  sync.Mutex
	own map[model.ID]*allotment // of the directories that have requests here
}

// allotment is the share of a directory, as long as a request of it is here or waits.
type allotment struct {
	free     *semaphore.Weighted
	requests int
}

func newRoom() *room {
	return &room{all: semaphore.NewWeighted(maxBodies), own: map[model.ID]*allotment{}}
}

// take waits for room for a body of a directory, until leave is called. It gives up when who sent it is gone, and
// refuses it with a *scim.Error when there is no room for too long.
func (r *room) take(ctx context.Context, directory model.ID, bytes int64) (leave func(), err error) {
	weight := bytes>>20 + 1
	own := r.enter(directory)
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if own.free.Acquire(patient, weight) != nil {
		r.leave(directory)
		return nil, cmp.Or(ctx.Err(), tooMuch("Your provider sends more at once than is taken here. It will "+
			"try again."))
	}
	if r.all.Acquire(patient, weight) != nil {
		own.free.Release(weight)
		r.leave(directory)
		return nil, cmp.Or(ctx.Err(), tooMuch("Too much is being provisioned right now. Your provider will "+
			"try again."))
	}
	return func() {
		r.all.Release(weight)
		own.free.Release(weight)
		r.leave(directory)
	}, nil
}

func tooMuch(why string) error {
	return &scim.Error{Status: http.StatusTooManyRequests, Code: "rate", Detail: why}
}

func (r *room) enter(directory model.ID) *allotment {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.own[directory]
	if a == nil {
		a = &allotment{free: semaphore.NewWeighted(share)}
		r.own[directory] = a
	}
	a.requests++
	return a
}

func (r *room) leave(directory model.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a := r.own[directory]; a.requests > 1 {
		a.requests--
		return
	}
	delete(r.own, directory)
}
