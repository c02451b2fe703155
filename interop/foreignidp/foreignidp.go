// Package foreignidp runs an identity provider that is not ours, samlidp of
// crewjam/saml, for tests: what signs in through it speaks SAML and not just
// our own idea of it.
package foreignidp

import (
	"bytes"
	"encoding/xml"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/crewjam/saml/samlidp"
	"golang.org/x/crypto/bcrypt"
)

// loginForm goes back to the sign-on endpoint, which then knows the user; the
// form that the library has by itself ends at a page of JSON.
var loginForm = template.Must(template.New("login").Parse(`<form method="post" action="/sso">
<input name="user"><input name="password" type="password">
<input type="hidden" name="SAMLRequest" value="{{.SAMLRequest}}">
<input type="hidden" name="RelayState" value="{{.RelayState}}">
<button>Log in</button></form>`))

// Server is one provider with one user, Alice Smith. Its login form has the
// fields "user" and "password".
type Server struct {
	URL string
	*samlidp.Server
}

// Start runs a provider until the test ends.
func Start(t testing.TB, user, password, email string) *Server {
	t.Helper()
	hashed, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	store := &samlidp.MemoryStore{}
	if err := store.Put("/users/"+user,
		samlidp.User{Name: user, HashedPassword: hashed, Email: email, GivenName: "Alice",
			Surname: "Smith"}); err != nil {
		t.Fatal(err)
	}
	key, certificate := KeyPair(t)
	server := httptest.NewUnstartedServer(nil)
	provider, err := samlidp.New(samlidp.Options{
		URL: url.URL{Scheme: "http", Host: server.Listener.Addr().String()}, Key: key, Certificate: certificate,
		Store: store, Logger: log.New(io.Discard, "", 0), LoginFormTemplate: loginForm,
	})
	if err != nil {
		t.Fatal(err)
	}
	provider.IDP.SignatureMethod = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" // by itself it uses SHA-1
	server.Config.Handler = provider
	server.Start()
	t.Cleanup(server.Close)
	return &Server{server.URL, provider}
}

// Metadata is what its service providers import.
func (s *Server) Metadata(t testing.TB) []byte {
	t.Helper()
	document, err := xml.Marshal(s.IDP.Metadata())
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// Trust makes the provider answer a service provider, by its metadata.
func (s *Server) Trust(t testing.TB, metadata []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/services/gatehouse",
		bytes.NewReader(metadata))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("our metadata were refused: %v, %v", answer, err)
	}
	answer.Body.Close()
}
