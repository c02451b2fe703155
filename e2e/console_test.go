package e2e

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gatehouse/testclient"
)

// gatehouse starts the console on a fresh data directory.
func gatehouse(t *testing.T, columns, rows int) (screen *terminal, base, data string) {
	t.Helper()
	address, data := freeAddress(t), t.TempDir()
	screen = start(t, columns, rows, build(t)+" --data "+data+" --listen "+address)
	screen.sees("Sessions", "Staging")
	return screen, "http://" + address, data
}

func signIn(t testing.TB, base, fault string) testclient.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	v, err := testclient.New(base, strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := v.SignIn(ctx, testclient.SignIn{Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// A user signs in through the test identity provider, and the engineer sees it
// without touching a key, at the smallest screen that must do.
func TestLoginAppearsOnTheConsole(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	screen, base, _ := gatehouse(t, 80, 24)
	signIn(t, base, "")
	screen.sees("ada.lovel", "Success")

	signIn(t, base, "wrong-audience")
	screen.sees("Failed", "audience")
	screen.press("g", "Enter")
	screen.sees("Expected", "Received", "For the IT admin")
	screen.press("q")
	screen.press("q")
	screen.sees("Users sign in through this listener")
	screen.press("Enter") // stop it
	screen.sees("ended: 0")
}

// A second process reaches the instance that holds the data directory.
func TestCommandsReachTheRunningInstance(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	_, base, data := gatehouse(t, 80, 24)
	signIn(t, base, "")
	out, err := exec.Command(build(t), "--data", data, "sessions", "list").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "ada.lovelace") {
		t.Fatalf("sessions list: %v\n%s", err, out)
	}
}
