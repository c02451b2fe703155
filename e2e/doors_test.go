package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// member is a colleague who has redeemed an invitation with a key of their own.
func (x *team) member(name, role, limit string) (key string) {
	x.t.Helper()
	invitation := code.FindString(x.own("member", "invite", name+"@example.com", "--role", role, "--limit", limit))
	key = x.key(name)
	x.dial("invite", ssh.PublicKeys(x.signer(key)), ssh.KeyboardInteractive(
		func(_, _ string, questions []string, _ []bool) ([]string, error) {
			if len(questions) != 1 {
				return nil, errors.New("no code is asked for")
			}
			return []string{invitation}, nil
		})).Close()
	return key
}

func (x *team) signer(key string) ssh.Signer {
	x.t.Helper()
	text, err := os.ReadFile(key)
	if err != nil {
		x.t.Fatal(err)
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err != nil {
		x.t.Fatal(err)
	}
	return signer
}

// dial connects without a program of its own.
func (x *team) dial(user string, auth ...ssh.AuthMethod) *ssh.Client {
	x.t.Helper()
	client, err := ssh.Dial("tcp", "127.0.0.1:"+x.port, &ssh.ClientConfig{User: user, Auth: auth,
		HostKeyCallback: ssh.InsecureIgnoreHostKey()}) // of this machine, made a moment ago
	if err != nil {
		x.t.Fatal(err)
	}
	return client
}

// shared is an ssh whose commands go over one connection.
func (x *team) shared(key string) func(in string, words ...string) (out string, code int) {
	x.t.Helper()
	control := filepath.Join(x.t.TempDir(), "c")
	x.t.Cleanup(func() { exec.Command("ssh", "-S", control, "-O", "exit", "-q", "anybody").Run() })
	return func(in string, words ...string) (string, int) {
		options := []string{"-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "ControlPath=" + control}
		return x.ssh(key, in, append(options, words...)...)
	}
}

// Whom a refusal says to ask.
const (
	admins     = "ask an Admin of your team"
	developers = "ask an Admin or a Developer of your team"
)

// How a refusal begins, for those who meet one because of their role or their limit.
var refusals = map[string]string{
	"sue": "the role support cannot ", "dan": "the role developer cannot ", "stan": "the role developer cannot ",
	"ron": "the role support cannot ",
}
var limits = map[string]string{"stan": "a member who is limited to staging_only cannot ",
	"ron": "a member who is limited to read_only cannot "}

// verbs are some of each kind.
var verbs = []struct {
	line    string
	words   string // of what cannot be done
	refused string // to which roles, by name
	limited string // to which limits, by name
	asks    string // whom to ask instead
}{
	{"sessions list", "", "", "", ""},
	{"profile", "", "", "", ""},
	{"member list", "", "", "", ""},
	{"org create In-Staging-%s", "create an organization", "", "ron", admins},
	{"org create In-Production-%s --env production", "create an organization", "", "stan ron", admins},
	{"key list", "look at API keys", "sue ron", "", developers},
	{"branding show", "look at the branding of the Admin Portal", "sue ron", "", developers},
	{"audit verify", "verify the audit log", "dan sue stan ron", "", admins},
	{"export", "export the installation", "dan sue stan ron", "", admins},
	{"member invite for-%s@example.com --role support", "invite, change or revoke members", "dan sue stan ron", "",
		admins},
}

// tries runs each verb as somebody, and holds what comes back against the table.
func tries(t *testing.T, name string, run func(in string, words ...string) (string, int)) {
	t.Helper()
	for _, verb := range verbs {
		line := strings.ReplaceAll(verb.line, "%s", name)
		out, exit := run("", strings.Fields(line)...)
		want := ""
		if strings.Contains(verb.refused, name) {
			want = refusals[name]
		} else if strings.Contains(verb.limited, name) {
			want = limits[name]
		}
		if want != "" {
			want = "gatehouse: " + want + verb.words + ": " + verb.asks + "\n"
		}
		if want == "" && exit != 0 || want != "" && (exit != 1 || out != want) {
			t.Errorf("%s: %s: exit %d, %q; want %q", name, line, exit, out, want)
		}
	}
}

// Each role may do over SSH what it may anywhere, and is refused in the words of the table of
// actions, in a command as in the console; the owner, who comes over the socket, may do it all.
func TestRolesAtTheDoors(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	x := serveTeam(t)
	keys := map[string]string{}
	for name, is := range map[string][2]string{"ann": {"admin", "none"}, "dan": {"developer", "none"},
		"sue": {"support", "none"}, "stan": {"developer", "staging_only"}, "ron": {"support", "read_only"}} {
		keys[name] = x.member(name, is[0], is[1])
		tries(t, name, x.shared(keys[name]))
	}
	tries(t, "owner", func(_ string, words ...string) (string, int) { return x.own(words...), 0 })
	for name, console := range map[string]struct{ place, sees, key, words string }{
		"sue": {":team", "ann@example.com", "n", "the role support cannot invite, change or revoke members"},
		"ron": {":organizations", "In-Staging-ann", "n",
			"a member who is limited to read_only cannot create an organization"},
	} {
		screen := start(t, 160, 40, fmt.Sprintf("ssh %s me@127.0.0.1", strings.Join(x.options(keys[name]), " ")))
		screen.sees("Sessions", "Staging")
		screen.press(console.place, "Enter")
		screen.sees(console.sees)
		screen.press(console.key)
		screen.sees(console.words)
	}
}
