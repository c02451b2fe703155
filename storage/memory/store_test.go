package memory_test

import (
	"testing"

	"gatehouse/model"
	"gatehouse/storage/memory"
	"gatehouse/storage/storagetest"
)

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) model.Store {
		s := memory.Open()
		t.Cleanup(func() { s.Close() })
		return s
	})
}
