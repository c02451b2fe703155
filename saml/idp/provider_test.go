package idp_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"reflect"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

func TestNew(t *testing.T) {
	p, err := idp.New("https://idp.example.com/metadata", "https://idp.example.com/sso", now, nil)
	check(t, err)
	for name, tt := range map[string]struct {
		der   []byte
		valid bool
	}{
		"usual": {p.Cert, true}, "expired": {p.ExpiredCert, false}, "stranger": {p.Stranger.Cert, true},
		"ecdsa": {p.ECDSA.Cert, true},
	} {
		c, err := x509.ParseCertificate(tt.der)
		check(t, err)
		if valid := now.After(c.NotBefore) && now.Before(c.NotAfter); valid != tt.valid {
			t.Errorf("%s: valid from %v to %v", name, c.NotBefore, c.NotAfter)
		}
	}
	expired, err := x509.ParseCertificate(p.ExpiredCert)
	check(t, err)
	if !p.Key.PublicKey.Equal(expired.PublicKey) {
		t.Error("the expired certificate is over another key")
	}
}

func TestMarshal(t *testing.T) {
	p := testProvider(t)
	data, err := p.Marshal()
	check(t, err)
	q, err := idp.Unmarshal(data)
	check(t, err)
	again, err := q.Marshal()
	check(t, err)
	if !bytes.Equal(data, again) || !q.Key.Equal(p.Key) {
		t.Error("what was read is not what was written")
	}
}

// The public keys are those of the private ones, though read from certificates.
func TestPublicKeys(t *testing.T) {
	p := testProvider(t)
	data, err := p.Marshal()
	check(t, err)
	keys, err := idp.PublicKeys(data)
	check(t, err)
	want := []crypto.PublicKey{p.Key.Public(), p.Stranger.Key.Public(), p.ECDSA.Key.Public()}
	if !reflect.DeepEqual(keys, want) {
		t.Errorf("got %v, want %v", keys, want)
	}
	for _, broken := range []string{"PEM", "{}", strings.ReplaceAll(string(data), `"certificate"`,
		`"was_certificate"`)} {
		if _, err := idp.PublicKeys([]byte(broken)); err == nil {
			t.Errorf("read without an error: %.40s", broken)
		}
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	data, err := testProvider(t).Marshal()
	check(t, err)
	swapped := strings.Replace(string(data), `"key": "-----BEGIN PRIVATE KEY`, `"key": "-----BEGIN NOTHING`, 1)
	for name, text := range map[string]string{
		"not JSON":        "PEM",
		"empty":           "{}",
		"broken key":      swapped,
		"key of no kind":  strings.Replace(string(data), "-----END PRIVATE KEY-----", "", 1),
		"no certificates": strings.ReplaceAll(string(data), `"certificate"`, `"was_certificate"`),
	} {
		if _, err := idp.Unmarshal([]byte(text)); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

func TestMetadata(t *testing.T) {
	p := testProvider(t)
	var doc struct {
		EntityID string `xml:"entityID,attr"`
		Cert     string `xml:"IDPSSODescriptor>KeyDescriptor>KeyInfo>X509Data>X509Certificate"`
		Services []struct {
			Binding, Location string `xml:",attr"`
		} `xml:"IDPSSODescriptor>SingleSignOnService"`
	}
	check(t, xml.Unmarshal(p.Metadata(), &doc))
	if doc.EntityID != p.EntityID || doc.Cert != base64.StdEncoding.EncodeToString(p.Cert) || len(doc.Services) != 2 ||
		doc.Services[0].Location != p.SSOURL {
		t.Errorf("%s", p.Metadata())
	}

	m, err := protocol.ParseMetadata(p.Metadata(), "")
	check(t, err)
	if m.EntityID != p.EntityID || m.SSOURL != p.SSOURL || len(m.Certificates) != 1 ||
		!bytes.Equal(m.Certificates[0], p.Cert) {
		t.Errorf("our own reader made of it: %+v", m)
	}
}

func TestReadRequest(t *testing.T) {
	sent := protocol.AuthnRequest{ID: requestID, Issuer: entityID, ACSURL: acsURL,
		Destination: "https://idp.example.com/sso", IssueInstant: now}
	got, err := idp.ReadRequest(sent.XML(), "state")
	check(t, err)
	if got.ID != requestID || got.ACSURL != acsURL || got.Audience != entityID || got.RelayState != "state" {
		t.Errorf("%+v", got)
	}
	for name, doc := range map[string]string{
		"no XML":     "SAMLRequest",
		"a response": strings.ReplaceAll(string(sent.XML()), "AuthnRequest", "Response"),
		"no ID":      strings.Replace(string(sent.XML()), ` ID="`, ` Id="`, 1),
		"no ACS URL": strings.Replace(string(sent.XML()), ` AssertionConsumerServiceURL="`, ` Other="`, 1),
	} {
		if _, err := idp.ReadRequest([]byte(doc), ""); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

// TestHonours: what a request asks for is done, or refused by the status for it.
func TestHonours(t *testing.T) {
	p := testProvider(t)
	const class, format = "urn:oasis:names:tc:SAML:2.0:ac:classes:", "urn:oasis:names:tc:SAML:"
	for name, tt := range map[string]struct {
		asked protocol.Asked
		want  string // in the response
	}{
		"nothing": {protocol.Asked{}, class + "PasswordProtectedTransport"},
		"a persistent NameID": {protocol.Asked{NameIDFormat: format + "2.0:nameid-format:persistent"},
			">00u1ada0lovelace5d7</saml2:NameID>"},
		"an address": {protocol.Asked{NameIDFormat: format + "1.1:nameid-format:emailAddress"},
			">ada.lovelace@" + domain + "</saml2:NameID>"},
		"a transient NameID": {protocol.Asked{NameIDFormat: format + "2.0:nameid-format:transient"},
			`nameid-format:transient">_`},
		"a Kerberos name": {protocol.Asked{NameIDFormat: format + "2.0:nameid-format:kerberos"},
			"status:InvalidNameIDPolicy"},
		"a password": {protocol.Asked{AuthnContexts: []string{class + "Password"}},
			class + "Password</saml2:AuthnContextClassRef>"},
		"the second of two": {protocol.Asked{AuthnContexts: []string{class + "X509",
			class + "PasswordProtectedTransport"}}, class + "PasswordProtectedTransport</"},
		"a smart card": {protocol.Asked{AuthnContexts: []string{class + "SmartcardPKI"}},
			"status:NoAuthnContext"},
		"at least a password": {protocol.Asked{AuthnContexts: []string{class + "Password"},
			Comparison: protocol.Minimum}, class + "PasswordProtectedTransport</"},
		"better than a password": {protocol.Asked{AuthnContexts: []string{class + "Password"},
			Comparison: protocol.Better}, class + "PasswordProtectedTransport</"},
		"better than its best": {protocol.Asked{AuthnContexts: []string{class + "PasswordProtectedTransport"},
			Comparison: protocol.Better}, "status:NoAuthnContext"},
		"a password at most": {protocol.Asked{AuthnContexts: []string{class + "Password"},
			Comparison: protocol.Maximum}, "status:NoAuthnContext"},
		"at least what it knows no": {protocol.Asked{AuthnContexts: []string{"urn:x"}, Comparison: protocol.Minimum},
			"status:NoAuthnContext"},
	} {
		sent := protocol.AuthnRequest{ID: requestID, Issuer: entityID, ACSURL: acsURL, IssueInstant: now,
			Asked: tt.asked}
		request, err := idp.ReadRequest(sent.XML(), "state")
		check(t, err)
		form, err := p.Respond(request, idp.Options{User: idp.DefaultUser(domain), Now: now})
		check(t, err)
		doc, err := base64.StdEncoding.DecodeString(form.SAMLResponse)
		check(t, err)
		if !strings.Contains(string(doc), tt.want) {
			t.Errorf("%s: want %q in %s", name, tt.want, doc)
		}
	}
}

func TestRespondRefuses(t *testing.T) {
	p := testProvider(t)
	user := idp.DefaultUser(domain)
	for name, tt := range map[string]struct {
		req  idp.Request
		o    idp.Options
		want error
	}{
		"unknown fault":         {o: idp.Options{Fault: "meteorite"}, want: idp.ErrUnknownFault},
		"unknown shape":         {o: idp.Options{Shape: "square"}, want: idp.ErrUnknownShape},
		"nothing to encrypt to": {o: idp.Options{Encrypt: true}, want: idp.ErrNeedsEncryption},
		"fault 27 likewise":     {o: idp.Options{Fault: "encrypted"}, want: idp.ErrNeedsEncryption},
		"fault 14 unasked":      {o: idp.Options{Fault: "missing-in-response-to"}, want: idp.ErrNeedsRequest},
	} {
		tt.o.User, tt.o.Now = user, now
		if _, err := p.Respond(tt.req, tt.o); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

// TestValuesAreEscaped: what the user types is data, whatever it looks like.
func TestValuesAreEscaped(t *testing.T) {
	p := testProvider(t)
	user := idp.DefaultUser(domain)
	user.FirstName = `<x a="1">&amp;]]>` + "\t'é\U0001F600"
	user.Attributes = []saml.Attribute{{Name: `odd "name" <&>`, FriendlyName: "a\tb",
		Values: []string{"one", "", "three"}}}
	form, err := p.Respond(testRequest(t), idp.Options{User: user, Now: now})
	check(t, err)
	a := read(t, document(t, form)).Assertion[0]
	if got := a.Attributes[2].Values[0]; got != user.FirstName {
		t.Errorf("first name %q became %q", user.FirstName, got)
	}
	if last := a.Attributes[len(a.Attributes)-1]; last.Name != user.Attributes[0].Name || len(last.Values) != 3 {
		t.Errorf("the user's own attribute became %+v", last)
	}
}

// TestUnwritable: a character that XML cannot hold is an error, not a message
// that nobody can read.
func TestUnwritable(t *testing.T) {
	user := idp.DefaultUser(domain)
	user.LastName = "\x00"
	for _, sign := range []idp.Sign{idp.SignAssertion, idp.SignNone} {
		if _, err := testProvider(t).Respond(testRequest(t),
			idp.Options{User: user, Now: now, Sign: sign}); err == nil {
			t.Errorf("sign %v: written without an error", sign)
		}
	}
}

func TestGroupsHoldAllFaults(t *testing.T) {
	n, names := 0, map[string]bool{}
	for _, g := range idp.Groups() {
		n += len(g.Faults)
		if len(g.Faults) == 0 {
			t.Errorf("no fault in stage %q", g.Stage)
		}
	}
	for _, f := range idp.Faults() {
		names[f.Name] = true
		if f.Title == "" || f.What == "" {
			t.Errorf("%s: nothing said of it", f.Name)
		}
		if f.Accept != (f.Cause == "") || f.Accept != (f.Class == "") || f.Accept != (f.Fixer == "") {
			t.Errorf("%s: accepted, or refused for a reason: one of the two", f.Name)
		}
	}
	if n != len(idp.Faults()) || len(names) != n {
		t.Errorf("%d in groups, %d names, %d faults", n, len(names), len(idp.Faults()))
	}
}

// TestNotChangedByUse: a provider answers the same after any number of faults.
func TestNotChangedByUse(t *testing.T) {
	p := testProvider(t)
	before, err := p.Marshal()
	check(t, err)
	for _, f := range idp.Faults() {
		respond(t, p, idp.Options{Fault: f.Name})
	}
	after, err := p.Marshal()
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the provider changed")
	}
}
