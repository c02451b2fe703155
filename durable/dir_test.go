package durable

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMkdirAll(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "a", "b", "c"), filepath.Join(dir, "a"), dir} {
		if err := MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MkdirAll(filepath.Join(file, "under"), 0o700); err == nil {
		t.Error("a directory under a file was made")
	}
	if err := SyncDir(filepath.Join(dir, "missing")); err == nil {
		t.Error("a directory that is not there was synced")
	}
}
