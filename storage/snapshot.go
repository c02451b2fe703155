package storage

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
)

// Errors of [Admin.Snapshot].
var (
	ErrNoSnapshot = errors.New("this store keeps nothing on disk that could be backed up")
	ErrNoBase     = errors.New("what changed since that back-up is not known here")
)

// Snapshot is what a store holds at one moment, or what became of it since an earlier
// snapshot, in pieces that its engine makes into a store again.
type Snapshot interface {
	// Each calls f with the pieces, in their order, until f fails. The store goes on
	// meanwhile, however slow f is. It ends with [ErrClosed] when the store closes.
	Each(ctx context.Context, f func(piece []byte) error) error

	// Close lets go of the snapshot. A store that closes waits for it.
	Close()
}

// SnapshotOf says which snapshot is taken. Every write that was answered before is in it.
type SnapshotOf struct {
	ID    model.ID // of the new one, from which a later one can begin
	Since model.ID // what it begins from: then it holds no more than what changed; "" for all
	At    time.Time
}
