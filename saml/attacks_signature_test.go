package saml_test

import (
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/xmldoc"
)

// referenceAttacks sign one thing and present another.
func referenceAttacks(t *testing.T) (all []attack) {
	for _, uri := range []string{"#_response1", "#", "#xpointer(/)", "#xpointer(id('_assertion1'))", "_assertion1",
		"http://evil.example/x.xml",
		"file:///etc/passwd", "cid:x", "# _assertion1", "#_ASSERTION1", "#_assertion1#", "#%5Fassertion1"} {
		m := sound(t)
		m.how.reference = uri
		all = append(all, attack{name: "reference: " + uri, causes: causes(saml.SignatureReference), made: m})
	}
	m := sound(t)
	m.how.noReference = true
	all = append(all, attack{name: "reference: empty", causes: causes(saml.SignatureReference), made: m})
	m = sound(t)
	m.tamper = replace(t, ` URI="#_assertion1"`, "")
	all = append(all, attack{name: "reference: none", causes: causes(saml.SignatureReference), made: m})
	m = sound(t)
	m.tamper = replace(t, `ID="_assertion1"`, `ID="_other"`)
	all = append(all, attack{name: "reference: the assertion renamed", causes: causes(saml.SignatureReference),
		made: m})

	for name, transforms := range map[string]string{
		"XPath": transform(enveloped) +
			`<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">` +
			`<ds:XPath>not(ancestor-or-self::saml:Subject)</ds:XPath></ds:Transform>`,
		"XPath Filter 2": transform(enveloped) + transform("http://www.w3.org/2002/06/xmldsig-filter2"),
		"XSLT": transform(enveloped) +
			`<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><x xmlns="urn:x"></x>` +
			`</ds:Transform>`,
		"base64":          transform(enveloped) + transform("http://www.w3.org/2000/09/xmldsig#base64"),
		"decryption":      transform(enveloped) + transform("http://www.w3.org/2002/07/decrypt#XML"),
		"unknown":         transform(enveloped) + transform("urn:x"),
		"enveloped twice": transform(enveloped) + transform(enveloped),
		"C14N alone":      transform(exclusive),
		"a third one":     transform(enveloped) + transform(exclusive) + transform(exclusive),
		"none":            " ",
		"inclusive":       transform(enveloped) + transform(inclusive),
		"C14N first":      transform(exclusive) + transform(enveloped),
		"a child of C14N": transform(enveloped) + `<ds:Transform Algorithm="` + exclusive +
			`"><ds:XPath>1</ds:XPath></ds:Transform>`,
		"a child of the first": `<ds:Transform Algorithm="` + enveloped + `"><ds:XPath>1</ds:XPath></ds:Transform>` +
			transform(exclusive),
	} {
		m := sound(t)
		m.how.transforms = transforms
		if name == "inclusive" {
			m.how.content = xmldoc.C14N{}
		}
		all = append(all, attack{name: "transform: " + name, causes: causes(saml.BadTransform), made: m})
	}
	return all
}

// algorithmAttacks name an algorithm that anyone can sign with.
func algorithmAttacks(t *testing.T) (all []attack) {
	unknown, weak := causes(saml.UnknownAlgorithm), causes(saml.WeakAlgorithm)
	for uri, expected := range map[string][]saml.Cause{
		"":     unknown,
		"none": unknown,
		"http://www.w3.org/2000/09/xmldsig#hmac-sha1":          unknown,
		moreURI + "hmac-sha256":                                unknown,
		moreURI + "hmac-sha512":                                unknown,
		"http://www.w3.org/2000/09/xmldsig#dsa-sha1":           weak,
		"http://www.w3.org/2009/xmldsig11#dsa-sha256":          unknown,
		moreURI + "rsa-md5":                                    weak,
		rsaSHA1:                                                weak,
		moreURI + "ecdsa-sha1":                                 weak,
		"http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1": unknown,
		"http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519": unknown,
		strings.ToUpper(rsaSHA256):                             unknown,
		" " + rsaSHA256:                                        unknown,
		sha256URI:                                              unknown,
	} {
		m := sound(t)
		m.tamper = replace(t, `SignatureMethod Algorithm="`+rsaSHA256+`"`, `SignatureMethod Algorithm="`+uri+`"`)
		all = append(all, attack{name: "algorithm: " + uri, causes: expected, made: m})
	}
	// HMAC keyed with the public key, as PEM, as DER and as a certificate.
	key := testKey(t, "rsa2048-1").(*rsa.PrivateKey)
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	check(t, err)
	for name, secret := range map[string][]byte{"certificate": certificateOf(t, "rsa2048-1"), "public key": spki,
		"modulus": key.N.Bytes(), "nothing": nil} {
		m := sound(t)
		m.how.method = moreURI + "hmac-sha256"
		m.how.value = func([]byte) string {
			mac := hmac.New(sha256.New, secret)
			return base64.StdEncoding.EncodeToString(mac.Sum(nil))
		}
		all = append(all, attack{name: "algorithm: HMAC with the " + name, causes: unknown, made: m})
	}
	for uri, expected := range map[string][]saml.Cause{"": unknown, "none": unknown, sha1URI: weak,
		moreURI + "md5": weak, rsaSHA256: unknown, moreURI + "sha224": unknown} {
		m := sound(t)
		m.tamper = replace(t, `DigestMethod Algorithm="`+sha256URI+`"`, `DigestMethod Algorithm="`+uri+`"`)
		all = append(all, attack{name: "algorithm: digest " + uri, causes: expected, made: m})
	}
	for _, uri := range []string{"", "urn:x", "http://www.w3.org/TR/1999/REC-xslt-19991116", enveloped, inclusive} {
		m := sound(t)
		m.tamper = replace(t, `CanonicalizationMethod Algorithm="`+exclusive+`"`,
			`CanonicalizationMethod Algorithm="`+uri+`"`)
		all = append(all, attack{name: "algorithm: canonicalization " + uri,
			causes: causes(saml.BadTransform), made: m})
	}
	return all
}

// digestAttacks play with the two values.
func digestAttacks(t *testing.T) (all []attack) {
	digest := func(name string, expected []saml.Cause, change func(value string) string) {
		for _, local := range []string{"ds:DigestValue", "ds:SignatureValue"} {
			m := sound(t)
			m.tamper = func(d string) string {
				start := strings.Index(d, "<"+local+">") + len(local) + 2
				end := strings.Index(d, "</"+local+">")
				return d[:start] + change(d[start:end]) + d[end:]
			}
			all = append(all, attack{name: "value: " + local + " " + name, causes: expected, made: m})
		}
	}
	either := causes(saml.DigestMismatch, saml.SignatureInvalid)
	digest("empty", either, func(string) string { return "" })
	digest("blank", either, func(string) string { return " \n" })
	digest("truncated", either, func(v string) string { return v[:4] })
	digest("zeros", either, func(v string) string {
		return base64.StdEncoding.EncodeToString(make([]byte, len(v)/4*3-1))
	})
	digest("doubled", either, func(v string) string { return v + v })
	digest("with a byte more", either, func(v string) string {
		b, _ := base64.StdEncoding.DecodeString(v)
		return base64.StdEncoding.EncodeToString(append(b, 0))
	})
	digest("in hexadecimal", either, func(v string) string { return "0123456789abcdef" })
	digest("of another message", either, func(v string) string { return "A" + v[1:] })
	digest("not base64", either, func(v string) string { return "%" + v })
	for _, change := range []struct{ name, old, new string }{
		{"NameID", "ada-1815", "eve"}, {"email", email, "eve@acme.com"},
		{"time", "2026-03-02T09:35:00Z", "2036-03-02T09:35:00Z"},
		{"audience", "<saml:Audience>", "<saml:Audience>x</saml:Audience><saml:Audience>"},
		{"attribute added", "</saml:AttributeStatement>", `<saml:Attribute Name="role">` +
			`<saml:AttributeValue>admin</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`},
		{"namespace added", "<saml:Subject>", `<saml:Subject xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" x="">`},
		{"white space added", "<saml:Subject>", "<saml:Subject> "},
	} {
		m := sound(t)
		m.tamper = replace(t, change.old, change.new)
		all = append(all, attack{name: "changed: " + change.name, causes: causes(saml.DigestMismatch), made: m})
	}
	return all
}

// keyAttacks bring a key along.
func keyAttacks(t *testing.T) (all []attack) {
	own := signedBy(t, "rsa2048-2")
	own.key = testKey(t, "rsa2048-2")
	x := func(name string, expected saml.Cause, class saml.Class, how signing) {
		for _, sign := range []string{"assertion", "response", "both"} {
			m := sound(t)
			m.sign, m.how = sign, how
			all = append(all, attack{name: "key: " + name + ", " + sign, causes: causes(expected),
				class: class, made: m})
		}
	}
	x("a certificate of one's own", saml.CertificateMismatch, saml.InvalidCertificate, own)
	bare := own
	bare.shown = nil
	x("no certificate", saml.SignatureInvalid, saml.Malformed, bare)
	stolen := own
	stolen.shown = [][]byte{certificateOf(t, "rsa2048-1")}
	x("the configured certificate", saml.SignatureInvalid, saml.Malformed, stolen)
	both := own
	both.shown = [][]byte{certificateOf(t, "rsa2048-2"), certificateOf(t, "rsa2048-1")}
	x("both certificates", saml.CertificateMismatch, saml.InvalidCertificate, both)
	value := own
	value.shown = nil
	key := own.key.Public().(*rsa.PublicKey)
	value.keyInfo = `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>` + base64.StdEncoding.EncodeToString(key.N.Bytes()) +
		`</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`
	x("a KeyValue", saml.SignatureInvalid, saml.Malformed, value)
	retrieval := own
	retrieval.shown, retrieval.keyInfo = nil,
		`<ds:RetrievalMethod URI="http://evil.example/key"></ds:RetrievalMethod><ds:KeyName>idp</ds:KeyName>`
	x("a RetrievalMethod", saml.SignatureInvalid, saml.Malformed, retrieval)
	elliptic := own
	elliptic.key, elliptic.method, elliptic.shown = testKey(t, "p256"), moreURI+"ecdsa-sha256",
		[][]byte{certificateOf(t, "p256")}
	x("an elliptic key", saml.CertificateMismatch, saml.InvalidCertificate, elliptic)
	for i := range all {
		if strings.Contains(all[i].name, "elliptic") {
			continue
		}
		unconfigured := all[i]
		unconfigured.name += ", nothing configured"
		unconfigured.causes, unconfigured.class = causes(saml.NoCertificateConfigured), saml.InvalidCertificate
		unconfigured.with = func(s *saml.Settings) { s.Certificates = nil }
		all = append(all, unconfigured)
	}
	for _, n := range []int{0, 1, 63, 64, 65} {
		m := sound(t)
		m.how = signedBy(t, "p256")
		m.how.method = moreURI + "ecdsa-sha256"
		m.how.value = func([]byte) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
		all = append(all, attack{name: "key: an ECDSA value of zeros", causes: causes(saml.SignatureInvalid), made: m,
			with: func(s *saml.Settings) { s.Certificates = [][]byte{certificateOf(t, "p256")} }})
	}
	return all
}

// namespaceAttacks make one name mean two things.
func namespaceAttacks(t *testing.T) (all []attack) {
	signed := sound(t).xml(t)
	for _, a := range []struct {
		name, old, new string
		causes         []saml.Cause
	}{
		{"the prefix redefined", "<saml:NameID ", `<saml:NameID xmlns:saml="urn:evil" `, causes(saml.UnknownElement)},
		{"a default namespace", "<saml:Subject>",
			`<Subject xmlns="urn:oasis:names:tc:SAML:2.0:assertion"></Subject><saml:Subject>`,
			causes(saml.UnknownElement)},
		{"a relative namespace, whose canonical form may be empty", "<saml:Subject>", `<saml:Subject xmlns:x="1">`,
			causes(saml.RelativeNamespace)},
		{"an unbound prefix", "<saml:Subject>", "<x:y></x:y><saml:Subject>", causes(saml.BadNamespace)},
		{"xmlns rebound", "<saml:Subject>", `<saml:Subject xmlns:xmlns="urn:x">`, causes(saml.BadNamespace)},
		{"xml rebound", "<saml:Subject>", `<saml:Subject xmlns:xml="urn:x">`, causes(saml.BadNamespace)},
		{"a prefix undeclared", "<saml:Subject>", `<saml:Subject xmlns:saml="">`, causes(saml.BadNamespace)},
		{"a name with two colons", "<saml:Subject>", "<saml:a:b></saml:a:b><saml:Subject>",
			causes(saml.BadNamespace, saml.NotWellFormed)},
		{"a second ID in a namespace", `ID="_assertion1"`, `ID="_assertion1" saml:ID="_x"`, causes(saml.BadID)},
		{"an attribute twice", `ID="_assertion1"`, `ID="_assertion1" ID="_assertion1"`,
			causes(saml.DuplicateAttribute)},
		{"an assertion of another namespace", "<samlp:Status>",
			`<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion"></Assertion><samlp:Status>`,
			causes(saml.SignatureWrapping)},
		{"an assertion in no namespace", "<samlp:Status>", `<Assertion></Assertion><samlp:Status>`,
			causes(saml.SignatureWrapping)},
		{"an assertion in lower case", "<samlp:Status>",
			`<saml:assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:assertion><samlp:Status>`,
			causes(saml.UnknownElement)},
		{"xml:base", `ID="_assertion1"`, `ID="_assertion1" xml:base="http://evil.example/"`,
			causes(saml.DigestMismatch)},
	} {
		if !strings.Contains(signed, a.old) {
			t.Fatalf("%s: nothing to change", a.name)
		}
		all = append(all, attack{name: "namespace: " + a.name, causes: a.causes,
			made: posts(t, strings.Replace(signed, a.old, a.new, 1))})
	}
	return all
}
