package core

import (
	"context"
	"slices"
	"sync"

	"gatehouse/model"
)

// Recorder collects what verbs did that were called with its context, so that
// their caller knows its own changes from everybody else's.
type Recorder struct {
	mu      sync.Mutex
	entries []model.AuditEntry
}

type recorderKey struct{}

// WithRecorder gives a context whose verbs note their audit entries, as
// net/http/httptrace notes what a request does.
func WithRecorder(ctx context.Context) (context.Context, *Recorder) {
	r := &Recorder{}
	return context.WithValue(ctx, recorderKey{}, r), r
}

// Entries are the changes that were made, oldest first; none if nothing had to
// be changed.
func (r *Recorder) Entries() []model.AuditEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.entries)
}

// Record notes an entry that is stored.
func Record(ctx context.Context, e model.AuditEntry) {
	if r, ok := ctx.Value(recorderKey{}).(*Recorder); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.entries = append(r.entries, e)
	}
}
