//go:build unix

package badger

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"gatehouse/storage"
)

// A directory that was held is free at once, also while a process is being started: until its
// program runs, that has a copy of all that was open.
func TestHoldEndsBesideACopy(t *testing.T) {
	dir := t.TempDir()
	first, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	forked, err := unix.Dup(int(first.(held).file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(forked)
	if _, err := Hold(dir); !errors.Is(err, storage.ErrLocked) {
		t.Fatalf("held twice: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}
