package storage

import (
	"context"
	"time"
)

// Admin is what an operator asks of a store. An engine must answer on a full disk.
type Admin interface {
	Facts(ctx context.Context) (Facts, error)

	// Snapshot takes a snapshot. [ErrNoSnapshot]: the engine has none; [ErrNoBase]: it
	// does not know what changed since an earlier one, or never took it.
	Snapshot(ctx context.Context, of SnapshotOf) (Snapshot, error)

	// Close makes the writes that wait. Tails and later calls end with ErrClosed; to
	// close again is a no-op.
	Close() error
}

// Facts are what an operator asks of a store.
type Facts struct {
	Engine   string
	Path     string
	Sessions int64
	Bytes    int64  // on disk
	Free     int64  // on the same disk; -1 if unknown
	Refuses  string // why writes are refused at the moment, "" if they are not
	ReadOnly bool   // they are until the store is opened anew, whatever room there is

	// Of the listener, see [signin.Load]: how many responses were turned away, and when
	// the last one was. A store leaves them empty.
	TurnedAway   int64
	TurnedAwayAt time.Time

	// Of retention, see [signin.Service.ApplyRetention]: how many sessions were forgotten
	// since the process began, and when last. A store leaves them empty.
	Forgotten   int64
	ForgottenAt time.Time

	Schema   int
	Opened   time.Time
	OpenTook time.Duration
}
