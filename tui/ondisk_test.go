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

// onDisk gives the real services over a store on disk, until the test ends. Its clock
// is that of the canned data, so that what is made over one store is valid in the other.
func onDisk(t testing.TB, baseURL string) *service.Services {
	t.Helper()
	services, _ := onStore(t, baseURL)
	return services
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
	services := service.New(service.Options{Store: store, Clock: canned.Clock, BaseURL: baseURL, Secrets: secrets,
		NewRSA: testkeys.Ours})
	return services.For(model.LocalOwner(model.ViaConsole, "alice")), store
}
