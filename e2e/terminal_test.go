package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gatehouse/internal/movedclock"
)

// binary builds gatehouse once for all tests, with the clock of the tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "gatehouse-e2e-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "gatehouse")
	build := []string{"build", "-ldflags=-w", "-o", path} // no debugger reads it, and it is linked sooner
	ahead, err := movedclock.AheadOf(dir)
	if err != nil {
		return "", err
	}
	if ahead != 0 {
		moved, err := movedclock.BuildFlags(dir, ahead)
		if err != nil {
			return "", err
		}
		build = append(build, moved...)
	}
	out, err := exec.Command("go", append(build, "gatehouse")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	os.Setenv("LC_ALL", "C.UTF-8") // so that screens are drawn alike on every machine
	code := m.Run()
	if path, err := binary(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

func build(t testing.TB) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// need skips a test, loudly, on a machine that lacks a tool.
func need(t testing.TB, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: %s is not installed; .ci/run installs it", tool)
		}
	}
}

// lastPort is the one that was given last. The ports are below those that the system gives to
// connections, so that none is taken between here and the program that will listen on it.
var lastPort atomic.Int32

// freeAddress is a loopback address that nobody listens on, and that no other test is given.
func freeAddress(t testing.TB) string {
	t.Helper()
	const first, ports = 12_000, 20_000
	lastPort.CompareAndSwap(0, int32(rand.N(ports)))
	for {
		l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", first+lastPort.Add(1)%ports))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			t.Fatal(err)
		}
	}
}

// terminal is a program on a screen that a test can type at and look at.
type terminal struct {
	t      testing.TB
	socket string
}

// start runs a shell command in a tmux of its own.
func start(t testing.TB, columns, rows int, command string) *terminal {
	t.Helper()
	term := &terminal{t, filepath.Join(t.TempDir(), "tmux")}
	term.tmux("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(columns), "-y", fmt.Sprint(rows),
		command+"; echo ended: $?; exec sleep 600")
	t.Cleanup(term.end)
	return term
}

// end quits the program and waits until it is gone: its files go next.
func (x *terminal) end() {
	tmux := func(args ...string) (string, error) {
		out, err := exec.Command("tmux", append([]string{"-S", x.socket}, args...)...).CombinedOutput()
		return string(out), err
	}
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(25 * time.Millisecond) {
		if screen, err := tmux("capture-pane", "-p"); err != nil || strings.Contains(screen, "ended: ") {
			break // the test has closed the window, or the program has ended
		}
		tmux("send-keys", "C-c")
	}
	tmux("kill-server")
}

func (x *terminal) tmux(args ...string) string {
	x.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", x.socket}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// press types keys, by tmux's names for them.
func (x *terminal) press(keys ...string) { x.tmux(append([]string{"send-keys"}, keys...)...) }

// screen is what stands on it.
func (x *terminal) screen() string { return x.tmux("capture-pane", "-p") }

// sees waits until all of the texts stand on the screen.
func (x *terminal) sees(texts ...string) string {
	x.t.Helper()
	begun := time.Now()
	for {
		screen := x.screen()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
				break
			}
		}
		if missing == "" {
			return screen
		}
		waited := time.Since(begun)
		if waited > 90*time.Second {
			x.t.Fatalf("%q never came on the screen:\n%s", missing, screen)
		}
		// The screen cannot be waited on, only looked at, which costs a process each time.
		time.Sleep(min(max(25*time.Millisecond, waited/8), 250*time.Millisecond))
	}
}
