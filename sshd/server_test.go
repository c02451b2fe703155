package sshd_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/sshd"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// server is one with a team of its own.
type server struct {
	t        *testing.T
	owner    *service.Services
	address  string
	host     ssh.PublicKey
	log      *lines
	stop     func()
	sessions chan *sshd.Session // that began
}

// lines keeps what is logged.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// signer makes an SSH key.
func signer(t *testing.T) ssh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serve runs a server whose programs are the given one.
func serve(t *testing.T, change func(*sshd.Options)) *server {
	t.Helper()
	return serveOn(t, memory.Open(), change)
}

// serveOn is serve with a store of one's own.
func serveOn(t *testing.T, store storage.Store, change func(*sshd.Options)) *server {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	system := service.New(service.Options{Store: store, BaseURL: "http://127.0.0.1:4100", Secrets: secrets,
		NewRSA: testkeys.Ours}).For(model.TheSystem())
	if _, err := system.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	host := signer(t)
	s := &server{t: t, owner: system.For(model.LocalOwner(model.ViaCommand, "me")), address: l.Addr().String(),
		host: host.PublicKey(), log: &lines{}, sessions: make(chan *sshd.Session, 100)}
	o := sshd.Options{Services: system, HostKeys: []ssh.Signer{host}, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Run: func(ctx context.Context, x *sshd.Session) int { s.sessions <- x; return program(ctx, x) }}
	if change != nil {
		change(&o)
	}
	ended := make(chan error, 1)
	go func() { ended <- sshd.New(o).Serve(ctx, l) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(s.stop)
	return s
}

// program is what sessions of the tests run: a console that lasts until it is ended, or one of a
// few commands.
func program(ctx context.Context, x *sshd.Session) int {
	switch {
	case len(x.Args) == 0 && !x.Terminal:
		fmt.Fprintln(x.Err, "the console needs a terminal")
		return 2
	case len(x.Args) == 0:
		fmt.Fprintf(x.Out, "console of %s %dx%d %q", x.Principal.Name, x.Window.Width, x.Window.Height, x.Environ)
		<-ctx.Done()
		return 0
	}
	switch x.Args[0] {
	case "echo":
		fmt.Fprintf(x.Out, "%q", x.Args[1:])
	case "cat":
		if _, err := io.Copy(x.Out, x.In); err != nil {
			return 1
		}
	case "cause": // that ends it
		fmt.Fprint(x.Out, context.Cause(ctx))
	case "fail":
		fmt.Fprint(x.Err, "it failed")
		return 3
	case "panic":
		panic("broken")
	case "wait":
		fmt.Fprint(x.Out, "waiting")
		<-ctx.Done()
	case "windows":
		fmt.Fprint(x.Out, "ready")
		for w := range x.Windows {
			fmt.Fprintf(x.Out, "%dx%d;", w.Width, w.Height)
			if w.Width == 99 {
				return 0
			}
		}
	}
	return 0
}

// member invites somebody and redeems the invitation with a key.
func (s *server) member(email string, role model.TeamRole, key ssh.Signer) model.TeamMember {
	s.t.Helper()
	_, code, err := s.owner.Invite(s.t.Context(), email, role, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return s.redeem(code, key)
}

// redeem joins the team with a key.
func (s *server) redeem(code string, key ssh.Signer) model.TeamMember {
	s.t.Helper()
	m, err := s.owner.For(model.Anybody()).RedeemInvitation(s.t.Context(), code,
		string(ssh.MarshalAuthorizedKey(key.PublicKey())))
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// config is a client's.
func (s *server) config(user string, auth ...ssh.AuthMethod) *ssh.ClientConfig {
	return &ssh.ClientConfig{User: user, Auth: auth, HostKeyCallback: ssh.FixedHostKey(s.host), Timeout: time.Minute}
}

func (s *server) dial(user string, auth ...ssh.AuthMethod) (*ssh.Client, error) {
	return ssh.Dial("tcp", s.address, s.config(user, auth...))
}

// as connects with a key that has to be taken.
func (s *server) as(key ssh.Signer) *ssh.Client {
	s.t.Helper()
	c, err := s.dial("anybody", ssh.PublicKeys(key))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	return c
}

func (s *server) session(c *ssh.Client) *ssh.Session {
	s.t.Helper()
	x, err := c.NewSession()
	if err != nil {
		s.t.Fatal(err)
	}
	return x
}

// console opens one, on a terminal of 80x24, and waits until it is drawn.
func (s *server) console(c *ssh.Client) (x *ssh.Session, out *lines, ended <-chan error) {
	s.t.Helper()
	x, out = s.session(c), &lines{}
	x.Stdout = out
	if _, err := x.StdinPipe(); err != nil {
		s.t.Fatal(err)
	}
	if err := x.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		s.t.Fatal(err)
	}
	if err := x.Shell(); err != nil {
		s.t.Fatal(err)
	}
	<-s.sessions
	end := make(chan error, 1)
	go func() { end <- x.Wait() }()
	return x, out, end
}

func exitOf(err error) int {
	if failed, ok := errors.AsType[*ssh.ExitError](err); ok {
		return failed.ExitStatus()
	}
	if err != nil {
		return -1
	}
	return 0
}

// A member's key opens the console or a command; a session carries who they are.
func TestMemberSession(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	key := signer(t)
	m := s.member("ada@example.com", model.Support, key)
	c := s.as(key)
	for _, test := range []struct {
		line, in, out string
		code          int
	}{
		{`echo sessions list --filter 'state:failed user:"a b"'`, "",
			`["sessions" "list" "--filter" "state:failed user:\"a b\""]`, 0},
		{"gatehouse echo x", "", `["x"]`, 0},
		{"cat", "piped\x03", "piped\x03", 0},
		{"fail", "", "it failed", 3},
		{"panic", "", "", 1},
		{"echo 'open", "", "gatehouse: the command cannot be read: Unterminated single-quoted string\n", 2},
	} {
		x := s.session(c)
		out := &lines{}
		x.Stdin, x.Stdout, x.Stderr = strings.NewReader(test.in), out, out
		if code := exitOf(x.Run(test.line)); code != test.code || out.String() != test.out {
			t.Errorf("%s: exit %d, %q; want %d, %q", test.line, code, out.String(), test.code, test.out)
		}
	}
	for len(s.sessions) > 0 {
		if p := (<-s.sessions).Principal; p.ID != m.ID || p.Kind != model.Member || p.Role != model.Support ||
			p.Evidence != ssh.FingerprintSHA256(key.PublicKey()) || p.Via != model.ViaSSH || !p.Peer.IsLoopback() {
			t.Errorf("they are %+v", p)
		}
	}
	_, out, _ := s.console(c)
	waitFor(t, func() bool { return strings.Contains(out.String(), "console of ada@example.com 80x24") })
	if !strings.Contains(out.String(), `"TERM=xterm-256color"`) ||
		!strings.Contains(out.String(), "SSH_CONNECTION=127.0.0.1 ") {
		t.Errorf("%s", out)
	}
}

// waitFor waits until what other goroutines do has come about.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never came about")
		}
	}
}

// Keys that prove nobody are refused, however many, and the right one is taken after them.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	wrong := func(n int) (all []ssh.Signer) {
		for range n {
			all = append(all, signer(t))
		}
		return all
	}
	if c, err := s.dial("x", ssh.PublicKeys(append(wrong(8), key)...)); err != nil {
		t.Errorf("the right one after eight others: %v", err)
	} else {
		c.Close()
	}
	for name, auth := range map[string][]ssh.AuthMethod{
		"nothing": nil, "keys that are not known": {ssh.PublicKeys(wrong(2)...)},
		"a password": {ssh.Password("letmein")},
	} {
		if _, err := s.dial("root\n\x1b[2J", auth...); err == nil {
			t.Errorf("%s is let in", name)
		}
	}
	waitFor(t, func() bool {
		return strings.Contains(s.log.String(), `Failed publickey for \"root\\n\\x1b[2J\" from 127.0.0.1 port `)
	})
}

// Somebody whose client has no key that is known is told so in words, and asked for nothing.
func TestNoKeyIsExplained(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	var told string
	_, err := s.dial("ada", ssh.PublicKeys(signer(t)),
		ssh.KeyboardInteractive(func(_, instruction string, questions []string, _ []bool) ([]string, error) {
			told += instruction
			if len(questions) > 0 {
				t.Errorf("asked %q", questions)
			}
			return nil, nil
		}))
	if err == nil || !strings.Contains(told, "connect as the user invite") {
		t.Errorf("%q, %v", told, err)
	}
}

// An invitation is redeemed with a key that has signed and the code behind it.
func TestInvitationOverSSH(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	m, code, err := s.owner.Invite(t.Context(), "ada@example.com", model.Developer, "")
	if err != nil {
		t.Fatal(err)
	}
	answering := func(codes ...string) ssh.AuthMethod {
		return ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			if len(questions) == 0 || len(codes) == 0 {
				return nil, errors.New("enough")
			}
			next := codes[0]
			codes = codes[1:]
			return []string{next}, nil
		})
	}
	if _, err := s.dial("invite", answering(code)); err == nil {
		t.Error("a code without a key is taken")
	}
	if _, err := s.dial("invite", ssh.PublicKeys(signer(t)), answering("wrong")); err == nil {
		t.Error("a wrong code is taken")
	}
	if _, err := s.dial(code, ssh.PublicKeys(signer(t))); err == nil {
		t.Error("a code as the user's name is taken")
	}
	key := signer(t)
	c, err := s.dial("invite", ssh.PublicKeys(key), answering("wrong", strings.ToLower(code)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s.console(c)
	again := s.as(key)
	s.console(again)
	now, err := s.owner.Member(t.Context(), m.ID)
	if err != nil || len(now.Keys) != 1 || now.Keys[0].Fingerprint != ssh.FingerprintSHA256(key.PublicKey()) {
		t.Errorf("%+v, %v", now, err)
	}
}

// What a member has open ends when they are revoked, get another role, or lose the key that they
// came with, and nobody else's does.
func TestOpenSessionsEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*server, model.TeamMember) error
		words  string
	}{
		"revoked": {func(s *server, m model.TeamMember) error {
			_, err := s.owner.RevokeMember(s.t.Context(), m.ID)
			return err
		}, "your access was revoked"},
		"another role": {func(s *server, m model.TeamMember) error {
			_, err := s.owner.ChangeRole(s.t.Context(), m.ID, model.Support, "")
			return err
		}, "your role was changed"},
		"a limit": {func(s *server, m model.TeamMember) error {
			_, err := s.owner.ChangeRole(s.t.Context(), m.ID, model.Developer, model.ReadOnly)
			return err
		}, "your role was changed"},
		"without the key": {func(s *server, m model.TeamMember) error {
			_, err := s.owner.RemoveKey(s.t.Context(), m.ID, m.Keys[0].Fingerprint)
			return err
		}, "your access was revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, nil)
			key, other := signer(t), signer(t)
			m := s.member("ada@example.com", model.Developer, key)
			s.member("bob@example.com", model.Developer, other)
			c := s.as(key)
			_, out, ended := s.console(c)
			command := s.session(c)
			waiting := make(chan error, 1)
			if err := command.Start("wait"); err != nil {
				t.Fatal(err)
			}
			<-s.sessions
			go func() { waiting <- command.Wait() }()
			_, _, others := s.console(s.as(other))
			if err := test.change(s, m); err != nil {
				t.Fatal(err)
			}
			<-ended
			<-waiting
			if !strings.Contains(out.String(), test.words) {
				t.Errorf("told %q", out)
			}
			if err := c.Wait(); err == nil {
				t.Error("the connection goes on")
			}
			select {
			case err := <-others:
				t.Errorf("somebody else's console ended: %v", err)
			default:
			}
		})
	}
}

// Nothing is forwarded, no subsystem is run and no agent taken, whatever a client asks for.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	key := signer(t)
	s.member("ada@example.com", model.Admin, key)
	c := s.as(key)
	if _, err := c.Dial("tcp", s.address); err == nil || !strings.Contains(err.Error(), "forwards nothing") {
		t.Errorf("-L: %v", err)
	}
	if _, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("-R is allowed")
	}
	x := s.session(c)
	for name, payload := range map[string]any{
		"auth-agent-req@openssh.com": nil, "x11-req": struct {
			Single     bool
			Auth, Data string
			Screen     uint32
		}{false, "MIT-MAGIC-COOKIE-1", "00", 0}, "subsystem": struct{ Name string }{"sftp"}, "nonsense": nil,
	} {
		var data []byte
		if payload != nil {
			data = ssh.Marshal(payload)
		}
		if ok, err := x.SendRequest(name, true, data); ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	for name, ok := range map[string]bool{"LC_ALL": true, "LD_PRELOAD": false, "SSH_CONNECTION": false, "TZ": true,
		"PATH": false} {
		if err := x.Setenv(name, "x"); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 200 {
		_ = x.Setenv("LC_MANY", strings.Repeat("x", 1000))
	}
	if err := x.RequestPty("xterm", 1<<30, 1<<30, nil); err != nil {
		t.Fatal(err)
	}
	if err := x.Shell(); err != nil {
		t.Fatal(err)
	}
	if got := <-s.sessions; len(got.Environ) > 64 || got.Window.Width > 1<<14 || got.Window.Height > 1<<14 {
		t.Errorf("%d variables, a window of %+v", len(got.Environ), got.Window)
	}
	if ok, _ := x.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{"echo"})); ok {
		t.Error("a second program runs in one session")
	}
}

// A session is bounded in number on each connection, a connection that proves nothing by network.
func TestBounds(t *testing.T) {
	s := serve(t, nil)
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	c := s.as(key)
	for range 10 {
		s.console(c)
	}
	if _, err := c.NewSession(); err == nil || !strings.Contains(err.Error(), "as many sessions") {
		t.Errorf("one more session: %v", err)
	}
	var idle []net.Conn
	for range 10 {
		conn, err := net.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Read(make([]byte, 1)); err != nil { // it was admitted: the version comes
			t.Fatal(err)
		}
		idle = append(idle, conn)
	}
	if _, err := s.dial("x", ssh.PublicKeys(key)); err == nil {
		t.Error("an eleventh that has proved nothing is admitted")
	}
	idle[0].Close()
	waitFor(t, func() bool {
		c, err := s.dial("x", ssh.PublicKeys(key))
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

// A console that nobody types into ends; what it draws does not keep it open, a key does.
func TestIdleConsole(t *testing.T) {
	t.Parallel()
	s := serve(t, func(o *sshd.Options) {
		o.Idle = 300 * time.Millisecond
		o.Run = func(ctx context.Context, x *sshd.Session) int {
			go io.Copy(io.Discard, x.In)
			for ctx.Err() == nil {
				fmt.Fprint(x.Out, ".")
				time.Sleep(10 * time.Millisecond)
			}
			return 0
		}
	})
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	x, out := s.session(s.as(key)), &lines{}
	x.Stdout = out
	if _, err := x.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := x.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := x.Shell(); err != nil {
		t.Fatal(err)
	}
	if err := x.Wait(); err != nil || !strings.Contains(out.String(), "no key was pressed for a long time") {
		t.Errorf("%v, %q", err, out)
	}
}

// A console into which nobody can type ends at once, and says why: ssh -tt HOST </dev/null.
func TestConsoleWithoutInput(t *testing.T) {
	s := serve(t, func(o *sshd.Options) {
		o.Run = func(ctx context.Context, x *sshd.Session) int {
			go io.Copy(io.Discard, x.In)
			<-ctx.Done()
			return 0
		}
	})
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	x, out := s.session(s.as(key)), &lines{}
	x.Stdin, x.Stdout = strings.NewReader(""), out
	if err := x.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := x.Shell(); err != nil {
		t.Fatal(err)
	}
	if err := x.Wait(); err != nil || !strings.Contains(out.String(), "its input has ended") {
		t.Errorf("%v, %q", err, out)
	}
}

// On a terminal ctrl+c ends a command; sizes of the window reach the program.
func TestTerminalOfACommand(t *testing.T) {
	s := serve(t, nil)
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	c := s.as(key)
	run := func(line string) (x *ssh.Session, in io.Writer, out *lines) {
		x, out = s.session(c), &lines{}
		x.Stdout = out
		in, err := x.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := x.RequestPty("xterm", 24, 80, nil); err != nil {
			t.Fatal(err)
		}
		if err := x.Start(line); err != nil {
			t.Fatal(err)
		}
		return x, in, out
	}
	x, in, out := run("wait")
	waitFor(t, func() bool { return strings.Contains(out.String(), "waiting") })
	fmt.Fprint(in, "\x03")
	if err := x.Wait(); err != nil || out.String() != "waiting" {
		t.Errorf("after ctrl+c: %v, %q", err, out)
	}
	x, _, out = run("windows")
	waitFor(t, func() bool { return strings.Contains(out.String(), "ready") })
	for width := range 50 {
		if err := x.WindowChange(30, 50+width); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Wait(); err != nil || !strings.HasSuffix(out.String(), "99x30;") {
		t.Errorf("%v, %q", err, out)
	}
}

// When the server stops, consoles are told and end, and so does a client that does not read.
func TestStop(t *testing.T) {
	t.Parallel()
	s := serve(t, func(o *sshd.Options) {
		run := o.Run
		o.Run = func(ctx context.Context, x *sshd.Session) int {
			if len(x.Args) > 0 {
				run(ctx, x)
				for { // until the connection is closed under it
					if _, err := x.Out.Write(make([]byte, 1<<20)); err != nil {
						return 1
					}
				}
			}
			return run(ctx, x)
		}
	})
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	_, out, ended := s.console(s.as(key))
	stalled := s.session(s.as(key))
	if _, err := stalled.StdoutPipe(); err != nil { // that nobody reads
		t.Fatal(err)
	}
	if err := stalled.Start("echo"); err != nil {
		t.Fatal(err)
	}
	<-s.sessions
	s.stop()
	<-ended
	if !strings.Contains(out.String(), "the instance stops") {
		t.Errorf("told %q", out)
	}
}

// A certificate proves the member whom it names, if an authority that is believed made it for
// them, for a short time.
func TestCertificates(t *testing.T) {
	authority, stranger := signer(t), signer(t)
	s := serve(t, func(o *sshd.Options) { o.Authorities = []ssh.PublicKey{authority.PublicKey()} })
	s.member("ada@example.com", model.Support, signer(t))
	key, now := signer(t), time.Now()
	for name, test := range map[string]struct {
		change func(*ssh.Certificate)
		by     ssh.Signer
		want   bool
	}{
		"sound": {nil, authority, true},
		"another principal too": {func(c *ssh.Certificate) {
			c.ValidPrincipals = []string{"root", "Ada@Example.com"}
		}, authority, true},
		"this address": {func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "127.0.0.1/32"}
		}, authority, true},
		"another address": {func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "192.0.2.1/32"}
		}, authority, false},
		"a forced command": {func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"force-command": "sh"}
		}, authority, false},
		"nobody": {func(c *ssh.Certificate) { c.ValidPrincipals = nil }, authority, false},
		"somebody else": {func(c *ssh.Certificate) {
			c.ValidPrincipals = []string{"eve@example.com"}
		}, authority, false},
		"a host": {func(c *ssh.Certificate) { c.CertType = ssh.HostCert }, authority, false},
		"over": {func(c *ssh.Certificate) {
			c.ValidBefore = uint64(now.Add(-time.Minute).Unix())
		}, authority, false},
		"not yet": {func(c *ssh.Certificate) {
			c.ValidAfter = uint64(now.Add(time.Hour).Unix())
		}, authority, false},
		"for two days": {func(c *ssh.Certificate) {
			c.ValidBefore = uint64(now.Add(48 * time.Hour).Unix())
		}, authority, false},
		"for ever":               {func(c *ssh.Certificate) { c.ValidBefore = ssh.CertTimeInfinity }, authority, false},
		"by somebody else":       {nil, stranger, false},
		"for the user who signs": {nil, key, false},
	} {
		t.Run(name, func(t *testing.T) {
			certificate := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.UserCert, Serial: 7,
				ValidPrincipals: []string{"ada@example.com"}, ValidAfter: uint64(now.Add(-time.Hour).Unix()),
				ValidBefore: uint64(now.Add(8 * time.Hour).Unix())}
			if test.change != nil {
				test.change(certificate)
			}
			if err := certificate.SignCert(rand.Reader, test.by); err != nil {
				t.Fatal(err)
			}
			certified, err := ssh.NewCertSigner(certificate, key)
			if err != nil {
				t.Fatal(err)
			}
			c, err := s.dial("ada", ssh.PublicKeys(certified))
			if (err == nil) != test.want {
				t.Fatalf("%v", err)
			}
			if err == nil {
				s.console(c)
				c.Close()
			}
		})
	}
}

// The host keys stay the same, are the owner's alone, and a damaged one is not replaced.
func TestHostKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := sshd.HostKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := sshd.HostKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].PublicKey().Marshal(), again[i].PublicKey().Marshal()) {
			t.Errorf("%s became another", first[i].PublicKey().Type())
		}
	}
	for _, name := range []string{"ssh_host_ed25519_key", "ssh_host_rsa_key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "ssh_host_rsa_key"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sshd.HostKeys(dir); err == nil || !strings.Contains(err.Error(),
		"put back the one that clients know") {
		t.Errorf("%v", err)
	}
}
