package badger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage"
)

// backup is a snapshot for a copy of the store. Its transaction keeps what it sees
// until it is closed.
type backup struct {
	store *Store
	txn   *badgerdb.Txn
	since base // zero for all
	close sync.Once
}

// Bounds of one piece. Each is read with an iterator of its own, that is closed before
// the piece is given away: an open one keeps the logs of Badger for which a checkpoint
// waits, and sign-ins wait for that.
const (
	maxPiece     = 256 << 10
	maxPieceKeys = 2048
)

// Snapshot implements [storage.Store]. What follows on it can begin from it for
// baseLife.
func (s *Store) Snapshot(ctx context.Context, of storage.SnapshotOf) (storage.Snapshot, error) {
	since, err := s.register(ctx, of)
	if err != nil {
		return nil, err
	}
	b, err := s.begin(since)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.keepPosition(ctx, of.ID, b), s.forgetBases(ctx)); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// register makes the snapshot that is about to be taken a base, so that from here on
// removed keys are noted for it, and finds the one that it begins from.
func (s *Store) register(ctx context.Context, of storage.SnapshotOf) (since base, err error) {
	return write(ctx, s, func(b *batch) (since base, err error) {
		if of.Since != "" {
			if since, err = b.bases.find(of.Since); err != nil {
				return base{}, err
			}
		}
		return since, b.setBases(b.bases.with(base{ID: of.ID, Number: b.number, Version: b.txn.ReadTs(),
			Position: unknownPosition, At: nanosOf(of.At)}, of.At))
	})
}

// keepPosition keeps which changes a snapshot holds. Until then each removed one is noted for
// it: what was written after the snapshot was registered and before it was opened is in
// it, too.
func (s *Store) keepPosition(ctx context.Context, id model.ID, of *backup) error {
	var m meta
	err := of.look(ctx, func(v snapshot) (err error) {
		m, err = readMeta(v)
		return err
	})
	if err != nil {
		return err
	}
	_, err = write(ctx, s, func(b *batch) (struct{}, error) {
		return struct{}{}, b.setBases(b.bases.opened(id, m.Position))
	})
	return err
}

func (b *batch) setBases(to bases) error {
	v, err := to.encode()
	if err != nil {
		return err
	}
	b.change(key(classBases), v)
	b.bases = to
	return nil
}

// begin opens the state as it stands now. Close waits for it.
func (s *Store) begin(since base) (*backup, error) {
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return nil, storage.ErrClosed
	}
	s.beside.Add(1)
	return &backup{store: s, txn: s.db.NewTransaction(false), since: since}, nil
}

// Close implements [storage.Snapshot].
func (b *backup) Close() {
	b.close.Do(func() {
		b.txn.Discard()
		b.store.beside.Done()
	})
}

// Each implements [storage.Snapshot].
func (b *backup) Each(ctx context.Context, f func(piece []byte) error) error {
	var keys [256]uint64
	for from := []byte{}; from != nil; {
		var piece []byte
		err := b.look(ctx, func(v snapshot) (err error) {
			piece, from, err = v.written(from, b.since.Version, &keys)
			return err
		})
		if err == nil && len(piece) > 0 {
			err = f(piece)
		}
		if err != nil {
			return err
		}
	}
	if b.since.ID == "" {
		return b.look(ctx, func(v snapshot) error { return v.compareCounts(&keys) })
	}
	return b.eachRemoved(ctx, f)
}

// look reads a little, as long as the store does not close.
func (b *backup) look(ctx context.Context, f func(snapshot) error) error {
	select {
	case <-b.store.stopping:
		return storage.ErrClosed
	default:
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return guarded(func() error { return f(snapshot{b.txn}) })
}

// written reads a piece: what keys from one on are, if they were written after a
// version, and where the next piece begins; nil is the end.
func (s snapshot) written(from []byte, version uint64, keys *[256]uint64) (piece, next []byte, err error) {
	it := s.txn.NewIterator(badgerdb.IteratorOptions{SinceTs: version})
	defer it.Close()
	it.Seek(from)
	for n := 0; it.Valid(); n++ {
		k := it.Item().Key()
		if n == maxPieceKeys || len(piece) >= maxPiece {
			return piece, bytes.Clone(k), nil
		}
		if c := class(k[0]); c == classBases || c == classRemoved {
			it.Seek([]byte{byte(c) + 1}) // they are of this store alone
			continue
		}
		err := it.Item().Value(func(v []byte) error {
			if v == nil {
				v = []byte{}
			}
			piece = appendJournaled(piece, k, v)
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", model.ErrDamaged, err)
		}
		keys[k[0]]++
		it.Next()
	}
	return piece, nil, nil
}

// compareCounts finds out whether an iterator ended early, as at a damaged block.
func (s snapshot) compareCounts(keys *[256]uint64) error {
	m, err := readMeta(s)
	if err != nil {
		return err
	}
	for _, c := range counted {
		if keys[c] < m.Counts[c] {
			return fewer(c, keys[c], m.Counts[c])
		}
	}
	return nil
}

// eachRemoved gives the keys that groups removed since the base and that are not there
// again, in pieces.
func (b *backup) eachRemoved(ctx context.Context, f func(piece []byte) error) error {
	for behind, more := b.since.Number, true; more; {
		var piece []byte
		err := b.look(ctx, func(v snapshot) (err error) {
			piece, behind, more, err = v.removed(behind)
			return err
		})
		if err == nil && len(piece) > 0 {
			err = f(piece)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// removed reads the removals of some groups behind one, and tells the last.
func (s snapshot) removed(behind uint64) (piece []byte, last uint64, more bool, err error) {
	last = behind
	err = s.eachRemoved(behind, func(number uint64, item *badgerdb.Item) (bool, error) {
		if number != last && len(piece) >= maxPiece {
			more = true
			return false, nil
		}
		last = number
		noted, err := item.ValueCopy(nil)
		if err != nil {
			return false, fmt.Errorf("%w: %w", model.ErrDamaged, err)
		}
		for c := (cutter{rest: noted}); len(c.rest) > 0; {
			k := c.bytes()
			if c.short {
				return false, fmt.Errorf("%w: what was removed", model.ErrDamaged)
			}
			if _, there, err := s.get(k); err != nil {
				return false, err
			} else if !there {
				piece = appendJournaled(piece, k, nil)
			}
		}
		return true, nil
	})
	return piece, last, more, err
}

// forgetBases deletes what was noted for bases that are gone, in steps, and lets go of
// old bases where much is noted.
func (s *Store) forgetBases(ctx context.Context) error {
	for {
		if err := s.trimRemoved(ctx); err != nil {
			return err
		}
		again, err := write(ctx, s, func(b *batch) (bool, error) {
			if b.bases.noted <= maxNoted/2 || len(b.bases.all) < 2 {
				return false, nil
			}
			return true, b.setBases(bases{b.bases.all[len(b.bases.all)/2:], b.bases.noted})
		})
		if err != nil || !again {
			return err
		}
	}
}

// trimRemoved deletes what was noted before the oldest base.
func (s *Store) trimRemoved(ctx context.Context) error {
	for more := true; more; {
		var err error
		more, err = write(ctx, s, func(b *batch) (bool, error) {
			if !b.bases.any() {
				return false, nil
			}
			var old [][]byte
			var size int64
			err := b.eachRemoved(0, func(number uint64, item *badgerdb.Item) (bool, error) {
				if number > b.bases.all[0].Number || len(old) == trimStep {
					return false, nil
				}
				old, size = append(old, item.KeyCopy(nil)), size+item.ValueSize()
				return true, nil
			})
			if err != nil {
				return false, err
			}
			for _, k := range old {
				b.change(k, nil)
			}
			b.bases.noted = max(0, b.bases.noted-size)
			return len(old) == trimStep, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
