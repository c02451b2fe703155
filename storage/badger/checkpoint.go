package badger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// Badger keeps its newest keys in memory, and in a log (*.mem) until they have
// become a table. Tables are on disk from their beginning; the log is synced by a
// checkpoint.

// logWait bounds the wait until a log has become a table.
const logWait = time.Minute

// makeRoom makes a checkpoint if the journal has no room for n more bytes, or, to
// be early, if it is half full and only the newest log has to be synced.
func (s *Store) makeRoom(n int) error {
	j := s.journal
	if j.end == 0 || j.end+int64(n) <= journalSize/2 {
		return nil
	}
	if j.end+int64(n) <= journalSize {
		if logs, err := s.logs(); err != nil || logs > 1 {
			return err
		}
	}
	return s.checkpoint()
}

// checkpoint puts the tree on disk: then none of the journal's groups is needed.
func (s *Store) checkpoint() error {
	for until := time.Now().Add(logWait); ; {
		logs, err := s.logs()
		if err != nil {
			return err
		}
		if logs <= 1 {
			break // Badger syncs the newest only
		}
		if time.Now().After(until) {
			return fmt.Errorf("the store's tables are not written within %s", logWait)
		}
		time.Sleep(time.Millisecond)
	}
	if err := s.db.Sync(); err != nil {
		return s.journal.fail(err) // what was not written counts as written the next time
	}
	s.journal.end = 0
	return nil
}

// logs counts the logs that are no table yet.
func (s *Store) logs() (n int, err error) {
	files, err := os.ReadDir(s.opts.Dir)
	for _, f := range files {
		if filepath.Ext(f.Name()) == ".mem" {
			n++
		}
	}
	return n, err
}

// recover repeats the groups of the journal. The tree may have the last of them and
// not all before: of two logs that were no table yet, a power cut can have kept the
// newer one. So all are repeated, which brings each key to what it became last. Each
// is a transaction of its own, as before: its version is at least that which it had,
// so that snapshots tell by versions what changed (bases.go).
func (s *Store) recover() error {
	last, err := s.lastGroup()
	if err != nil {
		return err
	}
	found := false
	err = s.journal.read(func(number uint64, content []byte) error {
		found = true
		switch {
		case number > last+1:
			return fmt.Errorf("%w: it has the first %d groups of writes and its journal begins with number %d",
				model.ErrDamaged, last, number)
		case s.noRoom:
			return fmt.Errorf("%w in %s to repeat what its journal holds; make room, then start again",
				storage.ErrNoSpace, s.opts.Dir)
		}
		last = max(last, number)
		return s.repeat(content)
	})
	s.journal.next = last + 1
	if err != nil || !found || s.noRoom {
		return err
	}
	return s.checkpoint()
}

// repeat makes the changes of one group.
func (s *Store) repeat(content []byte) error {
	changes := s.db.NewWriteBatch()
	defer changes.Cancel()
	err := eachJournaled(content, func(k, v []byte) error {
		if v == nil {
			return changes.Delete(k)
		}
		return changes.Set(k, v)
	})
	if err != nil {
		return err
	}
	return changes.Flush()
}

// lastGroup is the number of the newest group that the tree has; 0 for none.
func (s *Store) lastGroup() (number uint64, err error) {
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	err = guarded(func() error {
		v, found, err := snapshot{txn}.get(key(classJournal))
		if err != nil || !found {
			return err
		}
		if len(v) != 8 {
			return fmt.Errorf("%w: the number of its last group of writes", model.ErrDamaged)
		}
		number = binary.BigEndian.Uint64(v)
		return nil
	})
	return number, err
}

// closeTree closes Badger, which writes all to tables, and what then is not needed
// any more.
func (s *Store) closeTree() error {
	err := guarded(s.db.Close)
	if s.journal == nil {
		return err
	}
	if err == nil && !s.noRoom && s.journal.failed == nil {
		err = s.journal.empty()
	}
	return errors.Join(err, s.journal.close())
}
