package movedclock_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/internal/movedclock"
)

// clock is a program that says what time it is.
const clock = `package main

import "time"

func main() { print(time.Now().Unix()) }
`

// A program that is built with the flags reads a clock that is moved by as much
// as was asked for, beside the machine's, which is that of this test unless the
// test itself is moved.
func TestBuildFlagsMoveTheClock(t *testing.T) {
	program := filepath.Join(t.TempDir(), "clock.go")
	if err := os.WriteFile(program, []byte(clock), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ahead := range []time.Duration{0, 26 * time.Hour, -48 * time.Hour, 4000 * 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			moved, err := movedclock.BuildFlags(t.TempDir(), ahead)
			if err != nil {
				t.Fatal(err)
			}
			earliest := time.Now().Add(ahead - movedclock.Ahead(t)).Truncate(time.Minute)
			out, err := exec.Command("go", slices.Concat([]string{"run"}, moved, []string{program})...).CombinedOutput()
			latest := time.Now().Add(ahead - movedclock.Ahead(t))
			var seconds int64
			if _, scanned := fmt.Sscan(strings.TrimSpace(string(out)), &seconds); err != nil || scanned != nil {
				t.Fatalf("%v, %s", err, out)
			}
			if now := time.Unix(seconds, 0); now.Before(earliest) || now.After(latest) {
				t.Errorf("its clock says %s, not between %s and %s", now, earliest, latest)
			}
		})
	}
	if _, err := movedclock.BuildFlags(filepath.Join(t.TempDir(), "gone"), time.Hour); !os.IsNotExist(err) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
