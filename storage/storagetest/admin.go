package storagetest

import (
	"context"
	"errors"
	"testing"

	"gatehouse/storage"
)

// adminTests say what [storage.Admin] means.
func adminTests() []test {
	return []test{
		{"Facts", testFacts},
		{"Snapshot, or a word why there is none", testSnapshot},
		{"a closed store says so", testClosed},
	}
}

func testFacts(t *testing.T, s storage.Store) {
	begun(t, s, 0)
	f, err := s.Facts(t.Context())
	must(t, err)
	if f.Engine == "" || f.Sessions != 1 || f.Bytes <= 0 || f.Schema < 1 || f.Opened.IsZero() || f.OpenTook <= 0 ||
		f.Free < -1 {
		t.Fatalf("facts: %+v", f)
	}
}

func testSnapshot(t *testing.T, s storage.Store) {
	begun(t, s, 0)
	full, err := s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_1", At: epoch})
	if errors.Is(err, storage.ErrNoSnapshot) {
		return
	}
	must(t, err)
	defer full.Close()
	begun(t, s, 1)
	size := func(x storage.Snapshot) (n int) {
		must(t, x.Each(t.Context(), func(piece []byte) error { n += len(piece); return nil }))
		return n
	}
	all := size(full)
	same(t, "size the second time", size(full), all)
	_, err = s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_2", Since: "backup_0", At: epoch})
	wantError(t, err, storage.ErrNoBase)
	later, err := s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_2", Since: "backup_1", At: epoch})
	must(t, err)
	defer later.Close()
	if n := size(later); n == 0 {
		t.Fatal("what changed since is not in it")
	}
	ended := errors.New("the reader ends it")
	wantError(t, full.Each(t.Context(), func([]byte) error { return ended }), ended)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, full.Each(cancelled, func([]byte) error { return nil }), context.Canceled)
}

func testClosed(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	ended := make(chan error)
	seen := make(chan struct{})
	go func() {
		ended <- s.Tail(context.Background(), 0, storage.AllChanges, func(storage.Changed) error {
			close(seen)
			return nil
		})
	}()
	<-seen
	must(t, s.Close())
	wantError(t, <-ended, storage.ErrClosed)
	_, err := s.Session(t.Context(), session.ID)
	wantError(t, err, storage.ErrClosed)
	wantError(t, s.Begin(t.Context(), session, requestOf(session)), storage.ErrClosed)
	_, err = s.Snapshot(t.Context(), storage.SnapshotOf{ID: "backup_1"})
	wantError(t, err, storage.ErrClosed)
	must(t, s.Close())
}
