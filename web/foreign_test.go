package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"html/template"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/crewjam/saml/samlidp"

	"gatehouse/model"
	"gatehouse/saml"
)

// loginForm goes back to the sign-on endpoint, which then knows the user; the
// form that the library has by itself ends at a page of JSON.
var loginForm = template.Must(template.New("login").Parse(`<form method="post" action="/sso">
<input name="user"><input name="password" type="password">
<input type="hidden" name="SAMLRequest" value="{{.SAMLRequest}}"><input type="hidden" name="RelayState" value="{{.RelayState}}">
<button>Log in</button></form>`))

// foreignIDP is an identity provider that is not ours, with one user.
func foreignIDP(t *testing.T, user, password string) *httptest.Server {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "foreign"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	base := url.URL{Scheme: "http", Host: server.Listener.Addr().String()}
	provider, err := samlidp.New(samlidp.Options{
		URL: base, Key: key, Certificate: certificate, Store: &samlidp.MemoryStore{}, Logger: log.New(io.Discard, "", 0),
		LoginFormTemplate: loginForm,
	})
	if err != nil {
		t.Fatal(err)
	}
	provider.IDP.SignatureMethod = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" // by itself it uses SHA-1
	server.Config.Handler = provider
	server.Start()
	t.Cleanup(server.Close)
	put(t, server.URL+"/users/"+user, `{"name":"`+user+`","password":"`+password+`","email":"`+user+`@`+model.DemoDomain+`","given_name":"Alice","surname":"Smith"}`)
	return server
}

func put(t *testing.T, address, document string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPut, address, strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if answer := send(t, r); answer.StatusCode >= 300 {
		t.Fatalf("PUT %s: %d %s", address, answer.StatusCode, body(t, answer))
	}
}

// A provider by other hands signs a user in: each side reads the other's
// metadata, and the app gets the profile.
func TestForeignIdentityProvider(t *testing.T) {
	l, a := listen(t), newApp(t)
	const user, password = "alice", "correct horse"
	provider := foreignIDP(t, user, password)

	ours := get(t, l.URL+"/sso/saml/metadata/"+l.welcome.Connection.Key)
	if got := ours.Header.Get("Content-Type"); got != "application/samlmetadata+xml" {
		t.Errorf("metadata as %q", got)
	}
	put(t, provider.URL+"/services/gatehouse", body(t, ours))
	theirs, err := saml.ParseMetadata([]byte(body(t, get(t, provider.URL+"/metadata"))))
	if err != nil {
		t.Fatal(err)
	}
	l.reconfigure(t, func(c *model.Connection) {
		c.Type, c.IdPEntityID, c.SSOURL, c.Certificates = "GenericSAML", theirs.EntityID, theirs.SSOURL, nil
		for _, der := range theirs.Certificates {
			c.Certificates = append(c.Certificates, model.Certificate{DER: der})
		}
	})

	b := l.browser(t)
	at, err := b.Get(t.Context(), l.authorizeURL(url.Values{"redirect_uri": {a.callback()}}))
	if err != nil {
		t.Fatal(err)
	}
	login, ok := at.FormWith("password")
	if !ok {
		t.Fatalf("no login form at %s", at.URL)
	}
	if err := login.Set("user", user); err != nil {
		t.Fatal(err)
	}
	if err := login.Set("password", password); err != nil {
		t.Fatal(err)
	}
	if at, err = b.Submit(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	answer, ok := at.FormWith("SAMLResponse")
	if !ok {
		t.Fatalf("no response at %s: %s", at.URL, at.Text)
	}
	if at, err = b.Submit(t.Context(), answer); err != nil {
		t.Fatal(err)
	}
	story, err := l.desk.Story(t.Context(), at.Session)
	if err != nil {
		t.Fatal(err)
	}
	if story.State != model.Authorized {
		t.Fatalf("%s: %s %s\nexpected %s\nreceived %s", story.State, story.Session.Cause, story.Explanation.Engineer, story.Explanation.Expected, story.Explanation.Received)
	}
	status, token := l.exchange(t, (<-a.answers).Get("code"))
	profile, _ := token["profile"].(map[string]any)
	if status != http.StatusOK || profile["email"] != user+"@"+model.DemoDomain || profile["first_name"] != "Alice" {
		t.Fatalf("token: %d %v", status, token)
	}
	if s := l.session(t, at.Session); s.State != model.Successful {
		t.Errorf("after the exchange: %s", s.State)
	}
}
