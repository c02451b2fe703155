package webtest

import (
	"net/http/httptest"
	"testing"

	"gatehouse/model"
	"gatehouse/oidc/idp"
)

// OAuth gives the environment credentials of a provider by OpenID Connect ("google",
// "microsoft"), and runs it.
func (l *World) OAuth(t *testing.T, name string) *idp.Provider {
	t.Helper()
	p, server := l.openID(t)
	l.credentials(t, name, model.OAuthSetup{ClientID: "client-1", Secret: "secret-1", Issuer: server.URL})
	return p
}

// GitHub is OAuth of GitHub.
func (l *World) GitHub(t *testing.T) *idp.GitHub {
	t.Helper()
	g := &idp.GitHub{ClientID: "client-1", Secret: "secret-1", Email: "grace@umbrella.example"}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	l.credentials(t, "github", model.OAuthSetup{ClientID: "client-1", Secret: "secret-1", Issuer: server.URL})
	return g
}

func (l *World) credentials(t *testing.T, name string, x model.OAuthSetup) {
	t.Helper()
	if _, err := l.Services.SetOAuth(t.Context(), l.Welcome.Environment.ID, name, x); err != nil {
		t.Fatal(err)
	}
}
