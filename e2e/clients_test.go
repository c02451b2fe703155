package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// shell runs a line of it on this machine, without a terminal.
func shell(t *testing.T, line string) (out string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	text, _ := cmd.CombinedOutput() // the code tells
	return string(text), cmd.ProcessState.ExitCode()
}

// What a client of OpenSSH asks for that is not ours is refused, in words where it shows them,
// and the ways to sign in without a person end at once.
func TestSSHWithoutATerminal(t *testing.T) {
	t.Parallel()
	x := serveTeam(t)
	need(t, "sftp", "scp")
	key := x.member("ada", "developer", "none")
	var wrong []string
	for i := range 8 {
		wrong = append(wrong, "-i", x.key(fmt.Sprint("wrong", i)))
	}
	options := strings.Join(x.options(key), " ") + " -o BatchMode=yes "
	ssh, files := "ssh "+options, strings.ReplaceAll(options, "-p ", "-P ")
	unknown := strings.Join(wrong, " ") + " " + strings.ReplaceAll(options, "-i "+key, "")
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(x.base, "http://"))
	for name, test := range map[string]struct {
		line, says string
		code       int
	}{
		"a console without a terminal": {ssh + "-T me@127.0.0.1 </dev/null",
			"the console needs a terminal", 2},
		"a command without a terminal": {ssh + "-T me@127.0.0.1 profile",
			"ada@example.com", 0},
		"a port here": {ssh + "-W 127.0.0.1:" + port + " me@127.0.0.1",
			"stdio forwarding failed", 255},
		"a port there": {ssh + "-o ExitOnForwardFailure=yes -R 0:127.0.0.1:1 me@127.0.0.1 profile",
			"remote port forwarding failed", 255},
		"X11": {"DISPLAY=:99 " + ssh + "-Y -o LogLevel=INFO me@127.0.0.1 profile",
			"X11 forwarding request failed", 0},
		"sftp": {"echo ls | sftp -b - " + files + "me@127.0.0.1",
			"subsystem request failed", 255},
		"scp": {"scp " + files + key + ".pub me@127.0.0.1:x",
			"subsystem request failed", 255},
		"scp of old": {"scp -O " + files + key + ".pub me@127.0.0.1:x",
			`gatehouse has no command "scp"`, 1},
		"a shell": {ssh + "me@127.0.0.1 'sh -c id'",
			`gatehouse has no command "sh"`, 2},
		"no key": {"ssh " + unknown + "-o PubkeyAuthentication=no me@127.0.0.1 profile",
			"Permission denied", 255},
		"wrong keys": {"ssh " + unknown + "me@127.0.0.1 profile",
			"Permission denied", 255},
		"the right one after eight": {"ssh " + unknown + "-i " + key + " me@127.0.0.1 profile",
			"ada@example.com", 0},
		"an invitation without a person": {ssh + "invite@127.0.0.1",
			"Permission denied", 255},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, code := shell(t, test.line); code != test.code || !strings.Contains(out, test.says) {
				t.Errorf("exit %d, want %d with %q:\n%s", code, test.code, test.says, out)
			}
		})
	}
}

// What is listened to for a client leads nowhere.
func TestNothingIsForwarded(t *testing.T) {
	t.Parallel()
	x := serveTeam(t)
	key := x.member("ada", "admin", "none")
	for name, test := range map[string]struct{ option, hello string }{
		"-L": {"-L %s:" + strings.TrimPrefix(x.base, "http://"), "GET /healthz HTTP/1.0\r\n\r\n"},
		"-D": {"-D %s", "\x05\x01\x00" + "\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x16"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := freeAddress(t)
			args := append(x.options(key), "-N", "-o", "BatchMode=yes")
			args = append(args, append(strings.Fields(fmt.Sprintf(test.option, at)), "me@127.0.0.1")...)
			client := exec.CommandContext(t.Context(), "ssh", args...)
			if err := client.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { client.Process.Kill(); client.Wait() })
			var conn net.Conn
			for begun := time.Now(); conn == nil; time.Sleep(10 * time.Millisecond) {
				conn, _ = net.Dial("tcp", at)
				if time.Since(begun) > time.Minute {
					t.Fatal("ssh does not listen")
				}
			}
			defer conn.Close()
			io.WriteString(conn, test.hello)
			got, _ := io.ReadAll(conn)
			if answer := bytes.TrimPrefix(got, []byte("\x05\x00")); bytes.Contains(answer, []byte("HTTP")) ||
				bytes.HasPrefix(answer, []byte("\x05\x00")) {
				t.Errorf("it leads to %q", got)
			}
		})
	}
}

// Clients of others than OpenSSH run commands and show the console.
func TestOtherClients(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	for name, client := range map[string]struct {
		tools    []string
		convert  string // the key into the client's own form
		connects string
	}{
		"PuTTY": {[]string{"plink", "puttygen"}, "puttygen KEY -O private -o KEY.own",
			"plink -batch -hostkey HOST -P PORT -i KEY.own "},
		"Dropbear": {[]string{"dbclient", "dropbearconvert"}, "dropbearconvert openssh dropbear KEY KEY.own",
			"dbclient -y -y -p PORT -i KEY.own "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			need(t, client.tools...)
			x := serveTeam(t)
			key := x.member("ada", "support", "none")
			shown, _ := shell(t, "ssh-keygen -lf "+filepath.Join(x.data, "ssh_host_ed25519_key"))
			host := regexp.MustCompile(`SHA256:\S+`).FindString(shown)
			as := strings.NewReplacer("KEY", key, "HOST", host, "PORT", x.port)
			if out, code := shell(t, as.Replace(client.convert)); code != 0 {
				t.Fatal(out)
			}
			connects := as.Replace(client.connects)
			out, code := shell(t, connects+"me@127.0.0.1 profile </dev/null")
			if code != 0 || !strings.Contains(out, "ada@example.com") {
				t.Errorf("a command: exit %d\n%s", code, out)
			}
			if out, code = shell(t, connects+"me@127.0.0.1 key list </dev/null"); code != 1 ||
				!strings.Contains(out, "the role support cannot look at API keys") {
				t.Errorf("a refusal: exit %d\n%s", code, out)
			}
			screen := start(t, 80, 24, connects+"-t me@127.0.0.1")
			screen.sees("Sessions", "Staging", "? help")
			for range 10 { // more than is written before the client has to answer
				screen.press("?", "Escape", "Tab", ":sessions", "Enter")
			}
			screen.press(":organizations", "Enter")
			screen.sees("Acme", "acme.example")
		})
	}
}

// However often a window changes, and to what, the console takes its last size, and none that
// would cost memory without end.
func TestStormOfSizes(t *testing.T) {
	t.Parallel()
	x := serveTeam(t)
	client := x.dial("me", ssh.PublicKeys(x.signer(x.member("ada", "support", "none"))))
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	screen := &stream{news: make(chan struct{}, 1)}
	session.Stdout = screen
	keys, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 0, 0, nil); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	screen.sees(t, "Sessions")
	for i := range 600 {
		size := [][2]int{{0, 0}, {1, 1}, {1 << 30, 1 << 30}, {24, 0}, {0, 80}, {20, 60}, {50 + i%20, 200}}[i%7]
		if err := session.WindowChange(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := session.WindowChange(17, 55); err != nil {
		t.Fatal(err)
	}
	screen.sees(t, "It is 55×17; at least 60×")
	io.WriteString(keys, "\x03")
	if err := session.Wait(); err != nil {
		t.Error(err)
	}
	if kb := residentKB(t, x.server.Pid); kb > 200<<10 {
		t.Errorf("%d MB are resident", kb>>10)
	}
}

// stream is what a program writes to a terminal.
type stream struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	select {
	case s.news <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (s *stream) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// sees waits until a text has been written.
func (s *stream) sees(t testing.TB, text string) { t.Helper(); s.seesAfter(t, 0, text) }

// seesAfter does so for a text behind a number of bytes.
func (s *stream) seesAfter(t testing.TB, bytes int, text string) {
	t.Helper()
	if err := s.await(bytes, text); err != nil {
		t.Fatal(err)
	}
}

func (s *stream) await(bytes int, text string) error {
	late := time.After(time.Minute)
	for !strings.Contains(s.String()[bytes:], text) {
		select {
		case <-s.news:
		case <-late:
			return fmt.Errorf("%q was never written, but %q", text, s.String()[bytes:])
		}
	}
	return nil
}
