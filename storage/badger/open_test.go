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
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Store { return open(t, t.TempDir()) })
}
