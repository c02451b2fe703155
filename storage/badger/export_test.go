package badger

import (
	"bytes"
	"errors"

	badgerdb "github.com/dgraph-io/badger/v4"
)

// LoseJournal takes the journal's file away from an open store, as a disk does
// that goes bad.
func (s *Store) LoseJournal() error { return s.journal.file.Close() }

// Logs counts the logs of a store that are no table yet.
func (s *Store) Logs() (int, error) { return s.logs() }

// Checkpoint makes a checkpoint between two writes.
func (s *Store) Checkpoint() error { return s.checkpoint() }

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
