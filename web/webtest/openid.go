package webtest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/oidc/idp"
)

// OpenID runs an OpenID provider that signs grace@umbrella.example in at once, and
// connects her organization to it.
func (l *World) OpenID(t *testing.T) (*idp.Provider, model.Connection) {
	t.Helper()
	p, server := l.openID(t)
	c, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{
		Organization: l.Customer(t, "Umbrella").ID, Type: "OktaOIDC",
		OIDC: &model.OIDCSetup{Issuer: server.URL, ClientID: "client-1", ClientSecret: "secret-1",
			Reach: fetch.Anywhere},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Services.AddDomain(t.Context(), c.OrganizationID, "umbrella.example",
		model.DomainVerified); err != nil {
		t.Fatal(err)
	}
	return p, c
}

// OpenIDProvider runs one that no connection leads to yet, and gives its issuer. We are
// client-1 there, with the secret secret-1.
func (l *World) OpenIDProvider(t *testing.T) (*idp.Provider, string) {
	t.Helper()
	p, server := l.openID(t)
	return p, server.URL
}

// openID runs an OpenID provider, where we are client-1.
func (l *World) openID(t *testing.T) (*idp.Provider, *httptest.Server) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	key, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := testkeys.Theirs()
	if err != nil {
		t.Fatal(err)
	}
	p := idp.New(server.URL, key, stranger, [32]byte{3})
	p.Clock = l.Services.Clock
	p.Client = func(id string) (string, string, bool) {
		return "secret-1", l.URL + model.OIDCPath, id == "client-1"
	}
	mux.HandleFunc("/", p.ServeDocument)
	mux.HandleFunc("/token", p.ServeToken)
	mux.HandleFunc("/userinfo", p.ServeUserInfo)
	mux.HandleFunc("/authorize", func(w http.ResponseWriter, r *http.Request) {
		back, err := p.Back(r.URL.Query(), idp.User{Subject: "user-1", Email: "grace@umbrella.example",
			FirstName: "Grace"})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		p.Send(w, r, back)
	})
	return p, server
}
