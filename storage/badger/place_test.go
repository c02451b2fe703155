package badger_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

func TestDirectoryIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := open(t, dir)
	l := newSampler(1).login(day, 1)
	if err := record(t.Context(), s, &l); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("mode is %o", info.Mode().Perm())
	}
}

func TestDirectoryIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{path, filepath.Join(path, "below")} {
		_, err := badger.Open(t.Context(), badger.Options{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), "it is not a directory; choose another") {
			t.Errorf("error is %v", err)
		}
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
		t.Errorf("the file has become %q: %v", b, err)
	}
}

// A session is listed with the connection that its answer came for, and with no other.
func TestSessionOfAnotherConnection(t *testing.T) {
	s, l := open(t, t.TempDir()), newSampler(1).login(day, 1)
	begun, answered := l.session.ConnectionID, model.ID("conn_of_the_answer")
	l.outcome.Session.ConnectionID = answered
	if err := record(t.Context(), s, &l); err != nil {
		t.Fatal(err)
	}
	for connection, want := range map[model.ID]int{begun: 0, answered: 1} {
		query := model.Query{Environment: l.session.EnvironmentID, Connection: connection}
		page, err := s.Sessions(t.Context(), query)
		if err != nil || len(page.Sessions) != want {
			t.Errorf("%s has %d sessions, want %d: %v", connection, len(page.Sessions), want, err)
		}
	}
}

// When the disk is nearly full, writing is refused with a reason and reading
// goes on; when there is room again, so does writing.
func TestNoSpace(t *testing.T) {
	var free atomic.Int64
	free.Store(1 << 40)
	s, err := badger.Open(t.Context(), badger.Options{Dir: t.TempDir(), Free: func() (int64, error) {
		return free.Load(), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sample := newSampler(1)
	first, second := sample.login(day, 1), sample.login(day.Add(time.Second), 1)
	if err := record(t.Context(), s, &first); err != nil {
		t.Fatal(err)
	}
	free.Store(badger.DefaultMinFree - 1)
	err = record(t.Context(), s, &second)
	if !errors.Is(err, storage.ErrNoSpace) || !strings.Contains(err.Error(), "176 MiB are needed") {
		t.Errorf("error is %v", err)
	}
	whole(t, s, first.session.ID)
	if f, err := s.Facts(t.Context()); err != nil || f.Free != badger.DefaultMinFree-1 {
		t.Errorf("facts are %+v: %v", f, err)
	}
	free.Store(badger.DefaultMinFree)
	if err := record(t.Context(), s, &second); err != nil {
		t.Error(err)
	}
}

func TestEncryption(t *testing.T) {
	dir := t.TempDir()
	key := bytes.Repeat([]byte{7}, 32)
	s, err := badger.Open(t.Context(), badger.Options{Dir: dir, Key: key, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	l := newSampler(1).login(day, 1)
	l.outcome.Session.Email = "plainly-to-be-seen@acme.example"
	if err := record(t.Context(), s, &l); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		key  []byte
		want string
	}{
		{"no key", nil, "it is encrypted: give its key"},
		{"another key", bytes.Repeat([]byte{8}, 32), "it is not encrypted with this key"},
		{"a short key", key[:16], "the key has 16 bytes, not 32"},
	} {
		_, err := badger.Open(t.Context(), badger.Options{Dir: dir, Key: test.key, MinFree: -1})
		if err == nil || !strings.Contains(err.Error(), test.want) || errors.Is(err, model.ErrDamaged) {
			t.Errorf("%s: error is %v", test.name, err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && bytes.Contains(b, []byte("plainly-to-be-seen")) {
			t.Errorf("%s shows what it holds", f)
		}
	}
	s, err = badger.Open(t.Context(), badger.Options{Dir: dir, Key: key, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	whole(t, s, l.session.ID)
}

// Close leaves no goroutine behind.
func TestCloseEndsGoroutines(t *testing.T) {
	// Badger leaves some behind when it refuses to open, as in other tests.
	before := len(goroutines())
	s, err := badger.Open(t.Context(), badger.Options{Dir: t.TempDir(), MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		ended <- s.Tail(t.Context(), 0, storage.AllChanges, func(storage.Changed) error { return nil })
	}()
	if len(goroutines()) <= before {
		t.Fatal("an open store has no goroutines: this test sees nothing")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, storage.ErrClosed) {
		t.Errorf("tail ended with %v", err)
	}
	// A goroutine that has sent its last word may still be on its way out.
	for range 1000 {
		if len(goroutines()) <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d before, now:\n%s", before, strings.Join(goroutines(), "\n\n"))
}

// goroutines are the stacks of those that a store has begun.
func goroutines() (all []string) {
	b := make([]byte, 4<<20)
	for _, g := range strings.Split(string(b[:runtime.Stack(b, true)]), "\n\n") {
		if strings.Contains(g, "badger/v4.") || strings.Contains(g, "storage/badger.(*Store)") {
			all = append(all, g)
		}
	}
	return all
}
