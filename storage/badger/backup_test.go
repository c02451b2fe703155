package badger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// pieces is one snapshot as it was read.
type pieces [][]byte

func (c pieces) size() (n int) {
	for _, piece := range c {
		n += len(piece)
	}
	return n
}

// taken takes a snapshot and reads it.
func taken(t *testing.T, s *badger.Store, of storage.SnapshotOf) (all pieces) {
	t.Helper()
	x, err := s.Snapshot(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	err = x.Each(t.Context(), func(piece []byte) error {
		all = append(all, bytes.Clone(piece))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// restore makes a store of a chain of snapshots.
func restore(ctx context.Context, o badger.Options, chain ...pieces) error {
	r, err := badger.Restore(o)
	if err != nil {
		return err
	}
	for i, c := range chain {
		for _, piece := range c {
			err = errors.Join(err, r.Put(piece))
		}
		if i < len(chain)-1 {
			err = errors.Join(err, r.Next())
		}
	}
	return errors.Join(err, r.Finish(ctx))
}

func restored(t *testing.T, chain ...pieces) *badger.Store {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	if err := restore(t.Context(), badger.Options{Dir: dir, MinFree: -1}, chain...); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

func dump(t *testing.T, s *badger.Store) map[string]string {
	t.Helper()
	all, err := s.Dump()
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all
}

// alike fails unless two stores hold the same, key by key.
func alike(t *testing.T, got *badger.Store, want map[string]string) {
	t.Helper()
	have := dump(t, got)
	for k, v := range want {
		if have[k] != v {
			t.Errorf("the key %q is %d bytes, want %d", k[:min(len(k), 40)], len(have[k]), len(v))
		}
		delete(have, k)
	}
	for k := range have {
		t.Errorf("the key %q came back", k[:min(len(k), 40)])
	}
}

// life is a store at work: whatever may happen to it.
type life struct {
	t      *testing.T
	s      *badger.Store
	sample *sampler
	now    time.Time
	codes  []storage.Exchange
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil && !errors.Is(err, model.ErrNotFound) && !errors.Is(err, storage.ErrCodeSpent) {
		l.t.Fatal(err)
	}
}

func (l *life) happens(ctx context.Context, r *rand.Rand) {
	l.now = l.now.Add(time.Duration(r.IntN(600)) * time.Second)
	switch r.IntN(16) {
	case 0:
		_, err := l.s.Forget(ctx, l.now.Add(-time.Duration(r.IntN(20))*time.Hour))
		l.must(err)
	case 1:
		l.now = l.now.Add(26 * time.Hour) // leases end
	case 2:
		_, err := l.s.Retain(ctx, storage.Retention{Total: 3, Age: 24 * time.Hour}, l.now)
		l.must(err)
	case 3:
		l.record(ctx, model.ID(fmt.Sprintf("org_%d", r.IntN(6))))
	case 4: // began, and nobody answers
		x := l.sample.login(l.now, 3)
		l.must(l.s.Begin(ctx, x.session, x.request))
	case 5: // of somebody unknown
		x := l.sample.login(l.now, 3)
		x.outcome.Update, x.outcome.Code, x.outcome.Replay = false, nil, nil
		x.outcome.Session.State, x.outcome.Session.Unverified = model.Failed, true
		_, err := l.s.Accept(ctx, x.outcome)
		l.must(err)
	case 6:
		if len(l.codes) > 0 { // used again: its token ends
			x := l.codes[r.IntN(len(l.codes))]
			x.Attempt, x.Now = "another", l.now
			_, err := l.s.Exchange(ctx, x)
			l.must(err)
		}
	case 7:
		kept := storage.AppEventsKept{Environment: "env_1", Number: 1 + r.IntN(5)}
		_, err := l.s.ForgetAppEvents(ctx, kept, 100, l.now)
		l.must(err)
	case 8, 9, 10:
		l.directory(ctx, r)
	default:
		x := l.sample.login(l.now, 3)
		l.must(record(ctx, l.s, &x))
		l.must(l.s.Note(ctx, x.session.ID, model.Event{At: l.now, What: "seen"}))
		l.codes = append(l.codes, x.exchange)
	}
}

// record creates a record, renames it or deletes it.
func (l *life) record(ctx context.Context, id model.ID) {
	r := model.Record{Kind: model.KindOrganization, ID: id, At: l.now, Data: []byte(`{}`),
		Names: []string{"name of " + string(id)}, Words: []string{l.sample.random(5)}}
	change := storage.Change{Record: r, Tell: []model.AppEvent{
		{Environment: "env_1", Organization: id, Name: model.OrganizationUpdated, Created: l.now, Data: []byte(`{}`)},
	}}
	if old, err := l.s.Record(ctx, r.Kind, id); err == nil {
		change.Based = old.Revision
		change.Delete = l.sample.r.IntN(2) == 0
	}
	l.must(l.s.Apply(ctx, change))
}

// Whatever happens between snapshots, a chain of them restores what was there at the
// last: each key, and none that was removed. GATEHOUSE_SLOW=1 plays twice as many lives.
func TestChainOfSnapshots(t *testing.T) {
	t.Parallel()
	lives := uint64(1)
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		lives = 4
	}
	for seed := range lives {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			dir := t.TempDir()
			l := &life{t: t, s: open(t, dir), sample: newSampler(seed), now: day}
			var chain []pieces
			var since model.ID
			for n := range 8 {
				for range 40 {
					l.happens(t.Context(), r)
				}
				id := model.ID(fmt.Sprintf("backup_%d", n))
				chain = append(chain, taken(t, l.s, storage.SnapshotOf{ID: id, Since: since, At: l.now}))
				since = id
				alike(t, restored(t, chain...), dump(t, l.s))
				if n == 3 {
					if err := l.s.Close(); err != nil {
						t.Fatal(err)
					}
					l.s = open(t, dir)
				}
			}
			// From any of them, not only from the last.
			later := taken(t, l.s, storage.SnapshotOf{ID: "backup_x", Since: "backup_2", At: l.now})
			alike(t, restored(t, chain[0], chain[1], chain[2], later), dump(t, l.s))
		})
	}
}

// Also while others change all the time: what they wrote between the moment a snapshot
// is asked for and the moment it is of, and changed again after, is gone from the chain.
func TestChainOfSnapshotsUnderLoad(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		sample := newSampler(uint64(w) + 30)
		writers.Go(func() {
			for ctx.Err() == nil {
				x := sample.login(day, 3)
				if err := record(t.Context(), s, &x); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var chain []pieces
	for n := range 12 {
		of := storage.SnapshotOf{ID: model.ID(fmt.Sprintf("backup_%d", n)), At: day}
		if n > 0 {
			of.Since = model.ID(fmt.Sprintf("backup_%d", n-1))
		}
		chain = append(chain, taken(t, s, of))
	}
	stop()
	writers.Wait()
	chain = append(chain, taken(t, s, storage.SnapshotOf{ID: "backup_last", Since: "backup_11", At: day}))
	alike(t, restored(t, chain...), dump(t, s))
}

// Two snapshots that are taken at once can both be followed, whichever was opened first.
func TestSnapshotsTakenTogether(t *testing.T) {
	t.Parallel()
	s, sample := open(t, t.TempDir()), newSampler(40)
	var all [4]pieces
	var takers sync.WaitGroup
	for n := range all {
		takers.Go(func() {
			x := newSampler(uint64(n)+50).login(day, 3)
			if err := s.Begin(t.Context(), x.session, x.request); err != nil {
				t.Error(err)
			}
			all[n] = taken(t, s, storage.SnapshotOf{ID: model.ID(fmt.Sprintf("backup_%d", n)), At: day})
			if _, err := s.Accept(t.Context(), x.outcome); err != nil {
				t.Error(err)
			}
		})
	}
	takers.Wait()
	x := sample.login(day, 3)
	if err := record(t.Context(), s, &x); err != nil {
		t.Fatal(err)
	}
	for n := range all {
		id := model.ID(fmt.Sprintf("backup_%d", n))
		later := taken(t, s, storage.SnapshotOf{ID: id + "_later", Since: id, At: day})
		alike(t, restored(t, all[n], later), dump(t, s))
	}
}

// A power cut takes what Badger had not synced, and its versions are given out again.
// What follows on a snapshot of before holds what the journal brought back.
func TestSnapshotAfterAPowerCut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, sample := open(t, dir), newSampler(3)
	login := func(s *badger.Store, n int) {
		for i := range n {
			x := sample.login(day.Add(time.Duration(i)*time.Second), 2)
			if err := record(t.Context(), s, &x); err != nil {
				t.Fatal(err)
			}
		}
	}
	login(s, 30)
	first := taken(t, s, storage.SnapshotOf{ID: "backup_1", At: day})
	login(s, 5)
	cut := t.TempDir()
	if err := os.CopyFS(cut, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(cut, "*.mem"))
	if err != nil || len(logs) == 0 {
		t.Fatal(logs, err)
	}
	for _, log := range logs {
		if err := os.Remove(log); err != nil {
			t.Fatal(err)
		}
	}
	after := open(t, cut)
	login(after, 3)
	second := taken(t, after, storage.SnapshotOf{ID: "backup_2", Since: "backup_1", At: day})
	alike(t, restored(t, first, second), dump(t, after))
}

// A snapshot is of one moment, also while others write, and while it is read slowly.
func TestSnapshotIsOfOneMoment(t *testing.T) {
	t.Parallel()
	s, sample := open(t, t.TempDir()), newSampler(5)
	var before []model.ID
	login := func() model.ID {
		x := sample.login(day, 3)
		if err := record(t.Context(), s, &x); err != nil {
			t.Fatal(err)
		}
		return x.session.ID
	}
	for range 200 {
		before = append(before, login())
	}
	x, err := s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_1", At: day})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	then := dump(t, s)
	var all pieces
	err = x.Each(t.Context(), func(piece []byte) error {
		all = append(all, bytes.Clone(piece))
		for range 20 { // nobody waits for whoever reads
			login()
		}
		if _, err := s.Forget(t.Context(), day.Add(time.Hour)); err != nil {
			return err
		}
		return s.Checkpoint()
	})
	if err != nil {
		t.Fatal(err)
	}
	copy := restored(t, all)
	alike(t, copy, then)
	for _, id := range before {
		whole(t, copy, id)
	}
}

// What follows on a snapshot is as large as what changed.
func TestSizeOfWhatFollows(t *testing.T) {
	t.Parallel()
	s, sample := open(t, t.TempDir()), newSampler(6)
	login := func(n int) {
		errs := make(chan error)
		for range n {
			x := sample.login(day, 3)
			go func() { errs <- record(t.Context(), s, &x) }()
		}
		for range n {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
	}
	login(2000)
	all := taken(t, s, storage.SnapshotOf{ID: "backup_1", At: day}).size()
	login(100)
	more := taken(t, s, storage.SnapshotOf{ID: "backup_2", Since: "backup_1", At: day}).size()
	none := taken(t, s, storage.SnapshotOf{ID: "backup_3", Since: "backup_2", At: day}).size()
	t.Logf("2,000 logins: %d bytes; 100 more: %d; nothing more: %d", all, more, none)
	if more > all/15 || none > more/20 {
		t.Errorf("2,000 logins are %d bytes, 100 more are %d, and nothing is %d", all, more, none)
	}
}

// What was removed is noted for those snapshots that the store knows, and for no
// others, and not at all where there was none.
func TestRemovedIsNoted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, sample := open(t, dir), newSampler(8)
	noted := func(some bool) {
		t.Helper()
		entries, bytes, err := s.Noted()
		if err != nil || (entries > 0) != some || (bytes > 0) != some {
			t.Fatalf("%d entries, %d bytes are noted: %v", entries, bytes, err)
		}
	}
	forget := func() {
		x := sample.login(day, 1)
		if err := record(t.Context(), s, &x); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Forget(t.Context(), day.Add(time.Hour)); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
	forget()
	noted(false)
	taken(t, s, storage.SnapshotOf{ID: "backup_1", At: day})
	noted(false)
	forget()
	noted(true)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	noted(true)
	// A month later, the first is too old to begin from.
	_, err := s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_2", Since: "backup_0", At: day})
	if !errors.Is(err, storage.ErrNoBase) || !strings.Contains(err.Error(), "make a full one") {
		t.Error(err)
	}
	taken(t, s, storage.SnapshotOf{ID: "backup_2", At: day.AddDate(0, 2, 0)})
	noted(false)
	_, err = s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_3", Since: "backup_1", At: day.AddDate(0, 2, 0)})
	if !errors.Is(err, storage.ErrNoBase) {
		t.Error(err)
	}
}

// A store that closes ends what reads it, whoever that is, and waits until it has let go.
func TestCloseEndsSnapshot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, sample := open(t, t.TempDir()), newSampler(4)
		x := sample.login(day, 1)
		if err := record(t.Context(), s, &x); err != nil {
			t.Fatal(err)
		}
		snapshot, err := s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_1", At: day})
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan error)
		err = snapshot.Each(t.Context(), func([]byte) error {
			go func() { closed <- s.Close() }()
			synctest.Wait() // until it waits in its turn
			return nil
		})
		if !errors.Is(err, storage.ErrClosed) {
			t.Errorf("it ended with %v", err)
		}
		select {
		case err := <-closed:
			t.Fatalf("it closed beside an open snapshot: %v", err)
		default:
		}
		snapshot.Close()
		if err := <-closed; err != nil {
			t.Error(err)
		}
	})
}

// What is not all of a snapshot makes no store, and no store is written over.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	s, sample := open(t, t.TempDir()), newSampler(2)
	for range 3 {
		x := sample.login(day, 1)
		if err := record(t.Context(), s, &x); err != nil {
			t.Fatal(err)
		}
	}
	first := taken(t, s, storage.SnapshotOf{ID: "backup_1", At: day})
	if _, err := s.Forget(t.Context(), day.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	second := taken(t, s, storage.SnapshotOf{ID: "backup_2", Since: "backup_1", At: day})
	x := sample.login(day, 1)
	if err := record(t.Context(), s, &x); err != nil {
		t.Fatal(err)
	}
	third := taken(t, s, storage.SnapshotOf{ID: "backup_3", Since: "backup_2", At: day})
	for name, chain := range map[string][]pieces{
		"nothing":          {nil},
		"without the base": {second},
		"a missing link":   {first, third},
		"another order":    {first, third, second},
		"no piece":         {{[]byte("\x02x")}},
		"no key":           {first, {[]byte("\x00\x00")}},
		"notes of a store": {first, {[]byte("\x01b\x01")}},
	} {
		err := restore(t.Context(), badger.Options{Dir: filepath.Join(t.TempDir(), "x"), MinFree: -1}, chain...)
		if !errors.Is(err, model.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := badger.Restore(badger.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(),
		"is not empty") {
		t.Errorf("over a file: %v", err)
	}
}
