package oidc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/oidc"
	"gatehouse/oidc/idp"
	"gatehouse/saml"
)

const (
	clientID     = "client-1"
	clientSecret = "s3cret with+signs"
	callback     = "https://gatehouse.example/sso/oidc/callback"
)

// world is a provider on loopback, a relying party, and their time.
type world struct {
	provider *idp.Provider
	server   *httptest.Server
	client   *oidc.Client
	settings oidc.Settings
	clock    time.Time

	documents atomic.Int64 // that were fetched
	answers   map[string]http.HandlerFunc
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), answers: map[string]http.HandlerFunc{}}
	w.server = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.server.Close)
	w.provider = idp.New(w.server.URL, newKey(t), newKey(t), [32]byte{1})
	w.provider.Clock = func() time.Time { return w.clock }
	w.provider.Client = func(id string) (string, string, bool) { return clientSecret, callback, id == clientID }
	w.client = oidc.New(oidc.Options{Clock: func() time.Time { return w.clock }})
	w.settings = oidc.Settings{
		Issuer: w.server.URL, ClientID: clientID, ClientSecret: clientSecret, RedirectURI: callback,
		Reach: fetch.Anywhere,
	}
	return w
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (w *world) serve(out http.ResponseWriter, r *http.Request) {
	if answer := w.answers[r.URL.Path]; answer != nil {
		answer(out, r)
		return
	}
	switch r.URL.Path {
	case "/token":
		w.provider.ServeToken(out, r)
	case "/userinfo":
		w.provider.ServeUserInfo(out, r)
	default:
		w.documents.Add(1)
		w.provider.ServeDocument(out, r)
	}
}

func (w *world) request() oidc.Request {
	return oidc.Request{State: "state-1", Nonce: "nonce-1", Verifier: "verifier-of-at-least-forty-three-characters-1",
		IssuedAt: w.clock}
}

// judged are the settings as the judgement has them.
func (w *world) judged() saml.Settings {
	return saml.Settings{EntityID: clientID, ACSURL: callback, IdPEntityID: w.settings.Issuer,
		ConnectionType: "GenericOIDC", Policy: saml.DefaultPolicy(), Domains: []string{"acme.example"}}
}

func alice() idp.User {
	return idp.User{Subject: "user-1", Email: "alice@acme.example", FirstName: "Alice", LastName: "Adams",
		Name: "Alice Adams", Groups: []string{"staff", "admins"}}
}

// signIn plays a whole sign-in: the request, the provider, and what we ask it.
func (w *world) signIn(t *testing.T) oidc.Answer {
	t.Helper()
	r := w.request()
	p, err := w.client.Provider(t.Context(), w.settings)
	if err != nil {
		t.Fatal(err)
	}
	address, err := w.settings.URL(p, r)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	back, err := w.provider.Back(asked.Query(), alice())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	return w.client.Ask(t.Context(), w.settings, r, u.Query(), oidc.Wanted(saml.Mapping{})...)
}

func (w *world) judge(a oidc.Answer) *saml.Verdict {
	return oidc.Judge(a, w.judged(), oidc.Expected{Nonce: "nonce-1", IssuedAt: w.clock}, w.clock)
}
