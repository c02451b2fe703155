//go:build machine

package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is one that runs systemd and nothing else, a container over a copy of this one.
type machine struct {
	t    *testing.T
	root string // of what it changes of the disk
	boot []string
}

// newMachine needs root and systemd-nspawn.
func newMachine(t *testing.T) *machine {
	t.Helper()
	dir := t.TempDir()
	upper, work, merged := filepath.Join(dir, "upper"), filepath.Join(dir, "work"), filepath.Join(dir, "merged")
	for _, d := range []string{upper, work, merged} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run(t, "mount", "-t", "overlay", "overlay", "-o", "lowerdir=/,upperdir="+upper+",workdir="+work, merged)
	t.Cleanup(func() { run(t, "umount", merged) })
	return &machine{t: t, root: merged, boot: []string{"--directory", merged, "--boot", "--register=no", "--keep-unit",
		"--private-network", "--quiet"}}
}

// put writes a file of the machine.
func (m *machine) put(path, content string, mode os.FileMode) {
	m.t.Helper()
	path = filepath.Join(m.root, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) get(path string) string {
	m.t.Helper()
	b, err := os.ReadFile(filepath.Join(m.root, path))
	if err != nil {
		m.t.Error(err)
	}
	return string(b)
}

// run boots the machine, has it run a program, and gives what that says.
func (m *machine) run(program string) string {
	m.t.Helper()
	m.put("/etc/systemd/system/only.service", `[Unit]
Requires=basic.target
After=basic.target
SuccessAction=exit
FailureAction=exit
[Service]
Type=oneshot
TimeoutStartSec=240
ExecStart=`+program+`
StandardOutput=file:/said
StandardError=inherit
`, 0o644)
	err := exec.Command("systemd-nspawn", append(m.boot, "systemd.unit=only.service")...).Run()
	said := m.get("/said")
	if err != nil {
		journal, _ := exec.Command("journalctl", "--directory", filepath.Join(m.root, "var/log/journal"), "-u",
			"gatehouse").CombinedOutput()
		m.t.Fatalf("%v\n%s\n%s", err, said, journal)
	}
	return said
}

// installation are the commands by which the README has root install the package and invite
// a colleague.
func installation(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for line := range strings.Lines(string(text)) {
		if command, ok := strings.CutPrefix(line, "# "); ok && len(commands) > 0 ||
			strings.HasPrefix(command, "dpkg ") {
			commands = append(commands, command)
		} else if len(commands) > 0 {
			break
		}
	}
	if len(commands) < 4 {
		t.Fatalf("the README has only these commands: %q", commands)
	}
	return strings.Join(commands, "")
}

// On a fresh machine the README's commands install and start Gatehouse; a colleague who is
// invited by them finds out over SSH why a sign-in failed.
func TestFreshMachine(t *testing.T) {
	out := t.TempDir()
	run(t, "bash", "build", out, "1.2.3")
	m := newMachine(t)
	run(t, "cp", filepath.Join(out, only(t, out, "*.deb")), filepath.Join(m.root, "root"))
	triage, err := os.ReadFile("testdata/triage")
	if err != nil {
		t.Fatal(err)
	}
	m.put("/triage/triage", string(triage), 0o755)
	m.put("/triage/install", "set -eux\ncd /root\n"+installation(t), 0o644)
	m.put("/triage/all", `#!/bin/sh
set -eu
sh /triage/install >/triage/installed
cat /triage/installed
code=$(sed -n 's/^2\. Type there: //p' /triage/installed)
/triage/triage "$code"
systemctl is-active gatehouse
systemctl stop gatehouse
systemctl show --property Result gatehouse
`, 0o755)
	said := m.run("/triage/all")
	for _, want := range []string{"active", "Result=success"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
	for _, shown := range []string{m.get("/triage/session"), m.get("/triage/console")} {
		if !strings.Contains(shown, "udience") {
			t.Errorf("it does not say why:\n%s", shown)
		}
	}
}
