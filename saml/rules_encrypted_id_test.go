package saml_test

import (
	"crypto/rsa"
	"strings"
	"testing"

	"gatehouse/saml"
)

const (
	plainNameID = `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ada-1815</saml:NameID>`
	anyNameID   = `<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`
)

// encryptedID is an EncryptedID of this plaintext.
func encryptedID(t testing.TB, to *rsa.PublicKey, plaintext string) string {
	x := encryptedTo(to)
	x.plaintext = func(string) string { return plaintext }
	doc := x.apply(t, "<saml:Assertion></saml:Assertion>")
	return strings.NewReplacer("saml:EncryptedAssertion", "saml:EncryptedID").Replace(doc)
}

// withEncryptedID puts it in the place of the NameID, before anything is signed.
func withEncryptedID(plaintext string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.edit = replace(t, plainNameID, encryptedID(t, &decryptionKey(t).PublicKey, plaintext))
	}
}

// E8: an EncryptedID is opened inside the verified bytes, and is one NameID.
func TestRulesEncryptedID(t *testing.T) {
	const d = saml.DecryptionFailed
	own := strings.Replace(plainNameID, "<saml:NameID",
		`<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`, 1)
	testRules(t, []rule{
		{name: "E8 a NameID", with: withEncryptedID(own)},
		{name: "E8 a namespace of the surroundings", with: withEncryptedID(plainNameID)},
		{name: "E8 a declaration in front", with: withEncryptedID(`<?xml version="1.0" encoding="ISO-8859-1"?>` + own)},
		{name: "E8 the response signed too", with: signedAnd("both", withEncryptedID(own))},
		{name: "E8 the response signed alone", with: signedAnd("response", withEncryptedID(own))},
		{name: "E8 in an encrypted assertion", with: func(t *testing.T, m *made, s *saml.Settings) {
			withEncryptedID(own)(t, m, s)
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		}},
		{name: "E8 an assertion", cause: saml.EncryptionShape, class: d, with: withEncryptedID(another("_evil"))},
		{name: "E8 a NameID with an element", cause: saml.EncryptionShape, class: d,
			with: withEncryptedID(anyNameID + "<a>ada</a></saml:NameID>")},
		{name: "E8 two NameIDs", cause: saml.EncryptionShape, class: d, with: withEncryptedID(own + own)},
		{name: "E8 a NameID that breaks out", cause: saml.EncryptionShape, class: d,
			with: withEncryptedID(own + "</saml:Subject><saml:Subject>")},
		{name: "E8 a comment", cause: saml.EncryptionShape, class: d,
			with: withEncryptedID(anyNameID + "ada<!---->-1815</saml:NameID>")},
		{name: "E8 a DTD", cause: saml.EncryptionShape, class: d, with: withEncryptedID("<!DOCTYPE x>" + own)},
		{name: "E8 text", cause: saml.EncryptionShape, class: d, with: withEncryptedID("ada-1815")},
		{name: "E8 a NameID of another namespace", cause: saml.EncryptionShape, class: d,
			with: withEncryptedID("<NameID xmlns='urn:x'>ada</NameID>")},
		{name: "P6 a blank one", cause: saml.NoNameID, with: withEncryptedID(anyNameID + " </saml:NameID>")},
		{name: "P6 too long", cause: saml.NoNameID, with: withEncryptedID(anyNameID + strings.Repeat("a", 1025) +
			"</saml:NameID>")},
		{name: "P6 a NameID beside it", cause: saml.NoNameID, with: func(t *testing.T, m *made, _ *saml.Settings) {
			m.edit = replace(t, plainNameID, plainNameID+encryptedID(t, &decryptionKey(t).PublicKey, own))
		}},
		{name: "E8 to another key", cause: saml.WrongKey, class: d,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit = replace(t, plainNameID,
					encryptedID(t, &testKey(t, "rsa2048-2").(*rsa.PrivateKey).PublicKey, own))
			}},
		{name: "S14 exchanged after signing", cause: saml.DigestMismatch,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				m.tamper = replace(t, plainNameID, encryptedID(t, &decryptionKey(t).PublicKey,
					strings.Replace(own, "ada", "eve", 1)))
			}},
		{name: "E8 an encrypted attribute", warning: saml.UnsupportedEncryptedNameID,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				attribute := strings.NewReplacer("saml:EncryptedID", "saml:EncryptedAttribute").Replace(encryptedID(t,
					&decryptionKey(t).PublicKey, own))
				m.edit = replace(t, "</saml:AttributeStatement>", attribute+"</saml:AttributeStatement>")
			}},
	})
}

// What was encrypted is the user, and places behind it are still the right ones.
func TestEncryptedIDIsRead(t *testing.T) {
	m, s := sound(t), settings(t)
	withEncryptedID(anyNameID+" grace </saml:NameID>")(t, &m, &s)
	if v := provider(t, s).Evaluate(m.input(t)); !v.Accepted || v.Profile.NameID != "grace" ||
		v.Seen.NameID != "grace" {
		t.Fatalf("%+v, %+v", v.Findings, v.Profile)
	}
	edit := m.edit
	m.edit = func(doc string) string { return replace(t, ">"+email+"<", ">nobody<")(edit(doc)) }
	v := provider(t, s).Evaluate(m.input(t))
	c := v.Checks[v.Root().Check]
	if v.Root().Cause != saml.BadEmail || !strings.Contains(m.xml(t)[c.Span.Start:c.Span.End], "nobody") {
		t.Errorf("%s is shown at %q", v.Root().Cause, m.xml(t)[c.Span.Start:c.Span.End])
	}
}
