package saml_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
)

// inside changes the assertion, not the response around it.
func inside(old, new string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.edit = func(d string) string {
			at := strings.Index(d, "<saml:Assertion")
			return d[:at] + replace(t, old, new)(d[at:])
		}
	}
}

// without takes the first element of that name out, with all in it.
func without(name string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.edit = func(d string) string { return cutElement(t, d, name) }
	}
}

func cutElement(t testing.TB, d, name string) string {
	t.Helper()
	start, end := strings.Index(d, "<"+name), strings.Index(d, "</"+name+">")
	if start < 0 || end < 0 {
		t.Fatalf("there is no %s to take out", name)
	}
	return d[:start] + d[end+len(name)+3:]
}

func status(xml string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.sign = ""
		m.edit = func(d string) string {
			d = cutElement(t, d, "saml:Assertion")
			return strings.Replace(cutElement(t, d, "samlp:Status"), "</samlp:Response>", xml+"</samlp:Response>", 1)
		}
	}
}

func TestRulesMessage(t *testing.T) {
	requested := func(id string) func(*testing.T, *made, *saml.Settings) {
		return func(_ *testing.T, m *made, _ *saml.Settings) {
			m.edit = func(d string) string { return strings.ReplaceAll(d, requestID, id) }
		}
	}
	testRules(t, []rule{
		{name: "P1 a response of SAML 2.0"},
		{name: "P1 another root", cause: saml.RootElement, detail: "without the Response",
			with: whole(func(string) string { return soundAssertion })},
		{name: "P1 a request", cause: saml.RootElement, detail: "request", with: whole(func(string) string {
			return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`
		})},
		{name: "P1 HTML", cause: saml.RootElement, detail: "HTML", with: whole(func(string) string {
			return `<html><body/></html>`
		})},
		{name: "P1 no namespace", cause: saml.RootElement, detail: "without a namespace",
			with: whole(func(d string) string { return `<Response ID="_1" Version="2.0"/>` })},
		{name: "P1 SAML 1.1", cause: saml.RootElement, detail: "namespace", with: whole(func(d string) string {
			return strings.Replace(d, "SAML:2.0:protocol", "SAML:1.0:protocol", 1)
		})},
		{name: "P1 another version of the response", cause: saml.BadVersion, received: "1.1",
			with: edited(`Version="2.0"`, `Version="1.1"`)},
		{name: "P1 another version of the assertion", cause: saml.BadVersion,
			with: inside(`Version="2.0"`, `Version="2.1"`)},
		{name: "P1 no ID", cause: saml.BadID, with: edited(` ID="_response1"`, ``)},

		{name: "P2 success"},
		{name: "P2 an error status", cause: saml.IdPStatus,
			received: "status:Responder / urn:oasis:names:tc:SAML:2.0:status:AuthnFailed", detail: "wrong password",
			with: status(`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">` +
				`<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode>` +
				`<samlp:StatusMessage>wrong password</samlp:StatusMessage></samlp:Status>`)},
		{name: "P2 an error status with an assertion", cause: saml.IdPStatus,
			with: edited("status:Success", "status:Requester")},
		{name: "P2 an error status with an empty assertion", cause: saml.IdPStatus, detail: "wrong password",
			with: brokenBeside("<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>")},
		{name: "P2 an error status with a broken assertion", cause: saml.IdPStatus, detail: "wrong password",
			with: brokenBeside(`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="1" Id="2">` +
				`<saml:Issuer/><saml:Issuer/><x xmlns=""/></saml:Assertion>`)},
		{name: "P2 an error status with half a signature", cause: saml.IdPStatus, detail: "wrong password",
			with: brokenBeside(`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1">` +
				`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></saml:Assertion>`)},
		{name: "P2 an error status with two assertions", cause: saml.IdPStatus, detail: "wrong password",
			with: brokenBeside(evilAssertion + evilAssertion)},
		{name: "P2 an error status with an empty encrypted assertion", cause: saml.IdPStatus, detail: "wrong password",
			with: brokenBeside(`<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>`)},
		{name: "P2 white space around the code", with: edited("status:Success\"", "status:Success \"")},
		{name: "P2 no status", cause: saml.IdPStatus, with: without("samlp:Status")},
		{name: "P2 two codes", cause: saml.IdPStatus,
			with: edited("</samlp:Status>", `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">`+
				`</samlp:StatusCode></samlp:Status>`)},

		{name: "P3 our address"},
		{name: "P3 none, not signed", with: edited(` Destination="`+acsURL+`"`, "")},
		{name: "P3 none, signed", cause: saml.Destination,
			with: signedAnd("response", edited(` Destination="`+acsURL+`"`, ""))},
		{name: "P3 empty counts as none", with: edited(`Destination="`+acsURL+`"`, `Destination=""`)},
		{name: "P3 blank counts as none", with: edited(`Destination="`+acsURL+`"`, `Destination=" &#9; "`)},
		{name: "P3 empty, signed", cause: saml.Destination, detail: "must say",
			with: signedAnd("response", edited(`Destination="`+acsURL+`"`, `Destination=""`))},
		{name: "P3 white space", with: edited(`Destination="`+acsURL+`"`, `Destination="&#10;`+acsURL+` "`)},
		{name: "P3 a no-break space", cause: saml.Destination, with: edited(`Destination="`+acsURL+`"`,
			`Destination="`+acsURL+"\u00a0\"")},
		{name: "P3 a trailing slash", cause: saml.Destination, expected: acsURL, received: acsURL + "/",
			detail: "slash", with: edited(`Destination="`+acsURL+`"`, `Destination="`+acsURL+`/"`)},
		{name: "P3 in both places", cause: saml.Destination, with: func(_ *testing.T, m *made, _ *saml.Settings) {
			m.edit = func(d string) string { return strings.ReplaceAll(d, acsURL, "https://another-app.example/acs") }
		}},

		{name: "P4 our identity provider"},
		{name: "P4 another", cause: saml.Issuer, expected: idpEntityID, received: "https://evil.example",
			with: inside(idpEntityID, "https://evil.example")},
		{name: "P4 none", cause: saml.Issuer, with: func(t *testing.T, m *made, _ *saml.Settings) {
			m.sign = ""
			inside("<saml:Issuer>"+idpEntityID+"</saml:Issuer>", "")(t, m, nil)
		}},
		{name: "P4 white space", with: inside(">"+idpEntityID, "> "+idpEntityID)},
		{name: "P4 white space on both sides", with: inside(">"+idpEntityID+"<", ">\n\t "+idpEntityID+"\r\n<")},
		{name: "P4 white space in the settings", with: func(_ *testing.T, _ *made, s *saml.Settings) {
			s.IdPEntityID = " " + idpEntityID + "\n"
		}},
		{name: "P4 white space within", cause: saml.Issuer, with: inside(">https://idp", ">https:// idp")},
		{name: "P4 a no-break space", cause: saml.Issuer, with: inside(">"+idpEntityID, ">\u00a0"+idpEntityID)},
		{name: "P4 a line separator", cause: saml.Issuer, with: inside(idpEntityID+"<", idpEntityID+"\u2028<")},
		{name: "P4 white space around the format",
			with: inside("<saml:Issuer>", `<saml:Issuer Format=" urn:oasis:names:tc:SAML:2.0:nameid-format:entity ">`)},
		{name: "P4 the format entity",
			with: inside("<saml:Issuer>", `<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">`)},
		{name: "P4 another format", cause: saml.Issuer, detail: "Format", with: inside("<saml:Issuer>",
			`<saml:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">`)},
		{name: "T7 no issuer of the response",
			with: edited(`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`+idpEntityID+
				`</saml:Issuer>`, "")},

		{name: "P5 one"},
		{name: "P5 none", cause: saml.NoAssertion, with: func(t *testing.T, m *made, s *saml.Settings) {
			m.sign = "response"
			without("saml:Assertion")(t, m, s)
		}},
		{name: "P5 two, one of them forged", cause: saml.MultipleAssertions, received: "2",
			with: tampered("</samlp:Response>", evilAssertion+"</samlp:Response>")},
		{name: "P5 two, the forged one first", cause: saml.MultipleAssertions,
			with: tampered("<saml:Assertion", evilAssertion+"<saml:Assertion")},
		{name: "P5 two of the same ID", cause: saml.MultipleAssertions, with: tampered("</samlp:Response>",
			strings.Replace(evilAssertion, "_evil", "_assertion1", 1)+"</samlp:Response>")},

		{name: "P6 a NameID"},
		{name: "P6 none", cause: saml.NoNameID, with: without("saml:NameID")},
		{name: "P6 no subject", cause: saml.NoNameID, with: without("saml:Subject")},
		{name: "P6 a blank one", cause: saml.NoNameID, detail: "blank", with: edited(">ada-1815<", "> \n<")},
		{name: "P6 two", cause: saml.NoNameID, received: "2", with: edited("<saml:SubjectConfirmation ",
			"<saml:NameID>eve</saml:NameID><saml:SubjectConfirmation ")},
		{name: "P6 too long", cause: saml.NoNameID, received: "1025",
			with: edited("ada-1815", strings.Repeat("a", 1025))},
		{name: "P6 as long as may be", with: edited("ada-1815", strings.Repeat("a", 1024))},

		{name: "P7 a bearer confirmation"},
		{name: "P7 one of two fits", with: edited("<saml:SubjectConfirmation ",
			`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData `+
				`NotOnOrAfter="2026-03-02T08:00:00Z" Recipient="https://other.example/">`+
				`</saml:SubjectConfirmationData></saml:SubjectConfirmation><saml:SubjectConfirmation `)},
		{name: "P7 no bearer", cause: saml.SubjectConfirmation, with: edited("cm:bearer", "cm:holder-of-key")},
		{name: "P7 no data", cause: saml.SubjectConfirmation, with: without("saml:SubjectConfirmationData")},
		{name: "P7 a NotBefore", warning: saml.SubjectConfirmation, detail: "NotBefore",
			with: edited(`Data InResponseTo`, `Data NotBefore="2026-03-02T09:00:00Z" InResponseTo`)},
		{name: "P7 a NotBefore of now", warning: saml.SubjectConfirmation,
			with: edited(`Data InResponseTo`, `Data NotBefore="2026-03-02T09:30:00Z" InResponseTo`)},
		{name: "P7 a NotBefore within the skew", warning: saml.SubjectConfirmation,
			with: edited(`Data InResponseTo`, `Data NotBefore="2026-03-02T09:33:00Z" InResponseTo`)},
		{name: "P7 a NotBefore to come", cause: saml.NotYetValid, expected: "from 2026-03-02T09:40:00Z",
			with: edited(`Data InResponseTo`, `Data NotBefore="2026-03-02T09:40:00Z" InResponseTo`)},
		{name: "P7 a NotBefore, strictly", cause: saml.SubjectConfirmation, detail: "NotBefore",
			with: strictly(edited(`Data InResponseTo`, `Data NotBefore="2026-03-02T09:00:00Z" InResponseTo`))},
		{name: "P7 a NotBefore to come, and another that fits", with: edited("<saml:SubjectConfirmation ",
			`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData `+
				`InResponseTo="`+requestID+
				`" NotBefore="2026-03-02T09:40:00Z" NotOnOrAfter="2026-03-02T09:45:00Z" Recipient="`+acsURL+
				`"></saml:SubjectConfirmationData></saml:SubjectConfirmation><saml:SubjectConfirmation `)},
		{name: "P14 a NotBefore that is none", cause: saml.BadTime,
			with: edited(`Data InResponseTo`, `Data NotBefore="soon" InResponseTo`)},
		{name: "P7 white space around the recipient", with: edited(`Recipient="`+acsURL+`"`,
			`Recipient=" `+acsURL+`&#10;"`)},
		{name: "P7 no NotOnOrAfter", cause: saml.SubjectConfirmation, detail: "NotOnOrAfter",
			with: edited(` NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`, " Recipient")},
		{name: "P7 another recipient", cause: saml.Recipient, expected: acsURL, received: "https://evil.example",
			with: edited(`Recipient="`+acsURL, `Recipient="https://evil.example`)},
		{name: "P7 no recipient", cause: saml.Recipient, with: edited(` Recipient="`+acsURL+`"`, "")},
		{name: "P7 expired", cause: saml.Expired, with: edited(`NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`,
			`NotOnOrAfter="2026-03-02T09:27:00Z" Recipient`)},
		{name: "P7 within the skew", with: edited(`NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`,
			`NotOnOrAfter="2026-03-02T09:27:01Z" Recipient`)},

		{name: "P8 our request"},
		{name: "P8 an unknown one", cause: saml.InResponseTo, received: "_unknown", detail: "sent no such",
			with: requested("_unknown")},
		{name: "P8 one of another connection", cause: saml.InResponseTo, detail: "another connection",
			with: requested("_foreign")},
		{name: "P8 an old one", cause: saml.InResponseTo, detail: "16m0s ago", with: requested("_old")},
		{name: "P8 an old one, longer life", with: func(t *testing.T, m *made, s *saml.Settings) {
			requested("_old")(t, m, s)
			s.Policy.RequestLife = 20 * time.Minute
		}},
		{name: "P8 white space around it", with: edited(`Data InResponseTo="`+requestID,
			`Data InResponseTo=" `+requestID)},
		{name: "P8 empty counts as absent", warning: saml.InResponseTo, detail: "empty", with: requested("")},
		{name: "P8 blank counts as absent", warning: saml.InResponseTo, with: requested("&#9; ")},
		{name: "P8 empty in the response alone", warning: saml.InResponseTo, with: edited(requestID, "")},
		{name: "P9 empty, strictly", cause: saml.Unsolicited, with: strictly(requested(""))},
		{name: "P8 empty, though we asked", cause: saml.InResponseTo, expected: requestID, detail: "RelayState",
			with: func(t *testing.T, m *made, s *saml.Settings) {
				requested("")(t, m, s)
				m.relay = requestID
			}},
		{name: "P8 two that disagree", cause: saml.InResponseTo, detail: "different",
			with: edited(requestID, "_answered")},
		{name: "P8 none, though we asked", cause: saml.InResponseTo, expected: requestID, detail: "RelayState",
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit, m.relay = unsolicited(t), requestID
			}},
		{name: "P8 only in the signed response",
			with: signedAnd("response", edited(`Data InResponseTo="`+requestID+`"`, `Data`))},
		{name: "P15 one that was answered", cause: saml.Replay, received: "_answered", with: requested("_answered")},

		{name: "P9 unsolicited", with: func(t *testing.T, m *made, _ *saml.Settings) { m.edit = unsolicited(t) }},
		{name: "P9 unsolicited, strictly", cause: saml.Unsolicited,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				m.edit, s.Policy = unsolicited(t), saml.StrictPolicy()
			}},

		{name: "P10 in its time"},
		{name: "P10 no window, but one of the confirmation",
			with: edited(` NotBefore="2026-03-02T09:29:30Z" NotOnOrAfter="2026-03-02T09:35:00Z">`, ">")},
		{name: "P10 not yet valid", cause: saml.NotYetValid, expected: "2026-03-02T11:30:00Z",
			received: "2026-03-02T09:30:00Z", with: window("2026-03-02T11:30:00Z", "2026-03-02T11:35:00Z")},
		{name: "P10 not yet valid, within the skew", with: window("2026-03-02T09:33:00Z", "2026-03-02T09:35:00Z")},
		{name: "P10 not yet valid, without skew", cause: saml.NotYetValid,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				window("2026-03-02T09:30:01Z", "2026-03-02T09:35:00Z")(t, m, s)
				s.Policy.Skew = 0
			}},
		{name: "P10 expired", cause: saml.Expired, expected: "2026-03-02T09:27:00Z + 3m0s skew", detail: "3m0s ago",
			with: window("2026-03-02T09:20:00Z", "2026-03-02T09:27:00Z")},
		{name: "P10 expired, within the skew", with: window("2026-03-02T09:20:00Z", "2026-03-02T09:27:01Z")},
		{name: "P10 no more skew than five minutes", cause: saml.Expired,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				window("2026-03-02T09:00:00Z", "2026-03-02T09:25:00Z")(t, m, s)
				s.Policy.Skew = time.Hour
			}},
		{name: "P14 a window that ends before it begins", cause: saml.BadTime,
			with: window("2026-03-02T09:35:00Z", "2026-03-02T09:29:30Z")},

		{name: "P11 our entity ID"},
		{name: "P11 among others",
			with: edited("<saml:Audience>", "<saml:Audience>https://other.example</saml:Audience><saml:Audience>")},
		{name: "P11 white space", with: edited("<saml:Audience>"+entityID, "<saml:Audience>\n  "+entityID+" ")},
		{name: "P11 white space in the settings", with: func(_ *testing.T, _ *made, s *saml.Settings) {
			s.EntityID += "\n"
		}},
		{name: "P11 a no-break space", cause: saml.Audience, with: edited("<saml:Audience>"+entityID,
			"<saml:Audience>"+entityID+"\u00a0")},
		{name: "P11 a line separator", cause: saml.Audience, with: edited("<saml:Audience>"+entityID,
			"<saml:Audience>\u2028"+entityID)},
		{name: "P11 a vertical tab's look-alike", cause: saml.Audience, with: edited("<saml:Audience>"+entityID,
			"<saml:Audience>\u0085"+entityID)},
		{name: "P11 two in one", cause: saml.Audience, with: edited("<saml:Audience>"+entityID,
			"<saml:Audience>"+entityID+" "+entityID)},
		{name: "P11 another", cause: saml.Audience, expected: entityID, received: "https://other.example",
			with: edited("<saml:Audience>"+entityID, "<saml:Audience>https://other.example")},
		{name: "P11 ours and more", cause: saml.Audience, received: entityID + ".evil",
			with: edited("<saml:Audience>"+entityID, "<saml:Audience>"+entityID+".evil")},
		{name: "P11 one restriction of two", cause: saml.Audience, with: edited("</saml:AudienceRestriction>",
			"</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>x</saml:Audience>"+
				"</saml:AudienceRestriction>")},
		{name: "P11 none", cause: saml.Audience, with: without("saml:AudienceRestriction")},
		{name: "P11 no conditions", cause: saml.Audience, with: without("saml:Conditions")},

		{name: "P12 OneTimeUse and ProxyRestriction", with: edited("</saml:AudienceRestriction>",
			`</saml:AudienceRestriction><saml:OneTimeUse></saml:OneTimeUse><saml:ProxyRestriction Count="0">`+
				`</saml:ProxyRestriction>`)},
		{name: "P12 another condition", cause: saml.UnknownCondition, received: "saml:Condition",
			with: edited("</saml:AudienceRestriction>",
				`</saml:AudienceRestriction><saml:Condition></saml:Condition>`)},

		{name: "P13 an authentication"},
		{name: "P13 none", warning: saml.NoAuthnStatement, with: without("saml:AuthnStatement")},
		{name: "P13 none, strictly", cause: saml.NoAuthnStatement, with: strictly(without("saml:AuthnStatement"))},
		{name: "P13 a sign-in to come", cause: saml.NotYetValid, received: "2026-03-02T09:34:00Z",
			detail: "AuthnInstant", with: edited(`AuthnInstant="2026-03-02T09:29:00Z"`,
				`AuthnInstant="2026-03-02T09:34:00Z"`)},
		{name: "P13 a sign-in to come within the skew", with: edited(`AuthnInstant="2026-03-02T09:29:00Z"`,
			`AuthnInstant="2026-03-02T09:33:00Z"`)},
		{name: "P13 a response to come", cause: saml.NotYetValid, detail: "IssueInstant",
			with: edited(`IssueInstant="2026-03-02T09:30:00Z" Version="2.0"><saml:Issuer xmlns`,
				`IssueInstant="2026-03-02T09:34:00Z" Version="2.0"><saml:Issuer xmlns`)},
		{name: "P13 an assertion to come", cause: saml.NotYetValid, detail: "IssueInstant of the assertion",
			with: inside(`IssueInstant="2026-03-02T09:30:00Z"`, `IssueInstant="2026-03-02T10:30:00Z"`)},
		{name: "P13 an assertion to come within the skew", with: inside(`IssueInstant="2026-03-02T09:30:00Z"`,
			`IssueInstant="2026-03-02T09:33:00Z"`)},
		{name: "P13 a session that goes on",
			with: edited("<saml:AuthnStatement ", `<saml:AuthnStatement SessionNotOnOrAfter="2026-03-02T17:00:00Z" `)},
		{name: "P13 a session that is over", cause: saml.SessionExpired,
			with: edited("<saml:AuthnStatement ", `<saml:AuthnStatement SessionNotOnOrAfter="2026-03-02T09:00:00Z" `)},

		{name: "P14 a fraction", with: edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30.1234567Z")},
		{name: "P14 UTC by its offset", warning: saml.BadTime, detail: "+00:00",
			with: edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30+00:00")},
		{name: "P14 UTC by its offset everywhere", warning: saml.BadTime, with: everyTime("Z", "+00:00")},
		{name: "P14 UTC by its offset behind a fraction", warning: saml.BadTime, with: everyTime("Z", ".5+00:00")},
		{name: "P14 UTC by its offset, strictly", cause: saml.BadTime,
			with: strictly(edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30+00:00"))},
		{name: "P14 the confirmation's UTC by its offset, strictly", cause: saml.BadTime,
			with: strictly(edited("2026-03-02T09:35:00Z", "2026-03-02T09:35:00+00:00"))},
		{name: "P14 white space", with: everyTime("Z", "Z ")},
		{name: "P14 another offset", cause: saml.BadTime,
			with: edited("2026-03-02T09:29:30Z", "2026-03-02T10:29:30+01:00")},
		{name: "P14 a negative zero", cause: saml.BadTime,
			with: edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30-00:00")},
		{name: "P14 half an offset", cause: saml.BadTime,
			with: edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30+00")},
		{name: "P14 both", cause: saml.BadTime, with: edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30Z+00:00")},
		{name: "P14 no zone", cause: saml.BadTime, with: edited("2026-03-02T09:29:30Z", "2026-03-02T09:29:30")},
		{name: "P14 no such day", cause: saml.BadTime, with: edited("2026-03-02T09:29:30Z", "2026-02-30T09:29:30Z")},
		{name: "P14 a year out of range", cause: saml.BadTime,
			with: edited("2026-03-02T09:29:30Z", "1969-03-02T09:29:30Z")},
		{name: "P14 no IssueInstant", cause: saml.BadTime, with: edited(` IssueInstant="2026-03-02T09:30:00Z"`, "")},
		{name: "P15 first use"},
	})
}

func window(from, to string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.edit = replace(t, `<saml:Conditions NotBefore="2026-03-02T09:29:30Z" NotOnOrAfter="2026-03-02T09:35:00Z"`,
			`<saml:Conditions NotBefore="`+from+`" NotOnOrAfter="`+to+`"`)
	}
}

// brokenBeside is an error status with something beside it that is no assertion.
func brokenBeside(assertion string) func(*testing.T, *made, *saml.Settings) {
	return status(`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>` +
		`<samlp:StatusMessage>wrong password</samlp:StatusMessage></samlp:Status>` + assertion)
}

// strictly judges by the strict rules about what providers get wrong.
func strictly(with func(*testing.T, *made, *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		s.Policy = saml.StrictPolicy()
		with(t, m, s)
	}
}

// everyTime writes all times of the message with another end.
func everyTime(end, with string) func(*testing.T, *made, *saml.Settings) {
	return func(_ *testing.T, m *made, _ *saml.Settings) {
		m.edit = func(d string) string {
			return regexp.MustCompile(`(T09:\d\d:\d\d)`+end).ReplaceAllString(d, "${1}"+with)
		}
	}
}

func TestRulesAttributes(t *testing.T) {
	mail := func(address string) func(*testing.T, *made, *saml.Settings) { return edited(email, address) }
	long := strings.Repeat("a", 64)
	testRules(t, []rule{
		{name: "P16 all there"},
		{name: "P16 no email", cause: saml.MissingAttributes, class: saml.InvalidAttributes, expected: "email, mail",
			received: "id, Email2, firstName", detail: "email", with: edited(`Name="email"`, `Name="Email2"`)},
		{name: "P16 a blank email", cause: saml.EmptyAttribute, received: "email", with: mail(" ")},
		{name: "P16 an invisible email", cause: saml.EmptyAttribute, with: mail("\u200b\u00a0")},
		{name: "P16 an email without a value", cause: saml.EmptyAttribute,
			with: edited("<saml:AttributeValue>"+email+"</saml:AttributeValue>", "")},
		{name: "P16 xsi:nil", cause: saml.EmptyAttribute, with: edited("<saml:AttributeValue>"+email,
			`<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">`+email)},
		{name: "P16 no attributes", cause: saml.MissingAttributes, received: "no attributes",
			with: without("saml:AttributeStatement")},
		{name: "P16 a required first name", cause: saml.MissingAttributes, detail: "first_name",
			with: func(t *testing.T, m *made, s *saml.Settings) {
				edited(`Name="firstName"`, `Name="vorname"`)(t, m, s)
				s.Mapping.Required = []string{"first_name"}
			}},
		{name: "P16 another name by mapping", with: func(t *testing.T, m *made, s *saml.Settings) {
			edited(`Name="email"`, `Name="E-Mail"`)(t, m, s)
			s.Mapping.Email = []string{"E-Mail"}
		}},
		{name: "P16 a mapped name twice", cause: saml.MultipleValues, received: "email",
			with: edited("</saml:AttributeStatement>", `<saml:Attribute Name="email">`+
				`<saml:AttributeValue>eve@acme.com</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`)},
		{name: "P16 a mapped name in two statements", cause: saml.MultipleValues,
			with: edited("</saml:AttributeStatement>", `</saml:AttributeStatement><saml:AttributeStatement>`+
				`<saml:Attribute Name="email"><saml:AttributeValue>eve@acme.com</saml:AttributeValue>`+
				`</saml:Attribute></saml:AttributeStatement>`)},
		{name: "P16 another name twice", with: edited("</saml:AttributeStatement>",
			strings.Repeat(`<saml:Attribute Name="x"><saml:AttributeValue>y</saml:AttributeValue></saml:Attribute>`, 2)+
				"</saml:AttributeStatement>")},
		{name: "P16 two emails", cause: saml.MultipleValues, received: "email", with: edited("<saml:AttributeValue>"+
			email, "<saml:AttributeValue>eve@acme.com</saml:AttributeValue><saml:AttributeValue>"+email)},
		{name: "P16 the first of two mapped names", with: edited("</saml:AttributeStatement>",
			`<saml:Attribute Name="mail"><saml:AttributeValue>eve@acme.com</saml:AttributeValue></saml:Attribute>`+
				`</saml:AttributeStatement>`)},

		{name: "P17 an email of the domain"},
		{name: "P17 upper case", with: mail("Ada@ACME.com")},
		{name: "P17 a long local part", with: mail(long + "@acme.com")},
		{name: "P17 no @", cause: saml.BadEmail, with: mail("ada")},
		{name: "P17 two @", cause: saml.BadEmail, with: mail("ada@evil.example@acme.com")},
		{name: "P17 nobody", cause: saml.BadEmail, with: mail("@acme.com")},
		{name: "P17 no domain", cause: saml.BadEmail, with: mail("ada@")},
		{name: "P17 too long", cause: saml.BadEmail, with: mail(long + "a@acme.com")},
		{name: "P17 quoted", cause: saml.BadEmail, with: mail(`"ada"@acme.com`)},
		{name: "P17 a blank", cause: saml.BadEmail, with: mail("ada lovelace@acme.com")},
		{name: "P17 a blank at the end", cause: saml.BadEmail, with: mail("ada@acme.com\u00a0")},
		{name: "P17 white space around it", with: mail("\n  ada@acme.com\t")},
		{name: "P17 a filler that is not seen", cause: saml.BadEmail, with: mail("ada\u3164@acme.com")},
		{name: "P17 a variation selector", cause: saml.BadEmail, with: mail("ada\ufe0f@acme.com")},
		{name: "P17 a combining joiner", cause: saml.BadEmail, with: mail("ad\u034fa@acme.com")},
		{name: "P17 an encoded word", cause: saml.BadEmail, with: mail("=?utf-8?q?ada?=@acme.com")},
		{name: "P17 a percent route", cause: saml.BadEmail, with: mail("ada%evil.example@acme.com")},
		{name: "P17 a bang path", cause: saml.BadEmail, with: mail("evil!ada@acme.com")},
		{name: "P17 an empty atom", cause: saml.BadEmail, with: mail("ada..lovelace@acme.com")},
		{name: "P17 a dot in front", cause: saml.BadEmail, with: mail(".ada@acme.com")},
		{name: "P17 a dot behind", cause: saml.BadEmail, with: mail("ada.@acme.com")},
		{name: "P17 plus and hyphen", with: mail("ada+sso-1@acme.com")},
		{name: "P17 a control character", cause: saml.BadEmail, with: mail("ada&#x9;@acme.com")},
		{name: "P17 an invisible character", cause: saml.BadEmail, with: mail("ada\u200b@acme.com")},
		{name: "P17 an empty label", cause: saml.BadEmail, with: mail("ada@acme..com")},
		{name: "P17 a route", cause: saml.BadEmail, with: mail("ada%evil@[127.0.0.1]")},
		{name: "P17 another domain", cause: saml.DomainNotAllowed, class: saml.OutsideOrg, expected: "acme.com",
			received: "evil.example", with: mail("ada@evil.example")},
		{name: "P17 a longer domain", cause: saml.DomainNotAllowed, with: mail("ada@evilacme.com")},
		{name: "P17 a subdomain", cause: saml.DomainNotAllowed, with: mail("ada@x.acme.com")},
		{name: "P17 another domain, allowed", with: func(t *testing.T, m *made, s *saml.Settings) {
			mail("ada@evil.example")(t, m, s)
			s.AllowOutside = true
		}},
		{name: "P17 an international domain", with: func(t *testing.T, m *made, s *saml.Settings) {
			mail("ada@BÜCHER.example")(t, m, s)
			s.Domains = []string{"xn--bcher-kva.example"}
		}},
		{name: "P17 the Kelvin sign", cause: saml.BadEmail, with: func(t *testing.T, m *made, s *saml.Settings) {
			mail("ada@\u212aelvin.example")(t, m, s)
			s.Domains = []string{"kelvin.example"}
		}},
		{name: "P17 the long s beside an umlaut", cause: saml.BadEmail,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				mail("ada@b\u00fc\u017f.example")(t, m, s)
				s.Domains = []string{"xn--bs-wka.example"}
			}},
		{name: "P17 full-width letters", cause: saml.BadEmail, with: mail("ada@\uff41cme.com")},
		{name: "P17 a look-alike domain", cause: saml.DomainNotAllowed, received: "xn--", with: mail("ada@аcme.com")},
		{name: "P17 no domain of ours", cause: saml.DomainNotAllowed,
			with: func(_ *testing.T, _ *made, s *saml.Settings) { s.Domains = nil }},
	})
}
