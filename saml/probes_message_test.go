package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeMessage(t *testing.T) []probe {
	l := list{t: t}
	for _, v := range []string{"", "2", "2.00", "02.0", "2.0 ", " 2.0", "1.1", "2.1", "２.0", "2.0&#10;"} {
		l.attack("P1 version "+v, edits(t, `Version="2.0"`, `Version="`+v+`"`), saml.BadVersion)
		l.attack("P1 the assertion's version "+v, inAssertion(t, `Version="2.0"`, `Version="`+v+`"`), saml.BadVersion)
	}
	l.attack("P1 no version", edits(t, ` Version="2.0"`, ""), saml.BadVersion)
	l.attack("P1 a version of another namespace", edits(t, ` Version="2.0"`, ` samlp:Version="2.0"`), saml.BadVersion)
	for _, root := range []string{"LogoutResponse", "ArtifactResponse", "AuthnRequest", "response", "Responses",
		"NameIDMappingResponse", "AttributeQuery"} {
		l.attack("P1 the root "+root, posts(t, strings.ReplaceAll(sound(t).xml(t), "samlp:Response", "samlp:"+root)),
			saml.RootElement)
	}
	const ok = `Value="urn:oasis:names:tc:SAML:2.0:status:Success"`
	for _, v := range []string{"", "Success", "urn:oasis:names:tc:SAML:2.0:status:success",
		"urn:oasis:names:tc:SAML:2.0:status:Success ", "urn:oasis:names:tc:SAML:2.0:status:SuccessX",
		"urn:oasis:names:tc:SAML:1.1:status:Success", "samlp:Success",
		"urn:oasis:names:tc:SAML:2.0:status:PartialLogout"} {
		for _, sign := range []string{"assertion", "response"} {
			m := edits(t, ok, `Value="`+v+`"`)
			m.sign = sign
			l.trimmed("P2 status "+v+", "+sign, m, v, saml.IdPStatus)
		}
	}
	l.attack("P2 no Value", edits(t, ok, ""), saml.IdPStatus)
	l.attack("P2 success as the second code",
		edits(t, ok+">", `Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode `+ok+
			`></samlp:StatusCode>`), saml.IdPStatus)
	// harmless
	l.attack("P2 the status stripped of an error", tampers(t, "<samlp:Status>",
		"<samlp:Extensions><samlp:Status></samlp:Status></samlp:Extensions><samlp:Status>"))
	l.all[len(l.all)-1].causes = nil
	l.sound("P2 a second code below success",
		edits(t, ok+">", ok+`><samlp:StatusCode Value="urn:x"></samlp:StatusCode>`))
	l.sound("P2 a message with success", edits(t, "</samlp:Status>", `<samlp:StatusMessage xml:lang="en">all is `+
		`well</samlp:StatusMessage><samlp:StatusDetail><x xmlns="urn:x"></x></samlp:StatusDetail></samlp:Status>`))

	const to = `Destination="` + acsURL + `"`
	for _, v := range []string{"", " ", acsURL + "/", acsURL + " ", " " + acsURL,
		strings.Replace(acsURL, "https", "http", 1), strings.Replace(acsURL, "https", "HTTPS", 1),
		strings.ToUpper(acsURL), strings.Replace(acsURL, ".com", ".com:443", 1), acsURL + "?x=1", acsURL + "#x",
		strings.Replace(acsURL, "example", "ex%61mple", 1), strings.TrimSuffix(acsURL, "M"), acsURL + ".evil",
		strings.Replace(acsURL, "/sso/", "/sso//", 1), strings.Replace(acsURL, "https://", "https://evil@", 1),
		"//" + strings.TrimPrefix(acsURL, "https://"),
		strings.Replace(acsURL, "e", "\u0435", 1), acsURL + "&#10;"} {
		for _, sign := range []string{"assertion", "response", "both"} {
			m := edits(t, to, `Destination="`+v+`"`)
			m.sign = sign
			if sign == "assertion" && strings.TrimSpace(v) == "" {
				l.sound("P3 no destination in "+v+", "+sign, m)
				continue
			}
			l.trimmed("P3 destination "+v+", "+sign, m, v, saml.Destination)
		}
	}
	for sign, cause := range map[string]saml.Cause{"response": saml.Destination, "both": saml.Destination,
		"assertion": ""} {
		m := edits(t, to, "")
		m.sign = sign
		if cause == "" {
			l.sound("P3 no destination, "+sign, m)
			continue
		}
		l.attack("P3 no destination, "+sign, m, cause)
		m = edits(t, to, "samlp:"+to)
		m.sign = sign
		l.attack("P3 a destination of another namespace, "+sign, m, cause)
	}
	for _, v := range []string{"", " ", idpEntityID + "/", idpEntityID + " ", strings.ToUpper(idpEntityID),
		idpEntityID + "?", "https://idp.example.com", idpEntityID + "\u200b",
		"&#x68;ttps://idp.example.com/metadata2"} {
		for _, sign := range []string{"assertion", "response"} {
			m := edits(t, ">"+idpEntityID+"<", ">"+v+"<")
			m.sign = sign
			l.trimmed("T7 the response's issuer "+v+", "+sign, m, v, saml.Issuer)
			m = inAssertion(t, ">"+idpEntityID+"<", ">"+v+"<")
			m.sign = sign
			l.trimmed("P4 the assertion's issuer "+v+", "+sign, m, v, saml.Issuer)
		}
	}
	for _, f := range []string{"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", "", " ",
		"urn:oasis:names:tc:SAML:2.0:nameid-format:Entity", "entity"} {
		l.attack("P4 issuer format "+f, inAssertion(t, "<saml:Issuer>", `<saml:Issuer Format="`+f+`">`), saml.Issuer)
	}
	empty := l.attack("P4 no IdP configured, an empty issuer", func() made {
		m := sound(t)
		m.edit = func(d string) string { return strings.ReplaceAll(d, ">"+idpEntityID+"<", "><") }
		return m
	}(), saml.Issuer)
	empty.with = func(s *saml.Settings) { s.IdPEntityID = "" }
	blankOurs := l.attack("P11 no entity ID of ours, an empty audience",
		edits(t, "<saml:Audience>"+entityID, "<saml:Audience>"), saml.Audience)
	blankOurs.with = func(s *saml.Settings) { s.EntityID = "" }
	noACS := l.attack("P7 no ACS URL of ours, empty recipient and destination", func() made {
		m := sound(t)
		m.edit = func(d string) string { return strings.ReplaceAll(d, acsURL, "") }
		return m
	}(), saml.Destination, saml.Recipient)
	noACS.with = func(s *saml.Settings) { s.ACSURL = "" }

	const audience = "<saml:AudienceRestriction><saml:Audience>" + entityID +
		"</saml:Audience></saml:AudienceRestriction>"
	restrict := func(ids ...string) string {
		var b strings.Builder
		for _, id := range ids {
			b.WriteString("<saml:Audience>" + id + "</saml:Audience>")
		}
		return "<saml:AudienceRestriction>" + b.String() + "</saml:AudienceRestriction>"
	}
	for name, x := range map[string]string{
		"one restriction without us behind": audience + restrict("urn:x"),
		"one restriction without us before": restrict("urn:x") + audience, "an empty restriction": restrict(),
		"an empty restriction besides": audience + restrict(), "an empty audience": restrict(""),
		"ours in two halves": restrict(entityID[:20], entityID[20:]), "ours in a list": restrict("urn:x " + entityID),
		"ours with a comma": restrict(entityID + ",urn:x"), "a prefix of ours": restrict(entityID[:len(entityID)-1]),
		"ours and more": restrict(entityID + "2"), "ours in upper case": restrict(strings.ToUpper(entityID)),
		"a wildcard": restrict("*"), "a regular expression": restrict(".*"),
		"ours as ProxyRestriction": strings.ReplaceAll(audience, "AudienceRestriction", "ProxyRestriction"),
		"ours of another namespace": `<x:AudienceRestriction xmlns:x="urn:x"><x:Audience>` + entityID +
			"</x:Audience></x:AudienceRestriction>",
		"ours as DoNotCacheCondition": audience + "<saml:DoNotCacheCondition></saml:DoNotCacheCondition>",
		"ours escaped twice":          restrict(strings.Replace(entityID, "/", "&amp;#47;", 1)),
		"many without us":             strings.Repeat(restrict("urn:x"), 100) + audience, "none": "",
		"one inside of another": strings.Replace(audience, "<saml:Audience>", audience+"<saml:Audience>",
			1), "an element in the audience": restrict(entityID + "<x></x>"),
	} {
		expected := causes(saml.Audience)
		switch {
		case strings.Contains(x, "x:Aud") || strings.Contains(x, "DoNot"):
			expected = causes(saml.UnknownCondition, saml.UnknownElement)
		case name == "one inside of another":
			expected = causes(saml.UnknownElement)
		case name == "an element in the audience":
			expected = causes(saml.UnexpectedChild)
		}
		l.attack("P11 "+name, edits(t, audience, x), expected...)
	}
	l.sound("P11 several restrictions that all have us",
		edits(t, audience, strings.Repeat(restrict("urn:x", entityID, "urn:y"), 3)))
	l.sound("P11 us twice", edits(t, audience, restrict(entityID, entityID)))
	for _, c := range []string{`<saml:Condition></saml:Condition>`, `<saml:Condition ` +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="saml:AudienceRestrictionType">` +
		`</saml:Condition>`, `<x xmlns="urn:x"></x>`, "<saml:Delegate></saml:Delegate>",
		"<saml:onetimeuse></saml:onetimeuse>", "<saml:Audience>" + entityID + "</saml:Audience>"} {
		l.attack("P12 "+c, edits(t, audience, audience+c), saml.UnknownCondition, saml.UnknownElement)
	}
	for name, n := range map[string]string{
		"an empty one": "<saml:NameID></saml:NameID>", "a blank one": "<saml:NameID>&#9;&#10;&#13; </saml:NameID>",
		"two":                         "<saml:NameID>ada-1815</saml:NameID><saml:NameID>eve</saml:NameID>",
		"two the same":                "<saml:NameID>ada-1815</saml:NameID><saml:NameID>ada-1815</saml:NameID>",
		"an empty one and a real one": "<saml:NameID></saml:NameID><saml:NameID>ada-1815</saml:NameID>",
		"a BaseID":                    "<saml:BaseID></saml:BaseID>", "1025 bytes": "<saml:NameID>" +
			strings.Repeat("a", 1025) + "</saml:NameID>", "a NameID in the confirmation alone": "",
	} {
		m := sound(t)
		m.edit = func(d string) string {
			start, end := strings.Index(d, "<saml:NameID"), strings.Index(d, "</saml:NameID>")+len("</saml:NameID>")
			d = d[:start] + n + d[end:]
			if n == "" {
				d = strings.Replace(d, `cm:bearer">`, `cm:bearer"><saml:NameID>eve</saml:NameID>`, 1)
			}
			return d
		}
		l.attack("P6 "+name, m, saml.NoNameID)
	}
	for name, v := range map[string]string{"a zero-width space": "\u200b", "an NBSP": "\u00a0", "a BOM": "\ufeff"} {
		l.attack("P6 a NameID that is "+name, edits(t, ">ada-1815<", ">"+v+"<"), saml.NoNameID)
	}
	l.attack("E8 an EncryptedID beside a NameID",
		edits(t, "<saml:NameID", "<saml:EncryptedID></saml:EncryptedID><saml:NameID"), saml.EncryptionShape)
	l.attack("E8 an EncryptedID as NameID",
		edits(t, `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ada-1815</saml:NameID>`,
			"<saml:EncryptedID></saml:EncryptedID>"), saml.EncryptionShape)
	p := l.attack("P13 strict, no AuthnStatement but an AuthzDecisionStatement", func() made {
		m := sound(t)
		m.edit = func(d string) string {
			return strings.Replace(cutElement(t, d, "saml:AuthnStatement"), "<saml:AttributeStatement>",
				"<saml:AuthzDecisionStatement></saml:AuthzDecisionStatement><saml:AttributeStatement>", 1)
		}
		return m
	}(), saml.NoAuthnStatement)
	p.with = func(s *saml.Settings) { s.Policy.Strict = true }
	// Encrypted and plain at once.
	x := encryptedTo(&decryptionKey(t).PublicKey)
	two := x.apply(t, signedAssertion(t))
	l.attack("P5 plain and encrypted", posts(t, around(t, signedAssertion(t)+two)), saml.MultipleAssertions)
	l.attack("P5 encrypted and plain", posts(t, around(t, two+signedAssertion(t))), saml.MultipleAssertions)
	l.attack("P5 the same one twice", posts(t, around(t, signedAssertion(t)+signedAssertion(t))),
		saml.MultipleAssertions)
	m := sound(t)
	m.sign = "response"
	m.edit = replace(t, "</samlp:Response>", strings.Replace(evilAssertion, "_evil", "_second", 1)+"</samlp:Response>")
	l.attack("P5 two, signed together", m, saml.MultipleAssertions)
	return l.all
}
