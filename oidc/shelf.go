package oidc

import (
	"context"
	"sync"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml"
)

const (
	life        = time.Hour        // of what was read, before it is read again
	staleLife   = 24 * time.Hour   // while reading it again fails
	failureLife = 10 * time.Second // of a failure, before it is tried again
	rotation    = 15 * time.Second // between two readings of keys for the sake of an unknown one
	maxShelf    = 512              // documents; beyond it, the shelf starts anew
)

// place is where a document is read.
type place struct {
	address string
	reach   fetch.Reach
}

// shelf keeps what was read from providers, so that a sign-in waits for their
// documents rarely, and a provider is asked no more often than it is worth.
type shelf[T any] struct {
	mu   sync.Mutex
	kept map[place]*kept[T]
}

// kept is one document. Whoever holds the turn may read and change it.
type kept[T any] struct {
	turn        chan struct{}
	value       T
	read, tried time.Time
	trouble     *Trouble // of the last try
}

func (s *shelf[T]) at(p place) *kept[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, known := s.kept[p]
	if !known {
		if s.kept == nil || len(s.kept) >= maxShelf {
			s.kept = map[place]*kept[T]{}
		}
		k = &kept[T]{turn: make(chan struct{}, 1)}
		s.kept[p] = k
	}
	return k
}

// get gives a document that was read no longer ago than an age, and reads it if it
// has to. Those who ask for the same one at once wait for one reading.
func (s *shelf[T]) get(ctx context.Context, p place, now time.Time, age time.Duration,
	read func(context.Context) (T, *Trouble)) (T, *Trouble) {
	k := s.at(p)
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		var none T
		return none, &Trouble{Cause: saml.OIDCDiscovery, Reason: saml.Unreachable, Address: p.address,
			Text: "others wait for the same answer: " + ctx.Err().Error()}
	}
	young := func(then time.Time, age time.Duration) bool {
		return !then.IsZero() && now.Sub(then) < age && !now.Before(then)
	}
	if young(k.read, age) {
		return k.value, nil
	}
	if k.trouble == nil || !young(k.tried, failureLife) {
		value, trouble := read(ctx)
		if trouble != nil && ctx.Err() != nil {
			return k.value, trouble // it is the asker who went away
		}
		k.tried, k.trouble = now, trouble
		if trouble == nil {
			k.value, k.read = value, now
		}
	}
	if k.trouble != nil && young(k.read, staleLife) {
		return k.value, nil
	}
	return k.value, k.trouble
}
