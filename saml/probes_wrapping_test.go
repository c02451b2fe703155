package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

// hidingPlaces are where the suite's own attacks do not hide anything: an
// anchor in a whole document, and what is put before the thing hidden and
// behind it.
var hidingPlaces = []struct{ name, anchor, open, end string }{
	{"Issuer of the response", "https://idp.example.com/metadata", "", ""},
	{"StatusCode", `status:Success">`, "", ""},
	{"Status", "</samlp:StatusCode>", "", ""},
	{"StatusMessage", "</samlp:StatusCode>", "<samlp:StatusMessage>", "</samlp:StatusMessage>"},
	{"Extensions in no namespace", "</samlp:Status>", "<Extensions>", "</Extensions>"},
	{"NameID", "ada-1815", "", ""},
	{"BaseID", "<saml:Subject>", "<saml:BaseID>", "</saml:BaseID>"},
	{"EncryptedID", "<saml:Subject>", "<saml:EncryptedID>", "</saml:EncryptedID>"},
	{"SubjectConfirmation", `cm:bearer">`, "", ""},
	{"KeyInfo in SubjectConfirmationData", `Recipient="` + acsURL + `">`,
		`<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`, "</ds:KeyInfo>"},
	{"Audience", "<saml:Audience>", "", ""},
	{"AudienceRestriction", "<saml:AudienceRestriction>", "", ""},
	{"OneTimeUse", "</saml:AudienceRestriction>", "<saml:OneTimeUse>", "</saml:OneTimeUse>"},
	{"ProxyRestriction", "</saml:AudienceRestriction>", "<saml:ProxyRestriction>", "</saml:ProxyRestriction>"},
	{"Condition", "</saml:AudienceRestriction>", "<saml:Condition>", "</saml:Condition>"},
	{"Advice of another namespace", "</saml:Conditions>", `<saml:Advice><x:y xmlns:x="urn:x"><x:z>`,
		"</x:z></x:y></saml:Advice>"},
	{"Evidence", "</saml:Conditions>",
		`<saml:AuthzDecisionStatement Resource="urn:x" Decision="Permit"><saml:Evidence>`,
		"</saml:Evidence></saml:AuthzDecisionStatement>"},
	{"Statement", "</saml:Conditions>", "<saml:Statement>", "</saml:Statement>"},
	{"SubjectLocality", `SessionIndex="_session1">`, "<saml:SubjectLocality>", "</saml:SubjectLocality>"},
	{"AuthnStatement", `SessionIndex="_session1">`, "", ""},
	{"AuthnContext", "<saml:AuthnContext>", "", ""},
	{"AuthnContextClassRef", "<saml:AuthnContextClassRef>", "", ""},
	{"AttributeStatement", "<saml:AttributeStatement>", "", ""},
	{"Attribute", `<saml:Attribute Name="groups">`, "", ""},
	{"the email's value", `<saml:Attribute Name="email"><saml:AttributeValue>`, "", ""},
	{"EncryptedAttribute", "<saml:AttributeStatement>", "<saml:EncryptedAttribute>", "</saml:EncryptedAttribute>"},
	{"a value in CDATA's clothes", "<saml:AttributeValue>engines", `<x xmlns="">`, "</x>"},
}

// signaturePlaces are inside of a signature.
var signaturePlaces = []string{"<ds:SignedInfo>", exclusive + `"></ds:CanonicalizationMethod>`, "</ds:SignedInfo>",
	`rsa-sha256">`, "<ds:Transforms>",
	enveloped + `">`, "</ds:Transforms>", sha256URI + `">`, "<ds:DigestValue>", "</ds:Reference>",
	"<ds:SignatureValue>", "<ds:KeyInfo>", "<ds:X509Data>", "<ds:X509Certificate>", "</ds:KeyInfo>"}

func probeWrapping(t *testing.T) []probe {
	l := list{t: t}
	signed := signedAssertion(t)
	bare, signature := cutSignature(t, signed)
	whole := sound(t)
	whole.sign = "response"
	response := whole.xml(t)
	_, responseSignature := cutSignature(t, response)
	put := func(doc, anchor, open, what, end string) string {
		if strings.Count(doc, anchor) == 0 {
			t.Fatalf("no %q", anchor)
		}
		return strings.Replace(doc, anchor, anchor+open+what+end, 1)
	}
	wrapping := causes(saml.SignatureWrapping, saml.MultipleAssertions, saml.Advice)
	noise := strings.Repeat(`<x xmlns="urn:x"></x>`, 4) // as many as a check has rows
	l.attack("X9 the signed one hidden behind four unknown elements",
		posts(t, strings.Replace(around(t, evilAssertion), "<samlp:Status>",
			noise+"<samlp:Extensions>"+signed+"</samlp:Extensions><samlp:Status>", 1)), wrapping...)
	for _, p := range hidingPlaces {
		wrap := func(doc, what string) string {
			doc = strings.Replace(doc, "eve<", "ada-1815<", 1) // the anchor; who is meant does not matter for a refusal
			return put(doc, p.anchor, p.open, what, p.end)
		}
		evilDoc := around(t, evilAssertion)
		l.attack("X9 the signed one hidden in "+p.name, posts(t, wrap(evilDoc, signed)), wrapping...)
		l.attack("X9 the signed one hidden, same ID, in "+p.name,
			posts(t, wrap(strings.ReplaceAll(evilDoc, "_evil", "_assertion1"), signed)), wrapping...)
		l.attack("X9 its signature on the forged one, hidden in "+p.name,
			posts(t, wrap(strings.Replace(evilDoc, idpEntityID+"</saml:Issuer><saml:Subject>",
				idpEntityID+"</saml:Issuer>"+signature+"<saml:Subject>", 1), bare)), wrapping...)
		l.attack("X9 a forged one in a signed response, in "+p.name,
			posts(t, put(response, p.anchor, p.open, evilAssertion, p.end)), wrapping...)
		l.attack("X9 the signed response hidden in "+p.name,
			posts(t, wrap(strings.Replace(evilDoc, "_response1", "_response2", 1), response)), wrapping...)
		m := sound(t)
		m.edit = func(d string) string { return put(d, p.anchor, p.open, evilAssertion, p.end) }
		if p.name != "Issuer of the response" { // its own signer cannot find the place then
			m.sign = "response"
			l.attack("X9 signed by the provider itself, an assertion in "+p.name, m, wrapping...)
		}
	}
	for _, anchor := range signaturePlaces {
		l.attack("X9 the signed one in a signature behind "+anchor,
			posts(t, around(t, strings.Replace(evilAssertion, "</saml:Issuer>", "</saml:Issuer>"+put(signature, anchor,
				"", bare, ""), 1))), wrapping...)
		l.attack("X9 the signed one in the response's signature behind "+anchor,
			posts(t, strings.Replace(around(t, evilAssertion), "</saml:Issuer>", "</saml:Issuer>"+put(responseSignature,
				anchor, "", signed, ""), 1)), wrapping...)
	}
	// Position, with nothing but one assertion at a time.
	for name, doc := range map[string]string{
		"the response's signature alone on a forged one": strings.Replace(around(t, evilAssertion), "</saml:Issuer>",
			"</saml:Issuer>"+responseSignature, 1),
		"the response's signature moved into the assertion": around(t, strings.Replace(evilAssertion, "</saml:Issuer>",
			"</saml:Issuer>"+responseSignature, 1)),
		"the assertion's signature on a response of its ID": strings.Replace(strings.Replace(around(t, evilAssertion),
			"_response1", "_assertion1", 1), "</saml:Issuer>", "</saml:Issuer>"+signature, 1),
		"both IDs and both signatures swapped": strings.NewReplacer("_response1", "_assertion1", "_assertion1",
			"_response1").Replace(
			strings.Replace(around(t, strings.Replace(soundAssertion, "</saml:Issuer>",
				"</saml:Issuer>"+responseSignature, 1)), "</saml:Issuer>", "</saml:Issuer>"+signature, 1)),
	} {
		l.attack("S4 "+name, posts(t, doc), saml.SignatureReference, saml.DigestMismatch, saml.DuplicateID)
	}
	l.attack("P1 a signed assertion as a response",
		posts(t, strings.NewReplacer("<saml:Assertion ",
			`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" `, "</saml:Assertion>",
			"</samlp:Response>").Replace(signed)), saml.NoAssertion, saml.IdPStatus, saml.UnknownElement)
	l.attack("P1 a SOAP envelope around a response",
		posts(t, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`+sound(t).xml(t)+
			`</s:Body></s:Envelope>`), saml.RootElement)
	l.attack("P1 an ArtifactResponse around a response",
		posts(t, `<samlp:ArtifactResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_a" Version="2.0">`+
			sound(t).xml(t)+`</samlp:ArtifactResponse>`), saml.RootElement)
	l.attack("P1 a WS-Federation token", posts(t, `<t:RequestSecurityTokenResponse `+
		`xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"><t:RequestedSecurityToken>`+signed+
		`</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`), saml.RootElement)
	l.attack("P1 a Response of the assertion's namespace",
		posts(t, strings.ReplaceAll(sound(t).xml(t), "SAML:2.0:protocol", "SAML:2.0:assertion")), saml.RootElement)
	l.attack("P5 an assertion of the protocol's namespace",
		posts(t, strings.Replace(sound(t).xml(t), `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`,
			`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:protocol"`, 1)), saml.SignatureWrapping)
	l.attack("X9 a second Issuer first",
		tampers(t, "<saml:Issuer xmlns",
			`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">x</saml:Issuer><saml:Issuer xmlns`),
		saml.UnknownElement)
	l.attack("X9 two Subjects", edits(t, "<saml:Conditions",
		"<saml:Subject><saml:NameID>eve</saml:NameID></saml:Subject><saml:Conditions"), saml.UnknownElement)
	l.attack("X9 two Conditions", edits(t, "<saml:AuthnStatement",
		"<saml:Conditions></saml:Conditions><saml:AuthnStatement"), saml.UnknownElement)
	l.attack("X9 two Statuses", tampers(t, "<samlp:Status>", `<samlp:Status><samlp:StatusCode `+
		`Value="urn:oasis:names:tc:SAML:2.0:status:Responder"></samlp:StatusCode></samlp:Status><samlp:Status>`),
		saml.UnknownElement)
	l.attack("X9 two SubjectConfirmationData", edits(t, "</saml:SubjectConfirmationData>",
		`</saml:SubjectConfirmationData><saml:SubjectConfirmationData></saml:SubjectConfirmationData>`),
		saml.UnknownElement)
	return l.all
}
