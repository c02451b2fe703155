package badger

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage"
)

// guarded runs f and turns a panic of the engine, which a damaged file can
// cause, into ErrDamaged.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", model.ErrDamaged, r)
		}
	}()
	return f()
}

// snapshot is the state at one moment.
type snapshot struct{ txn *badgerdb.Txn }

// source is what can be read: a snapshot, or a batch with what it has changed.
type source interface {
	// get returns a copy of a value; found is false if there is none.
	get(k []byte) (v []byte, found bool, err error)
}

func (s snapshot) get(k []byte) ([]byte, bool, error) {
	item, err := s.txn.Get(k)
	if errors.Is(err, badgerdb.ErrKeyNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", model.ErrDamaged, err)
	}
	v, err := item.ValueCopy(nil)
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", model.ErrDamaged, err)
	}
	return v, true, nil
}

// has reports whether there is a key.
func (s snapshot) has(k []byte) (bool, error) {
	_, err := s.txn.Get(k)
	if errors.Is(err, badgerdb.ErrKeyNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: %w", model.ErrDamaged, err)
	}
	return true, nil
}

// scan calls f with the keys under a prefix, from a key on, until f stops it.
// What f gets is valid during the call only; v is nil unless values is set.
func (s snapshot) scan(prefix, from []byte, values bool, f func(k, v []byte) (bool, error)) error {
	it := s.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix})
	defer it.Close()
	if from == nil {
		from = prefix
	}
	for it.Seek(from); it.ValidForPrefix(prefix); it.Next() {
		if more, err := visit(it.Item(), values, f); err != nil || !more {
			return err
		}
	}
	return nil
}

// visit calls f with what stands at a key.
func visit(item *badgerdb.Item, values bool, f func(k, v []byte) (bool, error)) (more bool, err error) {
	if !values {
		return f(item.Key(), nil)
	}
	failed := item.Value(func(v []byte) error {
		more, err = f(item.Key(), v)
		return nil
	})
	if failed != nil {
		return false, fmt.Errorf("%w: %w", model.ErrDamaged, failed)
	}
	return more, err
}

// scanBack calls f with the keys under a prefix in falling order, from the last one
// before a key; "" begins with the last of all. What f gets is as with scan.
func (s snapshot) scanBack(prefix, before []byte, values bool, f func(k, v []byte) (bool, error)) error {
	it := s.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix, Reverse: true})
	defer it.Close()
	from := before
	if len(from) == 0 {
		from = append(bytes.Clone(prefix), 0xff) // behind each key: ids are ASCII
	}
	for it.Seek(from); it.ValidForPrefix(prefix); it.Next() {
		if bytes.Equal(it.Item().Key(), before) {
			continue
		}
		if more, err := visit(it.Item(), values, f); err != nil || !more {
			return err
		}
	}
	return nil
}

// view reads one consistent state.
func (s *Store) view(ctx context.Context, f func(snapshot) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return storage.ErrClosed
	}
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	err := guarded(func() error { return f(snapshot{txn}) })
	if damage := s.damage.get(); damage != nil && errors.Is(err, model.ErrNotFound) {
		return damage // it may have been there
	}
	return err
}
