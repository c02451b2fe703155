package idp_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/saml/idp"
	"gatehouse/saml/xmldoc"
)

// made is one message with a fault, and the sound one to compare it with.
type made struct {
	p    *idp.Provider
	form idp.Form
	doc  string
	m    message // zero if the document is not to be read
}

func (m made) assertion() assertion { return m.m.Assertion[0] }

func at(offset time.Duration) string { return now.Add(offset).Format("2006-01-02T15:04:05.000Z") }

// TestDefects: each fault really makes the defect that it is named for, read
// with encoding/xml. The names are those of the fault list.
func TestDefects(t *testing.T) {
	_, sp := serviceProvider(t)
	tests := map[string]func(made) bool{
		"none": func(m made) bool {
			a := m.assertion()
			return m.m.Signature != nil && a.Signature != nil && m.form.RelayState == requestID &&
				m.m.InResponseTo == requestID && a.Subject.Data.InResponseTo == requestID &&
				m.m.Destination == acsURL && a.Subject.Data.Recipient == acsURL && a.Conditions.Audience == entityID &&
				a.Subject.NameID.Content == "ada.lovelace@"+domain && len(a.Attributes) == 5
		},
		"unsolicited":     unasked,
		"wrong-audience":  func(m made) bool { return !strings.HasPrefix(m.assertion().Conditions.Audience, entityID) },
		"audience-suffix": func(m made) bool { return extends(m.assertion().Conditions.Audience, entityID) },
		"wrong-issuer": func(m made) bool {
			return m.m.Issuer != m.p.EntityID && m.assertion().Issuer == m.m.Issuer
		},
		"expired-2h": func(m made) bool { return m.ends() == at(-2*time.Hour) },
		"expired-3m": func(m made) bool { return m.ends() == at(-3*time.Minute) },
		"not-yet-valid-2h": func(m made) bool {
			return m.assertion().Conditions.NotBefore == at(2*time.Hour) && m.ends() > at(2*time.Hour)
		},
		"clock-fast-3m": func(m made) bool {
			return m.m.IssueInstant == at(210*time.Second) && m.assertion().Conditions.NotBefore == at(210*time.Second)
		},
		"clock-slow-2m": func(m made) bool {
			return m.m.IssueInstant == at(-2*time.Minute) && m.ends() == at(3*time.Minute)
		},
		"wrong-destination": func(m made) bool {
			return m.m.Destination != acsURL && m.assertion().Subject.Data.Recipient == m.m.Destination
		},
		"trailing-slash": func(m made) bool {
			return m.m.Destination == acsURL+"/" && m.assertion().Subject.Data.Recipient == acsURL+"/"
		},
		"unknown-in-response-to": func(m made) bool {
			id := m.m.InResponseTo
			return id != requestID && id != "" && m.assertion().Subject.Data.InResponseTo == id
		},
		"missing-in-response-to": func(m made) bool {
			return m.form.RelayState == requestID && !strings.Contains(m.doc, "InResponseTo")
		},
		"other-key": func(m made) bool {
			return m.signedWith(m.p.Stranger.Cert, crypto.SHA256) && m.shows(m.p.Stranger.Cert)
		},
		"certificate-expired": func(m made) bool {
			return m.signedWith(m.p.Cert, crypto.SHA256) && m.shows(m.p.ExpiredCert)
		},
		"changed-after-signing": func(m made) bool {
			return m.signedWith(m.p.Cert, crypto.SHA256) &&
				m.assertion().Subject.NameID.Content == "changed.ada.lovelace@"+domain
		},
		"broken-signature-value": func(m made) bool {
			return !m.signedWith(m.p.Cert, crypto.SHA256) && m.shows(m.p.Cert) && len(m.value()) == 256
		},
		"unsigned": func(m made) bool { return !strings.Contains(m.doc, "Signature") },
		"response-signed": func(m made) bool {
			return m.m.Signature != nil && m.assertion().Signature == nil
		},
		"no-key-info": func(m made) bool {
			return !strings.Contains(m.doc, "KeyInfo") && m.signedWith(m.p.Cert, crypto.SHA256)
		},
		"rsa-sha1": func(m made) bool {
			s := m.assertion().Signature
			return strings.HasSuffix(s.Method.Algorithm, "#rsa-sha1") &&
				strings.HasSuffix(s.Reference.DigestMethod.Algorithm, "#sha1") &&
				m.signedWith(m.p.Cert, crypto.SHA1)
		},
		"idp-status": func(m made) bool {
			code := m.m.Status.StatusCode
			return len(m.m.Assertion) == 0 && strings.HasSuffix(code.Value, ":Responder") &&
				strings.HasSuffix(code.StatusCode.Value, ":AuthnFailed") && m.m.Status.StatusMessage != ""
		},
		"no-email": func(m made) bool {
			return !strings.Contains(m.doc, "@") &&
				strings.HasSuffix(m.assertion().Subject.NameID.Format, ":persistent")
		},
		"no-nameid":           func(m made) bool { return m.assertion().Subject.NameID == nil },
		"domain-not-allowed":  func(m made) bool { return m.outside() },
		"encrypted":           func(m made) bool { return m.sealedTo(sp) },
		"encrypted-other-key": func(m made) bool { return m.sealedTo(m.p.Stranger.Cert) },
		"truncated": func(m made) bool {
			return strings.HasPrefix(m.doc, "<?xml") && !strings.Contains(m.doc, "Response>")
		},
		"not-xml": func(m made) bool { return !strings.Contains(m.doc, "<") },
		"base64-twice": func(m made) bool {
			inner, err := base64.StdEncoding.DecodeString(m.doc)
			return err == nil && bytes.HasPrefix(inner, []byte("<?xml"))
		},
		"junk-before-base64": func(m made) bool {
			junk, field, _ := strings.Cut(m.form.SAMLResponse, ",")
			doc, err := base64.StdEncoding.DecodeString(field)
			return junk != "" && err == nil && bytes.HasPrefix(doc, []byte("<?xml"))
		},
		"signature-wrapping": func(m made) bool {
			forged, aside := m.assertion(), m.m.Extensions.Assertion[0]
			return len(m.m.Assertion) == 1 && forged.ID != aside.ID && forged.Signature.Reference.URI == "#"+aside.ID &&
				forged.Subject.NameID.Content != aside.Subject.NameID.Content
		},
		"two-assertions": func(m made) bool {
			return len(m.m.Assertion) == 2 && m.m.Assertion[0].Signature == nil && m.m.Assertion[1].Signature != nil &&
				m.m.Assertion[0].ID != m.m.Assertion[1].ID
		},
		"comment-in-nameid": func(m made) bool {
			return m.assertion().Subject.NameID.Content == "ada.lovelace@"+domain+"<!---->.another-company.example"
		},
		"doctype": func(m made) bool {
			return strings.Contains(m.doc, "<!DOCTYPE") && strings.Contains(m.doc, "SYSTEM")
		},
		"replay":                func(m made) bool { return m.form.Repeat == idp.Again },
		"replay-after-exchange": func(m made) bool { return m.form.Repeat == idp.AfterExchange },
		"no-certificate":        func(m made) bool { return m.signedWith(m.p.Cert, crypto.SHA256) },
		"two-certificates":      func(m made) bool { return m.signedWith(m.p.Cert, crypto.SHA256) },
		"many-groups": func(m made) bool {
			return slices.ContainsFunc(m.assertion().Attributes, func(a attribute) bool {
				return len(a.Values) == 1500
			})
		},
		"signature-line-breaks": func(m made) bool {
			return strings.Contains(m.assertion().Signature.Value, " \n    ") && m.signedWith(m.p.Cert, crypto.SHA256)
		},
		"ecdsa": func(m made) bool {
			return strings.HasSuffix(m.assertion().Signature.Method.Algorithm, "#ecdsa-sha256") && len(m.value()) == 64
		},
		"element-in-nameid": func(m made) bool {
			return strings.Contains(m.assertion().Subject.NameID.Content, "<saml:Split")
		},
		"pi-in-nameid": func(m made) bool {
			return strings.Contains(m.assertion().Subject.NameID.Content, "<?split?>")
		},

		"split-groups": func(m made) bool { return strings.Count(m.doc, `Name="groups"`) == 2 },
		"nameid-email": func(m made) bool {
			return len(m.assertion().Attributes) == 0 && strings.HasSuffix(m.assertion().Subject.NameID.Format,
				":emailAddress")
		},
		"transient-nameid": func(m made) bool {
			return strings.HasSuffix(m.assertion().Subject.NameID.Format, ":transient") &&
				!strings.Contains(m.doc, `Name="id"`)
		},
		"no-authn-statement": func(m made) bool { return !strings.Contains(m.doc, "AuthnStatement") },
		"utc-offset": func(m made) bool {
			return strings.HasSuffix(m.m.IssueInstant, "+00:00") && !strings.Contains(m.doc, `Z"`)
		},
		"old-session": func(m made) bool { return strings.Contains(m.doc, `AuthnInstant="`+at(-time.Hour)) },
		"stale-authn": func(m made) bool { return strings.Contains(m.doc, `AuthnInstant="`+at(-time.Hour)) },
		"no-status":   func(m made) bool { return !strings.Contains(m.doc, "Status") },
		"no-authn-context": func(m made) bool {
			return strings.HasSuffix(m.m.Status.StatusCode.StatusCode.Value, ":NoAuthnContext")
		},
		"invalid-nameid-policy": func(m made) bool {
			return strings.HasSuffix(m.m.Status.StatusCode.StatusCode.Value, ":InvalidNameIDPolicy")
		},
		"made-up-in-response-to": func(m made) bool {
			return m.m.InResponseTo != "" && !strings.HasPrefix(m.m.InResponseTo, "_") && m.form.RelayState == ""
		},
		"empty-email": func(m made) bool {
			return strings.Contains(m.doc, `Name="email"`) && strings.Count(m.doc, "@") == 1
		},
		"several-emails": func(m made) bool { return strings.Count(m.doc, "@") == 3 },

		"sp-initiated":       func(m made) bool { return m.m.InResponseTo == requestID },
		"idp-initiated":      unasked,
		"guest-email-domain": func(m made) bool { return m.outside() },
		"error-response": func(m made) bool {
			return len(m.m.Assertion) == 0 && strings.HasSuffix(m.m.Status.StatusCode.StatusCode.Value,
				":RequestDenied")
		},
	}
	p := testProvider(t)
	for _, f := range idp.Faults() {
		t.Run(f.Name, func(t *testing.T) {
			has, ok := tests[f.Name]
			if !ok {
				t.Fatal("nothing says what this fault looks like")
			}
			m := made{p: p, form: respond(t, p, idp.Options{Fault: f.Name})}
			doc, _ := base64.StdEncoding.DecodeString(m.form.SAMLResponse)
			m.doc = string(doc)
			if !slices.Contains(unreadable, f.Name) {
				m.m = read(t, m.doc)
			}
			if !has(m) {
				t.Errorf("the message does not have the defect:\n%.4000s", m.doc)
			}
		})
	}
}

// unreadable are the faults that leave encoding/xml nothing to read.
var unreadable = []string{"truncated", "not-xml", "base64-twice", "junk-before-base64"}

func unasked(m made) bool { return m.form.RelayState == "" && !strings.Contains(m.doc, "InResponseTo") }

func extends(s, prefix string) bool { return strings.HasPrefix(s, prefix) && s != prefix }

// ends is the end of validity, if both places agree on it.
func (m made) ends() string {
	a := m.assertion()
	if a.Conditions.NotOnOrAfter != a.Subject.Data.NotOnOrAfter {
		return ""
	}
	return a.Conditions.NotOnOrAfter
}

// value is the SignatureValue of the assertion.
func (m made) value() []byte {
	value, _ := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(m.assertion().Signature.Value), ""))
	return value
}

// signedWith tells whether the SignedInfo of the assertion was signed with the
// RSA key of a certificate.
func (m made) signedWith(cert []byte, hash crypto.Hash) bool {
	parsed, err := x509.ParseCertificate(cert)
	if err != nil {
		return false
	}
	var doc xmldoc.Doc
	if doc.Parse([]byte(m.doc), xmldoc.Limits{}) != nil {
		return false
	}
	var info xmldoc.Node // the last one: the assertion's
	for n := range doc.Find(doc.Root(), "http://www.w3.org/2000/09/xmldsig#", "SignedInfo") {
		info = n
	}
	canonical, err := doc.Canonical(nil, info, xmldoc.C14N{Exclusive: true})
	if err != nil {
		return false
	}
	h := hash.New()
	h.Write(canonical)
	return rsa.VerifyPKCS1v15(parsed.PublicKey.(*rsa.PublicKey), hash, h.Sum(nil), m.value()) == nil
}

// shows tells whether KeyInfo holds a certificate.
func (m made) shows(cert []byte) bool {
	return m.assertion().Signature.KeyInfo.Certificate == base64.StdEncoding.EncodeToString(cert)
}

// outside tells whether name and email are in another domain.
func (m made) outside() bool {
	name := m.assertion().Subject.NameID.Content
	return !strings.Contains(m.doc, "@"+domain) && strings.Count(m.doc, name) == 2
}

// sealedTo tells whether there is nothing but an assertion encrypted to cert.
func (m made) sealedTo(cert []byte) bool {
	return len(m.m.Assertion) == 0 && len(m.m.EncryptedAssertion) == 1 &&
		m.m.EncryptedAssertion[0].Certificate == base64.StdEncoding.EncodeToString(cert)
}
