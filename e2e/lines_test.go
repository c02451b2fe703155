package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// On a terminal that cannot draw the console follows sessions line by line,
// without a single control sequence, and commands reach it all the same.
func TestLinesOfADumbTerminal(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	for _, terminal := range []string{"TERM=dumb", "TERM="} {
		t.Run(terminal, func(t *testing.T) {
			address, data, dir := freeAddress(t), t.TempDir(), t.TempDir()
			recorded, ready := filepath.Join(dir, "recorded"), filepath.Join(dir, "ready")
			screen := start(t, 160, 24, "until [ -e "+ready+" ]; do sleep 0.02; done; "+terminal+" "+build(t)+
				" --data "+data+" --listen "+address)
			screen.tmux("pipe-pane", "cat >"+recorded)
			if err := os.WriteFile(ready, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			base := "http://" + address
			screen.sees("listens on "+base+", environment Staging, 0 sessions stored.", "("+terminal+")",
				"ctrl+c ends it", "gatehouse sessions show ID")

			sound := signIn(t, base, "")
			refused := signIn(t, base, "wrong-audience")
			screen.sees("Success", "ada.lovelace@acme.example", string(sound.Session()),
				string(refused.Session()), "audience")
			if !regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ  ` + string(refused.Session()) +
				`  Failed +audience`).MatchString(screen.screen()) {
				t.Errorf("no line of the refused message:\n%s", screen.screen())
			}
			out, err := exec.Command(build(t), "--data", data, "sessions", "show",
				string(refused.Session())).CombinedOutput()
			if err != nil || !strings.Contains(string(out), "Issued for a different audience") {
				t.Errorf("sessions show: %v\n%s", err, out)
			}
			screen.press("C-c")
			screen.sees("ended: 0")
			said, err := os.ReadFile(recorded)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(said), "listens on") {
				t.Errorf("nothing was recorded: %q", said)
			}
			if control := regexp.MustCompile(`[^\n\r -~]`).FindString(strings.ReplaceAll(string(said), "^C",
				"")); control != "" {
				t.Errorf("it holds %q: %q", control, said)
			}
		})
	}
}
