package memory_test

import (
	"testing"

	"gatehouse/storage"
	"gatehouse/storage/memory"
	"gatehouse/storage/storagetest"
)

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store {
		s := memory.Open()
		t.Cleanup(func() { s.Close() })
		return s
	})
}
