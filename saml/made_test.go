package saml_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"hash"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/xmldoc"
)

// The login that the tests are about.
var now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

const (
	entityID     = "https://sso.example.com/wz5SpShhRIcSEyMM"
	acsURL       = "https://sso.example.com/sso/saml/acs/wz5SpShhRIcSEyMM"
	idpEntityID  = "https://idp.example.com/metadata"
	connectionID = "conn_01"
	requestID    = "_request1"
	email        = "ada@acme.com"
)

// made is a message to be made: a template and what is done to it on the way.
type made struct {
	sign    string // "assertion", "response", "both" or ""
	how     signing
	encrypt *encrypting
	relay   string

	edit     func(doc string) string // before anything is signed
	assigned func(doc string) string // between the two signatures
	tamper   func(doc string) string // when all is signed
	post     func(value string) string

	posted func(p *saml.Post) // at last
}

// signing is how a signature is made.
type signing struct {
	key            crypto.Signer
	shown          [][]byte // certificates in KeyInfo
	method, digest string
	c14n           string // CanonicalizationMethod
	transforms     string // XML; "" for the usual two
	content        xmldoc.C14N
	self           xmldoc.C14N
	reference      string // "" for the ID
	noReference    bool   // empty URI
	signedInfo     func(string) string
	value          func([]byte) string
	keyInfo        string
	saltLength     int // of PSS; 0 is that of the hash
}

const (
	rsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	rsaSHA1   = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	sha256URI = "http://www.w3.org/2001/04/xmlenc#sha256"
	sha1URI   = "http://www.w3.org/2000/09/xmldsig#sha1"
	exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
	inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
)

const soundAssertion = `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_assertion1" ` +
	`IssueInstant="2026-03-02T09:30:00Z" Version="2.0"><saml:Issuer>` + idpEntityID + `</saml:Issuer>` +
	`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ada-1815</saml:NameID>` +
	`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
	`<saml:SubjectConfirmationData InResponseTo="` + requestID + `" NotOnOrAfter="2026-03-02T09:35:00Z" Recipient="` +
	acsURL + `"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>` +
	`<saml:Conditions NotBefore="2026-03-02T09:29:30Z" NotOnOrAfter="2026-03-02T09:35:00Z"><saml:AudienceRestriction>` +
	`<saml:Audience>` + entityID + `</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
	`<saml:AuthnStatement AuthnInstant="2026-03-02T09:29:00Z" SessionIndex="_session1"><saml:AuthnContext>` +
	`<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>` +
	`</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="id">` +
	`<saml:AttributeValue>1815</saml:AttributeValue></saml:Attribute><saml:Attribute Name="email">` +
	`<saml:AttributeValue>` + email + `</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="firstName"><saml:AttributeValue>Ada</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="lastName"><saml:AttributeValue>Lovelace</saml:AttributeValue></saml:Attribute>` +
	`<saml:Attribute Name="groups"><saml:AttributeValue>engines</saml:AttributeValue>` +
	`<saml:AttributeValue>poets</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`

const soundResponse = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="` + acsURL +
	`" ID="_response1" InResponseTo="` + requestID + `" IssueInstant="2026-03-02T09:30:00Z" Version="2.0">` +
	`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` + idpEntityID + `</saml:Issuer>` +
	`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>` +
	`</samlp:Status>` +
	soundAssertion + `</samlp:Response>`

// sound is the message that everything else is made from.
func sound(t testing.TB) made {
	return made{sign: "assertion", how: signedBy(t, "rsa2048-1")}
}

// signedBy is a signature with a key of the fixtures, which it shows.
func signedBy(t testing.TB, key string) signing {
	how := signing{key: testKey(t, key), shown: [][]byte{certificateOf(t, key)}, method: rsaSHA256, digest: sha256URI,
		c14n: exclusive}
	how.content, how.self = xmldoc.C14N{Exclusive: true}, xmldoc.C14N{Exclusive: true}
	return how
}

// replace is an edit. It fails if there is nothing to replace, so that no test
// passes for having changed nothing.
func replace(t testing.TB, old, new string) func(string) string {
	return func(doc string) string {
		t.Helper()
		if !strings.Contains(doc, old) {
			t.Fatalf("the message does not hold %q", old)
		}
		return strings.Replace(doc, old, new, 1)
	}
}

// xml writes, signs, encrypts and spoils the message.
func (m made) xml(t testing.TB) string {
	t.Helper()
	doc := soundResponse
	if m.edit != nil {
		doc = m.edit(doc)
	}
	if m.sign == "assertion" || m.sign == "both" {
		doc = m.how.apply(t, doc, "Assertion")
	}
	if m.assigned != nil {
		doc = m.assigned(doc)
	}
	if m.encrypt != nil {
		doc = m.encrypt.apply(t, doc)
	}
	if m.sign == "response" || m.sign == "both" {
		doc = m.how.apply(t, doc, "Response")
	}
	if m.tamper != nil {
		doc = m.tamper(doc)
	}
	return doc
}

// body is the form that a browser posts.
func (m made) body(t testing.TB) []byte {
	t.Helper()
	value := base64.StdEncoding.EncodeToString([]byte(m.xml(t)))
	if m.post != nil {
		value = m.post(value)
	}
	form := "SAMLResponse=" + url.QueryEscape(value)
	if m.relay != "" {
		form += "&RelayState=" + url.QueryEscape(m.relay)
	}
	return []byte(form)
}

// input is the message as it arrives.
func (m made) input(t testing.TB) saml.Input {
	t.Helper()
	in := saml.Input{Post: formPost(m.body(t)), Now: now, Requests: requests()}
	if m.posted != nil {
		m.posted(&in.Post)
	}
	return in
}

func formPost(body []byte) saml.Post {
	return saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
		Size: int64(len(body))}
}

// requests are one request of this connection, one that was answered, one that
// is old, and one of another connection.
func requests() saml.Requests {
	one := func(id string, change func(*saml.Pending)) saml.Pending {
		p := saml.Pending{ID: id, ConnectionID: connectionID, IssuedAt: now.Add(-time.Minute)}
		if change != nil {
			change(&p)
		}
		return p
	}
	return saml.Requests{Pending: []saml.Pending{
		one(requestID, nil),
		one("_answered", func(p *saml.Pending) { p.Answered = true }),
		one("_old", func(p *saml.Pending) { p.IssuedAt = now.Add(-16 * time.Minute) }),
		one("_foreign", func(p *saml.Pending) { p.ConnectionID = "conn_02" }),
	}}
}

// only is one request that was sent at a time.
func only(id string, issued time.Time) saml.Requests {
	return saml.Requests{Pending: []saml.Pending{{ID: id, ConnectionID: connectionID, IssuedAt: issued}}}
}

// notOurs are the IDs that a message claims to answer and that do not begin as ours
// do.
func notOurs(sp *saml.ServiceProvider, post saml.Post, prefix string) (ids []string) {
	for _, id := range sp.Read(post).Requests() {
		if !strings.HasPrefix(id, prefix) {
			ids = append(ids, id)
		}
	}
	return ids
}

func settings(t testing.TB) saml.Settings {
	return saml.Settings{
		EntityID: entityID, ACSURL: acsURL, ConnectionID: connectionID, ConnectionType: "GenericSAML",
		IdPEntityID: idpEntityID, Certificates: [][]byte{certificateOf(t, "rsa2048-1")},
		Policy: saml.DefaultPolicy(), Domains: []string{"acme.com"},
	}
}

func decryptionKey(t testing.TB) *rsa.PrivateKey { return testKey(t, "rsa2048-3").(*rsa.PrivateKey) }

func provider(t testing.TB, s saml.Settings) *saml.ServiceProvider {
	return saml.New(s, []*rsa.PrivateKey{decryptionKey(t)})
}

// evaluate judges the message with the settings of the tests.
func (m made) evaluate(t testing.TB) *saml.Verdict {
	t.Helper()
	return provider(t, settings(t)).Evaluate(m.input(t))
}

var keys sync.Map

// testKey reads a key of the fixtures, or makes one that they do not hold.
func testKey(t testing.TB, name string) crypto.Signer {
	t.Helper()
	if key, ok := keys.Load(name); ok {
		return key.(crypto.Signer)
	}
	var key crypto.Signer
	switch name {
	case "p384", "p521":
		curve := map[string]elliptic.Curve{"p384": elliptic.P384(), "p521": elliptic.P521()}[name]
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		check(t, err)
		key = k
	case "rsa2049", "rsa3072":
		bits, err := strconv.Atoi(strings.TrimPrefix(name, "rsa"))
		check(t, err)
		key, err = rsa.GenerateKey(rand.Reader, bits)
		check(t, err)
	default:
		key = samltest.Key(t, name)
	}
	keys.Store(name, key)
	return key
}

var certificates sync.Map

// certificateOf is the certificate of a key, valid at the time of the tests.
func certificateOf(t testing.TB, key string) []byte {
	return certificateFor(t, key, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0))
}

func certificateFor(t testing.TB, key string, from, to time.Time) []byte {
	t.Helper()
	name := fmt.Sprint(key, from, to)
	if der, ok := certificates.Load(name); ok {
		return der.([]byte)
	}
	signer := testKey(t, key)
	template := &x509.Certificate{SerialNumber: big.NewInt(from.Unix()),
		Subject: pkix.Name{CommonName: "idp.example.com"}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	check(t, err)
	certificates.Store(name, der)
	return der
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// apply signs the first element of that name and puts the signature behind its
// Issuer.
func (s signing) apply(t testing.TB, doc, local string) string {
	t.Helper()
	var d xmldoc.Doc
	check(t, d.Parse([]byte(doc),
		xmldoc.Limits{Options: xmldoc.Options{AllowComments: true, AllowPIs: true, AllowCDATA: true}}))
	node := xmldoc.None
	for n := range d.Elements {
		if string(d.Local(n)) == local {
			node = n
			break
		}
	}
	id, _ := d.Attr(node, "", "ID")
	octets, err := d.Canonical(nil, node, s.content)
	check(t, err)
	h := hashOf(s.digest)
	h.Write(octets)

	transforms := s.transforms
	if transforms == "" {
		transforms = `<ds:Transform Algorithm="` + enveloped + `"></ds:Transform><ds:Transform Algorithm="` +
			exclusive + `"></ds:Transform>`
	}
	reference := "#" + string(id)
	switch {
	case s.noReference:
		reference = ""
	case s.reference != "":
		reference = s.reference
	}
	signedInfo := `<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="` + s.c14n + `"></ds:CanonicalizationMethod>` +
		`<ds:SignatureMethod Algorithm="` + s.method + `"></ds:SignatureMethod>` +
		`<ds:Reference URI="` + reference + `"><ds:Transforms>` + transforms + `</ds:Transforms>` +
		`<ds:DigestMethod Algorithm="` + s.digest + `"></ds:DigestMethod><ds:DigestValue>` +
		base64.StdEncoding.EncodeToString(h.Sum(nil)) + `</ds:DigestValue></ds:Reference></ds:SignedInfo>`
	if s.signedInfo != nil {
		signedInfo = s.signedInfo(signedInfo)
	}
	keyInfo := s.keyInfo
	for _, der := range s.shown {
		keyInfo += `<ds:X509Data><ds:X509Certificate>` + base64.StdEncoding.EncodeToString(der) +
			`</ds:X509Certificate></ds:X509Data>`
	}
	if keyInfo != "" {
		keyInfo = `<ds:KeyInfo>` + keyInfo + `</ds:KeyInfo>`
	}
	const open = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`
	start, _ := d.Span(node)
	at := start + strings.Index(doc[start:], "</saml:Issuer>") + len("</saml:Issuer>")
	withValue := func(value string) string {
		return doc[:at] + open + signedInfo + `<ds:SignatureValue>` + value + `</ds:SignatureValue>` + keyInfo +
			`</ds:Signature>` + doc[at:]
	}
	encode := s.value
	if encode == nil {
		encode = func(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
	}
	return withValue(encode(s.signatureOf(t, withValue(""), signedInfo)))
}

// signatureOf signs the SignedInfo as it stands in the document.
func (s signing) signatureOf(t testing.TB, doc, signedInfo string) []byte {
	t.Helper()
	var d xmldoc.Doc
	check(t, d.Parse([]byte(doc),
		xmldoc.Limits{Options: xmldoc.Options{AllowComments: true, AllowPIs: true, AllowCDATA: true}}))
	at := strings.Index(doc, signedInfo)
	for n := range d.Elements {
		if start, _ := d.Span(n); start == at {
			octets, err := d.Canonical(nil, n, s.self)
			check(t, err)
			return s.sign(t, octets)
		}
	}
	t.Fatal("the SignedInfo is not in the document")
	return nil
}

func (s signing) sign(t testing.TB, octets []byte) []byte {
	t.Helper()
	h := hashOf(s.method)
	h.Write(octets)
	sum := h.Sum(nil)
	switch key := s.key.(type) {
	case *rsa.PrivateKey:
		if strings.HasSuffix(s.method, "-MGF1") {
			value, err := rsa.SignPSS(rand.Reader, key, hashID(s.method), sum, &rsa.PSSOptions{SaltLength: s.salt()})
			check(t, err)
			return value
		}
		return pkcs1(t, key, hashID(s.method), sum)
	case *ecdsa.PrivateKey:
		r, v, err := ecdsa.Sign(rand.Reader, key, sum)
		check(t, err)
		size := (key.Params().BitSize + 7) / 8
		return append(r.FillBytes(make([]byte, size)), v.FillBytes(make([]byte, size))...)
	}
	t.Fatalf("no way to sign with a %T", s.key)
	return nil
}

var signatures sync.Map // by key, algorithm and digest

// pkcs1 makes a signature, or gives it again: it has the same octets each time, and
// takes far longer than to judge it.
func pkcs1(t testing.TB, key *rsa.PrivateKey, algorithm crypto.Hash, sum []byte) []byte {
	t.Helper()
	what := fmt.Sprintf("%x %v %x", key.N, algorithm, sum)
	if value, ok := signatures.Load(what); ok {
		return slices.Clone(value.([]byte))
	}
	value, err := rsa.SignPKCS1v15(nil, key, algorithm, sum)
	check(t, err)
	signatures.Store(what, slices.Clone(value))
	return value
}

// salt is the length of the salt of PSS.
func (s signing) salt() int {
	if s.saltLength != 0 {
		return s.saltLength
	}
	return rsa.PSSSaltLengthEqualsHash
}

func hashID(uri string) crypto.Hash {
	uri = strings.TrimSuffix(uri, "-rsa-MGF1")
	switch {
	case strings.HasSuffix(uri, "sha1"):
		return crypto.SHA1
	case strings.HasSuffix(uri, "sha384"):
		return crypto.SHA384
	case strings.HasSuffix(uri, "sha512"):
		return crypto.SHA512
	case strings.HasSuffix(uri, "md5"):
		return crypto.MD5
	}
	return crypto.SHA256
}

func hashOf(uri string) hash.Hash {
	if hashID(uri) == crypto.SHA1 {
		return sha1.New()
	}
	return hashID(uri).New()
}
