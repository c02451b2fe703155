package e2e

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What cannot be done is refused with one clear sentence and an exit code that
// is not zero, and nothing is overwritten.
func TestRefusals(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "kept")
	damaged := t.TempDir()
	manifest := filepath.Join(damaged, "store", "MANIFEST")
	write(t, manifest, "junk")
	write(t, filepath.Join(damaged, "gatehouse.key"), strings.Repeat("k", 32))
	noKey := t.TempDir()
	write(t, filepath.Join(noKey, "store", "MANIFEST"), "of a store")
	badKey := t.TempDir()
	write(t, filepath.Join(badKey, "gatehouse.key"), "short")
	write(t, filepath.Join(badKey, "store", "MANIFEST"), "of a store")

	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"unknown flag":      {[]string{"--bogus"}, 2, "unknown flag"},
		"unknown command":   {[]string{"frobnicate"}, 2, "frobnicate"},
		"argument too many": {[]string{"serve", "extra"}, 2, "takes no argument"},
		"unknown theme":     {[]string{"--theme", "pink"}, 2, "--theme"},
		"bad base URL": {[]string{"serve", "--listen", "127.0.0.1:0", "--base-url", "sso"}, 2,
			"write it like https://sso.example.com"},
		"bad address":        {[]string{"serve", "--listen", "nowhere"}, 3, "--listen 127.0.0.1:4100"},
		"port in use":        {[]string{"serve", "--listen", taken.Addr().String()}, 3, "in use by another program"},
		"data is a file":     {[]string{"--data", file, "info"}, 3, "choose another with --data"},
		"damaged store":      {[]string{"--data", damaged, "info"}, 3, "damaged"},
		"key file missing":   {[]string{"--data", noKey, "info"}, 3, "gatehouse.key is missing"},
		"key file cut":       {[]string{"--data", badKey, "info"}, 3, "put the original back"},
		"no such session":    {[]string{"sessions", "show", "nope"}, 1, "not found"},
		"no such file":       {[]string{"verify", "nope.xml", "--connection", "x"}, 2, "cannot read the file"},
		"no such fault":      {[]string{"test-idp", "--fault", "nope"}, 1, "test-idp list"},
		"filter that cannot": {[]string{"sessions", "list", "--filter", "a:b"}, 2, "there is no field"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			cmd := exec.CommandContext(ctx, build(t), test.args...)
			cmd.Env = append(os.Environ(), "GATEHOUSE_DATA="+t.TempDir())
			out, _ := cmd.CombinedOutput()
			said := string(out)
			if code := cmd.ProcessState.ExitCode(); code != test.code || !strings.Contains(said, test.says) ||
				strings.Count(said, "\n") > 2 {
				t.Errorf("exit code %d, want %d and one sentence with %q:\n%s", code, test.code, test.says, said)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(noKey, "gatehouse.key")); err == nil {
		t.Error("a key file was written in the place of the missing one")
	}
	for path, want := range map[string]string{file: "kept", manifest: "junk"} {
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s was overwritten: %q, %v", path, got, err)
		}
	}
}

// The data directory belongs to one process: a second server is told so.
func TestSecondServer(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	_, _, data := gatehouse(t, 80, 24)
	cmd := exec.Command(build(t), "--data", data, "serve", "--listen", freeAddress(t))
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 3 || !strings.Contains(string(out), "in use by another process") {
		t.Errorf("exit code %d:\n%s", cmd.ProcessState.ExitCode(), out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
