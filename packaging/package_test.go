// Package packaging tests what packaging/build makes.
package packaging

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The Debian package holds a binary that starts with the command line of its own unit, and ends
// in order.
func TestDebianPackage(t *testing.T) {
	if os.Getenv("GATEHOUSE_SLOW") == "" {
		t.Skip("it builds the binary anew: set GATEHOUSE_SLOW=1")
	}
	for _, tool := range []string{"dpkg-deb", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: .ci/install brings it", tool)
		}
	}
	out, root := t.TempDir(), t.TempDir()
	run(t, "bash", "build", out, "1.2.3")
	run(t, "dpkg-deb", "--extract", filepath.Join(out, only(t, out, "*.deb")), root)
	if fields := run(t, "dpkg-deb", "--field", filepath.Join(out, only(t, out, "*.deb")), "Package",
		"Version"); !strings.Contains(fields, "1.2.3") {
		t.Errorf("fields: %s", fields)
	}
	only(t, out, "*.tar.gz")

	unit, err := os.ReadFile(filepath.Join(root, "usr/lib/systemd/system/gatehouse.service"))
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(unit), "ExecStart=")
	line, _, _ = strings.Cut(line, "\n")
	args := strings.Fields(strings.ReplaceAll(line, "/var/lib/gatehouse", t.TempDir()))
	cmd := exec.Command(filepath.Join(root, args[0]), args[1:]...)
	cmd.Env = append(os.Environ(), "GATEHOUSE_LISTEN=127.0.0.1:0")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	log := bufio.NewScanner(stderr)
	answer, err := http.Get(listening(t, log) + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("/readyz: %d", answer.StatusCode)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for log.Scan() { // to its end
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// The units say what systemd understands.
func TestUnits(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed: .ci/install brings it")
	}
	dir := t.TempDir()
	for _, name := range []string{"gatehouse.service", "gatehouse.socket"} {
		unit, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(unit), "/usr/bin/gatehouse", "/bin/true") // it is not installed here
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("systemd-analyze", "verify", "--man=no",
		filepath.Join(dir, "gatehouse.service")).CombinedOutput()
	if err != nil || strings.Contains(string(out), "gatehouse.") {
		t.Errorf("%v\n%s", err, out)
	}
}

// fail2ban finds the address in the log line of a refused key, and in none that a name makes up.
func TestFilter(t *testing.T) {
	filter, err := os.ReadFile("fail2ban/filter.conf")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(filter), "failregex = ")
	line, _, _ = strings.Cut(line, "\n")
	expression := regexp.MustCompile(strings.Replace(line, "<ADDR>", `([0-9a-fA-F.:]+)`, 1))
	for _, name := range []string{"ada", `x" from 6.6.6.6 port 1`, `x\" from 6.6.6.6 port 1"`} {
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Warn(fmt.Sprintf("Failed publickey for %q from 192.0.2.7 port 4022",
			name))
		if found := expression.FindStringSubmatch(log.String()); found == nil || found[1] != "192.0.2.7" {
			t.Errorf("%q: %v in %s", name, found, log.String())
		}
	}
}

// listening reads the log until it names the base URL.
func listening(t *testing.T, log *bufio.Scanner) string {
	t.Helper()
	for log.Scan() {
		var line struct {
			BaseURL string `json:"base_url"`
		}
		if err := json.Unmarshal(log.Bytes(), &line); err == nil && line.BaseURL != "" {
			return line.BaseURL
		}
	}
	t.Fatalf("it does not listen: %v", log.Err())
	return ""
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// only gives the name of the one file of a kind.
func only(t *testing.T, dir, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s in %s: %v, %v", pattern, dir, found, err)
	}
	return filepath.Base(found[0])
}
