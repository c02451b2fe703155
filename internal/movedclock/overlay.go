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

// moved follows the reading. Inside of testing/synctest the clock stays as it is.
const moved = `	if !runtimeIsBubbled() {
		sec += secondsAhead()
	}
`

// offset is what else the package time has: by how many seconds, which the linker
// fills in, so that what is compiled serves every offset and is kept in the build
// cache once.
const offset = `
var ahead string

func secondsAhead() (seconds int64) {
	sign := int64(1)
	for _, c := range []byte(ahead) {
		if c == '-' {
			sign = -1
		} else {
			seconds = 10*seconds + int64(c-'0')
		}
	}
	return sign * seconds
}
`

// BuildFlags gives the flags with which `go build`, `go run` and `go test` make
// programs whose clock is ahead of the machine's. They refer to files that it
// writes into dir.
func BuildFlags(dir string, ahead time.Duration) ([]string, error) {
	original := filepath.Join(build.Default.GOROOT, "src", "time", "time.go")
	source, err := os.ReadFile(original)
	if err != nil {
		return nil, fmt.Errorf("read the standard library's clock: %w", err)
	}
	if bytes.Count(source, []byte(reading)) != 1 {
		return nil, fmt.Errorf("%s: time.Now of this Go release does not read %q once; teach BuildFlags its new form",
			original, reading)
	}
	source = bytes.Replace(source, []byte(reading), []byte(reading+moved), 1)
	replacement := filepath.Join(dir, "time.go")
	if err := os.WriteFile(replacement, append(source, offset...), 0o600); err != nil {
		return nil, err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "overlay.json")
	seconds := fmt.Sprintf("-ldflags=-X=time.ahead=%d", int64(ahead/time.Second))
	return []string{"-overlay", path, seconds}, os.WriteFile(path, overlay, 0o600)
}
