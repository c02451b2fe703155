package badger

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// The log of changes holds each session and record once, at the position of
// its last change: 'S' <id> for a session, 'r' kind 0 id for a record, and
// behind that another 0 and a time for one that was deleted. It is as long as
// the store has sessions and records; Forget shortens it.

// appendGone marks that a record was deleted at a time.
func appendGone(what []byte, at time.Time) []byte {
	return appendNanos(append(what, 0), nanosOf(at))
}

// Tail implements [storage.Store].
func (s *Store) Tail(ctx context.Context, from storage.Pos, of storage.Changes, f func(storage.Changed) error) error {
	bell := s.bells.add(of)
	defer s.bells.remove(bell)
	for {
		changes, to, err := s.changes(ctx, from, of)
		if err != nil {
			return err
		}
		if err := stored.Deliver(ctx, changes, f); err != nil {
			return err
		}
		if to > from {
			from = to
			continue
		}
		select {
		case <-bell:
		case <-s.stopping:
			return storage.ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// changes looks at what follows a position, up to another one.
func (s *Store) changes(ctx context.Context, after storage.Pos, of storage.Changes) (
	all []storage.Changed, to storage.Pos, err error,
) {
	to = after
	all, err = read(ctx, s, func(v snapshot) (all []storage.Changed, err error) {
		looked := 0
		err = v.scan(key(classChange), changeKey(uint64(after)+1), true, func(k, what []byte) (bool, error) {
			if len(k) != 9 || len(what) == 0 {
				return false, errBrokenChange
			}
			to = storage.Pos(binary.BigEndian.Uint64(k[1:]))
			looked++
			if of == storage.AllChanges || class(what[0]) != classSession {
				c, err := parseChange(v, what)
				if err != nil {
					return false, err
				}
				c.Pos = to
				all = append(all, c)
			}
			return looked < stored.TailStep, nil
		})
		return all, err
	})
	return all, to, err
}

var errBrokenChange = fmt.Errorf("%w: a change that cannot be read", model.ErrDamaged)

func parseChange(v snapshot, what []byte) (c storage.Changed, err error) {
	switch class(what[0]) {
	case classSession:
		id, _, ok := cutID(what[1:])
		if !ok {
			return c, errBrokenChange
		}
		r, err := load(v, id)
		if err != nil {
			return c, fmt.Errorf("%w: session %s changed and is missing", model.ErrDamaged, id)
		}
		c.Session = &r.Session
		return c, nil
	case classRecord:
		var ok bool
		c.Kind, c.ID, _, ok = cutRecordChange(what)
		if ok {
			return c, nil
		}
	}
	return c, errBrokenChange
}

// cutRecordChange reads the change of a record; gone is when it was deleted,
// nil for one that is there.
func cutRecordChange(what []byte) (k model.Kind, id model.ID, gone *int64, ok bool) {
	k, rest, ok := cutKind(what[1:])
	if !ok {
		return "", "", nil, false
	}
	for i := range len(rest) {
		if rest[i] != 0 {
			continue
		}
		at, _, ok := cutNanos([]byte(rest[i+1:]))
		return k, rest[:i], &at, ok
	}
	return k, rest, nil, true
}

// Now implements [storage.Store]. What directories tell has positions behind the newest change.
func (s *Store) Now(ctx context.Context) (storage.Pos, error) {
	return read(ctx, s, func(v snapshot) (pos storage.Pos, err error) {
		err = v.scanBack(key(classChange), nil, false, func(k, _ []byte) (bool, error) {
			if len(k) != 9 {
				return false, errBrokenChange
			}
			pos = storage.Pos(binary.BigEndian.Uint64(k[1:]))
			return false, nil
		})
		return pos, err
	})
}

// bells are rung when something has changed. A bell that nobody has heard yet
// is not rung again, so ringing never waits.
type bells struct {
	mu  sync.Mutex
	all map[chan struct{}]storage.Changes
}

func (b *bells) add(of storage.Changes) chan struct{} {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		b.all = make(map[chan struct{}]storage.Changes)
	}
	b.all[c] = of
	return c
}

func (b *bells) remove(c chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.all, c)
}

// appEvents is what those follow who wait for events alone.
const appEvents storage.Changes = -1

// ring tells those who follow all changes if there are some, those who follow records if some
// have changed, and those who wait for events if there are new ones.
func (b *bells) ring(changed, records, told bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rung := map[storage.Changes]bool{storage.AllChanges: changed, storage.RecordChanges: records, appEvents: told}
	for c, of := range b.all {
		if !rung[of] {
			continue
		}
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
