package saml_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeIDs(t *testing.T) []probe {
	l := list{t: t}
	for _, spelling := range []string{"Id", "id", "iD", "xml:id", "samlp:ID", "xml:Id", "AssertionID"} {
		for _, where := range []string{"<samlp:Status", "<saml:Subject", "<saml:Conditions", "<saml:AttributeValue",
			"<saml:Assertion"} {
			cause := saml.BadID
			if spelling == "AssertionID" {
				cause = saml.DigestMismatch
				if where == "<samlp:Status" || where == "<saml:Assertion" {
					continue
				}
			}
			l.attack("X8 "+spelling+" on "+where[1:], tampers(t, where, where+" "+spelling+`="_x"`), cause)
		}
		if spelling != "AssertionID" {
			l.attack("X8 the assertion's ID renamed "+spelling,
				tampers(t, ` ID="_assertion1"`, " "+spelling+`="_assertion1"`), saml.BadID)
			l.attack("X8 the ID of the assertion twice, once as "+spelling,
				tampers(t, "<samlp:Status>", `<samlp:Extensions><x xmlns="" `+spelling+
					`="_assertion1"></x></samlp:Extensions><samlp:Status>`), saml.DuplicateID)
		}
	}
	for name, id := range map[string]string{"empty": "", "blank": " ", "a digit and a colon first": "1:x",
		"a colon": "a:b", "a blank behind": "_assertion1 ", "a tab as itself": "_\tx",
		"a tab": "_x&#9;", "an NBSP": "_x\u00a0", "a hash": "#x", "a slash": "../x", "bidi": "_x\u202e",
		"an XPath": "_x'] | //*['", "a zero-width space": "_x\u200b"} {
		m := sound(t)
		m.edit = replace(t, `ID="_assertion1"`, `ID="`+id+`"`)
		if id == "" {
			m.how.noReference = true
		}
		l.attack("X8 an ID with "+name, m, saml.BadID)
		r := sound(t)
		r.edit = replace(t, `ID="_response1"`, `ID="`+id+`"`)
		l.attack("X8 a response ID with "+name, r, saml.BadID)
	}
	l.attack("X8 an ID of 2 kB", edits(t, `ID="_assertion1"`, `ID="_`+strings.Repeat("a", 2000)+`"`), saml.BadID)
	l.sound("X8 an ID written with references", tampers(t, `ID="_assertion1"`, `ID="&#x5f;&#97;ssertion1"`))
	l.sound("S4 a reference written with references", tampers(t, `URI="#_assertion1"`, `URI="&#35;_assertion&#x31;"`))
	l.sound("X8 an ID of other letters", edits(t, `ID="_assertion1"`, `ID="_äß9ひ"`))
	l.attack("X8 response and assertion of one ID", edits(t, "_response1", "_assertion1"), saml.DuplicateID)
	l.attack("X8 one ID, once by references", tampers(t, `ID="_response1"`, `ID="&#95;assertion1"`), saml.DuplicateID)
	for n := range 20 { // more than few
		if n%10 == 9 {
			m := sound(t)
			m.tamper = replace(t, "<samlp:Status>", "<samlp:Extensions>"+parts(n, func(i string) string {
				return `<x id="_` + i + `"></x>`
			})+`<y ID="_assertion1"></y></samlp:Extensions><samlp:Status>`)
			l.attack(fmt.Sprintf("X8 the ID again behind %d others", n), m, saml.DuplicateID)
		}
	}
	for _, mode := range []string{aes256GCM, aes256CBC} {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data = mode
		m.tamper = replace(t, "<samlp:Status>", `<samlp:Extensions><saml:Attribute `+
			`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_assertion1" Name="x"></saml:Attribute>`+
			`</samlp:Extensions><samlp:Status>`)
		l.attack("X8 the ID inside again outside, "+mode[len(mode)-3:], m, saml.DuplicateID)
	}
	return l.all
}
