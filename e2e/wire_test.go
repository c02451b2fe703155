package e2e

import (
	"bufio"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"github.com/kballard/go-shellquote"
	"golang.org/x/crypto/ssh"

	"gatehouse/printable/hostile"
)

// sequences are all that a console may send to a terminal: movement, erasing and colour, the modes
// that it switches and asks for, its title, and the question which background there is.
var sequences = regexp.MustCompile(`^\x1b(` +
	`\[[0-9;]*[ABCDEFGHJKLMPSTX@bdmr]|M|` +
	`\[\?(7|25|1049|2004|2026|2027)[hl]|\[\?(2026|2027)\$p|` +
	`\[>4(;2)?m|\[[<>][01]u|\[\?u|` +
	`\]2;(Gatehouse)?\x07|\]11;\?\x07` +
	`)$`)

// strict says what of a stream is neither text nor one of our sequences, "" if all is.
func strict(stream string) string {
	for len(stream) > 0 {
		seq, _, n, _ := ansi.DecodeSequence(stream, 0, nil)
		switch {
		case strings.HasPrefix(seq, "\x1b"):
			if !sequences.MatchString(seq) {
				return seq
			}
		case !utf8.ValidString(seq):
			return seq
		case seq != "\r" && seq != "\n":
			for _, r := range seq {
				if r < 0x20 || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Cf, r) {
					return seq
				}
			}
		}
		stream = stream[n:]
	}
	return ""
}

// wire is an instance of which everything that reaches a real ssh is looked at.
type wire struct {
	*team
	admin      *ssh.Client
	keys       *os.File
	screen     *stream
	seen       int // bytes of the screen that were looked at
	connection string
	acs        string
}

func openWire(t testing.TB) *wire {
	t.Helper()
	x := serveTeam(t)
	key := x.member("ada", "admin", "none")
	w := &wire{team: x, screen: &stream{news: make(chan struct{}, 1)}}
	w.admin = x.dial("me", ssh.PublicKeys(x.signer(key)))
	t.Cleanup(func() { w.admin.Close() })
	shown := x.own("connection", "show", "Acme test sign-in")
	w.connection = regexp.MustCompile(`conn_\w+`).FindString(shown)
	w.acs = "/sso/saml/acs/" + regexp.MustCompile(`acs/(\S+)`).FindStringSubmatch(shown)[1]
	client := exec.Command("ssh", append(x.options(key), "-tt", "me@127.0.0.1")...)
	client.Env = append(os.Environ(), "TERM=xterm-256color")
	var err error
	if w.keys, err = pty.StartWithSize(client, &pty.Winsize{Cols: 160, Rows: 45}); err != nil {
		t.Fatal(err)
	}
	go io.Copy(w.screen, w.keys) // ends with the client
	t.Cleanup(func() { client.Process.Kill(); client.Wait(); w.keys.Close() })
	w.screen.sees(t, " help")
	return w
}

// posts sends what a stranger can send, with a text in each place, and gives the session of it.
func (w *wire) posts(t *testing.T, s, response string) (session string) {
	t.Helper()
	encoded := base64.StdEncoding.EncodeToString([]byte(response))
	form := url.Values{"SAMLResponse": {encoded}, "RelayState": {s}}.Encode()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	agent := strings.Map(func(r rune) rune { // others are refused before we see them
		if r < 0x20 || r == 0x7f {
			return '.'
		}
		return r
	}, s)
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		w.acs, agent, len(form), form)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if session = answer.Header.Get("Gatehouse-Session"); session == "" {
		t.Fatalf("the ACS answers %s", answer.Status)
	}
	return session
}

// response is a message that has a text in each place.
func response(s string) string {
	const protocol, assertion = "urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:2.0:assertion"
	const issued = `Version="2.0" IssueInstant="2026-01-01T00:00:00Z"`
	return `<samlp:Response xmlns:samlp="` + protocol + `" xmlns:saml="` + assertion + `" ID="_1" ` + issued +
		` Destination="` + s + `" InResponseTo="` + s + `"><saml:Issuer>` + s + `</saml:Issuer>` +
		`<samlp:Status><samlp:StatusCode Value="` + s + `"/>` +
		`<samlp:StatusMessage>` + s + `</samlp:StatusMessage></samlp:Status>` +
		`<saml:Assertion ID="_2" ` + issued + `><saml:Issuer>` + s + `</saml:Issuer>` +
		`<saml:Subject><saml:NameID Format="` + s + `">` + s + `</saml:NameID></saml:Subject>` +
		`<saml:AttributeStatement><saml:Attribute Name="` + s + `" FriendlyName="` + s + `"><saml:AttributeValue>` + s +
		`</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`
}

// says runs a command over SSH and gives all that it writes; its exit code is its own affair.
func (w *wire) says(t *testing.T, line string, terminal ...string) string {
	t.Helper()
	session, err := w.admin.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, value := range terminal {
		_ = session.Setenv("LC_ALL", value) // some are refused
		_ = session.Setenv("TZ", value)
		if err := session.RequestPty(value, 24, 80, nil); err != nil {
			t.Fatal(err)
		}
	}
	out := &stream{news: make(chan struct{}, 1)}
	session.Stdout, session.Stderr = out, out
	_ = session.Run(line)
	return out.String()
}

// clean holds what reached a terminal against our grammar, and the text must not stand in it as
// it was sent.
func clean(t *testing.T, where, stream, s string) {
	t.Helper()
	if bad := strict(stream); bad != "" {
		t.Errorf("%s: %q reaches the terminal in %.2000q", where, bad, stream)
	}
	command := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r) }
	if strings.ContainsFunc(s, command) && strings.Contains(stream, s) {
		t.Errorf("%s: the text reaches the terminal as it was sent", where)
	}
}

// shows presses keys, waits until a text is drawn, and looks at all that was drawn since.
func (w *wire) shows(t *testing.T, s, keys, text string) {
	t.Helper()
	before := len(w.screen.String())
	if _, err := io.WriteString(w.keys, keys+"\x0c"); err != nil { // and all of it anew
		t.Fatal(err)
	}
	w.screen.seesAfter(t, before, text)
	drawn := w.screen.String()[w.seen:]
	if cut := strings.LastIndexByte(drawn, 0x1b); cut > len(drawn)-64 {
		drawn = drawn[:cut] // the last sequence may not be here in whole
	}
	w.seen += len(drawn)
	clean(t, "the console after "+keys, drawn, s)
}

// Whatever somebody sends, in whatever field, a terminal that is reached over SSH gets nothing
// but text and sequences of our own.
func FuzzWire(f *testing.F) {
	for some := range slices.Chunk(hostile.Texts, 4) {
		f.Add(strings.Join(some, " "))
	}
	f.Add("\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\")
	f.Add("\x1b[?1000h\x1b[?1049l\x1bc\x0e\x05")
	w := openWire(f)
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 200 {
			return
		}
		s = "Qx" + s // which tells it from what we draw
		var quoted strings.Builder
		if err := xml.EscapeText(&quoted, []byte(s)); err != nil {
			t.Fatal(err)
		}
		var refused sync.WaitGroup
		refused.Go(func() { w.strangers(t, s) }) // a failed attempt takes a second
		defer refused.Wait()
		sessions := []string{w.posts(t, s, response(s)), w.posts(t, s, response(quoted.String())), w.posts(t, s, s)}
		w.commands(t, s, sessions)
		w.shows(t, s, ":sessions\r", "STATE")
		w.shows(t, s, "g\r", "Timeline")
		for _, tab := range []string{"2", "3", "4", "5", "6"} {
			w.shows(t, s, tab, "Timeline")
		}
		w.shows(t, s, "q", "STATE")
		for _, place := range []string{"organizations", "connections", "history", "team"} {
			w.shows(t, s, ":"+place+"\r", " help")
		}
	})
}

// commands have a text in their arguments, and show what was stored of it.
func (w *wire) commands(t *testing.T, s string, sessions []string) {
	t.Helper()
	lines := [][]string{
		{"org", "create", s}, {"org", "create", "x" + s, "--domain", s}, {"org", "show", s}, {"org", "list"},
		{"connection", "update", w.connection, "--name", "x" + s},
		{"connection", "update", w.connection, "--idp-entity-id", s},
		{"connection", "show", w.connection}, {"connection", "list"}, {"note", "add", sessions[0], "x" + s},
		{"note", "list", sessions[0]}, {"member", "invite", s, "--role", "support"},
		{"sessions", "list", "--filter", s}, {"sessions", "list"}, {"sessions", "show", s},
		{"branding", "update", "--name", s}, {"team", "rename", s},
		{"team", "show"},
		{"history"}, {s}, {"--" + s}, {"org", "create", "y" + s, "--json"},
	}
	for _, id := range sessions {
		lines = append(lines, []string{"sessions", "show", id}, []string{"sessions", "show", id, "--response"},
			[]string{"sessions", "show", id, "--json"})
	}
	for _, words := range lines {
		line := shellquote.Join(words...)
		clean(t, line, w.says(t, line), s)
	}
	clean(t, "a line that is no command", w.says(t, s), s)
	clean(t, "a terminal of such a kind", w.says(t, "sessions show "+sessions[0], s), s)
}

// strangers say who they are in such words.
func (w *wire) strangers(t *testing.T, s string) {
	t.Helper()
	version := strings.NewReplacer("\r", ".", "\n", ".", "\x00", ".").Replace(s)
	config := &ssh.ClientConfig{User: s, ClientVersion: "SSH-2.0-" + version,
		HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	config.Auth = []ssh.AuthMethod{ssh.KeyboardInteractive(
		func(name, instruction string, questions []string, _ []bool) ([]string, error) {
			clean(t, "the words to a stranger", name+instruction+strings.Join(questions, ""), s)
			return make([]string, len(questions)), nil
		})}
	if c, err := ssh.Dial("tcp", "127.0.0.1:"+w.port, config); err == nil {
		c.Close()
		t.Error("a stranger is let in")
	}
}
