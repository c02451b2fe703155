package badger_test

import (
	"testing"

	"gatehouse/storage"
	"gatehouse/storage/badger"
	"gatehouse/storage/storagetest"
)

func open(t testing.TB, dir string) *badger.Store {
	t.Helper()
	s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	closing := s
	t.Cleanup(func() {
		if err := closing.Close(); err != nil {
			t.Error(err)
		}
		closing = nil // a parallel test is kept with all that it cleaned up, until the whole suite is done
	})
	return s
}

func TestStore(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Store { return open(t, t.TempDir()) })
}
