package badger_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// journaled is a store whose logins are recorded one after the other.
type journaled struct {
	*badger.Store
	options badger.Options
	sample  *sampler
	stored  []model.ID
}

func openJournaled(t *testing.T, o badger.Options) *journaled {
	t.Helper()
	o.MinFree = -1
	s, err := badger.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &journaled{Store: s, options: o, sample: newSampler(3)}
}

func (j *journaled) record(t *testing.T, logins, bytes int) {
	t.Helper()
	for range logins {
		l := j.sample.login(day.Add(time.Duration(len(j.stored))*time.Second), 2)
		if bytes > 0 {
			l.outcome.Receipt.Body = []byte(j.sample.random(bytes))
		}
		if err := record(t.Context(), j.Store, &l); err != nil {
			t.Fatal(err)
		}
		j.stored = append(j.stored, l.session.ID)
	}
}

// after opens a directory with the settings of a store and wants its logins there,
// also when it is used and opened once more.
func (j *journaled) after(t *testing.T, dir string, logins int) {
	t.Helper()
	o := j.options
	o.Dir = dir
	for range 2 {
		again := openJournaled(t, o)
		for _, id := range j.stored[:logins] {
			whole(t, again.Store, id)
		}
		page, err := again.Sessions(t.Context(), model.Query{Limit: 2*logins + 10})
		if err != nil || len(page.Sessions) < logins {
			t.Fatalf("%d of %d logins are listed: %v", len(page.Sessions), logins, err)
		}
		again.sample = newSampler(uint64(time.Now().UnixNano()))
		again.record(t, 3, 0)
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func journalIn(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "JOURNAL"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// put copies a file of one directory into another.
func put(t *testing.T, name, from, to string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(from, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A power cut can throw the tree back to its last checkpoint: what was answered
// since is in the journal.
func TestJournalIsAheadOfTheTree(t *testing.T) {
	for name, key := range map[string][]byte{"plain": nil, "encrypted": bytes.Repeat([]byte{7}, 32)} {
		for since, first := range map[string]int{"a store that was used": 3, "a new store": 0} {
			t.Run(name+", "+since, func(t *testing.T) {
				s := openJournaled(t, badger.Options{Dir: t.TempDir(), Key: key})
				s.record(t, first, 0)
				old := copyOf(t, s.options.Dir)
				s.record(t, 5, 0)
				put(t, "JOURNAL", s.options.Dir, old)
				put(t, "TALLY", s.options.Dir, old)
				s.after(t, old, first+5)
				s.after(t, copyOf(t, s.options.Dir), first+5) // the tree has all of it
			})
		}
	}
}

// The newest log of the tree can be on disk where an older one is not: then the tree
// has the last number and not all that came before it.
func TestTreeHasTheLastGroupAndNotThoseBefore(t *testing.T) {
	s := openJournaled(t, badger.Options{Dir: t.TempDir()})
	s.record(t, 6, 0)
	dir := copyOf(t, s.options.Dir)
	if err := badger.LoseAllButTheNumber(dir); err != nil {
		t.Fatal(err)
	}
	s.after(t, dir, 6)
}

// A group that was not written completely was answered to nobody.
func TestJournalEndsInTheMiddle(t *testing.T) {
	for name, damage := range map[string]func(end int, b []byte) []byte{
		"cut short":     func(end int, b []byte) []byte { return b[:end-5] },
		"one bit":       func(end int, b []byte) []byte { b[end-100] ^= 1; return b },
		"partly zeroes": func(end int, b []byte) []byte { clear(b[end-200 : end]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			s := openJournaled(t, badger.Options{Dir: t.TempDir()})
			s.record(t, 2, 0)
			old := copyOf(t, s.options.Dir)
			s.record(t, 3, 0)
			put(t, "TALLY", s.options.Dir, old)
			before := len(bytes.TrimRight(journalIn(t, s.options.Dir), "\x00"))
			l := s.sample.login(day, 2)
			if err := s.Begin(t.Context(), l.session, l.request); err != nil {
				t.Fatal(err)
			}
			put(t, "JOURNAL", s.options.Dir, old)
			change(t, filepath.Join(old, "JOURNAL"), func(b []byte) []byte {
				end := len(bytes.TrimRight(b, "\x00"))
				if end < before+300 {
					t.Fatalf("the journal went on from %d to %d bytes", before, end)
				}
				return damage(end, b)
			})
			s.after(t, old, 5)
			again := openJournaled(t, badger.Options{Dir: old})
			if _, err := again.Session(t.Context(), l.session.ID); !errors.Is(err, model.ErrNotFound) {
				t.Errorf("the last session is there: %v", err)
			}
		})
	}
}

// The journal is bounded: it starts again when the tree is on disk.
func TestJournalIsBounded(t *testing.T) {
	s := openJournaled(t, badger.Options{Dir: t.TempDir()})
	path := filepath.Join(s.options.Dir, "JOURNAL")
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for range 2 {
		s.record(t, 25, 300<<10)
		if n := size(); n == 0 || n > 9<<20 {
			t.Errorf("it has %d bytes", n)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := size(); n != 0 {
		t.Errorf("it has %d bytes when the store is closed", n)
	}
	s.after(t, s.options.Dir, len(s.stored))
}

// After a checkpoint the journal is written from its beginning: what is left of
// before, behind the newest group, is not repeated.
func TestJournalAfterACheckpoint(t *testing.T) {
	for _, more := range []int{0, 1, 4} {
		s := openJournaled(t, badger.Options{Dir: t.TempDir()})
		s.record(t, 6, 0)
		if err := s.Checkpoint(); err != nil {
			t.Fatal(err)
		}
		old := copyOf(t, s.options.Dir)
		s.record(t, more, 0)
		put(t, "JOURNAL", s.options.Dir, old)
		put(t, "TALLY", s.options.Dir, old)
		s.after(t, old, 6+more)
		s.after(t, copyOf(t, s.options.Dir), 6+more)
	}
}

// Logs are found wherever the store is: one that is not would never be synced.
func TestLogsAreFound(t *testing.T) {
	for _, name := range []string{"store", "a [b]", "[", "x.mem"} {
		dir := filepath.Join(t.TempDir(), name)
		s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.Logs(); n != 1 || err != nil {
			t.Errorf("%q: %d logs: %v", name, n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A tree that is older than the journal's beginning has lost something.
func TestTreeOlderThanTheJournal(t *testing.T) {
	s := openJournaled(t, badger.Options{Dir: t.TempDir()})
	s.record(t, 1, 0)
	old := copyOf(t, s.options.Dir)
	s.record(t, 1, 0)
	if err := s.Checkpoint(); err != nil {
		t.Fatal(err)
	}
	s.record(t, 1, 0)
	put(t, "JOURNAL", s.options.Dir, old)
	for range 2 {
		_, err := badger.Open(t.Context(), badger.Options{Dir: old, MinFree: -1})
		if !errors.Is(err, model.ErrDamaged) || !strings.Contains(err.Error(), "journal begins with number") {
			t.Fatalf("error is %v", err)
		}
	}
}

// On a full disk nothing can be repeated, and the store says so rather than show
// less than it has.
func TestJournalOnAFullDisk(t *testing.T) {
	s := openJournaled(t, badger.Options{Dir: t.TempDir()})
	s.record(t, 2, 0)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	old := copyOf(t, s.options.Dir)
	again := openJournaled(t, s.options)
	again.sample = s.sample
	again.record(t, 2, 0)
	put(t, "JOURNAL", again.options.Dir, old)
	full := badger.Options{Dir: old, Free: func() (int64, error) { return 4096, nil }}
	_, err := badger.Open(t.Context(), full)
	if !errors.Is(err, storage.ErrNoSpace) || !strings.Contains(err.Error(), "journal") {
		t.Errorf("error is %v", err)
	}
	again.stored = append(s.stored, again.stored...)
	again.after(t, old, 4)
}

// What an encrypted store holds cannot be read in its journal.
func TestJournalIsSealed(t *testing.T) {
	for name, key := range map[string][]byte{"sealed": bytes.Repeat([]byte{7}, 32), "open": nil} {
		t.Run(name, func(t *testing.T) {
			s := openJournaled(t, badger.Options{Dir: t.TempDir(), Key: key})
			s.record(t, 3, 0)
			if bytes.Contains(journalIn(t, s.options.Dir), []byte("@acme.example")) {
				t.Error("it shows an address")
			}
			o := s.options
			if o.Dir, o.Key = copyOf(t, o.Dir), bytes.Repeat([]byte{8}, 32); key != nil {
				if _, err := badger.Open(t.Context(), o); err == nil {
					t.Error("another key opens it")
				}
			}
		})
	}
}

// After a write that may or may not be there, nothing is written until the store
// is opened again, and what was answered before is there then.
func TestJournalThatFails(t *testing.T) {
	s := openJournaled(t, badger.Options{Dir: t.TempDir()})
	s.record(t, 3, 0)
	if err := s.LoseJournal(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		l := s.sample.login(day, 2)
		if err := record(t.Context(), s.Store, &l); err == nil || !strings.Contains(err.Error(), "restart") {
			t.Errorf("error is %v", err)
		}
	}
	for _, id := range s.stored {
		whole(t, s.Store, id)
	}
	crashed := copyOf(t, s.options.Dir)
	_ = s.Close() // the file is closed already
	s.after(t, s.options.Dir, 3)
	s.after(t, crashed, 3)
}
