package protocol

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/xmldoc"
)

func testRequest() AuthnRequest {
	return AuthnRequest{
		ID: "_r1", Issuer: "https://sso.vendor.test/k1?a=1&b=2", ACSURL: `https://sso.vendor.test/acs?q="<&'` + "\t\n",
		Destination: "https://idp.acme.test/sso", IssueInstant: samltest.Arrival,
		Asked: Asked{ForceAuthn: true, NameIDFormat: FormatEmailAddress},
	}
}

func TestAuthnRequestXML(t *testing.T) {
	got := string(AuthnRequest{ID: "_r1", Issuer: "urn:vendor", ACSURL: "https://v.test/acs",
		Destination: "https://i.test/sso", IssueInstant: samltest.Arrival}.XML())
	want := `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
		`AssertionConsumerServiceURL="https://v.test/acs" Destination="https://i.test/sso" ID="_r1" ` +
		`IssueInstant="2026-01-31T12:00:00.000Z" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" ` +
		`Version="2.0"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">urn:vendor</saml:Issuer>` +
		`<samlp:NameIDPolicy AllowCreate="true"></samlp:NameIDPolicy></samlp:AuthnRequest>`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The signature is made over the octets as they are written: they have to be
// the canonical form.
func TestAuthnRequestIsCanonical(t *testing.T) {
	xml := testRequest().XML()
	var doc xmldoc.Doc
	if err := doc.Parse(xml, xmldoc.Limits{}); err != nil {
		t.Fatal(err)
	}
	canonical, err := doc.Canonical(nil, doc.Root(), xmldoc.C14N{Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(canonical, xml) {
		t.Errorf("not canonical:\n%s\n%s", xml, canonical)
	}
}

func TestAuthnRequestRoundTrip(t *testing.T) {
	want := testRequest()
	got, err := ParseAuthnRequest(want.XML())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestParseAuthnRequestRefuses(t *testing.T) {
	sound := string(testRequest().XML())
	tests := []struct{ name, xml, want string }{
		{"no XML", "hello", "not XML as it should be"},
		{"DTD", "<!DOCTYPE x>" + sound, "not XML as it should be"},
		{"a response", `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`,
			`a "samlp:Response", not an AuthnRequest`},
		{"other namespace", strings.Replace(sound, "SAML:2.0:protocol", "SAML:1.0:protocol", 1),
			`in the namespace "urn:oasis:names:tc:SAML:1.0:protocol"`},
		{"no namespace", strings.Replace(strings.ReplaceAll(sound, "samlp:", ""), `xmlns:samlp="`+ProtocolNS+`"`, "",
			1), "has no namespace"},
		{"version", strings.Replace(sound, `Version="2.0"`, `Version="1.1"`, 1), `version "1.1"`},
		{"no ID", strings.Replace(sound, ` ID="_r1"`, "", 1), "no ID"},
		{"no issuer", strings.Replace(sound, "saml:Issuer", "saml:Subject", 2), "no Issuer"},
		{"time", strings.Replace(sound, "2026-01-31T12", "31.1.2026 12", 1), "is not a time"},
		{"ForceAuthn", strings.Replace(sound, `ForceAuthn="true"`, `ForceAuthn="yes"`, 1), `ForceAuthn is "yes"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := ParseAuthnRequest([]byte(test.xml)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
}

func TestAction(t *testing.T) {
	r := AuthnRequest{Destination: "https://idp.test/sso?tenant=7"}
	if got := r.Action(); got != r.Destination {
		t.Errorf("without a hint: %s", got)
	}
	r.LoginHint = "todd+sso@acme.test"
	if got, want := r.Action(), "https://idp.test/sso?tenant=7&login_hint=todd%2Bsso%40acme.test"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A key that cannot sign makes no request, in neither binding.
func TestRequestsByAKeyThatCannotSign(t *testing.T) {
	for name, key := range map[string]*rsa.PrivateKey{
		"too short": {PublicKey: rsa.PublicKey{N: big.NewInt(3233), E: 17}, D: big.NewInt(413)},
		"none":      {PublicKey: rsa.PublicKey{N: new(big.Int), E: 17}, D: new(big.Int)},
		"no exponent": {
			PublicKey: rsa.PublicKey{N: samltest.Key(t, "rsa2048-1").(*rsa.PrivateKey).N},
			D:         big.NewInt(3),
		},
	} {
		if form, err := testRequest().Form(key, nil); err == nil || form != "" {
			t.Errorf("%s: a form of %d bytes, %v", name, len(form), err)
		}
		if location, err := testRequest().Redirect("", key); err == nil || location != "" {
			t.Errorf("%s: a redirect of %d bytes, %v", name, len(location), err)
		}
	}
}

func TestFormUnsigned(t *testing.T) {
	form, err := testRequest().Form(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	xml, err := ReadPostRequest(form)
	if err != nil || !bytes.Equal(xml, testRequest().XML()) {
		t.Errorf("got %s, %v", xml, err)
	}
}

// A signed form is verified by a program that is not ours.
func TestFormSignatureByXMLSec(t *testing.T) {
	xmlsec, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("SKIPPED: xmlsec1 is not installed; nothing else checks the signature of posted requests")
	}
	key := samltest.Key(t, "rsa2048-1").(*rsa.PrivateKey)
	certificate := samltest.Certificate(t, "vendor", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(20, 0, 0))
	form, err := testRequest().Form(key, certificate)
	if err != nil {
		t.Fatal(err)
	}
	document, err := base64.StdEncoding.DecodeString(form)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseAuthnRequest(document); err != nil {
		t.Fatalf("the signed request can't be read back: %v", err)
	}
	verify := func(document []byte) error {
		dir := t.TempDir()
		public := filepath.Join(dir, "certificate.pem")
		file := filepath.Join(dir, "request.xml")
		if err := os.WriteFile(public, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
			0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, document, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(xmlsec, "--verify", "--id-attr:ID",
			"urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest", "--pubkey-cert-pem", public, "--enabled-key-data",
			"x509", file).CombinedOutput()
		t.Logf("%s", out)
		return err
	}
	if err := verify(document); err != nil {
		t.Errorf("xmlsec1 refuses the request: %v", err)
	}
	if err := verify(bytes.Replace(document, []byte("idp.acme.test"), []byte("idp.evil.test"), 1)); err == nil {
		t.Error("xmlsec1 accepts a changed request: this test shows nothing")
	}
}

func TestRedirectRoundTrip(t *testing.T) {
	key := samltest.Key(t, "rsa2048-1").(*rsa.PrivateKey)
	certificate := samltest.Certificate(t, "vendor", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	other := samltest.Certificate(t, "vendor", "rsa2048-2", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	r := testRequest()
	r.Destination, r.LoginHint = "https://idp.acme.test/sso?app=9", "todd@acme.test"
	location, err := r.Redirect("relay/state+=&", key)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(location)
	if err != nil {
		t.Fatal(err)
	}
	if q := u.Query(); q.Get("app") != "9" || q.Get("login_hint") != "todd@acme.test" ||
		q.Get("RelayState") != "relay/state+=&" {
		t.Errorf("query %v", q)
	}
	xml, relayState, err := ReadRedirect(u.RawQuery)
	if err != nil || !bytes.Equal(xml, r.XML()) || relayState != "relay/state+=&" {
		t.Errorf("read back %s, %q, %v", xml, relayState, err)
	}
	if err := VerifyRedirect(u.RawQuery, certificate); err != nil {
		t.Errorf("sound signature: %v", err)
	}
	if err := VerifyRedirect(u.RawQuery, other); err == nil {
		t.Error("another key's certificate verifies")
	}
	for _, change := range [][2]string{{"RelayState=relay", "RelayState=delay"}, {"SAMLRequest=", "SAMLRequest=A"},
		{"rsa-sha256", "rsa-sha512"}, {"Signature=", "Signature=AAAA"}} {
		if err := VerifyRedirect(strings.Replace(u.RawQuery, change[0], change[1], 1), certificate); err == nil {
			t.Errorf("changed %s still verifies", change[0])
		}
	}
	if err := VerifyRedirect(u.RawQuery+"&SAMLRequest=x", certificate); err == nil {
		t.Error("a repeated SAMLRequest is verified (T2)")
	}
}

func TestRedirectWithoutDestination(t *testing.T) {
	if _, err := (AuthnRequest{ID: "_r"}).Redirect("", nil); err == nil {
		t.Error("a request to nowhere is made")
	}
}

func TestSPMetadata(t *testing.T) {
	signing := samltest.Certificate(t, "vendor", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	next := samltest.Certificate(t, "vendor", "rsa2048-2", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	m := SPMetadata{
		EntityID: `urn:vendor&"`, ACSURL: "https://v.test/acs", SigningCerts: [][]byte{signing},
		EncryptionCerts: [][]byte{signing, next}, WantAssertionsSigned: true,
	}
	xml := m.XML()
	var doc xmldoc.Doc
	if err := doc.Parse(xml, xmldoc.Limits{}); err != nil {
		t.Fatalf("%v in %s", err, xml)
	}
	if id, _ := doc.Attr(doc.Root(), "", "entityID"); string(id) != m.EntityID {
		t.Errorf("entityID %q", id)
	}
	var uses []string
	for key := range doc.Find(doc.Root(), MetadataNS, "KeyDescriptor") {
		use, _ := doc.Attr(key, "", "use")
		uses = append(uses, string(use))
	}
	if got := strings.Join(uses, " "); got != "signing encryption encryption" {
		t.Errorf("keys %q", got)
	}
	var formats []string
	for format := range doc.Find(doc.Root(), MetadataNS, "NameIDFormat") {
		_, name, _ := strings.Cut(string(doc.Text(format)), "nameid-format:")
		formats = append(formats, name)
	}
	if got := strings.Join(formats, " "); got != "unspecified persistent emailAddress" {
		t.Errorf("NameID formats %q", got)
	}
	if !bytes.Contains(xml, []byte("<ds:X509Certificate>"+base64.StdEncoding.EncodeToString(next)+"<")) {
		t.Error("a certificate is missing, or has attributes or line breaks that old parsers stumble over")
	}
	if _, err := ParseMetadata(xml, ""); err == nil || !strings.Contains(err.Error(), "service provider") {
		t.Errorf("our own metadata taken for an identity provider's: %v", err)
	}
}
