package badger

import (
	"context"
	"errors"
	"slices"
	"time"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/storage"
)

// forgetStep is how many sessions one transaction forgets: few, because logins
// wait meanwhile.
const forgetStep = 32

// Forget implements [storage.Store]. When it fails half-way, what it reports is
// forgotten; the same call goes on with the rest.
func (s *Store) Forget(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for !before.IsZero() { // nothing is older than that
		old, err := s.oldest(ctx, before)
		if err != nil {
			return total, err
		}
		if len(old) == 0 {
			break
		}
		n, err := s.forgetFew(ctx, old)
		total += n
		if err != nil {
			return total, err
		}
	}
	if err := s.forgetDeletions(ctx, before); err != nil {
		return total, err
	}
	return total, s.compact(ctx, total)
}

// compact gives the space of forgotten sessions back when they were a large
// part of the store. A little is given back by what Badger does all the time.
func (s *Store) compact(ctx context.Context, forgotten int) error {
	return s.view(ctx, func(v snapshot) error {
		m, err := readMeta(v)
		if err != nil || forgotten < 1000 || uint64(forgotten) < m.Counts[classSession]/4 {
			return err
		}
		v.txn.Discard() // what is being read is not given back
		if err := s.room(); err != nil {
			return nil // it needs room to make room
		}
		return s.db.Flatten(1)
	})
}

// forgetFew forgets sessions in one step; those with many receipts each in a
// step of their own.
func (s *Store) forgetFew(ctx context.Context, old []place) (int, error) {
	n, err := write(ctx, s, func(b *batch) (int, error) {
		n := 0
		for _, p := range old {
			gone, err := b.forget(p)
			if err != nil {
				return 0, err
			}
			if gone {
				n++
			}
		}
		return n, nil
	})
	if !errors.Is(err, errFull) || len(old) == 1 {
		return n, err
	}
	half := len(old) / 2
	n, err = s.forgetFew(ctx, old[:half])
	if err != nil {
		return n, err
	}
	more, err := s.forgetFew(ctx, old[half:])
	return n + more, err
}

// oldest finds sessions that began before a time.
func (s *Store) oldest(ctx context.Context, before time.Time) ([]place, error) {
	return read(ctx, s, func(v snapshot) (old []place, err error) {
		envs, err := environments(v)
		if err != nil {
			return nil, err
		}
		from := place{nanos: nanosOf(before) - 1}.appendOrder(nil)[:8]
		for _, env := range envs {
			prefix := key(classSession, packID(env))
			it := v.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix})
			for it.Seek(slices.Concat(prefix, from)); it.ValidForPrefix(prefix) && len(old) < forgetStep; it.Next() {
				if nanos, id, ok := parseOrder(it.Item().Key()[len(prefix):]); ok {
					old = append(old, place{env: env, id: id, nanos: nanos})
				}
			}
			it.Close()
		}
		return old, nil
	})
}

// forget removes a session with all that belongs to it. Its leases end by
// themselves: without the session they lead nowhere, and until its time a
// message is not taken again.
func (b *batch) forget(p place) (bool, error) {
	if _, found, err := b.get(p.row()); err != nil || !found {
		return false, err
	}
	r, err := loadRow(b, p)
	if err != nil {
		return false, err
	}
	receipts, err := receiptKeys(b.snapshot, p.id)
	if err != nil {
		return false, err
	}
	for _, k := range receipts {
		if err := b.removeBlob(k.at); err != nil {
			return false, err
		}
	}
	if err := b.removeBlob(key(classRequest, packID(p.id))); err != nil {
		return false, err
	}
	var events [][]byte
	err = b.scan(key(classEvent, packID(p.id)), nil, false, func(k, _ []byte) (bool, error) {
		events = append(events, slices.Clone(k))
		return true, nil
	})
	if err != nil {
		return false, err
	}
	if err := b.listUnverified(&r, nil); err != nil {
		return false, err
	}
	for _, k := range append(events, changeKey(r.changed)) {
		if err := b.remove(k); err != nil {
			return false, err
		}
	}
	return true, b.removePlaces(&r)
}

// forgetDeletions removes the changes that tell of records deleted before a
// time.
func (s *Store) forgetDeletions(ctx context.Context, before time.Time) error {
	old, err := read(ctx, s, func(v snapshot) (old [][]byte, err error) {
		err = v.scan(key(classChange), nil, true, func(k, what []byte) (bool, error) {
			if class(what[0]) != classRecord {
				return true, nil
			}
			_, _, gone, ok := cutRecordChange(what)
			if ok && gone != nil && *gone < nanosOf(before) {
				old = append(old, slices.Clone(k))
			}
			return len(old) < 4096, nil // the rest with the next call
		})
		return old, err
	})
	if err != nil || len(old) == 0 {
		return err
	}
	_, err = write(ctx, s, func(b *batch) (none, error) {
		for _, k := range old {
			if err := b.remove(k); err != nil {
				return none{}, err
			}
		}
		return none{}, nil
	})
	return err
}

var _ storage.Store = (*Store)(nil)
