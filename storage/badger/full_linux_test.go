package badger_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// TestDiskReallyFull fills a small file system up to the guard, and finds
// everything that was acknowledged, also after opening again on the full disk.
func TestDiskReallyFull(t *testing.T) {
	if os.Getenv("GATEHOUSE_SLOW") == "" {
		t.Skip("SKIPPED: it mounts and fills a file system of 320 MB: set GATEHOUSE_SLOW=1")
	}
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=320m"); err != nil {
		t.Skipf("SKIPPED: this user cannot mount a tmpfs: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	dir := filepath.Join(disk, "store")
	s, err := badger.Open(t.Context(), badger.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	stored := map[model.ID]bool{}
	sample := newSampler(5)
	fill := func() {
		t.Helper()
		for i := 0; ; i++ {
			l := sample.login(day.Add(time.Duration(i)*time.Second), 3)
			l.outcome.Receipt.Body = []byte(sample.random(300 << 10)) // fills faster
			err := record(t.Context(), s, &l)
			if errors.Is(err, storage.ErrNoSpace) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			stored[l.session.ID] = true
		}
	}
	fill()
	if len(stored) < 20 {
		t.Fatalf("only %d were stored", len(stored))
	}
	for id := range stored {
		whole(t, s, id)
	}
	// Others fill what the guard left, but for a little.
	f, err := os.Create(filepath.Join(disk, "others"))
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 1<<20); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for id := range stored {
		whole(t, s, id)
	}
	l := sample.login(day, 3)
	if err := record(t.Context(), s, &l); !errors.Is(err, storage.ErrNoSpace) {
		t.Fatalf("error is %v", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = badger.Open(t.Context(), badger.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for id := range stored {
		whole(t, s, id)
	}
	t.Logf("%d logins of 300 KB until the guard refused", len(stored))
}
