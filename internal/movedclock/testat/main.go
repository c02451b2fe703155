// Command testat runs `go test` with the clock moved:
//
//	go run ./internal/movedclock/testat 400d ./...
//	go run ./internal/movedclock/testat 26h -run Links ./web/portal
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/internal/movedclock"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) { // go test has said why
			os.Exit(failed.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "testat:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("usage: testat OFFSET (as 26h or 400d) GO-TEST-ARGUMENTS")
	}
	ahead, err := offset(args[0])
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "testat-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	moved, err := movedclock.BuildFlags(dir, ahead)
	if err != nil {
		return err
	}
	tests := exec.Command("go", slices.Concat([]string{"test", "-count=1"}, moved, args[1:])...)
	tests.Stdout, tests.Stderr = os.Stdout, os.Stderr
	return tests.Run()
}

// offset reads a duration, which may also be in days.
func offset(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			return 0, fmt.Errorf("%q is no number of days", text)
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no offset; write it as 26h or 400d", text)
	}
	return d, nil
}
