package badger

import (
	"bytes"
	"context"
	"math"
	"time"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage"
)

// Expire implements [storage.Store]. When it fails half-way, what it reports is
// forgotten; the same call goes on with the rest.
func (s *Store) Expire(ctx context.Context, k storage.Keeping, most int, now time.Time) (int, error) {
	before, err := s.keptFrom(ctx, k, now)
	if err != nil {
		return 0, err
	}
	total := 0
	for last := oldestPossible(k.Environment); ; {
		old, err := s.oldestOf(ctx, last, before)
		if err != nil {
			return total, err
		}
		if len(old) == 0 || total >= most {
			return total, s.compact(ctx, total)
		}
		n, err := s.forgetFew(ctx, old)
		total += n
		if err != nil {
			return total, err
		}
		last = old[len(old)-1].row()
	}
}

// keptFrom is the time from which on sessions are kept.
func (s *Store) keptFrom(ctx context.Context, k storage.Keeping, now time.Time) (int64, error) {
	from := int64(math.MinInt64)
	if k.Age > 0 {
		from = nanosOf(now.Add(-k.Age))
	}
	if k.Bytes > 0 {
		fits, err := s.fitting(ctx, k)
		if err != nil {
			return 0, err
		}
		from = max(from, fits)
	}
	return min(from, nanosOf(now.Add(-storage.LeastKept))), nil
}

// expireScan is how many rows are looked at at once: an open iterator keeps logs for
// which writers may wait.
const expireScan = 4096

// fitting is the time from which on the sessions of an environment are no more than
// its bytes.
func (s *Store) fitting(ctx context.Context, k storage.Keeping) (from int64, err error) {
	prefix := key(classSession, packID(k.Environment))
	from = math.MinInt64
	size, known := int64(0), texts{}
	for next := prefix; next != nil; {
		at := next
		next = nil
		err := s.view(ctx, func(v snapshot) error {
			n := 0
			return v.scan(prefix, at, true, func(key, value []byte) (bool, error) {
				if n++; n > expireScan {
					next = bytes.Clone(key)
					return false, nil
				}
				nanos, id, ok := parseOrder(key[len(prefix):])
				p := place{env: k.Environment, id: id, nanos: nanos}
				r, read := parseRow(p, value, known)
				if !ok || !read {
					return true, nil // what cannot be read is told where it is looked at
				}
				size += messageSize(&r)
				if size > k.Bytes {
					from = nanos + 1
				}
				return size <= k.Bytes, nil
			})
		})
		if err != nil {
			return 0, err
		}
	}
	return from, nil
}

// messageSize is what a session counts: its bodies, and what a row takes beside them.
func messageSize(r *row) int64 { return int64(r.bodies.size + r.request.size + 512) }

// oldestPossible is behind the row of each session of an environment.
func oldestPossible(env model.ID) []byte {
	return append(key(classSession, packID(env)), bytes.Repeat([]byte{0xff}, 16)...)
}

// oldestOf finds sessions of the environment of a row that began before a time, the
// oldest first, from those on that are newer than the row.
func (s *Store) oldestOf(ctx context.Context, last []byte, before int64) ([]place, error) {
	return read(ctx, s, func(v snapshot) (old []place, err error) {
		env, _, _ := cutID(last[1:])
		prefix := key(classSession, packID(env))
		it := v.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix, Reverse: true})
		defer it.Close()
		for it.Seek(last); it.ValidForPrefix(prefix) && len(old) < forgetStep; it.Next() {
			nanos, id, ok := parseOrder(it.Item().Key()[len(prefix):])
			if !ok {
				continue
			}
			if nanos >= before {
				break
			}
			old = append(old, place{env: env, id: id, nanos: nanos})
		}
		return old, nil
	})
}
