package tui

import (
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/storage/memory"
	"gatehouse/tui/internal/canned"
)

// onDisk is the real desk over a store on disk, until the test ends. Its clock
// is that of the canned data, so that what one desk makes is valid for the other.
func onDisk(t testing.TB, baseURL string) *model.Desk {
	t.Helper()
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	secrets, err := model.NewSealer([32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	return model.NewDesk(model.Options{Store: store, Clock: canned.Clock, BaseURL: baseURL, Secrets: secrets, NewRSA: testkeys.Ours}).For(model.LocalOwner(model.ViaConsole, "alice"))
}
