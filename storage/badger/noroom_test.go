package badger_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// filesIn reads a directory's files.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name()] = string(b)
	}
	return all
}

// On a disk with no room to open a store for writing, it is opened for reading
// alone: all can be looked at, each write is refused in clear words, and nothing
// is written.
func TestOpenOnAFullDisk(t *testing.T) {
	for name, clean := range map[string]bool{"closed": true, "killed": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
			if err != nil {
				t.Fatal(err)
			}
			sample := newSampler(1)
			l, more := sample.login(day, 1), sample.login(day.Add(time.Second), 1)
			if err := record(t.Context(), s, &l); err != nil {
				t.Fatal(err)
			}
			if !clean {
				dir = copyOf(t, dir)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			before := filesIn(t, dir)
			full := badger.Options{Dir: dir, Free: func() (int64, error) { return 4096, nil }}
			if s, err = badger.Open(t.Context(), full); err != nil {
				t.Fatal(err)
			}
			whole(t, s, l.session.ID)
			if err := record(t.Context(), s, &more); !errors.Is(err, storage.ErrNoSpace) || !strings.Contains(err.Error(), "make room, then") {
				t.Errorf("a write got %v", err)
			}
			if f, err := s.Facts(t.Context()); err != nil || !strings.Contains(f.Refuses, "disk space") || f.Sessions != 1 {
				t.Errorf("facts %+v, %v", f, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			after := filesIn(t, dir)
			for _, name := range []string{"OWNER"} {
				delete(before, name)
				delete(after, name)
			}
			if clean && len(after) != len(before) {
				t.Errorf("%d files became %d", len(before), len(after))
			}
			for name, b := range before {
				if clean && after[name] != b {
					t.Errorf("%s was changed", name)
				}
			}
			if s, err = badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1}); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if f, err := s.Facts(t.Context()); err != nil || f.Refuses != "" {
				t.Errorf("with room again: %+v, %v", f, err)
			}
			if err := record(t.Context(), s, &more); err != nil {
				t.Error(err)
			}
			whole(t, s, l.session.ID)
		})
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	for name, b := range filesIn(t, dir) {
		if err := os.WriteFile(filepath.Join(to, name), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
