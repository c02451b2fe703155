package e2e

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A back-up comes over SSH as it is, and opens with its key.
func TestBackupOverSSH(t *testing.T) {
	t.Parallel()
	x := serveTeam(t)
	admin := x.member("ada", "admin", "none")
	signIn(t, x.base, "")
	secret, file := filepath.Join(x.dir, "secret"), filepath.Join(x.dir, "all.backup")
	recipient := regexp.MustCompile(`age1\S+`).FindString(x.own("backup", "keygen", secret))

	cmd := exec.Command("ssh", append(x.options(admin), "me@127.0.0.1", "backup", "--recipient", recipient, "-")...)
	var told bytes.Buffer
	cmd.Stderr = &told
	content, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &told)
	}
	write(t, file, string(content))
	if out := x.own("backup", "verify", "--identity", secret,
		file); !regexp.MustCompile(`Sessions: +1\n`).MatchString(out) {
		t.Errorf("it holds something else:\n%s", out)
	}
	if out, code := x.ssh(admin, "", "-o", "RequestTTY=force", "backup", "--passphrase", "-"); code != 2 {
		t.Errorf("a passphrase typed at a server: code %d\n%s", code, out)
	}
}

// A passphrase is asked for twice when a back-up is made, once when it is read, and never shown.
func TestBackupPassphrase(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	x := serveTeam(t)
	file := filepath.Join(x.dir, "all.backup")
	const passphrase = "correct horse"
	for _, test := range []struct {
		command string
		answers []string
		sees    string
	}{
		{"backup --passphrase", []string{"short"}, "less than 12 characters"},
		{"backup --passphrase", []string{passphrase, passphrase + "s"}, "the second passphrase is another one"},
		{"backup --passphrase", []string{passphrase, passphrase}, "backed up all"},
		{"backup verify --passphrase", []string{passphrase + "s"}, "passphrase"},
		{"backup verify --passphrase", []string{passphrase}, "whole"},
	} {
		screen := start(t, 100, 24, fmt.Sprintf("%s --data %s %s %s", build(t), x.data, test.command, file))
		for i, answer := range test.answers {
			screen.sees([]string{"Passphrase:", "Passphrase again:"}[i])
			screen.press(answer, "Enter")
		}
		if shown := screen.sees(test.sees, "ended: "); strings.Contains(shown, passphrase) {
			t.Errorf("%s shows the passphrase:\n%s", test.command, shown)
		}
	}
}
