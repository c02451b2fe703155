// Package movedclock builds and tests with the clock moved, so that the suite
// shows that it holds no date that is right only this year. It overlays the
// standard library's time.Now at build time; nothing on the machine changes, and
// other programs keep the machine's clock.
package movedclock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/build"
	"os"
	"path/filepath"
	"time"
)

// reading is the line of time.Now that asks the runtime.
const reading = "\tsec, nsec, mono := runtimeNow()\n"

// Overlay writes into dir what `go build -overlay` and `go test -overlay` take to
// build programs whose clock is ahead of the machine's, and gives its path.
// Inside of testing/synctest the clock stays as it is.
func Overlay(dir string, ahead time.Duration) (string, error) {
	original := filepath.Join(build.Default.GOROOT, "src", "time", "time.go")
	source, err := os.ReadFile(original)
	if err != nil {
		return "", fmt.Errorf("read the standard library's clock: %w", err)
	}
	if bytes.Count(source, []byte(reading)) != 1 {
		return "", fmt.Errorf("%s: time.Now of this Go release does not read %q once; teach Overlay its new form",
			original, reading)
	}
	moved := fmt.Sprintf("%s\tif !runtimeIsBubbled() {\n\t\tsec += %d\n\t}\n", reading, int64(ahead/time.Second))
	replacement := filepath.Join(dir, "time.go")
	if err := os.WriteFile(replacement, bytes.Replace(source, []byte(reading), []byte(moved), 1), 0o600); err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, overlay, 0o600)
}
