package benchmarks

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// The login that every message belongs to.
const (
	entityID  = "https://sso.example.com/wz5SpShhRIcSEyMM"
	acsURL    = "https://sso.example.com/sso/saml/acs/wz5SpShhRIcSEyMM"
	idpEntity = "https://idp.example.com/metadata"
	requestID = "_6f0c7f0e3b5d4a1c9e8f7a6b5c4d3e2f"
	domain    = "acme.com"
)

var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// variant is one kind of response.
type variant struct {
	name    string
	sign    idp.Sign
	encrypt bool
	groups  int
	size    int // of the XML, about
}

// The responses that the goals are about, in the shape of Okta's.
var variants = []variant{
	{name: "A", sign: idp.SignAssertion, groups: 10, size: 8_000},                // the assertion signed
	{name: "B", sign: idp.SignBoth, groups: 10, size: 10_300},                    // both signed
	{name: "C", sign: idp.SignAssertion, groups: 7, encrypt: true, size: 11_700}, // AES-256-GCM under RSA-OAEP
}

// parties are both sides of the connection.
type parties struct {
	idp         *idp.Provider
	spKey       *rsa.PrivateKey
	certificate []byte // of spKey
}

func newParties(t testing.TB) parties {
	t.Helper()
	provider, err := idp.New(idpEntity, "https://idp.example.com/sso", now, nil)
	check(t, err)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sso.example.com"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	check(t, err)
	return parties{provider, key, der}
}

// message makes one response, and the form that carries it.
func (p parties) message(t testing.TB, v variant, user int) (form []byte, xml []byte) {
	t.Helper()
	f, err := p.idp.Respond(p.request(), idp.Options{
		User: person(user, v.groups), Now: now, Sign: v.sign, Encrypt: v.encrypt, Cipher: idp.AES256GCM,
		KeyTransport: idp.OAEP,
	})
	check(t, err)
	xml, err = base64.StdEncoding.DecodeString(f.SAMLResponse)
	check(t, err)
	return f.Body(), xml
}

// faulty is message A with a fault, as a form.
func (p parties) faulty(t testing.TB, fault idp.Fault) []byte {
	t.Helper()
	f, err := p.idp.Respond(p.request(), idp.Options{User: person(1, variants[0].groups), Now: now,
		Sign: variants[0].sign, Fault: fault.Name})
	check(t, err)
	return f.Body()
}

func (p parties) request() idp.Request {
	return idp.Request{ID: requestID, ACSURL: acsURL, Audience: entityID, RelayState: requestID,
		EncryptTo: p.certificate}
}

func person(number, groups int) idp.User {
	u := idp.User{
		ID: fmt.Sprintf("00u1ada%013d", number), Email: fmt.Sprintf("ada.lovelace.%d@%s", number, domain),
		FirstName: "Ada", LastName: "Lovelace",
	}
	for i := range groups {
		u.Groups = append(u.Groups, fmt.Sprintf("Engineering, team %04d", i))
	}
	for _, name := range []string{"department", "title"} {
		u.Attributes = append(u.Attributes,
			saml.Attribute{Name: name, Values: []string{"Analytical Engines & Difference Engines"}})
	}
	return u
}

// settings is the connection as Gatehouse has it.
func (p parties) settings() saml.Settings {
	return saml.Settings{
		EntityID: entityID, ACSURL: acsURL, ConnectionID: "conn_01", ConnectionType: "GenericSAML",
		IdPEntityID: idpEntity, Certificates: [][]byte{p.idp.Cert}, Policy: saml.DefaultPolicy(),
		Domains: []string{domain},
	}
}

func (p parties) serviceProvider() *saml.ServiceProvider {
	return saml.New(p.settings(), []*rsa.PrivateKey{p.spKey})
}

// input is a form as it arrives.
func input(form []byte) saml.Input {
	return saml.Input{
		Post: saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: form,
			Size: int64(len(form))},
		Now: now,
		Requests: saml.Requests{Pending: []saml.Pending{
			{ID: requestID, ConnectionID: "conn_01", IssuedAt: now.Add(-time.Minute)},
		}},
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
