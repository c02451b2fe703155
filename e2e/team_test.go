package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// team is an instance that members reach with a real ssh.
type team struct {
	t                testing.TB
	base, data, port string
	dir              string // of keys
	server           *os.Process
}

// serveTeam starts one without a console.
func serveTeam(t testing.TB) *team {
	t.Helper()
	return serveTeamOn(t, t.TempDir())
}

// serveTeamOn is [serveTeam] on a data directory that is there.
func serveTeamOn(t testing.TB, data string) *team {
	t.Helper()
	need(t, "ssh", "ssh-keygen")
	address, ssh := freeAddress(t), freeAddress(t)
	_, port, err := net.SplitHostPort(ssh)
	if err != nil {
		t.Fatal(err)
	}
	x := &team{t: t, base: "http://" + address, data: data, port: port, dir: t.TempDir()}
	cmd := exec.CommandContext(t.Context(), build(t), "serve", "--data", x.data, "--listen", address, "--ssh", ssh)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	log, err := os.Create(filepath.Join(x.dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	x.server = cmd.Process
	t.Cleanup(func() { cmd.Wait(); log.Close() })
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(25 * time.Millisecond) {
		if conn, err := net.Dial("tcp", ssh); err == nil {
			conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it does not listen")
		}
	}
	return x
}

// own runs a command as the owner of the data directory.
func (x *team) own(args ...string) string {
	x.t.Helper()
	out, err := exec.Command(build(x.t), append([]string{"--data", x.data}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

// key makes one and gives its file.
func (x *team) key(name string) string {
	x.t.Helper()
	path := filepath.Join(x.dir, name)
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f",
		path).CombinedOutput(); err != nil {
		x.t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
	return path
}

// public makes a key and gives its public part.
func (x *team) public(name string) string {
	x.t.Helper()
	text, err := os.ReadFile(x.key(name) + ".pub")
	if err != nil {
		x.t.Fatal(err)
	}
	return string(text)
}

// options are those of ssh with a key alone.
func (x *team) options(key string) []string {
	return []string{"-p", x.port, "-i", key, "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no",
		"-o", "UserKnownHostsFile=" + filepath.Join(x.dir, "known_hosts"), "-o", "LogLevel=ERROR"}
}

// ssh runs a command there.
func (x *team) ssh(key, in string, words ...string) (out string, code int) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.t.Context(), time.Minute)
	defer cancel()
	args := append(x.options(key), "-o", "BatchMode=yes")
	for len(words) > 1 && words[0] == "-o" { // more options
		args, words = append(args, words[:2]...), words[2:]
	}
	cmd := exec.CommandContext(ctx, "ssh", append(append(args, "me@127.0.0.1"), words...)...)
	cmd.Stdin = strings.NewReader(in)
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	_ = cmd.Run() // the code tells
	return b.String(), cmd.ProcessState.ExitCode()
}

var code = regexp.MustCompile(`[0-9A-Z]{4}(-[0-9A-Z]{4}){3}`)

// joins invites somebody and has them redeem the invitation in a terminal, as they would. What
// they see is the console.
func (x *team) joins(email, role, key string) *terminal {
	x.t.Helper()
	invitation := code.FindString(x.own("member", "invite", email, "--role", role))
	if invitation == "" {
		x.t.Fatal("the invitation has no code")
	}
	screen := start(x.t, 80, 24, fmt.Sprintf("ssh %s invite@127.0.0.1", strings.Join(x.options(key), " ")))
	screen.sees("Invitation code:")
	screen.press(strings.ToLower(invitation), "Enter")
	screen.sees("Sessions", "Staging")
	return screen
}

// A colleague is invited, comes with a key, triages in the console and with commands, and is
// gone within a second once they are revoked.
func TestTeamOverSSH(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	x := serveTeam(t)
	ada := x.key("ada")
	if out, exit := x.ssh(ada, "", "sessions", "list"); exit != 255 {
		t.Errorf("a stranger: exit %d, %s", exit, out)
	}
	screen := x.joins("ada@example.com", "support", ada)
	screen.sees("No sign-in has been seen yet")
	signIn(t, x.base, "wrong-audience")
	screen.sees("Failed", "audience")
	screen.press("Enter")
	screen.sees("For the IT admin")
	screen.tmux("resize-window", "-x", "100", "-y", "30")
	screen.sees("tab next tab", "? help")

	for _, test := range []struct {
		in, line, out string
		exit          int
	}{
		{"", "sessions list --json", `"state": "failed"`, 0},
		{"", "gatehouse profile", "ada@example.com", 0},
		{x.public("second"), "profile key add -", "key SHA256:", 0},
		{"", "org create --file /etc/passwd", "would be a file of the server", 2},
		{"", "org show nobody", "not found", 1},
		{"", "member invite eve@example.com --role admin", "the role support cannot", 1},
		{"", "key list", "the role support cannot", 1},
		{"", "stop", "the role support cannot", 1},
		{"", "sh", "has no command", 2},
		{"", "org list '--unclosed", "cannot be read", 2},
		{"", "", "the console needs a terminal", 2},
	} {
		words := []string{test.line}
		if test.line == "" {
			words = nil
		}
		if out, exit := x.ssh(ada, test.in, words...); exit != test.exit || !strings.Contains(out, test.out) {
			t.Errorf("%s: exit %d, %s; want %d with %q", test.line, exit, out, test.exit, test.out)
		}
	}
	x.own("member", "revoke", "ada@example.com", "--yes")
	revoked := time.Now()
	if told := screen.sees("your access was revoked", "ended: "); strings.Contains(told, "has stopped") {
		t.Errorf("a revoked member is told that the instance has stopped:\n%s", told)
	}
	t.Logf("the console was gone %v after the command had ended", time.Since(revoked))
	if _, exit := x.ssh(ada, "", "sessions", "list"); exit != 255 {
		t.Errorf("after revocation: exit %d", exit)
	}
}

// Clients that are not of the usual kind are served or refused in words.
func TestSSHClients(t *testing.T) {
	t.Parallel()
	if os.Getenv("GATEHOUSE_SLOW") == "" {
		t.Skip("it opens a dozen terminals: set GATEHOUSE_SLOW=1")
	}
	need(t, "tmux")
	x := serveTeam(t)
	ada := x.key("ada")
	x.joins("ada@example.com", "developer", ada)
	ssh := "ssh " + strings.Join(x.options(ada), " ") + " "
	for name, test := range map[string]struct{ command, sees string }{
		"no such TERM":         {"TERM=unheard-of " + ssh + "-tt me@127.0.0.1", "Sessions"},
		"the console of Linux": {"TERM=linux " + ssh + "-tt me@127.0.0.1", "Sessions"},
		"xterm":                {"TERM=xterm " + ssh + "-tt me@127.0.0.1", "Sessions"},
		"tmux":                 {"TERM=tmux-256color " + ssh + "-tt me@127.0.0.1", "Sessions"},
		"screen":               {"TERM=screen " + ssh + "-tt me@127.0.0.1", "Sessions"},
		"TERM=dumb":            {"TERM=dumb " + ssh + "-tt me@127.0.0.1", "shows no screens"},
		"a command with a TTY": {ssh + "-tt me@127.0.0.1 org list", "Acme"},
		"an agent":             {"ssh-agent " + ssh + "-A -tt me@127.0.0.1 org list", "Acme"},
		"a shared connection": {ssh + "-o ControlMaster=auto -o ControlPath=" + filepath.Join(x.dir, "c") +
			" -tt me@127.0.0.1 org list", "Acme"},
		"no UTF-8": {"LANG=C LC_ALL=C " + ssh + "-o SendEnv=LANG -o SendEnv=LC_ALL -tt me@127.0.0.1",
			"Sessions"},
		"no locale":             {"env -u LANG -u LC_ALL " + ssh + "-tt me@127.0.0.1", "Sessions"},
		"options of a console":  {ssh + "-tt me@127.0.0.1 gatehouse --ascii --theme mono", "Sessions"},
		"an option that is not": {ssh + "-tt me@127.0.0.1 gatehouse --nonsense", "unknown flag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start(t, 60, 20, test.command).sees(test.sees)
		})
	}
}
