package badger_test

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
	"gatehouse/storage/storagetest"
)

// reopening closes and opens its store again before every few calls that read,
// when nobody else is using it: what it answers comes from disk. It does so only if
// something was written since, for all else comes from disk already.
type reopening struct {
	t       *testing.T
	o       badger.Options
	inUse   sync.RWMutex
	next    int         // so many reading calls are made before it is opened again
	written atomic.Bool // since it was opened
	now     *badger.Store
}

func TestStoreReopened(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return newReopening(t, 0, badger.Options{Dir: besideTheDisk(t), MinFree: -1})
	})
}

func TestStoreEncrypted(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return newReopening(t, 4, badger.Options{Dir: besideTheDisk(t), MinFree: -1, Key: make([]byte, 32)})
	})
}

// besideTheDisk is a directory for a store that is opened again and again. [TestStore] has the disk under it, and
// all have it with GATEHOUSE_SLOW=1; otherwise these are files in memory, where the system offers room for such.
func besideTheDisk(t *testing.T) string {
	const inMemory, room = "/dev/shm", 1 << 30
	if free, err := badger.FreeBytes(inMemory); os.Getenv("GATEHOUSE_SLOW") != "" || err != nil || free < room {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(inMemory, "gatehouse-store-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// callsBetween is how many reading calls are made of a store before it is opened
// again, which takes most of the time of these tests.
func callsBetween() int {
	if os.Getenv("GATEHOUSE_SLOW") != "" {
		return 4
	}
	return 16
}

// newReopening opens its store again before the reading call with that number, from
// zero, and then after so many as there are between.
func newReopening(t *testing.T, first int, o badger.Options) *reopening {
	s, err := badger.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := &reopening{t: t, o: o, next: first % callsBetween(), now: s}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		r.now = nil // a parallel test is kept with all that it cleaned up, until the whole suite is done
	})
	return r
}

// again reopens the store before every few reading calls.
func (r *reopening) again() {
	if !r.inUse.TryLock() {
		return
	}
	defer r.inUse.Unlock()
	if r.next--; r.next >= 0 || !r.written.Load() || r.t.Context().Err() != nil {
		return
	}
	r.next = callsBetween() - 1
	r.written.Store(false)
	if _, err := r.now.Now(context.Background()); err != nil {
		return // closed by the test
	}
	if err := r.now.Close(); err != nil {
		r.t.Error(err)
	}
	s, err := badger.Open(context.Background(), r.o)
	if err != nil {
		r.t.Error(err)
		return
	}
	r.now = s
}

func using[T any](r *reopening, f func(*badger.Store) (T, error)) (T, error) {
	r.inUse.RLock()
	defer r.inUse.RUnlock()
	return f(r.now)
}

func reading[T any](r *reopening, f func(*badger.Store) (T, error)) (T, error) {
	r.again()
	return using(r, f)
}

func writing[T any](r *reopening, f func(*badger.Store) (T, error)) (T, error) {
	r.written.Store(true)
	return using(r, f)
}

// only writes, and answers nothing but an error.
func (r *reopening) only(f func(*badger.Store) error) error {
	_, err := writing(r, func(s *badger.Store) (struct{}, error) { return struct{}{}, f(s) })
	return err
}

func (r *reopening) Begin(ctx context.Context, s model.Session, q model.Request, tell ...model.AppEvent) error {
	return r.only(func(b *badger.Store) error { return b.Begin(ctx, s, q, tell...) })
}

func (r *reopening) Accept(ctx context.Context, o storage.Outcome) (model.Session, error) {
	return writing(r, func(b *badger.Store) (model.Session, error) { return b.Accept(ctx, o) })
}

func (r *reopening) Coded(ctx context.Context, h model.Hash) (model.Session, model.Request, error) {
	r.again()
	r.inUse.RLock()
	defer r.inUse.RUnlock()
	return r.now.Coded(ctx, h)
}

func (r *reopening) Exchange(ctx context.Context, e storage.Exchange) (model.Session, error) {
	r.again()
	return writing(r, func(b *badger.Store) (model.Session, error) { return b.Exchange(ctx, e) })
}

func (r *reopening) Token(ctx context.Context, h model.Hash, now time.Time) (model.Session, error) {
	return reading(r, func(b *badger.Store) (model.Session, error) { return b.Token(ctx, h, now) })
}

func (r *reopening) Note(ctx context.Context, id model.ID, e model.Event) error {
	return r.only(func(b *badger.Store) error { return b.Note(ctx, id, e) })
}

func (r *reopening) Session(ctx context.Context, id model.ID) (model.Session, error) {
	return reading(r, func(b *badger.Store) (model.Session, error) { return b.Session(ctx, id) })
}

func (r *reopening) Request(ctx context.Context, id model.ID) (model.Request, error) {
	return reading(r, func(b *badger.Store) (model.Request, error) { return b.Request(ctx, id) })
}

func (r *reopening) Receipts(ctx context.Context, id model.ID) ([]model.Receipt, error) {
	return reading(r, func(b *badger.Store) ([]model.Receipt, error) { return b.Receipts(ctx, id) })
}

func (r *reopening) Events(ctx context.Context, id model.ID) ([]model.Event, error) {
	return reading(r, func(b *badger.Store) ([]model.Event, error) { return b.Events(ctx, id) })
}

func (r *reopening) Claimants(ctx context.Context, id model.ID) ([]model.ID, error) {
	return reading(r, func(b *badger.Store) ([]model.ID, error) { return b.Claimants(ctx, id) })
}

func (r *reopening) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	return reading(r, func(b *badger.Store) (model.Page, error) { return b.Sessions(ctx, q) })
}

func (r *reopening) Tail(ctx context.Context, from storage.Pos, of storage.Changes,
	f func(storage.Changed) error) error {
	r.again()
	_, err := using(r, func(b *badger.Store) (struct{}, error) { return struct{}{}, b.Tail(ctx, from, of, f) })
	return err
}

func (r *reopening) AppEvents(ctx context.Context, q storage.AppEventQuery) (storage.AppEventPage, error) {
	return reading(r, func(b *badger.Store) (storage.AppEventPage, error) { return b.AppEvents(ctx, q) })
}

func (r *reopening) AwaitAppEvents(ctx context.Context, env model.ID, behind uint64) error {
	r.again()
	_, err := using(r, func(b *badger.Store) (struct{}, error) {
		return struct{}{}, b.AwaitAppEvents(ctx, env, behind)
	})
	return err
}

func (r *reopening) ForgetAppEvents(
	ctx context.Context, k storage.AppEventsKept, most int, now time.Time,
) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) { return b.ForgetAppEvents(ctx, k, most, now) })
}

func (r *reopening) Lapse(ctx context.Context, now time.Time, sessions ...storage.Lapsed) error {
	return r.only(func(b *badger.Store) error { return b.Lapse(ctx, now, sessions...) })
}

func (r *reopening) Now(ctx context.Context) (storage.Pos, error) {
	return reading(r, func(b *badger.Store) (storage.Pos, error) { return b.Now(ctx) })
}

func (r *reopening) Forget(ctx context.Context, before time.Time) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) { return b.Forget(ctx, before) })
}

func (r *reopening) Count(ctx context.Context, id model.ID, more int, at time.Time) error {
	return r.only(func(b *badger.Store) error { return b.Count(ctx, id, more, at) })
}

func (r *reopening) Retain(ctx context.Context, k storage.Retention, now time.Time) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) { return b.Retain(ctx, k, now) })
}

func (r *reopening) Expire(ctx context.Context, k storage.Keeping, most int, now time.Time) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) { return b.Expire(ctx, k, most, now) })
}

func (r *reopening) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	return reading(r, func(b *badger.Store) (model.Record, error) { return b.Record(ctx, k, id) })
}

func (r *reopening) Named(ctx context.Context, name string) (model.Record, error) {
	return reading(r, func(b *badger.Store) (model.Record, error) { return b.Named(ctx, name) })
}

func (r *reopening) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	return reading(r, func(b *badger.Store) ([]model.Record, error) { return b.Records(ctx, q) })
}

func (r *reopening) Apply(ctx context.Context, changes ...storage.Change) error {
	return r.only(func(b *badger.Store) error { return b.Apply(ctx, changes...) })
}

func (r *reopening) Provision(ctx context.Context, step storage.DirectoryStep) (storage.Provisioned, error) {
	return writing(r, func(b *badger.Store) (storage.Provisioned, error) { return b.Provision(ctx, step) })
}

func (r *reopening) StageMembers(ctx context.Context, p storage.StagedMembers) error {
	return r.only(func(b *badger.Store) error { return b.StageMembers(ctx, p) })
}

func (r *reopening) DirectoryEntry(ctx context.Context, directory model.ID, k model.EntryKind, id model.ID) (
	model.DirectoryEntry, error) {
	return reading(r, func(b *badger.Store) (model.DirectoryEntry, error) {
		return b.DirectoryEntry(ctx, directory, k, id)
	})
}

func (r *reopening) PublishedEntry(ctx context.Context, id model.ID) (model.DirectoryEntry, error) {
	return reading(r, func(b *badger.Store) (model.DirectoryEntry, error) { return b.PublishedEntry(ctx, id) })
}

func (r *reopening) DirectoryEntries(ctx context.Context, q storage.EntryQuery) ([]model.DirectoryEntry, error) {
	return reading(r, func(b *badger.Store) ([]model.DirectoryEntry, error) { return b.DirectoryEntries(ctx, q) })
}

func (r *reopening) Memberships(ctx context.Context, q storage.MembershipQuery) ([]model.Membership, error) {
	return reading(r, func(b *badger.Store) ([]model.Membership, error) { return b.Memberships(ctx, q) })
}

func (r *reopening) DirectoryCounts(ctx context.Context, directory model.ID) (model.DirectoryCounts, error) {
	return reading(r, func(b *badger.Store) (model.DirectoryCounts, error) { return b.DirectoryCounts(ctx, directory) })
}

func (r *reopening) LogDirectory(ctx context.Context, requests ...model.DirectoryRequest) error {
	return r.only(func(b *badger.Store) error { return b.LogDirectory(ctx, requests...) })
}

func (r *reopening) DirectoryRequest(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error) {
	return reading(r, func(b *badger.Store) (model.DirectoryRequest, error) {
		return b.DirectoryRequest(ctx, directory, id)
	})
}

func (r *reopening) DirectoryLog(ctx context.Context, q storage.DirectoryLogQuery) ([]model.DirectoryRequest, error) {
	return reading(r, func(b *badger.Store) ([]model.DirectoryRequest, error) { return b.DirectoryLog(ctx, q) })
}

func (r *reopening) ForgetDirectoryLog(
	ctx context.Context, directory model.ID, before time.Time, keep, most int,
) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) {
		return b.ForgetDirectoryLog(ctx, directory, before, keep, most)
	})
}

func (r *reopening) DirectoriesKept(ctx context.Context, behind model.ID, limit int) ([]model.ID, error) {
	return reading(r, func(b *badger.Store) ([]model.ID, error) { return b.DirectoriesKept(ctx, behind, limit) })
}

func (r *reopening) ForgetDirectory(ctx context.Context, directory model.ID, most int) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) { return b.ForgetDirectory(ctx, directory, most) })
}

func (r *reopening) SweepDirectories(ctx context.Context, most int, now time.Time) (int, error) {
	return writing(r, func(b *badger.Store) (int, error) { return b.SweepDirectories(ctx, most, now) })
}

func (r *reopening) Facts(ctx context.Context) (storage.Facts, error) {
	return reading(r, func(b *badger.Store) (storage.Facts, error) { return b.Facts(ctx) })
}

func (r *reopening) Snapshot(ctx context.Context, of storage.SnapshotOf) (storage.Snapshot, error) {
	return writing(r, func(b *badger.Store) (storage.Snapshot, error) { return b.Snapshot(ctx, of) })
}

// Close does not wait for tails: they end with the store.
func (r *reopening) Close() error { return r.now.Close() }
