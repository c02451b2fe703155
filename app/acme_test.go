package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"

	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
)

// loopbackDNS says of every name that it is this machine, and gives the address at which it
// says so.
func loopbackDNS(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		answer := new(dns.Msg).SetReply(q)
		for _, question := range q.Question {
			if question.Qtype == dns.TypeA {
				answer.Answer = append(answer.Answer, &dns.A{A: net.IPv4(127, 0, 0, 1),
					Hdr: dns.RR_Header{Name: question.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}})
			}
		}
		if err := w.WriteMsg(answer); err != nil {
			t.Error(err)
		}
	})}
	ended := make(chan error, 1)
	go func() { ended <- server.ActivateAndServe() }()
	t.Cleanup(func() {
		if err := errors.Join(server.Shutdown(), <-ended); err != nil {
			t.Error(err)
		}
	})
	return conn.LocalAddr().String()
}

// authority is Pebble, the certificate authority that Let's Encrypt gives for tests.
type authority struct {
	*httptest.Server
	handler http.Handler
	ca      *ca.CAImpl
}

// newAuthority begins to answer once it knows which port it shall convince itself at.
func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.handler.ServeHTTP(w, r)
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *authority) serve(t *testing.T, port int) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	quiet := log.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	a.ca = ca.New(quiet, store, "", 0, 1, map[string]ca.Profile{"default": {}})
	checks := va.New(quiet, 1, port, false, loopbackDNS(t), store)
	front := wfe.New(quiet, store, checks, a.ca, false, false, 1, 1)
	a.handler = front.Handler()
}

// roots are those that browsers would trust.
func (a *authority) roots(t *testing.T) *x509.CertPool {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(a.ca.GetRootCert(0).Cert)
	return pool
}

func acmeOptions(t *testing.T, directory string) cli.Options {
	return cli.Options{Listen: "127.0.0.1:0", Data: t.TempDir(), BaseURL: "https://sso.example.com",
		ACME: "ops@example.com", ACMEDirectory: directory}
}

// The listener gets its certificate from an authority before anybody asks for it, and shows it
// to browsers. With the same directory it needs no authority the next time.
func TestCertificateByACME(t *testing.T) {
	authority := newAuthority(t)
	var log strings.Builder
	o := acmeOptions(t, authority.URL+wfe.DirectoryPath)
	shows := func() error {
		a := openACME(t, o, authority.Client(), &log)
		if authority.handler == nil {
			authority.serve(t, a.Listener.Addr().(*net.TCPAddr).Port)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- a.Run(ctx) }()
		defer func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}()
		for _, name := range []string{"sso.example.com", ""} {
			config := &tls.Config{ServerName: name, RootCAs: authority.roots(t), InsecureSkipVerify: name == ""}
			conn, err := tls.Dial("tcp", a.Listener.Addr().String(), config)
			for range 5 { // who comes before the certificate is there waits for some seconds, and comes again
				if err != nil {
					conn, err = tls.Dial("tcp", a.Listener.Addr().String(), config)
				}
			}
			if err != nil {
				return err
			}
			leaf := conn.ConnectionState().PeerCertificates[0]
			if err := errors.Join(leaf.VerifyHostname("sso.example.com"), conn.Close()); err != nil {
				return err
			}
		}
		_, err := tls.Dial("tcp", a.Listener.Addr().String(), &tls.Config{ServerName: "other.example.com"})
		if err == nil {
			return errors.New("it shows a certificate for another host")
		}
		return nil
	}
	if err := shows(); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	authority.handler = http.NotFoundHandler()
	if err := shows(); err != nil {
		t.Errorf("with the certificate it has: %v\n%s", err, log.String())
	}
}

func openACME(t *testing.T, o cli.Options, client *http.Client, log io.Writer) *App {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), Config{Options: o, Log: slog.New(slog.NewTextHandler(log, nil)), acmeClient: client,
		Services: service.Options{Store: memory.Open(), Secrets: secrets, NewRSA: testkeys.Ours}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// An authority that does not answer is told in the log, with what to look at; the instance
// stops all the same.
func TestNoCertificateByACME(t *testing.T) {
	authority := newAuthority(t)
	authority.handler = http.NotFoundHandler()
	log := &lines{told: make(chan string, 100)}
	a := openACME(t, acmeOptions(t, authority.URL+wfe.DirectoryPath), authority.Client(), log)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	for line := range log.told {
		if strings.Contains(line, "no certificate: people cannot sign in") &&
			strings.Contains(line, "host=sso.example.com") {
			break
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// lines passes on what is logged.
type lines struct{ told chan string }

func (l *lines) Write(b []byte) (int, error) { l.told <- string(b); return len(b), nil }

// What a certificate by ACME needs is said in words.
func TestWhatACMENeeds(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*cli.Options)
		words  string
	}{
		"another certificate": {func(o *cli.Options) {
			o.TLSCert, o.TLSKey = "cert", "key"
		}, "leave --tls-cert and --tls-key out"},
		"no address":  {func(o *cli.Options) { o.ACME = "yes" }, "like ops@example.com"},
		"no base URL": {func(o *cli.Options) { o.BaseURL = "" }, "--base-url has to say for which host"},
		"plain HTTP": {func(o *cli.Options) {
			o.BaseURL = "http://sso.example.com"
		}, "like https://sso.example.com"},
		"an IP address":    {func(o *cli.Options) { o.BaseURL = "https://192.0.2.1" }, "is not a name"},
		"a local name":     {func(o *cli.Options) { o.BaseURL = "https://localhost" }, "is not a name"},
		"only a directory": {func(o *cli.Options) { o.ACME = "" }, "--acme-directory belongs to --acme"},
	} {
		t.Run(name, func(t *testing.T) {
			o := acmeOptions(t, "https://acme.example.com/directory")
			test.change(&o)
			_, err := Open(t.Context(), Config{Options: o, Services: service.Options{Store: memory.Open()}})
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Errorf("%v, want %q", err, test.words)
			}
		})
	}
}
