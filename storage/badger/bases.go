package badger

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// A snapshot can hold no more than what changed since an earlier one, its base. Which
// keys were written since is told by Badger's versions. Which were removed Badger
// forgets when it compacts: so each group of writes notes it, while there are bases.
// Nothing is noted of a store that was never backed up.

// base is a snapshot that was taken.
type base struct {
	ID       model.ID `cbor:"1,keyasint"`
	Number   uint64   `cbor:"2,keyasint"` // of the last group of writes that is surely in it
	Version  uint64   `cbor:"3,keyasint"` // what changed since has a higher one
	Position uint64   `cbor:"4,keyasint"` // of the newest change that is in it; unknownPosition until it is opened
	At       int64    `cbor:"5,keyasint"`
}

// unknownPosition is that of a snapshot that may hold any change: it is registered and
// not opened yet, and writes go on between the two.
const unknownPosition = math.MaxUint64

// bases are those that the store knows, the oldest first. The slice is never changed.
type bases struct {
	all   []base
	noted int64 // how many bytes of removed keys are kept for them
}

// Bounds of what is kept for bases. They hold for a month of daily back-ups, and for
// hourly ones of some days.
const (
	maxBases  = 256
	baseLife  = 35 * 24 * time.Hour
	maxNoted  = 64 << 20
	trimStep  = 256
	noteChunk = maxChunk / 2
)

func (x *bases) any() bool { return len(x.all) > 0 }

// find is the base of an id.
func (x *bases) find(id model.ID) (base, error) {
	for _, b := range x.all {
		if b.ID == id {
			return b, nil
		}
	}
	return base{}, fmt.Errorf("%w: %s was not taken of this store, or more than %d days or %d back-ups ago, or too "+
		"much was deleted since; make a full one", storage.ErrNoBase, id, baseLife/(24*time.Hour), maxBases)
}

// with is the bases with one more, without those that are too old.
func (x *bases) with(b base, now time.Time) bases {
	kept := slices.DeleteFunc(slices.Clone(x.all), func(old base) bool { return now.Sub(timeOf(old.At)) > baseLife })
	kept = append(kept, b)
	return bases{kept[max(0, len(kept)-maxBases):], x.noted}
}

// opened is the bases with the position of the newest change that one holds.
func (x *bases) opened(id model.ID, position uint64) bases {
	all := slices.Clone(x.all)
	for i := range all {
		if all[i].ID == id {
			all[i].Position = position
		}
	}
	return bases{all, x.noted}
}

// hold reports whether one of them may hold the change at a position. Snapshots are not
// always opened in the order in which they were registered, so each is asked.
func (x *bases) hold(position uint64) bool {
	return slices.ContainsFunc(x.all, func(b base) bool { return b.Position >= position })
}

func (x *bases) encode() ([]byte, error) { return stored.Encode(x.all) }

// readBases reads what is known of bases.
func readBases(v snapshot) (x bases, err error) {
	raw, found, err := v.get(key(classBases))
	if err != nil || !found {
		return bases{}, err
	}
	if err := stored.Decode(raw, &x.all); err != nil {
		return bases{}, fmt.Errorf("%w: the list of snapshots: %w", model.ErrDamaged, err)
	}
	err = v.eachRemoved(0, func(_ uint64, item *badgerdb.Item) (bool, error) {
		x.noted += item.ValueSize()
		return true, nil
	})
	return x, err
}

// eachRemoved goes through what groups noted behind the group of a number.
func (s snapshot) eachRemoved(behind uint64, f func(number uint64, item *badgerdb.Item) (bool, error)) error {
	prefix := key(classRemoved)
	it := s.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix})
	defer it.Close()
	for it.Seek(removedKey(behind+1, 0)); it.ValidForPrefix(prefix); it.Next() {
		k := it.Item().Key()
		if len(k) != 1+8+1 {
			return fmt.Errorf("%w: what was removed", model.ErrDamaged)
		}
		if more, err := f(binary.BigEndian.Uint64(k[1:]), it.Item()); err != nil || !more {
			return err
		}
	}
	return nil
}

func removedKey(number uint64, chunk byte) []byte {
	return append(binary.BigEndian.AppendUint64([]byte{byte(classRemoved)}, number), chunk)
}

// noteRemoved notes that a key is removed, if a base may have it. Most changes are
// superseded before a snapshot is taken: no base has those.
func (b *batch) noteRemoved(k []byte) {
	if !b.bases.any() || class(k[0]) == classRemoved {
		return
	}
	if class(k[0]) == classChange && len(k) == 9 && !b.bases.hold(binary.BigEndian.Uint64(k[1:])) {
		return
	}
	b.removed = append(binary.AppendUvarint(b.removed, uint64(len(k))), k...)
}

// storeRemoved adds what was noted to the transaction. Where that becomes too much,
// the store lets go of its bases instead: the next snapshot holds all.
func (b *batch) storeRemoved() error {
	if len(b.removed) == 0 {
		return nil
	}
	if b.bases.noted+int64(len(b.removed)) > maxNoted {
		b.bases.all = nil
		return b.set(key(classBases), nil)
	}
	b.bases.noted += int64(len(b.removed))
	var chunk []byte
	n := byte(0)
	for c := (cutter{rest: b.removed}); len(c.rest) > 0; {
		k := c.bytes()
		chunk = append(binary.AppendUvarint(chunk, uint64(len(k))), k...)
		if len(chunk) >= noteChunk || len(c.rest) == 0 {
			if err := b.set(removedKey(b.number, n), chunk); err != nil {
				return err
			}
			chunk, n = nil, n+1
		}
	}
	return nil
}
