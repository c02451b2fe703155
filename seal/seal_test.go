package seal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gatehouse/seal"
)

func TestSealer(t *testing.T) {
	s, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	sealed := s.Seal([]byte("secret"), "key 1")
	if bytes.Contains(sealed, []byte("secret")) || bytes.Equal(sealed, s.Seal([]byte("secret"), "key 1")) {
		t.Error("the same secret is sealed alike, or not at all")
	}
	if plain, err := s.Open(sealed, "key 1"); err != nil || string(plain) != "secret" {
		t.Errorf("%q, %v", plain, err)
	}
	other, err := seal.NewSealer([32]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if _, err := s.Open(broken, "key 1"); err == nil {
			t.Fatalf("a changed byte at %d goes unnoticed", i)
		}
		if _, err := s.Open(sealed[:i], "key 1"); err == nil {
			t.Fatalf("cut at %d goes unnoticed", i)
		}
	}
	if _, err := s.Open(sealed, "key 2"); err == nil {
		t.Error("a sealed value opens in the place of another")
	}
	if _, err := other.Open(sealed, "key 1"); err == nil || !strings.Contains(err.Error(), "key") {
		t.Errorf("another key opens it: %v", err)
	}
	if bytes.Equal(s.Derive("store"), s.Derive("seal")) || bytes.Equal(s.Derive("store"), other.Derive("store")) ||
		len(s.Derive("store")) != 32 {
		t.Error("derived keys are alike")
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gatehouse.key")
	sealed := make([][]byte, 8)
	var group sync.WaitGroup
	for i := range sealed { // that start at once agree on one key
		group.Go(func() {
			s, err := seal.LoadSealer(path)
			if err != nil {
				t.Error(err)
				return
			}
			sealed[i] = s.Seal([]byte("x"), "test")
		})
	}
	group.Wait()
	s, err := seal.LoadSealer(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range sealed {
		if _, err := s.Open(b, "test"); err != nil {
			t.Error(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Errorf("%v, %v", info, err)
	}
	if beside, err := os.ReadDir(filepath.Dir(path)); err != nil || len(beside) != 1 {
		t.Errorf("%v, %v: copies of the key are left beside its file", beside, err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadSealer(path); err == nil || !strings.Contains(err.Error(), "put the original back") {
		t.Errorf("%v", err)
	}
}

// A key file that others can read is warned of.
func TestKeyFileOfOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: modes say nothing on Windows")
	}
	path := filepath.Join(t.TempDir(), "gatehouse.key")
	if err := seal.RequireKeyFile(path); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("without a file: %v", err)
	}
	if _, err := seal.LoadSealer(path); err != nil {
		t.Fatal(err)
	}
	if err := seal.RequireKeyFile(path); err != nil {
		t.Error(err)
	}
	for mode, warned := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o622: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if got := seal.KeyFileWarning(path); (got != "") != warned {
			t.Errorf("mode %o: %q", mode, got)
		}
	}
}
