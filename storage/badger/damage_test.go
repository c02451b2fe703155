package badger_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// written makes a closed store with some logins and returns them.
func written(t *testing.T, dir string, n int) map[model.ID]login {
	t.Helper()
	s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	all := map[model.ID]login{}
	sample := newSampler(9)
	errs := make(chan error)
	for i := range n {
		l := sample.login(day.Add(time.Duration(i)*time.Second), 3)
		all[l.session.ID] = l
		go func() { errs <- record(t.Context(), s, &l) }()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return all
}

// honest opens a damaged store and reads all of it: whatever it answers is
// either right or ErrDamaged. It reports whether the damage was noticed.
func honest(t *testing.T, dir string, want map[model.ID]login) bool {
	t.Helper()
	s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
	if err != nil {
		if !errors.Is(err, model.ErrDamaged) {
			t.Fatalf("open: %v", err)
		}
		return true
	}
	defer func() {
		if err := s.Close(); err != nil && !errors.Is(err, model.ErrDamaged) {
			t.Errorf("close: %v", err)
		}
	}()
	noticed := false
	right := func(what string, err error, ok func() bool) {
		t.Helper()
		switch {
		case errors.Is(err, model.ErrDamaged):
			noticed = true
		case err != nil:
			t.Fatalf("%s: %v", what, err)
		case !ok():
			t.Fatalf("%s: a wrong answer without an error", what)
		}
	}
	page, err := s.Sessions(t.Context(), model.Query{Limit: 2 * len(want)})
	right("list", err, func() bool { return len(page.Sessions) == len(want) })
	for id, l := range want {
		session, err := s.Session(t.Context(), id)
		right("session", err, func() bool {
			return session.State == model.Successful && session.Email == l.outcome.Session.Email
		})
		request, err := s.Request(t.Context(), id)
		right("request", err, func() bool { return string(request.XML) == string(l.request.XML) })
		receipts, err := s.Receipts(t.Context(), id)
		right("receipts", err, func() bool {
			return len(receipts) == 1 && string(receipts[0].Body) == string(l.outcome.Receipt.Body) &&
				reflect.DeepEqual(receipts[0].Verdict.Checks, l.outcome.Receipt.Verdict.Checks)
		})
	}
	return noticed
}

// change rewrites one file of a copy of a store.
func change(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, f(b), 0o600); err != nil {
		t.Fatal(err)
	}
}

func copied(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "store")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func tables(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	return all
}

func TestDamage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	want := written(t, dir, 300)
	if honest(t, copied(t, dir), want) {
		t.Fatal("a whole store is called damaged")
	}
	whole, err := os.Stat(tables(t, dir)[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Run("bytes of a table flipped", func(t *testing.T) {
		noticed := 0
		const places = 24
		for i := range places {
			at := int(whole.Size()) * i / places
			c := copied(t, dir)
			change(t, tables(t, c)[0], func(b []byte) []byte {
				for j := range 16 {
					b[min(at+j, len(b)-1)] ^= 0x5a
				}
				return b
			})
			if honest(t, c, want) {
				noticed++
			}
		}
		if noticed < places/2 {
			t.Errorf("%d of %d were noticed", noticed, places)
		}
	})
	for name, damage := range map[string]func(t *testing.T, dir string){
		"a table cut short": func(t *testing.T, dir string) {
			change(t, tables(t, dir)[0], func(b []byte) []byte { return b[:len(b)/2] })
		},
		"a table emptied": func(t *testing.T, dir string) {
			change(t, tables(t, dir)[0], func([]byte) []byte { return nil })
		},
		"a table removed": func(t *testing.T, dir string) {
			if err := os.Remove(tables(t, dir)[0]); err != nil {
				t.Fatal(err)
			}
		},
		"the manifest cut to its header": func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "MANIFEST"), func(b []byte) []byte { return b[:8] })
		},
		"the manifest cut short": func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "MANIFEST"), func(b []byte) []byte { return b[:len(b)-5] })
		},
		"the manifest flipped": func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "MANIFEST"), func(b []byte) []byte { b[len(b)-3] ^= 1; return b })
		},
		"the manifest emptied": func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "MANIFEST"), func([]byte) []byte { return nil })
		},
		"the manifest removed": func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "MANIFEST")); err != nil {
				t.Fatal(err)
			}
		},
		"the tally overwritten": func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "TALLY"), func(b []byte) []byte { return []byte(strings.Repeat("x", len(b))) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := copied(t, dir)
			damage(t, c)
			for range 2 { // the second time too: opening must not hide it
				if !honest(t, c, want) {
					t.Fatal("the damage was not noticed")
				}
			}
		})
	}
}

// A damaged manifest makes Badger delete the tables that it no longer names:
// they are kept, also where an opening before was interrupted.
func TestDamageKeepsTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	want := written(t, dir, 50)
	for _, interrupted := range []bool{false, true} {
		t.Run(fmt.Sprintf("interrupted=%v", interrupted), func(t *testing.T) {
			dir := copied(t, dir)
			manifest := filepath.Join(dir, "MANIFEST")
			before, err := os.ReadFile(manifest)
			if err != nil {
				t.Fatal(err)
			}
			names := tables(t, dir)
			change(t, manifest, func(b []byte) []byte { return b[:8] })
			if interrupted {
				if err := os.Mkdir(filepath.Join(dir, "before-open"), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			_, err = badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
			if !errors.Is(err, model.ErrDamaged) || !strings.Contains(err.Error(), "before-open") {
				t.Fatalf("error is %v", err)
			}
			for _, name := range names {
				if err := os.Rename(filepath.Join(dir, "before-open", filepath.Base(name)), name); err != nil {
					t.Fatal(err)
				}
			}
			change(t, manifest, func([]byte) []byte { return before })
			if honest(t, dir, want) {
				t.Error("the store that was put together again is damaged")
			}
		})
	}
}

// What follows a damaged place in a log that a crash left is dropped by
// Badger: the journal has it, and without the journal the tally knows that there
// was more.
func TestDamageOfLogAfterKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	cmd, lines := child(t, "writer", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []model.ID
	for n := 0; lines.Scan(); n++ {
		if id, ok := strings.CutPrefix(lines.Text(), "acknowledged "); ok {
			acknowledged = append(acknowledged, model.ID(id))
		}
		if n == 100 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("no logs: %v", err)
	}
	change(t, logs[0], func(b []byte) []byte {
		copy(b[50_000:], make([]byte, 16))
		return b
	})
	without := copied(t, dir)
	if err := os.Remove(filepath.Join(without, "JOURNAL")); err != nil {
		t.Fatal(err)
	}
	_, err = badger.Open(t.Context(), badger.Options{Dir: without, MinFree: -1})
	if !errors.Is(err, model.ErrDamaged) || !strings.Contains(err.Error(), "sessions and") {
		t.Fatalf("error is %v", err)
	}
	s := open(t, dir)
	for _, id := range acknowledged {
		whole(t, s, id)
	}
}

// A store of a newer version is not touched.
func TestNewer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	written(t, dir, 10)
	change(t, filepath.Join(dir, "TALLY"), func(b []byte) []byte {
		for at := 0; at+512 <= len(b); at += 512 {
			slot := b[at : at+512]
			state := len("gatehouse tally\n") + 2 // behind its turn and its length, one byte each
			if slot[0] == 0 {
				continue
			}
			slot[state] = 99
			binary.BigEndian.PutUint64(slot[504:], xxhash.Sum64(slot[:504]))
		}
		return b
	})
	before := contents(t, dir)
	_, err := badger.Open(t.Context(), badger.Options{Dir: dir})
	if !errors.Is(err, storage.ErrNewer) || !strings.Contains(err.Error(), "99") {
		t.Fatalf("error is %v", err)
	}
	after := contents(t, dir)
	delete(before, "OWNER")
	delete(after, "OWNER")
	if !maps.Equal(before, after) {
		t.Errorf("files changed: %v became %v", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
	}
}

func contents(t *testing.T, dir string) map[string]uint64 {
	t.Helper()
	all := map[string]uint64{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, path))
		all[path] = xxhash.Sum64(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
