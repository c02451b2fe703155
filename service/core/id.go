package core

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"gatehouse/model"
)

// ids makes IDs in the order in which they are asked for, also within one
// millisecond: a list by ID is a list by time.
type ids struct {
	mu      sync.Mutex
	entropy *ulid.MonotonicEntropy
	at      uint64 // of the last long one
	turn    uint16
}

func newIDs() *ids { return &ids{entropy: ulid.Monotonic(rand.Reader, 0)} }

func (i *ids) NewID(prefix string, now time.Time) model.ID {
	i.mu.Lock()
	defer i.mu.Unlock()
	at := ulid.Timestamp(now)
	if !model.IsLong(prefix) {
		return model.ID(prefix + "_" + i.ulid(at))
	}
	if at == i.at {
		i.turn++
	} else {
		i.at, i.turn = at, 0
	}
	return model.NewLongID(prefix, i.at, i.turn)
}

// NewULID makes an ID without a prefix, as identity providers are given it.
func (i *ids) NewULID(now time.Time) model.ID {
	i.mu.Lock()
	defer i.mu.Unlock()
	return model.ID(i.ulid(ulid.Timestamp(now)))
}

func (i *ids) ulid(at uint64) string { return ulid.MustNew(at, i.entropy).String() }
