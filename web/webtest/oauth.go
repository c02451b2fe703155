package webtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
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

// Apple is OAuth of Apple, where the team has a key of its own.
func (l *World) Apple(t *testing.T) *idp.Provider {
	t.Helper()
	p, server := l.openID(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	p.Apple = &idp.Apple{TeamID: "TEAM123456", KeyID: "KEY1234567", Key: &key.PublicKey,
		User: `{"name":{"firstName":"Grace","lastName":"Hopper"},"email":"forged@elsewhere.example"}`}
	l.credentials(t, model.AppleProvider, model.OAuthSetup{ClientID: "client-1", Issuer: server.URL,
		TeamID: p.Apple.TeamID, KeyID: p.Apple.KeyID,
		Secret: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))})
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
