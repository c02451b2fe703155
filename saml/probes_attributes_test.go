package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

func attribute(name, more string, values ...string) string {
	var b strings.Builder
	for _, v := range values {
		if !strings.HasPrefix(v, "<saml:AttributeValue") {
			v = "<saml:AttributeValue>" + v + "</saml:AttributeValue>"
		}
		b.WriteString(v)
	}
	return `<saml:Attribute Name="` + name + `"` + more + ">" + b.String() + "</saml:Attribute>"
}

const xsiNil = `<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="`

func probeAttributes(t *testing.T) []probe {
	l := list{t: t}
	const mine = `<saml:Attribute Name="email"><saml:AttributeValue>` + email +
		`</saml:AttributeValue></saml:Attribute>`
	twice := func(name, with string, expected ...saml.Cause) {
		l.attack("P16 "+name, edits(t, mine, with), expected...)
	}
	other := attribute("email", "", "eve@acme.com")
	const format = ` NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:`
	several, empty := saml.MultipleValues, saml.EmptyAttribute
	sound := func(name, with string) { l.sound("P16 "+name, edits(t, mine, with)) }
	twice("email twice with another NameFormat", mine+attribute("email", format+`uri"`, "eve@acme.com"), several)
	twice("email twice, unspecified and basic", attribute("email", format+`unspecified"`, "eve@acme.com")+
		attribute("email", format+`basic"`, email), several)
	twice("email twice with another FriendlyName", mine+attribute("email", ` FriendlyName="mail"`, "eve@acme.com"),
		several)
	twice("email twice, mail in between", mine+attribute("mail", "", "m@acme.com")+other, several)
	twice("email twice, the first blank, and a third", attribute("email", "", " ")+mine+other, several)
	twice("email twice in two statements", mine+"</saml:AttributeStatement><saml:AttributeStatement>"+other, several)
	twice("email written with references, twice", mine+attribute("&#101;mail", "", "eve@acme.com"), several)
	twice("email in another case of letters", mine+attribute("email", "", strings.ToUpper(email)), several)
	twice("email with a no-break space", mine+attribute("email", "", email+"\u00a0"), several)
	twice("email in another composition", attribute("email", "", "\u00e1da@acme.com")+attribute("email", "",
		"a\u0301da@acme.com"), several)
	twice("two values", attribute("email", "", email, "eve@acme.com"), several)
	twice("a value and one of another type",
		attribute("email", "", email, `<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
			`xsi:type="x">eve@acme.com</saml:AttributeValue>`), several)
	twice("a value and a NameID", attribute("email", "", email,
		"<saml:AttributeValue><saml:NameID>eve@acme.com</saml:NameID></saml:AttributeValue>"), several)
	twice("two NameIDs as values",
		attribute("email", "", "<saml:AttributeValue><saml:NameID>"+email+"</saml:NameID></saml:AttributeValue>",
			"<saml:AttributeValue><saml:NameID>eve@acme.com</saml:NameID></saml:AttributeValue>"), several)
	sound("email twice, the same value", mine+mine)
	sound("email three times, once with white space", mine+attribute("email", "", " "+email+"\n")+mine)
	sound("email twice, the first blank", attribute("email", "", " ")+mine)
	sound("email twice, the second blank", mine+attribute("email", "", " "))
	sound("email twice, the first nil", attribute("email", "", xsiNil+`true"></saml:AttributeValue>`)+mine)
	sound("email twice, the first without a value", attribute("email", "")+mine)
	sound("mail twice around email", attribute("mail", "", "m@acme.com")+mine+attribute("mail", "", "eve@acme.com"))
	sound("two equal values", attribute("email", "", email, email))
	sound("a NameID as the value",
		attribute("email", "", "<saml:AttributeValue><saml:NameID>"+email+"</saml:NameID></saml:AttributeValue>"))
	sound("a NameID with white space around", attribute("email", "", "<saml:AttributeValue>\n  <saml:NameID> "+email+
		" </saml:NameID>\n</saml:AttributeValue>"))
	for single, value := range map[string]string{"id": "1815", "firstName": "Ada", "lastName": "Lovelace"} {
		old := attribute(single, "", value)
		for name, with := range map[string]string{"two values": attribute(single, "", value, "x"),
			"twice": old + attribute(single, "", "x")} {
			if single == "id" {
				l.attack("P16 id, "+name, edits(t, old, with), several)
				continue
			}
			l.sound("P16 optional "+single+", "+name, edits(t, old, with))
			l.attack("P16 required "+single+", "+name, edits(t, old, with), several).with = func(s *saml.Settings) {
				s.Mapping.Required = []string{"first_name", "last_name"}
			}
		}
	}
	for name, with := range map[string]string{
		"blank":    attribute("email", "", " &#9;&#10;"),
		"nil":      attribute("email", "", xsiNil+`true">`+email+`</saml:AttributeValue>`),
		"nil as 1": attribute("email", "", xsiNil+`1"></saml:AttributeValue>`), "no value": attribute("email", ""),
		"nil with blanks around": attribute("email", "", xsiNil+` true ">`+email+`</saml:AttributeValue>`),
		"an empty NameID": attribute("email", "",
			"<saml:AttributeValue><saml:NameID></saml:NameID></saml:AttributeValue>"),
		"a nil NameID": attribute("email", "",
			xsiNil+`true"><saml:NameID>`+email+`</saml:NameID></saml:AttributeValue>`),
	} {
		twice("email: "+name, with, empty)
	}
	for name, with := range map[string]string{
		"in another case": attribute("EMAIL", "", email), "with a blank": attribute("email ", "", email),
		"by FriendlyName":            attribute("urn:x", ` FriendlyName="email"`, email),
		"an attribute called NameID": attribute("NameID", "", email),
		"of another namespace": `<saml:Attribute xmlns:x="urn:x" x:Name="email"><saml:AttributeValue>` + email +
			"</saml:AttributeValue></saml:Attribute>", "no Name": `<saml:Attribute><saml:AttributeValue>` + email +
			"</saml:AttributeValue></saml:Attribute>", "gone": "", "with a zero-width space": attribute("email\u200b",
			"", email),
	} {
		twice("email: "+name, with, saml.MissingAttributes)
	}
	twice("an element as the value", attribute("email", "", "<x xmlns=''>"+email+"</x>"), saml.UnexpectedChild)
	twice("an element behind the value", attribute("email", "", email+"<x xmlns=''></x>"), saml.UnexpectedChild)
	inNameID := func(content string) string { return "<saml:AttributeValue>" + content + "</saml:AttributeValue>" }
	const nameID = "<saml:NameID>" + email + "</saml:NameID>"
	for name, content := range map[string]string{
		"two NameIDs": nameID + "<saml:NameID>eve@acme.com</saml:NameID>", "a NameID and text": nameID + "eve@acme.com",
		"text and a NameID": "eve@acme.com" + nameID, "a NameID and a no-break space": nameID + "\u00a0",
		"a NameID and an element":       nameID + "<x xmlns=''></x>",
		"a NameID of another namespace": "<NameID xmlns='urn:x'>" + email + "</NameID>",
		"an element in a NameID":        "<saml:NameID>" + email + "<x xmlns=''></x></saml:NameID>",
		"a NameID in a NameID":          "<saml:NameID>" + nameID + "</saml:NameID>",
		"a NameID in an element":        "<x xmlns=''>" + nameID + "</x>",
		"a BaseID":                      "<saml:BaseID>" + email + "</saml:BaseID>",
		"an EncryptedID": "<saml:EncryptedID>" +
			email + "</saml:EncryptedID>", "an Issuer": "<saml:Issuer>" + email + "</saml:Issuer>",
	} {
		twice(name+" as the value", attribute("email", "", inNameID(content)), saml.UnexpectedChild)
	}
	twice("an Assertion in a NameID", attribute("email", "",
		inNameID("<saml:NameID>"+email+"<saml:Assertion></saml:Assertion></saml:NameID>")), saml.SignatureWrapping)
	twice("a comment in a NameID",
		attribute("email", "", inNameID("<saml:NameID>ada@acme.com<!-- -->.evil.example</saml:NameID>")), saml.Comment)
	twice("an instruction in a NameID", attribute("email", "",
		inNameID("<saml:NameID>ada@acme.com<?x?>.evil.example</saml:NameID>")), saml.ProcessingInstruction)
	twice("a CDATA section in a NameID",
		attribute("email", "", inNameID("<saml:NameID><![CDATA[ada@acme.com]]></saml:NameID>")), saml.CDATA)
	twice("a value of another namespace", `<saml:Attribute Name="email"><x:AttributeValue xmlns:x="urn:x">`+email+
		"</x:AttributeValue></saml:Attribute>", saml.UnknownElement)
	twice("an Attribute in an Attribute", strings.Replace(mine, "<saml:AttributeValue>", other+"<saml:AttributeValue>",
		1), saml.UnknownElement)
	twice("an Attribute in a value", attribute("email", "", other), saml.UnexpectedChild, saml.UnknownElement)
	l.attack("X9 an Attribute outside of a statement",
		edits(t, "<saml:AttributeStatement>", other+"<saml:AttributeStatement>"), saml.UnknownElement)
	l.attack("X9 a statement within a statement",
		edits(t, mine, mine+"<saml:AttributeStatement>"+other+"</saml:AttributeStatement>"), saml.UnknownElement)
	l.attack("X9 a statement in the response",
		tampers(t, "<samlp:Status>", `<saml:AttributeStatement xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`+
			other+"</saml:AttributeStatement><samlp:Status>"), saml.UnknownElement)
	l.sound("X9 a statement in Extensions",
		tampers(t, "<samlp:Status>",
			`<samlp:Extensions><saml:AttributeStatement xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`+other+
				"</saml:AttributeStatement></samlp:Extensions><samlp:Status>"))
	l.sound("X9 a Subject in Extensions",
		tampers(t, "<samlp:Status>", `<samlp:Extensions><saml:Subject `+
			`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:NameID>eve</saml:NameID></saml:Subject>`+
			`</samlp:Extensions><samlp:Status>`))
	return l.all
}
