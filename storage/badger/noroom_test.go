package badger_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// filesIn gives what is in each file of a directory: its size, and its blocks that
// hold something.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		var content strings.Builder
		size := eachBlock(t, filepath.Join(dir, f.Name()), func(at int64, block []byte) {
			fmt.Fprintf(&content, "%d: %s\n", at, block)
		})
		all[f.Name()] = fmt.Sprint(content.String(), size)
	}
	return all
}

// eachBlock reads a file and leaves out the blocks of zeroes: Badger's files are
// 160 MB of them. It returns the file's size.
func eachBlock(t *testing.T, path string, f func(at int64, block []byte)) (size int64) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	block, zeroes := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(file, block)
		if !bytes.Equal(block[:n], zeroes[:n]) {
			f(size, block[:n])
		}
		size += int64(n)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return size
		case err != nil:
			t.Fatal(err)
		}
	}
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
			if err := record(t.Context(), s, &more); !errors.Is(err, storage.ErrNoSpace) ||
				!strings.Contains(err.Error(), "make room, then") {
				t.Errorf("a write got %v", err)
			}
			if f, err := s.Facts(t.Context()); err != nil || !strings.Contains(f.Refuses, "disk space") ||
				f.Sessions != 1 {
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
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for _, f := range files {
		copied, err := os.OpenFile(filepath.Join(to, f.Name()), os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		size := eachBlock(t, filepath.Join(dir, f.Name()), func(at int64, block []byte) {
			if _, err := copied.WriteAt(block, at); err != nil {
				t.Fatal(err)
			}
		})
		if err := errors.Join(copied.Truncate(size), copied.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
