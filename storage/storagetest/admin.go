package storagetest

import (
	"context"
	"testing"

	"gatehouse/storage"
)

// adminTests say what [storage.Admin] means.
func adminTests() []test {
	return []test{
		{"Facts", testFacts},
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

func testClosed(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	ended := make(chan error)
	seen := make(chan struct{})
	go func() {
		ended <- s.Tail(context.Background(), 0, storage.AllChanges, func(storage.Changed) error { close(seen); return nil })
	}()
	<-seen
	must(t, s.Close())
	wantError(t, <-ended, storage.ErrClosed)
	_, err := s.Session(t.Context(), session.ID)
	wantError(t, err, storage.ErrClosed)
	wantError(t, s.Begin(t.Context(), session, requestOf(session)), storage.ErrClosed)
	must(t, s.Close())
}
