package storage

import (
	"context"

	"gatehouse/model"
)

// Feed is the stream of changes: who else reads what is stored learns from it when
// to read again. An engine must deliver changes in the order in which they became
// visible, whichever process made them, and must not let a slow reader hold up a
// writer. What happens in directories is no change in it: that has a log of its own.
type Feed interface {
	// Tail calls f with every change after from, in order, each changed session
	// and record at least once with what it is now, then waits for more. It
	// returns when ctx ends, f fails or the store closes ([ErrClosed]). A zero from
	// starts at the oldest change kept. To follow records alone costs sessions nothing.
	Tail(ctx context.Context, from Pos, of Changes, f func(Changed) error) error

	// Now is the position of the newest change: Tail reaches it.
	Now(ctx context.Context) (Pos, error)
}

// Pos is a place in the stream of changes.
type Pos uint64

// Changes says which changes are followed.
type Changes int

// What can be followed.
const (
	AllChanges Changes = iota
	RecordChanges
)

// Changed is one change: Session is set, or Kind and ID of a record.
type Changed struct {
	Pos     Pos
	Session *model.Session
	Kind    model.Kind
	ID      model.ID
}
