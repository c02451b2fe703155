package cli_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
)

const idpEntityID, idpSSOURL = "https://idp.example/metadata", "https://idp.example/sso"

// rollover is a customer whose identity provider changes its signing key.
type rollover struct {
	t          *testing.T
	data       string
	connection model.ID
}

// newIdP makes an identity provider of the customer's. Any four in a row have keys of their own.
func newIdP(t *testing.T) *idp.Provider {
	t.Helper()
	p, err := idp.New(idpEntityID, idpSSOURL, time.Now(), testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run gives what a command says, both ways, and its exit code.
func (r *rollover) run(args ...string) (said string, code int) {
	r.t.Helper()
	var out strings.Builder
	code = cli.Run(r.t.Context(), cli.Streams{Out: &out, Err: &out}, cli.Doors{Open: open},
		append([]string{"--data", r.data}, args...))
	return out.String(), code
}

// ok is run for a command that has to work.
func (r *rollover) ok(args ...string) string {
	r.t.Helper()
	said, code := r.run(args...)
	if code != 0 {
		r.t.Fatalf("gatehouse %s: exit code %d\n%s", strings.Join(args, " "), code, said)
	}
	return said
}

// signIn delivers a message of a provider, and gives its session.
func (r *rollover) signIn(p *idp.Provider, fault string) string {
	r.t.Helper()
	services, closeStore, err := open(r.t.Context(), r.data)
	if err != nil {
		r.t.Fatal(err)
	}
	defer closeStore()
	services = services.For(model.LocalOwner(model.ViaCommand, "tester"))
	c, err := services.Connection(r.t.Context(), r.connection)
	if err != nil {
		r.t.Fatal(err)
	}
	form, err := p.Respond(idp.Request{ACSURL: services.ACSURL(c), Audience: services.EntityID(c)},
		idp.Options{User: idp.DefaultUser("foo.example"), Now: time.Now(), Fault: fault})
	if err != nil {
		r.t.Fatal(err)
	}
	body := form.Body()
	received, err := services.Receive(r.t.Context(), model.Delivery{
		Key: c.Key, Post: saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
			Size: int64(len(body))},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return string(received.Session.ID)
}

// A refused message whose certificate the customer's own metadata lists already is
// shown with the command that approves it; any other is not.
func TestSessionsShowOfACertificateThatAwaitsApproval(t *testing.T) {
	first, next, stranger := newIdP(t), newIdP(t), newIdP(t)
	var metadata atomic.Pointer[idp.Provider]
	metadata.Store(first)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write(metadata.Load().Metadata())
	}))
	defer server.Close()

	r := &rollover{t: t, data: t.TempDir()}
	made := r.ok("setup-org", "Foo Corp", "--domain", "foo.example", "--metadata", server.URL, "--allow-private")
	r.connection = model.ID(regexp.MustCompile(`conn_\w+`).FindString(made))
	before := r.signIn(next, "")

	const waits = "The customer's own metadata lists the certificate that this message shows: the change only waits " +
		"to be approved.\n"
	shows := func(session string, want bool) {
		t.Helper()
		text, json := r.ok("sessions", "show", session), r.ok("sessions", "show", session, "--json")
		approve := regexp.MustCompile(regexp.QuoteMeta(waits) + `  gatehouse (connection approve ` +
			string(r.connection) + ` [0-9a-f]+)\n`).FindStringSubmatch(text)
		if (approve != nil) != want || strings.Contains(text, waits) != want ||
			strings.Contains(json, `"approve": "gatehouse connection approve `) != want {
			t.Errorf("%s is said to wait: want %v\n%s\n%s", session, want, text, json)
		}
	}
	shows(before, false) // the metadata does not list it yet
	metadata.Store(next)
	r.ok("connection", "refresh", string(r.connection))
	shows(before, true)
	shows(r.signIn(next, "wrong-audience"), true) // it stands in the way all the same
	shows(r.signIn(stranger, ""), false)
	shows(r.signIn(next, "no-key-info"), false)
	shows(r.signIn(first, ""), false) // accepted

	advised := regexp.MustCompile(`connection approve \S+ \S+`).FindString(r.ok("sessions", "show", before))
	r.ok(strings.Fields(advised)...)
	shows(before, false)
	if shown := r.ok("sessions", "show", r.signIn(next, "")); !strings.Contains(shown, "Accepted") {
		t.Errorf("after the approval:\n%s", shown)
	}
}

// What was declined does not wait any more.
func TestSessionsShowOfADeclinedCertificate(t *testing.T) {
	first, next := newIdP(t), newIdP(t)
	var metadata atomic.Pointer[idp.Provider]
	metadata.Store(first)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write(metadata.Load().Metadata())
	}))
	defer server.Close()
	r := &rollover{t: t, data: t.TempDir()}
	r.connection = model.ID(regexp.MustCompile(`conn_\w+`).FindString(r.ok("setup-org", "Foo", "--domain",
		"foo.example", "--metadata", server.URL, "--allow-private")))
	metadata.Store(next)
	found := r.ok("connection", "refresh", string(r.connection))
	session := r.signIn(next, "")
	r.ok(strings.Fields(regexp.MustCompile(`connection decline \S+ \S+`).FindString(found))...)
	if shown := r.ok("sessions", "show", session); strings.Contains(shown, "waits to be approved") ||
		strings.Contains(shown, "connection approve") {
		t.Errorf("a declined change waits:\n%s", shown)
	}
}
