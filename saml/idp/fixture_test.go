package idp_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"flag"
	"io/fs"
	"math/big"
	"os"
	"testing"
	"time"

	"gatehouse/saml/idp"
)

var update = flag.Bool("update", false, "write the messages of the corpus again; keys only if they are missing")

// The login that all tests are about.
var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

const (
	entityID  = "https://sso.example.com/wz5SpShhRIcSEyMM"
	acsURL    = "https://sso.example.com/sso/saml/acs/wz5SpShhRIcSEyMM"
	requestID = "_01jnb2v3w4x5y6z7a8b9c0d1e2"
	domain    = "acme.com"
)

// testProvider has the same keys in every run.
func testProvider(t testing.TB) *idp.Provider {
	t.Helper()
	const file = "testdata/provider.json"
	data, err := os.ReadFile(file)
	if *update && errors.Is(err, fs.ErrNotExist) {
		p, err := idp.New("https://idp.example.com/metadata", "https://idp.example.com/sso", now, nil)
		check(t, err)
		data, err = p.Marshal()
		check(t, err)
		check(t, os.WriteFile(file, append(data, '\n'), 0o644))
	} else {
		check(t, err)
	}
	p, err := idp.Unmarshal(data)
	check(t, err)
	return p
}

// serviceProvider is the key that assertions are encrypted to, and its
// certificate.
func serviceProvider(t testing.TB) (*rsa.PrivateKey, []byte) {
	t.Helper()
	const file = "testdata/service-provider.pem"
	data, err := os.ReadFile(file)
	if *update && errors.Is(err, fs.ErrNotExist) {
		data = newServiceProvider(t)
		check(t, os.WriteFile(file, data, 0o644))
	} else {
		check(t, err)
	}
	keyBlock, rest := pem.Decode(data)
	certBlock, _ := pem.Decode(rest)
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	check(t, err)
	return key.(*rsa.PrivateKey), certBlock.Bytes
}

func newServiceProvider(t testing.TB) []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Acme at Gatehouse"},
		NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(10, 0, 0),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	check(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	check(t, err)
	var file bytes.Buffer
	check(t, pem.Encode(&file, &pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	check(t, pem.Encode(&file, &pem.Block{Type: "CERTIFICATE", Bytes: cert}))
	return file.Bytes()
}

// testRequest is a login that began at the service provider.
func testRequest(t testing.TB) idp.Request {
	_, cert := serviceProvider(t)
	return idp.Request{ID: requestID, ACSURL: acsURL, Audience: entityID, RelayState: requestID, EncryptTo: cert}
}

func respond(t testing.TB, p *idp.Provider, o idp.Options) idp.Form {
	t.Helper()
	o.User, o.Now = idp.DefaultUser(domain), now
	form, err := p.Respond(testRequest(t), o)
	check(t, err)
	return form
}

// document is what the form's field holds.
func document(t testing.TB, form idp.Form) string {
	t.Helper()
	doc, err := base64.StdEncoding.DecodeString(form.SAMLResponse)
	check(t, err)
	return string(doc)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
