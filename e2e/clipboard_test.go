package e2e

import (
	"strings"
	"testing"
	"time"
)

// What is copied arrives on the clipboard of the terminal through GNU Screen, and through GNU Screen in
// tmux, whose buffer is that clipboard here; and no part of a sequence is left on the screen.
func TestCopyArrivesThroughGNUScreen(t *testing.T) {
	t.Parallel()
	need(t, "tmux", "screen")
	_, _, data := gatehouse(t, 80, 24)
	command := build(t) + " --data " + data
	for name, within := range map[string]string{
		"screen":         "env -u TMUX -u TMUX_PANE screen -c /dev/null " + command,
		"screen in tmux": "screen -c /dev/null " + command,
	} {
		t.Run(name, func(t *testing.T) {
			term := start(t, 80, 24, "TERM=xterm-256color "+within)
			term.tmux("set-option", "-g", "set-clipboard", "on")
			term.sees("Sessions")
			term.press("t")
			term.sees("Success")
			term.press("Enter")
			term.sees("Verdict")
			term.press("y")
			term.sees("session id")
			term.press("Enter")
			screen := term.sees("B shows it bare")
			if strings.Contains(screen, "tmux;") || strings.Contains(screen, "52;c") {
				t.Errorf("a sequence is left on the screen:\n%s", screen)
			}
			if copied := term.copied(); !strings.HasPrefix(copied, "sess_") {
				t.Errorf("%q is on the clipboard", copied)
			}
		})
	}
}

// copied waits for what a program puts onto the terminal's clipboard.
func (x *terminal) copied() string {
	x.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(25 * time.Millisecond) {
		if names := x.tmux("list-buffers"); names != "" {
			return x.tmux("show-buffer")
		}
		if time.Now().After(deadline) {
			x.t.Fatalf("nothing came onto the clipboard:\n%s", x.screen())
		}
	}
}
