package badger

import (
	"context"
	"fmt"
	"sync/atomic"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
)

// counted are the classes whose keys are counted when a store is opened. The
// others are compared with what the rows say whenever they are read.
var counted = [...]class{
	classSession, classPointer, classConnection, classClaim, classCode, classToken, classReplay,
	classExpiry, classUnverified, classStranger, classChange, classDictionary, classRecord, classChild, className,
	classWords, classAppEvent, classEntry, classEntryName, classExternal, classEmail, classPublished, classListed,
	classHead, classMember, classGroups, classEntryCounts, classLog, classPart, classRun, classLeft,
}

// countAtOnce is how many keys Open counts before it answers; a larger store
// is counted beside its use.
const countAtOnce = 100_000

// verify counts the keys of each class. Badger's iterators end early, without
// an error, at a block that fails its checksum.
func (s *Store) verify(ctx context.Context) error {
	return s.view(ctx, func(v snapshot) error {
		m, err := readMeta(v)
		if err != nil {
			return err
		}
		for _, c := range counted {
			n, err := countKeys(ctx, v, c)
			if err != nil {
				return err
			}
			if n < m.Counts[c] {
				return fewer(c, n, m.Counts[c])
			}
		}
		return nil
	})
}

func fewer(c class, n, counted uint64) error {
	return fmt.Errorf("%w: %d of %d entries of class %q can be read", model.ErrDamaged, n, counted, string(rune(c)))
}

func countKeys(ctx context.Context, v snapshot, c class) (n uint64, err error) {
	it := v.txn.NewIterator(badgerdb.IteratorOptions{Prefix: key(c)})
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		if n++; n%4096 == 0 && ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
	return n, nil
}

func (m *meta) countedKeys() (n uint64) {
	for _, c := range counted {
		n += m.Counts[c]
	}
	return n
}

// damage is what verify found while the store was in use.
type damage struct{ found atomic.Pointer[error] }

func (d *damage) set(err error) { d.found.Store(&err) }

func (d *damage) get() error {
	if err := d.found.Load(); err != nil {
		return *err
	}
	return nil
}
