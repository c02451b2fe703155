package e2e

import (
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// gone waits until nothing listens any more.
func gone(t *testing.T, base string) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(25 * time.Millisecond) {
		resp, err := http.Get(base + "/healthz")
		if err != nil {
			return
		}
		resp.Body.Close()
		if time.Now().After(deadline) {
			t.Fatalf("%s still answers", base)
		}
	}
}

// stop ends the instance of a data directory.
func stop(t *testing.T, data string) {
	t.Helper()
	if out, err := exec.Command(build(t), "--data", data, "stop").CombinedOutput(); err != nil {
		t.Fatalf("stop: %v\n%s", err, out)
	}
}

// A second gatehouse is a console of the instance that runs: with its own size and place, and
// the instance does not end with it, however it ends.
func TestConsoleOfARunningInstance(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	first, base, data := gatehouse(t, 80, 24)
	second := start(t, 120, 40, fmt.Sprintf("%s --data %s", build(t), data))
	second.sees("Sessions", "ORG", base)
	signIn(t, base, "")
	second.sees("ada.lovel", "Success")
	first.sees("ada.lovel", "Success")

	second.press("Enter")
	second.sees("Timeline")
	first.press("2")
	second.tmux("resize-window", "-x", "70", "-y", "20")
	second.sees("6 Time", "? help")
	if lines := strings.Count(second.screen(), "\n"); lines != 20 {
		t.Errorf("%d lines after the window became smaller", lines)
	}
	second.press("q", "q")
	second.sees("ended: 0")
	signIn(t, base, "")

	closed := start(t, 80, 24, fmt.Sprintf("%s --data %s", build(t), data))
	closed.sees("Sessions", base)
	closed.tmux("kill-server")
	signIn(t, base, "")
}

// Whoever quits the console that the listener runs with chooses whether it goes on; it loses no
// connection on the way.
func TestListenerGoesOnWithoutItsConsole(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	screen, base, data := gatehouse(t, 80, 24)
	screen.press("q")
	screen.sees("Users sign in through this listener", "Stop it", "Let it go on")
	screen.press("j", "Enter")
	for range 20 {
		signIn(t, base, "")
	}
	screen.sees("Gatehouse goes on, process", "ended: 0")
	again := start(t, 80, 24, fmt.Sprintf("%s --data %s", build(t), data))
	again.sees("20 sessions")
	stop(t, data)
	again.sees("the instance of this console has stopped", "ended: 0")
	gone(t, base)
}

// A window that is closed does not end the sign-ins of everybody.
func TestListenerSurvivesItsWindow(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	screen, base, data := gatehouse(t, 80, 24)
	screen.tmux("kill-server")
	signIn(t, base, "")
	stop(t, data)
	gone(t, base)
}
