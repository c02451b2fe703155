package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

// strictPreset judges by the strict preset.
func strictPreset(with func(*testing.T, *made, *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		with(t, m, s)
		s.Policy = saml.StrictPolicy()
	}
}

// signatureMoved puts the signature of an element before this text instead of
// behind its Issuer. The digest leaves it out, so it stays right.
func signatureMoved(sign, before string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.sign = sign
		m.tamper = func(doc string) string {
			start, end := strings.Index(doc, "<ds:Signature "), strings.Index(doc, "</ds:Signature>")+
				len("</ds:Signature>")
			signature, rest := doc[start:end], doc[:start]+doc[end:]
			return replace(t, before, signature+before)(rest)
		}
	}
}

// named gives the response and the assertion other IDs.
func named(response, assertion string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.sign = "both"
		m.edit = func(doc string) string {
			return replace(t, `ID="_assertion1"`, `ID="`+assertion+`"`)(replace(t, `ID="_response1"`,
				`ID="`+response+`"`)(doc))
		}
	}
}

// advised puts something into the Advice of the assertion, before it is signed.
func advised(content string, allowed bool) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		m.edit = replace(t, "</saml:Conditions>", "</saml:Conditions><saml:Advice>"+content+"</saml:Advice>")
		s.Policy.AllowAdvice = allowed
	}
}

// another is an assertion about somebody else.
func another(id string) string {
	return strings.NewReplacer("_assertion1", id, "ada-1815", "eve", email, "eve@acme.com").Replace(soundAssertion)
}

func TestRulesLoosened(t *testing.T) {
	const emptySignature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"></ds:Signature>`
	encrypted := `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">` +
		`</xenc:EncryptedData></saml:EncryptedAssertion>`
	testRules(t, []rule{
		{name: "S2 behind Issuer"},
		{name: "S2 last in the assertion", warning: saml.SignaturePosition,
			with: signatureMoved("assertion", "</saml:Assertion>")},
		{name: "S2 first in the assertion", warning: saml.SignaturePosition,
			with: signatureMoved("assertion", "<saml:Issuer>"+idpEntityID+"</saml:Issuer><saml:Subject>")},
		{name: "S2 in the midst of the assertion", warning: saml.SignaturePosition,
			with: signatureMoved("assertion", "<saml:AttributeStatement>")},
		{name: "S2 last in the response", warning: saml.SignaturePosition,
			with: signatureMoved("response", "</samlp:Response>")},
		{name: "S2 behind the status", warning: saml.SignaturePosition,
			with: signatureMoved("response", "<saml:Assertion ")},
		{name: "S2 last, strictly", cause: saml.SignaturePosition,
			with: strictPreset(signatureMoved("assertion", "</saml:Assertion>"))},
		{name: "S2 behind the status, strictly", cause: saml.SignaturePosition,
			with: strictPreset(signatureMoved("response", "<saml:Assertion "))},
		{name: "X9 a signature deeper down", cause: saml.SignatureWrapping,
			with: signatureMoved("assertion", "</saml:Subject>")},
		{name: "S4 the assertion's signature as the response's", cause: saml.SignatureReference,
			with: signatureMoved("assertion", "<samlp:Status>")},
		{name: "S3 a second one, last", cause: saml.SignatureShape,
			with: tampered("</saml:Assertion>", emptySignature+"</saml:Assertion>")},
		{name: "S3 a second one, first", cause: saml.SignatureShape, with: tampered("<saml:Issuer>"+idpEntityID+
			"</saml:Issuer><ds:", emptySignature+"<saml:Issuer>"+idpEntityID+"</saml:Issuer><ds:")},

		{name: "X5 a signature's namespace in https", cause: saml.BadNamespace, detail: "rewritten",
			with: tampered(`xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`,
				`xmlns:ds="https://www.w3.org/2000/09/xmldsig#"`)},
		{name: "X5 a signature's namespace without its end", cause: saml.BadNamespace, detail: "rewritten",
			with: tampered(`xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`,
				`xmlns:ds="http://www.w3.org/2000/09/xmldsig"`)},
		{name: "X5 an assertion's namespace in capitals", cause: saml.BadNamespace, detail: "rewritten",
			with: tampered(`<saml:Assertion xmlns:saml="urn:oasis`, `<saml:Assertion xmlns:saml="urn:OASIS`)},
		{name: "X9 a signature's namespace of somebody else", cause: saml.SignatureWrapping,
			with: tampered(`xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`, `xmlns:ds="http://evil.example/xmldsig#"`)},
		{name: "X8 IDs that begin with digits", warning: saml.BadID, with: named("0a1b2c3d-0000-4444-8888-0123456789ab",
			"6f9619ff-8b86-d011-b42d-00cf4fc964ff")},
		{name: "X8 an ID of one digit", warning: saml.BadID, with: named("_r", "1")},
		{name: "X8 an ID of digits", warning: saml.BadID, with: named("20260302", "_a")},
		{name: "X8 digits, strictly", cause: saml.BadID, with: strictPreset(named("0a", "_a"))},
		{name: "X8 a digit and a colon", cause: saml.BadID, with: named("_r", "1:a")},
		{name: "X8 a digit and a blank", cause: saml.BadID, with: named("_r", "1 a")},
		{name: "X8 a foreign digit", cause: saml.BadID, with: named("_r", "\u0661a")},
		{name: "X8 a minus", cause: saml.BadID, with: named("_r", "-1")},
		{name: "X8 the same number twice", cause: saml.DuplicateID, with: named("1a", "1a")},
		{name: "S4 another number", cause: saml.SignatureReference,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				named("_r", "01")(t, m, s)
				m.sign, m.how.reference = "assertion", "#1"
			}},

		{name: "X9 Advice with other things",
			with: advised(`<saml:AssertionIDRef>_x</saml:AssertionIDRef><b:note xmlns:b="urn:b">x</b:note>`, false)},
		{name: "X9 an assertion in Advice", cause: saml.Advice, with: advised(another("_other"), false)},
		{name: "X9 an encrypted assertion in Advice", cause: saml.Advice, with: advised(encrypted, false)},
		{name: "X9 a signature in Advice", cause: saml.Advice, with: advised(emptySignature, false)},
		{name: "X9 an assertion deep in Advice", cause: saml.Advice,
			with: advised(`<b:a xmlns:b="urn:b"><b:b>`+another("_other")+`</b:b></b:a>`, false)},
		{name: "X9 Advice is allowed", with: advised(another("_other"), true)},
		{name: "X9 Advice with signatures is allowed", with: advised(another("_o1")+emptySignature+emptySignature+
			another("_o2"), true)},
		{name: "X9 Advice in Advice is allowed", with: advised(strings.Replace(another("_o1"), "<saml:AuthnStatement",
			"<saml:Advice>"+another("_o2")+"</saml:Advice><saml:AuthnStatement", 1), true)},
		{name: "X8 an ID in Advice that is the assertion's", cause: saml.DuplicateID,
			with: advised(another("_assertion1"), true)},
		{name: "X8 an ID in Advice that is the response's", cause: saml.DuplicateID,
			with: advised(another("_response1"), true)},
		{name: "X9 a second Advice", cause: saml.UnknownElement, with: advised(`</saml:Advice><saml:Advice>`, true)},
		{name: "X9 Advice in the response", cause: saml.SignatureWrapping,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				m.edit = replace(t, "<samlp:Status>",
					"<samlp:Extensions><saml:Advice xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">"+
						another("_o")+"</saml:Advice></samlp:Extensions><samlp:Status>")
				s.Policy.AllowAdvice = true
			}},
		{name: "X9 Advice in the subject", cause: saml.SignatureWrapping,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				m.edit = replace(t, "</saml:NameID>", "</saml:NameID><saml:Advice>"+another("_o")+"</saml:Advice>")
				s.Policy.AllowAdvice = true
			}},
	})
}

// What stands in Advice is never read: not the user, the attributes, the times.
func TestAdviceIsNotRead(t *testing.T) {
	for _, sign := range []string{"assertion", "response", "both"} {
		m, s := sound(t), settings(t)
		advised(another("_other")+`<saml:AttributeStatement><saml:Attribute Name="groups">`+
			`<saml:AttributeValue>admins</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`,
			true)(t, &m, &s)
		m.sign = sign
		v := provider(t, s).Evaluate(m.input(t))
		if !v.Accepted || v.Profile.NameID != "ada-1815" || v.Profile.Email != email ||
			strings.Join(v.Profile.Groups, ",") != "engines,poets" {
			t.Errorf("%s: %+v, %+v", sign, v.Findings, v.Profile)
		}
	}
	// The signed assertion moved into the Advice of a forged one.
	m, s := sound(t), settings(t)
	s.Policy.AllowAdvice = true
	m.tamper = func(doc string) string {
		start, end := strings.Index(doc, "<saml:Assertion "), strings.Index(doc, "</saml:Assertion>")+
			len("</saml:Assertion>")
		forged := strings.Replace(another("_evil"), "</saml:Conditions>",
			"</saml:Conditions><saml:Advice>"+doc[start:end]+"</saml:Advice>", 1)
		return doc[:start] + forged + doc[end:]
	}
	if v := provider(t, s).Evaluate(m.input(t)); v.Accepted || v.Root().Cause != saml.Unsigned {
		t.Errorf("wrapped in Advice: accepted %v, %+v", v.Accepted, v.Findings)
	}
}
