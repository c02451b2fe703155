package interop

import (
	"bytes"
	"encoding/xml"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"

	crewjam "github.com/crewjam/saml"
	"github.com/crewjam/saml/samlidp"
	"golang.org/x/crypto/bcrypt"

	"gatehouse/saml"
)

// loginForm goes back to the sign-on endpoint, which then knows the user; the
// form that the library has by itself ends at a page of JSON.
var loginForm = template.Must(template.New("login").Parse(`<form method="post" action="/sso">
<input name="user"><input name="password" type="password">
<input type="hidden" name="SAMLRequest" value="{{.SAMLRequest}}"><input type="hidden" name="RelayState" value="{{.RelayState}}">
<button>Log in</button></form>`))

func samlIDP(t *testing.T) provider {
	hashed, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	store := &samlidp.MemoryStore{}
	if err := store.Put("/users/"+user, samlidp.User{Name: user, HashedPassword: hashed, Email: email, GivenName: "Alice", Surname: "Smith"}); err != nil {
		t.Fatal(err)
	}
	pair, server := newKeyPair(t), httptest.NewUnstartedServer(nil)
	idp, err := samlidp.New(samlidp.Options{
		URL: url.URL{Scheme: "http", Host: server.Listener.Addr().String()}, Key: pair.key, Certificate: pair.certificate,
		Store: store, Logger: log.New(io.Discard, "", 0), LoginFormTemplate: loginForm,
	})
	if err != nil {
		t.Fatal(err)
	}
	idp.IDP.SignatureMethod = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" // by itself it uses SHA-1
	server.Config.Handler = idp
	server.Start()
	t.Cleanup(server.Close)
	metadata, err := xml.Marshal(idp.IDP.Metadata())
	if err != nil {
		t.Fatal(err)
	}
	return provider{
		userField: "user", metadata: metadata,
		ways: []way{
			{saml.ResponseSigned, false}, {saml.AssertionSigned, false}, {saml.BothSigned, false},
			{saml.AssertionSigned, true}, {saml.BothSigned, true}, // it encrypts signed assertions only
		},
		use: func(t *testing.T, metadata []byte, w way) {
			if !w.Encrypted {
				metadata = encryptionKey.ReplaceAll(metadata, nil) // it encrypts wherever it can
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server.URL+"/services/gatehouse", bytes.NewReader(metadata))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil || answer.StatusCode >= 300 {
				t.Fatalf("our metadata were refused: %v, %v", answer, err)
			}
			answer.Body.Close()
			idp.IDP.AssertionMaker = assertionMaker{w.Signed}
		},
	}
}

var encryptionKey = regexp.MustCompile(`<md:KeyDescriptor use="encryption">.*</md:KeyDescriptor>`)

// assertionMaker chooses what the library signs: by itself it signs both.
type assertionMaker struct{ signed saml.SignatureDemand }

func (m assertionMaker) MakeAssertion(r *crewjam.IdpAuthnRequest, session *crewjam.Session) error {
	if err := (crewjam.DefaultAssertionMaker{}).MakeAssertion(r, session); err != nil {
		return err
	}
	if m.signed == saml.ResponseSigned {
		r.AssertionEl = r.Assertion.Element()
	}
	if err := r.MakeResponse(); err != nil {
		return err
	}
	if m.signed == saml.AssertionSigned {
		r.ResponseEl.RemoveChild(r.ResponseEl.SelectElement("Signature"))
	}
	return nil
}
