package movedclock

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Ahead is by how much the clock of this test is ahead of the machine's: zero, if
// it was not moved. The machine's clock is that of its file system.
func Ahead(t testing.TB) time.Duration {
	t.Helper()
	ahead, err := AheadOf(t.TempDir())
	if err != nil {
		t.Fatalf("cannot tell whether the clock was moved: %v", err)
	}
	return ahead
}

// AheadOf is [Ahead], told by a new file in dir.
func AheadOf(dir string) (time.Duration, error) {
	path := filepath.Join(dir, "now")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return 0, err
	}
	written, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return time.Since(written.ModTime()).Round(time.Minute), os.Remove(path)
}

// SkipForeign leaves a test out if its clock was moved: the program that it talks
// to keeps the machine's, and would rightly refuse what is made here.
func SkipForeign(t testing.TB, program string) {
	t.Helper()
	if ahead := Ahead(t); ahead != 0 {
		t.Skipf("SKIPPED: the clock of this test is %s ahead; %s keeps the machine's clock", ahead, program)
	}
}
