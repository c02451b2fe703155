package badger_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"gatehouse/model"
	"gatehouse/storage/badger"
)

// TestDirectoryDenied opens directories that this user may not use. Root may
// use everything, so as root the thread becomes somebody else for file access.
func TestDirectoryDenied(t *testing.T) {
	parent := t.TempDir()
	unreadable := filepath.Join(parent, "unreadable")
	if err := os.Mkdir(unreadable, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(unreadable, 0o700); err != nil { //nolint:gosec // so that it can be removed
			t.Error(err)
		}
	})
	if os.Getuid() == 0 {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := unix.Setfsuid(65534); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := unix.Setfsuid(0); err != nil {
				t.Error(err)
			}
		}()
	}
	for _, dir := range []string{filepath.Join(unreadable, "below"), filepath.Join("/proc", "gatehouse")} {
		_, err := badger.Open(t.Context(), badger.Options{Dir: dir})
		if err == nil || errors.Is(err, model.ErrDamaged) {
			t.Errorf("%s: error is %v", dir, err)
		}
		if errors.Is(err, fs.ErrPermission) && !strings.Contains(err.Error(), "may not read and write there") {
			t.Errorf("%s: error is %v", dir, err)
		}
	}
}
