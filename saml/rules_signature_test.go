package saml_test

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/xmldoc"
)

// signed changes how the message is signed, and the settings.
func signed(change func(t *testing.T, how *signing, s *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) { change(t, &m.how, s) }
}

// signs chooses what is signed.
func signs(what string) func(*testing.T, *made, *saml.Settings) {
	return func(_ *testing.T, m *made, _ *saml.Settings) { m.sign = what }
}

func demands(what string, demand saml.SignatureDemand) func(*testing.T, *made, *saml.Settings) {
	return func(_ *testing.T, m *made, s *saml.Settings) { m.sign, s.Policy.Require = what, demand }
}

func algorithm(key, method, digest string) func(*testing.T, *made, *saml.Settings) {
	return signed(func(t *testing.T, how *signing, s *saml.Settings) {
		how.key, how.method, how.digest = testKey(t, key), method, digest
		how.shown = [][]byte{certificateOf(t, key)}
		s.Certificates = how.shown
	})
}

const pssURI = "http://www.w3.org/2007/05/xmldsig-more#"

// pss signs with RSA-PSS, changed in some way.
func pss(change func(*signing)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		algorithm("rsa2048-1", pssURI+"sha256-rsa-MGF1", sha256URI)(t, m, s)
		change(&m.how)
	}
}

func transformed(transforms string, content xmldoc.C14N) func(*testing.T, *made, *saml.Settings) {
	return signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
		how.transforms, how.content = transforms, content
	})
}

func transform(uri string) string {
	return `<ds:Transform Algorithm="` + uri + `"></ds:Transform>`
}

const (
	moreURI   = "http://www.w3.org/2001/04/xmldsig-more#"
	sha384URI = moreURI + "sha384"
	sha512URI = "http://www.w3.org/2001/04/xmlenc#sha512"
	c14n11    = "http://www.w3.org/2006/12/xml-c14n11"
)

func TestRulesSignature(t *testing.T) {
	testRules(t, []rule{
		{name: "S1 the assertion signed", with: signs("assertion")},
		{name: "S1 the response signed", with: signs("response")},
		{name: "S1 both signed", with: signs("both")},
		{name: "S1 nothing signed", cause: saml.Unsigned, expected: "either", received: "nothing", with: signs("")},
		{name: "S1 response demanded", with: demands("response", saml.ResponseSigned)},
		{name: "S1 response demanded, assertion signed", cause: saml.Unsigned,
			with: demands("assertion", saml.ResponseSigned)},
		{name: "S1 assertion demanded", with: demands("assertion", saml.AssertionSigned)},
		{name: "S1 assertion demanded, response signed", cause: saml.Unsigned,
			with: demands("response", saml.AssertionSigned)},
		{name: "S1 both demanded", with: demands("both", saml.BothSigned)},
		{name: "S1 both demanded, response signed", cause: saml.Unsigned, with: demands("response", saml.BothSigned)},
		{name: "S14 one good signature does not excuse a bad one", cause: saml.DigestMismatch,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.sign, m.assigned = "both", replace(t, "ada-1815", "eve")
			}},

		{name: "S2 directly behind Issuer"},
		{name: "S2 at the end", warning: saml.SignaturePosition, with: whole(func(d string) string {
			start, end := strings.Index(d, "<ds:Signature "), strings.Index(d, "</ds:Signature>")+len("</ds:Signature>")
			return strings.Replace(d[:start]+d[end:], "</saml:Assertion>", d[start:end]+"</saml:Assertion>", 1)
		})},

		{name: "S3 two SignedInfos", cause: saml.SignatureShape, with: whole(double("ds:SignedInfo"))},
		{name: "S3 two SignatureValues", cause: saml.SignatureShape, with: whole(double("ds:SignatureValue"))},
		{name: "S3 two KeyInfos", cause: saml.SignatureShape, with: whole(double("ds:KeyInfo"))},
		{name: "S3 two References", cause: saml.SignatureShape, with: whole(double("ds:Reference"))},
		{name: "S3 two DigestValues", cause: saml.SignatureShape, with: whole(double("ds:DigestValue"))},
		{name: "S3 an Object", cause: saml.SignatureShape,
			with: tampered("</ds:Signature>", "<ds:Object></ds:Object></ds:Signature>")},
		{name: "S3 a parameter of the algorithm", cause: saml.SignatureShape,
			with: tampered(rsaSHA256+`">`, rsaSHA256+`"><ds:HMACOutputLength>8</ds:HMACOutputLength>`)},

		{name: "S4 the element's own ID"},
		{name: "S4 another ID", cause: saml.SignatureReference, expected: "#_assertion1", received: "#_response1",
			with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) { how.reference = "#_response1" })},
		{name: "S4 xpointer", cause: saml.SignatureReference, detail: "xpointer",
			with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
				how.reference = "#xpointer(id('_assertion1'))"
			})},
		{name: "S4 another document", cause: saml.SignatureReference, detail: "outside",
			with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
				how.reference = "http://evil.example/#_assertion1"
			})},
		{name: "S4 an empty reference", cause: saml.SignatureReference, detail: "empty",
			with: func(_ *testing.T, m *made, _ *saml.Settings) {
				m.sign, m.how.noReference = "response", true
			}},
		{name: "S4 an empty reference, allowed", warning: saml.SignatureReference,
			with: func(_ *testing.T, m *made, s *saml.Settings) {
				m.sign, m.how.noReference, s.Policy.AllowEmptyReference = "response", true, true
			}},
		{name: "S4 an empty reference in an assertion, allowed for the whole document alone",
			cause: saml.SignatureReference, with: func(_ *testing.T, m *made, s *saml.Settings) {
				m.how.noReference, s.Policy.AllowEmptyReference = true, true
			}},

		{name: "S5 exclusive C14N with comments", with: transformed(transform(enveloped)+
			transform(exclusive+"WithComments"), xmldoc.C14N{Exclusive: true, Comments: true})},
		{name: "S5 a PrefixList", with: transformed(transform(enveloped)+`<ds:Transform Algorithm="`+exclusive+
			`"><ec:InclusiveNamespaces xmlns:ec="`+exclusive+
			`" PrefixList="samlp xs"></ec:InclusiveNamespaces></ds:Transform>`,
			xmldoc.C14N{Exclusive: true, PrefixList: "samlp xs"})},
		{name: "S5 no enveloped-signature", cause: saml.BadTransform, with: transformed(transform(exclusive),
			xmldoc.C14N{Exclusive: true})},
		{name: "S5 the wrong order", cause: saml.BadTransform,
			with: transformed(transform(exclusive)+transform(enveloped), xmldoc.C14N{Exclusive: true})},
		{name: "S5 three transforms", cause: saml.BadTransform, with: transformed(transform(enveloped)+
			transform(exclusive)+transform(exclusive), xmldoc.C14N{Exclusive: true})},
		{name: "S5 XPath", cause: saml.BadTransform,
			with: transformed(transform(enveloped)+
				`<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath>`+
				`</ds:Transform>`, xmldoc.C14N{Exclusive: true})},
		{name: "S5 inclusive C14N", cause: saml.BadTransform, detail: "does not allow",
			with: transformed(transform(enveloped)+transform(inclusive), xmldoc.C14N{})},
		{name: "S5 inclusive C14N, allowed", warning: saml.BadTransform,
			with: signed(func(_ *testing.T, how *signing, s *saml.Settings) {
				how.transforms, how.content = transform(enveloped)+transform(inclusive), xmldoc.C14N{}
				how.c14n, how.self = inclusive, xmldoc.C14N{}
				s.Policy.AllowInclusiveC14N = true
			})},
		{name: "S5 C14N 1.1, allowed", warning: saml.BadTransform,
			with: signed(func(_ *testing.T, how *signing, s *saml.Settings) {
				how.transforms, how.content = transform(enveloped)+transform(c14n11), xmldoc.C14N{Version11: true}
				s.Policy.AllowInclusiveC14N = true
			})},
		{name: "S5 one transform means inclusive C14N, allowed", warning: saml.BadTransform,
			with: signed(func(_ *testing.T, how *signing, s *saml.Settings) {
				how.transforms, how.content = transform(enveloped), xmldoc.C14N{}
				s.Policy.AllowInclusiveC14N = true
			})},
		{name: "S5 an unknown canonicalization of SignedInfo", cause: saml.BadTransform,
			with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) { how.c14n = "urn:x" })},

		{name: "S6 rsa-sha384", with: algorithm("rsa2048-1", moreURI+"rsa-sha384", sha384URI)},
		{name: "S6 rsa-sha512", with: algorithm("rsa2048-1", moreURI+"rsa-sha512", sha512URI)},
		{name: "S6 ecdsa-sha256", with: algorithm("p256", moreURI+"ecdsa-sha256", sha256URI)},
		{name: "S6 ecdsa-sha384", with: algorithm("p384", moreURI+"ecdsa-sha384", sha384URI)},
		{name: "S6 ecdsa-sha512", with: algorithm("p521", moreURI+"ecdsa-sha512", sha512URI)},
		{name: "S6 rsa-sha1", cause: saml.WeakAlgorithm, class: saml.Malformed, received: rsaSHA1,
			with: algorithm("rsa2048-1", rsaSHA1, sha1URI)},
		{name: "S6 digest sha1", cause: saml.WeakAlgorithm, class: saml.Malformed, received: sha1URI,
			with: algorithm("rsa2048-1", rsaSHA256, sha1URI)},
		{name: "S6 rsa-sha1, allowed", warning: saml.WeakAlgorithm,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				algorithm("rsa2048-1", rsaSHA1, sha1URI)(t, m, s)
				s.Policy.AllowSHA1 = true
			}},
		{name: "S6 rsa-md5", cause: saml.WeakAlgorithm, class: saml.Malformed,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				m.tamper = replace(t, rsaSHA256, moreURI+"rsa-md5")
				s.Policy.AllowSHA1 = true
			}},
		{name: "S6 HMAC", cause: saml.UnknownAlgorithm, class: saml.Malformed,
			with: tampered(rsaSHA256, moreURI+"hmac-sha256")},

		{name: "S7 line breaks and blanks in the value",
			with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
				how.value = func(b []byte) string {
					v := base64.StdEncoding.EncodeToString(b)
					return "\n  " + v[:76] + "\n\t" + v[76:] + "\n"
				}
			})},
		{name: "S7 a damaged value", cause: saml.SignatureInvalid, detail: "damaged",
			with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
				how.value = func(b []byte) string { b[9] ^= 1; return base64.StdEncoding.EncodeToString(b) }
			})},
		{name: "S6 PSS", with: algorithm("rsa2048-1", pssURI+"sha256-rsa-MGF1", sha256URI)},
		{name: "S6 PSS with SHA-384", with: algorithm("rsa2048-2", pssURI+"sha384-rsa-MGF1", moreURI+"sha384")},
		{name: "S6 PSS with SHA-512", with: algorithm("rsa2048-1", pssURI+"sha512-rsa-MGF1", sha256URI)},
		{name: "S7 PSS with another salt", cause: saml.SignatureInvalid, with: pss(func(how *signing) {
			how.saltLength = 20
		})},
		{name: "S7 PSS with the salt of the largest length", cause: saml.SignatureInvalid,
			with: pss(func(how *signing) { how.saltLength = 222 })},
		{name: "S3 PSS with parameters", cause: saml.SignatureShape, with: pss(func(how *signing) {
			how.signedInfo = replace(t, `-MGF1"></ds:SignatureMethod>`,
				`-MGF1"><pss:RSAPSSParams xmlns:pss="http://www.w3.org/2007/05/xmldsig-more#"></pss:RSAPSSParams>`+
					`</ds:SignatureMethod>`)
		})},
		{name: "S6 PSS of RFC 4056", cause: saml.UnknownAlgorithm, with: pss(func(how *signing) {
			how.signedInfo = replace(t, "sha256-rsa-MGF1", "rsa-pss")
		})},
		{name: "S6 PSS with SHA-1", cause: saml.UnknownAlgorithm, with: algorithm("rsa2048-1", pssURI+"sha1-rsa-MGF1",
			sha256URI)},
		{name: "S6 PSS with MD5", cause: saml.UnknownAlgorithm, with: pss(func(how *signing) {
			how.signedInfo = replace(t, "sha256-rsa-MGF1", "md5-rsa-MGF1")
		})},
		{name: "S7 PKCS #1 that is called PSS", cause: saml.SignatureInvalid,
			with: signed(func(t *testing.T, how *signing, _ *saml.Settings) {
				how.signedInfo = replace(t, rsaSHA256, pssURI+"sha256-rsa-MGF1")
			})},
		{name: "S7 PSS that is called PKCS #1", cause: saml.SignatureInvalid, with: pss(func(how *signing) {
			how.signedInfo = replace(t, pssURI+"sha256-rsa-MGF1", rsaSHA256)
		})},
		{name: "S9 rotation, in PSS", cause: saml.CertificateMismatch, detail: "does verify",
			with: func(t *testing.T, m *made, s *saml.Settings) {
				algorithm("rsa2048-2", pssURI+"sha256-rsa-MGF1", sha256URI)(t, m, s)
				s.Certificates = [][]byte{certificateOf(t, "rsa2048-1")}
			}},
		{name: "S7 no base64", cause: saml.SignatureInvalid,
			with: tampered("<ds:SignatureValue>", "<ds:SignatureValue>!")},
		{name: "S7 no certificate shown", with: signed(func(_ *testing.T, how *signing, _ *saml.Settings) {
			how.shown = nil
		})},
		{name: "S7 another key, no certificate shown", cause: saml.SignatureInvalid, detail: "no certificate",
			with: signed(func(t *testing.T, how *signing, _ *saml.Settings) {
				how.key, how.shown = testKey(t, "rsa2048-2"), nil
			})},
		{name: "S7 an algorithm of another kind of key", cause: saml.SignatureInvalid, detail: "does not fit",
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.how.key, m.how.method = testKey(t, "p256"), moreURI+"ecdsa-sha256"
			}},
		{name: "S7 an ECDSA value as ASN.1", cause: saml.SignatureInvalid,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				algorithm("p256", moreURI+"ecdsa-sha256", sha256URI)(t, m, s)
				m.how.value = func(b []byte) string {
					der, _ := asn1.Marshal([]*big.Int{new(big.Int).SetBytes(b[:32]), new(big.Int).SetBytes(b[32:])})
					return base64.StdEncoding.EncodeToString(der)
				}
			}},
		{name: "S7 the second of two certificates", with: func(t *testing.T, _ *made, s *saml.Settings) {
			s.Certificates = [][]byte{certificateOf(t, "rsa2048-2"), certificateOf(t, "rsa2048-1")}
		}},

		{name: "S9 rotation", cause: saml.CertificateMismatch, detail: "does verify",
			with: signed(func(t *testing.T, how *signing, _ *saml.Settings) {
				*how = signedBy(t, "rsa2048-2")
			})},
		{name: "S9 a certificate that does not verify either", cause: saml.CertificateMismatch,
			detail: "does not verify", with: signed(func(t *testing.T, how *signing, _ *saml.Settings) {
				how.key, how.shown = testKey(t, "rsa2048-2"), [][]byte{certificateOf(t, "rsa2048-3")}
			})},
		{name: "S9 a renewed certificate", warning: saml.KeyInfoCertificateMismatch, detail: "renewed", with: renewed},
		{name: "S9 a renewed certificate, strictly", cause: saml.KeyInfoCertificateMismatch,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				renewed(t, m, s)
				s.Policy.StrictKeyInfo = true
			}},
		{name: "S9 the certificate of another key", cause: saml.KeyInfoCertificateMismatch,
			with: signed(func(t *testing.T, how *signing, _ *saml.Settings) {
				how.shown = [][]byte{certificateOf(t, "rsa2048-2")}
			})},
		{name: "S9 no certificate at all in KeyInfo", warning: saml.KeyInfoForm, detail: "cannot be read",
			with: signed(func(t *testing.T, how *signing, _ *saml.Settings) {
				how.shown = [][]byte{[]byte("no certificate")}
			})},

		{name: "S10 a certificate in its life"},
		{name: "S10 expired", cause: saml.CertificateExpired, received: "2026-03-02T09:30:00Z",
			with: lived(now.AddDate(-2, 0, 0), now.Add(-time.Hour), false)},
		{name: "S10 not yet valid", cause: saml.CertificateNotYetValid,
			with: lived(now.Add(time.Hour), now.AddDate(1, 0, 0), false)},
		{name: "S10 expired, ignored", warning: saml.CertificateExpired,
			with: lived(now.AddDate(-2, 0, 0), now.Add(-time.Hour), true)},
		{name: "S10 expired, but renewed with the same key", with: func(t *testing.T, m *made, s *saml.Settings) {
			lived(now.AddDate(-2, 0, 0), now.Add(-time.Hour), false)(t, m, s)
			s.Certificates = append(s.Certificates, certificateOf(t, "rsa2048-1"))
		}},

		{name: "S11 no certificate", cause: saml.NoCertificateConfigured,
			with: func(_ *testing.T, _ *made, s *saml.Settings) { s.Certificates = nil }},
		{name: "S11 an unparsable certificate", cause: saml.NoCertificateConfigured, detail: "cannot be used",
			with: func(_ *testing.T, _ *made, s *saml.Settings) {
				s.Certificates = [][]byte{[]byte("junk")}
			}},
		{name: "S11 one of two unparsable", warning: saml.NoCertificateConfigured,
			with: func(_ *testing.T, _ *made, s *saml.Settings) {
				s.Certificates = append(s.Certificates, []byte("junk"))
			}},
		{name: "S12 RSA 1024", warning: saml.WeakKey, with: algorithm("rsa1024", rsaSHA256, sha256URI)},
		{name: "S12 RSA 512", cause: saml.WeakKey, expected: "1024", received: "RSA 512",
			with: func(t *testing.T, _ *made, s *saml.Settings) {
				s.Certificates = [][]byte{testPEM(t, "rsa512-certificate")}
			}},

		{name: "S14 changed after signing", cause: saml.DigestMismatch, with: tampered("ada-1815", "eve")},
		{name: "S14 a digest of another length", cause: saml.DigestMismatch,
			with: tampered("<ds:DigestValue>", "<ds:DigestValue>AAAA")},
		{name: "S14 the digest changed too", cause: saml.DigestMismatch, with: whole(func(d string) string {
			at := strings.Index(d, "<ds:DigestValue>") + len("<ds:DigestValue>")
			return d[:at] + "AAAA" + d[at+4:]
		})},
		{name: "S15 the assertion's own bytes"},
		{name: "P3 a hint of an unsigned response refuses", cause: saml.Destination,
			with: tampered(`Destination="`+acsURL, `Destination="https://evil.example/`)},
		{name: "T7 a hint of an unsigned response refuses", cause: saml.Issuer,
			with: tampered(idpEntityID, "https://evil.example")},
		{name: "P8 a hint of an unsigned response accepts nothing", cause: saml.InResponseTo, detail: "unsigned",
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit = replace(t, `<saml:SubjectConfirmationData InResponseTo="`+requestID+`"`,
					`<saml:SubjectConfirmationData`)
			}},
	})
}

// double repeats the first element of that name.
func double(name string) func(string) string {
	return func(d string) string {
		start, end := strings.Index(d, "<"+name+">"), strings.Index(d, "</"+name+">")+len(name)+3
		if start < 0 {
			start = strings.Index(d, "<"+name+" ")
		}
		return d[:end] + d[start:end] + d[end:]
	}
}

// renewed shows a certificate with the same key.
func renewed(t *testing.T, m *made, _ *saml.Settings) {
	m.how.shown = [][]byte{certificateFor(t, "rsa2048-1", now.AddDate(0, 0, -1), now.AddDate(3, 0, 0))}
}

func lived(from, to time.Time, ignore bool) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		s.Certificates = [][]byte{certificateFor(t, "rsa2048-1", from, to)}
		s.Policy.IgnoreExpiry = ignore
		m.how.shown = s.Certificates
	}
}

func testPEM(t testing.TB, name string) []byte {
	t.Helper()
	der := samltest.PEM(t, name)
	_, err := x509.ParseCertificate(der)
	check(t, err)
	return der
}
