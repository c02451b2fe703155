package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"strings"
	"testing"
)

// A link is made by a command, opened by an IT admin's browser, and revoked on the
// console: each is seen where it matters without a key.
func TestLinkFromCommandToConsole(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	screen, _, data := gatehouse(t, 80, 24)
	screen.press(":links", "Enter")
	screen.sees("There are none")

	out, err := exec.Command(build(t), "--data", data, "link", "create", "--org", "Acme", "--feature", "sso",
		"--feature", "dsync").Output()
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSuffix(string(out), "\n")
	screen.sees("active", "Acme", "never")

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	get := func(want int) {
		t.Helper()
		answer, err := browser.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("the link answers %s, want %d", answer.Status, want)
		}
	}
	get(http.StatusOK)
	screen.sees("1×", "Overview")

	screen.press("b")
	if lines := strings.Split(screen.sees("y copy", url), "\n"); lines[0] != url {
		t.Errorf("the first line is %q, want %q", lines[0], url)
	}
	screen.press("Escape")
	screen.sees("STEP REACHED")
	screen.press("d")
	screen.sees("It deactivates the current link of Acme", "opened once", "Revoke it?")
	screen.press("y")
	screen.sees("revoked: the link opens nothing any more")
	get(http.StatusGone)
}
