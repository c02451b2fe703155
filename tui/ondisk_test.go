package tui

import (
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
	"gatehouse/tui/internal/canned"
)

// onDisk is the real desk over a store on disk, until the test ends. Its clock
// is that of the canned data, so that what one desk makes is valid for the other.
func onDisk(t testing.TB, baseURL string) *service.Services {
	t.Helper()
	desk, _ := onStore(t, baseURL)
	return desk
}

// onStore is onDisk with its store.
func onStore(t testing.TB, baseURL string) (*service.Services, storage.Store) {
	t.Helper()
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	secrets, err := seal.NewSealer([32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	desk := service.New(service.Options{Store: store, Clock: canned.Clock, BaseURL: baseURL, Secrets: secrets,
		NewRSA: testkeys.Ours})
	return desk.For(model.LocalOwner(model.ViaConsole, "alice")), store
}
