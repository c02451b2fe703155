package badger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage"
)

// Sessions that nobody verified stand in two lists, of all and of their
// connection, with how many and how large they are, so that the oldest of too
// many are found without a look at the others.

func unverifiedKey(r *row) []byte {
	return key(classUnverified, appendNanos(nil, nanosOf(r.CreatedAt)), packID(r.ID))
}

func strangerKey(r *row) []byte {
	return key(classStranger, packID(r.ConnectionID), appendNanos(nil, nanosOf(r.CreatedAt)), packID(r.ID))
}

// listUnverified brings the lists up to date with a row that was old, or nil, and
// becomes n, or nil.
func (b *batch) listUnverified(old, n *row) error {
	was, is := old != nil && old.Unverified, n != nil && n.Unverified
	if was && is && old.ConnectionID == n.ConnectionID && old.CreatedAt.Equal(n.CreatedAt) {
		return nil
	}
	if was {
		if err := b.unlist(old); err != nil {
			return err
		}
	}
	if !is {
		return nil
	}
	size := uint64(messageSize(n))
	value := appendID(binary.AppendUvarint(nil, size), n.ConnectionID)
	if err := b.put(unverifiedKey(n), value); err != nil {
		return err
	}
	if err := b.put(strangerKey(n), nil); err != nil {
		return err
	}
	return b.countStrangers(n.ConnectionID, 1, int64(size))
}

func (b *batch) unlist(r *row) error {
	v, found, err := b.get(unverifiedKey(r))
	if err != nil || !found {
		return err
	}
	c := cutter{rest: v}
	size := c.number()
	if c.short {
		return fmt.Errorf("%w: the entry of session %s among the unverified", model.ErrDamaged, r.ID)
	}
	for _, k := range [...][]byte{unverifiedKey(r), strangerKey(r)} {
		if err := b.remove(k); err != nil {
			return err
		}
	}
	return b.countStrangers(r.ConnectionID, -1, -int64(size))
}

func (b *batch) countStrangers(conn model.ID, sessions, size int64) error {
	if err := b.addTo(key(classStrangers, packID(conn)), sessions); err != nil {
		return err
	}
	return b.addTo(key(classStrangers), size)
}

// addTo adds to a number; one that becomes zero is removed.
func (b *batch) addTo(k []byte, by int64) error {
	v, _, err := b.get(k)
	if err != nil {
		return err
	}
	sum := numberIn(v) + by
	if sum <= 0 {
		return b.remove(k)
	}
	return b.put(k, binary.AppendUvarint(nil, uint64(sum)))
}

func numberIn(v []byte) int64 {
	n, size := binary.Uvarint(v)
	if size <= 0 {
		return 0
	}
	return int64(n)
}

// Count implements [storage.Store].
func (s *Store) Count(ctx context.Context, id model.ID, more int, at time.Time) error {
	_, err := write(ctx, s, func(b *batch) (none, error) {
		r, err := load(b, id)
		if err != nil {
			return none{}, err
		}
		n := r
		n.Repeats += more
		n.UpdatedAt = at
		b.at(at)
		return none{}, b.putRow(&r, &n)
	})
	return err
}

// Retain implements [storage.Store].
func (s *Store) Retain(ctx context.Context, r storage.Retention, now time.Time) (int, error) {
	if err := s.giveUp(ctx, now); err != nil {
		return 0, err
	}
	total := 0
	for {
		old, err := s.tooMany(ctx, r, now)
		if err != nil {
			return total, err
		}
		if len(old) == 0 {
			return total, s.compact(ctx, total)
		}
		n, err := s.forgetFew(ctx, old)
		total += n
		if err != nil {
			return total, err
		}
		if n == 0 {
			return total, fmt.Errorf("%w: unverified sessions are listed that are not there", model.ErrDamaged)
		}
	}
}

// tooMany finds some of the oldest sessions beyond what r keeps.
func (s *Store) tooMany(ctx context.Context, r storage.Retention, now time.Time) ([]place, error) {
	return read(ctx, s, func(v snapshot) (old []place, err error) {
		m, err := readMeta(v)
		if err != nil {
			return nil, err
		}
		size, _, err := v.get(key(classStrangers))
		if err != nil {
			return nil, err
		}
		count, bytes := int64(m.Counts[classUnverified]), numberIn(size)
		err = v.scan(key(classUnverified), nil, true, func(k, value []byte) (bool, error) {
			nanos, packed, ok := cutNanos(k[1:])
			id, _, whole := cutID(packed)
			if !ok || !whole {
				return false, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
			}
			over := r.Total > 0 && count > int64(r.Total) || r.Bytes > 0 && bytes > r.Bytes ||
				r.Age > 0 && nanos < nanosOf(now.Add(-r.Age))
			if !over || len(old) == forgetStep {
				return false, nil
			}
			count, bytes = count-1, bytes-numberIn(value)
			p, found, err := findPlace(v, id)
			if found {
				old = append(old, p)
			}
			return err == nil, err
		})
		if err != nil || len(old) > 0 || r.PerConnection <= 0 {
			return old, err
		}
		return tooManyOfOne(v, int64(r.PerConnection))
	})
}

// tooManyOfOne finds some of the oldest sessions of a connection that has more
// than most.
func tooManyOfOne(v snapshot, most int64) (old []place, err error) {
	err = v.scan(key(classStrangers), nil, true, func(k, value []byte) (bool, error) {
		over := numberIn(value) - most
		if len(k) == 1 || over <= 0 {
			return true, nil
		}
		prefix := key(classStranger, k[1:])
		err := v.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
			_, packed, ok := cutNanos(k[len(prefix):])
			id, _, whole := cutID(packed)
			if !ok || !whole {
				return false, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
			}
			p, found, err := findPlace(v, id)
			if found {
				old = append(old, p)
			}
			return int64(len(old)) < min(over, forgetStep), err
		})
		return false, err
	})
	return old, err
}

// givenUpAfter is how long after its beginning a session that was never answered
// counts as one that nobody verified.
const givenUpAfter = 24 * time.Hour

// giveUp marks what was begun since the last time and not answered. Each session
// is looked at once in its life.
func (s *Store) giveUp(ctx context.Context, now time.Time) error {
	until := nanosOf(now.Add(-givenUpAfter))
	old, err := read(ctx, s, func(v snapshot) (old []model.ID, err error) {
		mark, found, err := v.get(key(classSwept))
		if err != nil {
			return nil, err
		}
		from := nanosOf(time.Time{})
		if found {
			from, _, _ = cutNanos(mark)
		}
		envs, err := environments(v)
		if err != nil {
			return nil, err
		}
		for _, env := range envs {
			if old, err = v.givenUp(ctx, old, env, from, until, now); err != nil {
				return nil, err
			}
		}
		return old, nil
	})
	if err != nil {
		return err
	}
	for few := range slices.Chunk(old, forgetStep) {
		_, err := write(ctx, s, func(b *batch) (none, error) {
			for _, id := range few {
				r, err := load(b, id)
				if errors.Is(err, model.ErrNotFound) || err == nil && (r.State != model.Started || r.Unverified) {
					continue // forgotten or answered meanwhile
				}
				if err != nil {
					return none{}, err
				}
				n := r
				n.Unverified = true
				if err := b.putRow(&r, &n); err != nil {
					return none{}, err
				}
			}
			return none{}, nil
		})
		if err != nil {
			return err
		}
	}
	_, err = write(ctx, s, func(b *batch) (none, error) {
		return none{}, b.put(key(classSwept), appendNanos(nil, until))
	})
	return err
}

// givenUp appends the sessions of an environment that began within a span of time
// and wait for an answer that comes no more.
func (v snapshot) givenUp(
	ctx context.Context, old []model.ID, env model.ID, from, until int64, now time.Time,
) ([]model.ID, error) {
	prefix := key(classSession, packID(env))
	it := v.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix})
	defer it.Close()
	seek := slices.Concat(prefix, place{nanos: until}.appendOrder(nil)[:8])
	for it.Seek(seek); it.ValidForPrefix(prefix); it.Next() {
		nanos, id, ok := parseOrder(it.Item().Key()[len(prefix):])
		if !ok {
			return nil, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
		}
		if nanos <= from {
			break
		}
		err := it.Item().Value(func(value []byte) error {
			r, ok := parseRow(place{env: env, id: id, nanos: nanos}, value, nil)
			if !ok {
				return fmt.Errorf("%w: the row of session %s cannot be read", model.ErrDamaged, id)
			}
			if !r.Unverified && r.StateAt(now) == model.TimedOut && r.State == model.Started {
				old = append(old, id)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return old, nil
}
