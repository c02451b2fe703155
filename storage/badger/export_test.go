package badger

import (
	"bytes"
	"context"
	"errors"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/storage/internal/stored"
)

// LoseJournal takes the journal's file away from an open store, as a disk does
// that goes bad.
func (s *Store) LoseJournal() error { return s.journal.file.Close() }

// FreeBytes is how much room there is for files in a directory.
func FreeBytes(dir string) (int64, error) { return freeBytes(dir) }

// Logs counts the logs of a store that are no table yet.
func (s *Store) Logs() (int, error) { return s.logs() }

// Checkpoint makes a checkpoint between two writes.
func (s *Store) Checkpoint() error { return s.checkpoint() }

// Dump is every key of a store and what it is, but for what is the store's alone.
func (s *Store) Dump() (map[string]string, error) {
	all := map[string]string{}
	err := s.view(context.Background(), func(v snapshot) error {
		return v.scan(nil, nil, true, func(k, value []byte) (bool, error) {
			if c := class(k[0]); c != classBases && c != classRemoved && c != classJournal {
				all[string(k)] = string(value)
			}
			return true, nil
		})
	})
	return all, err
}

// Noted counts the entries of removed keys that are kept, and their bytes as they are
// counted.
func (s *Store) Noted() (entries, bytes int64, err error) {
	err = s.view(context.Background(), func(v snapshot) error {
		known, err := readBases(v)
		bytes = known.noted
		return errors.Join(err, v.scan(key(classRemoved), nil, false, func([]byte, []byte) (bool, error) {
			entries++
			return true, nil
		}))
	})
	return entries, bytes, err
}

// LoseAllButTheNumber takes everything out of a closed tree but the number of its
// last group, as a power cut does when an older log of Badger was not on disk and a
// newer one was.
func LoseAllButTheNumber(dir string) error {
	db, err := badgerdb.Open(badgerdb.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		return err
	}
	lost := db.NewWriteBatch()
	err = db.View(func(txn *badgerdb.Txn) error {
		keys := txn.NewIterator(badgerdb.IteratorOptions{})
		defer keys.Close()
		for keys.Rewind(); keys.Valid(); keys.Next() {
			if k := keys.Item().KeyCopy(nil); !bytes.Equal(k, key(classJournal)) {
				if err := lost.Delete(k); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		err = lost.Flush()
	}
	lost.Cancel()
	return errors.Join(err, db.Close())
}

// ForgetWords makes a closed store what an earlier version would have written: no
// record has words, and the number of the layout is 3.
func ForgetWords(dir string) error {
	return forgetWords(dir, func(b *badgerdb.WriteBatch, m *meta) error {
		m.Schema = 3
		return b.Set(key(classMeta), appendMeta(nil, m))
	})
}

// ForgetSomeWords does so as if this version had been interrupted at once.
func ForgetSomeWords(dir string) error {
	return forgetWords(dir, func(b *badgerdb.WriteBatch, m *meta) error {
		m.Counts[classUnindexed] = 1
		return errors.Join(b.Set(key(classMeta), appendMeta(nil, m)), b.Set(key(classUnindexed), nil))
	})
}

func forgetWords(dir string, mark func(*badgerdb.WriteBatch, *meta) error) error {
	db, err := badgerdb.Open(badgerdb.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		return err
	}
	b := db.NewWriteBatch()
	err = db.View(func(txn *badgerdb.Txn) error {
		v := snapshot{txn}
		m, err := readMeta(v)
		if err != nil {
			return err
		}
		err = v.scan(key(classWords), nil, false, func(k, _ []byte) (bool, error) {
			m.Counts[classWords]--
			return true, b.Delete(bytes.Clone(k))
		})
		if err != nil {
			return err
		}
		err = v.scan(key(classRecord), nil, true, func(k, old []byte) (bool, error) {
			var r storedRecord
			if err := stored.Decode(old, &r); err != nil {
				return false, err
			}
			r.Words, r.Environment = nil, ""
			now, err := stored.Encode(r)
			return true, errors.Join(err, b.Set(bytes.Clone(k), now))
		})
		return errors.Join(err, mark(b, &m))
	})
	if err == nil {
		err = b.Flush()
	}
	b.Cancel()
	return errors.Join(err, db.Close())
}
