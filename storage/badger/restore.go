package badger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage"
)

// Restoring is a store that is made of the pieces of a snapshot, and of those that
// followed it. It becomes one with Finish.
type Restoring struct {
	db      *badgerdb.DB
	changes *badgerdb.WriteBatch
	dir     string
}

// Restore begins a store in a directory that is empty, or not there yet.
func Restore(o Options) (*Restoring, error) {
	if files, err := os.ReadDir(o.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	} else if len(files) > 0 {
		return nil, fmt.Errorf("%s is not empty", o.Dir)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	db, err := badgerdb.Open((&Store{opts: o, log: o.Log}).options())
	if err != nil {
		return nil, err
	}
	return &Restoring{db: db, changes: db.NewWriteBatch(), dir: o.Dir}, nil
}

// Put adds a piece. A snapshot that followed is put when all of the one before it is.
func (r *Restoring) Put(piece []byte) error {
	return guarded(func() error {
		return eachJournaled(piece, func(k, v []byte) error {
			switch {
			case len(k) == 0 || class(k[0]) == classBases || class(k[0]) == classRemoved:
				return fmt.Errorf("%w: a key that is in no snapshot", model.ErrDamaged)
			case v == nil:
				return r.changes.Delete(append([]byte(nil), k...))
			}
			return r.changes.Set(append([]byte(nil), k...), append([]byte{}, v...))
		})
	})
}

// Next ends one snapshot: what of the next one is put comes after it.
func (r *Restoring) Next() error {
	if err := r.changes.Flush(); err != nil {
		return fmt.Errorf("%s: %w", r.dir, err)
	}
	r.changes = r.db.NewWriteBatch()
	return nil
}

// Finish ends the last snapshot and compares what is there now with what the store
// knew of itself: each entry, and none more.
func (r *Restoring) Finish(ctx context.Context) error {
	if err := r.Next(); err != nil {
		return errors.Join(err, r.Close())
	}
	if err := guarded(func() error { return r.compare(ctx) }); err != nil {
		return errors.Join(err, r.Close())
	}
	return r.Close()
}

// Close ends it. What is there was not compared yet, without Finish.
func (r *Restoring) Close() error {
	r.changes.Cancel()
	return guarded(r.db.Close)
}

func (r *Restoring) compare(ctx context.Context) error {
	txn := r.db.NewTransaction(false)
	defer txn.Discard()
	v := snapshot{txn}
	m, err := readMeta(v)
	switch {
	case err != nil:
		return err
	case m.Schema > schema:
		return fmt.Errorf("%w: the back-up's layout is number %d and this version knows %d; use the newer gatehouse",
			storage.ErrNewer, m.Schema, schema)
	case m.Position == 0:
		return fmt.Errorf("%w: it holds no store", model.ErrDamaged)
	}
	for _, c := range counted {
		n, err := countKeys(ctx, v, c)
		if err != nil {
			return err
		}
		if n != m.Counts[c] {
			return fewer(c, n, m.Counts[c])
		}
	}
	return nil
}
