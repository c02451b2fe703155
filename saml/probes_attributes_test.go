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
	const mine = `<saml:Attribute Name="email"><saml:AttributeValue>` + email + `</saml:AttributeValue></saml:Attribute>`
	twice := func(name, with string, expected ...saml.Cause) {
		l.attack("P16 "+name, edits(t, mine, with), expected...)
	}
	other := attribute("email", "", "eve@acme.com")
	const format = ` NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:`
	dup := saml.DuplicateAttributeName
	twice("email twice with another NameFormat", mine+attribute("email", format+`uri"`, "eve@acme.com"), dup)
	twice("email twice, unspecified and basic", attribute("email", format+`unspecified"`, "eve@acme.com")+attribute("email", format+`basic"`, email), dup)
	twice("email twice, the same value", mine+mine, dup)
	twice("email twice, the first blank", attribute("email", "", " ")+mine, dup)
	twice("email twice, the second blank", mine+attribute("email", "", " "), dup)
	twice("email twice, the first nil", attribute("email", "", xsiNil+`true"></saml:AttributeValue>`)+mine, dup)
	twice("email twice, the first without a value", attribute("email", "")+mine, dup)
	twice("email twice, mail in between", mine+attribute("mail", "", "m@acme.com")+other, dup)
	twice("email twice, the first blank, mail in between", attribute("email", "", "")+attribute("mail", "", "m@acme.com")+other, dup)
	twice("mail twice around email", attribute("mail", "", "m@acme.com")+mine+attribute("mail", "", "eve@acme.com"), dup)
	twice("mail twice behind email", mine+attribute("mail", "", "m@acme.com")+attribute("mail", "", "eve@acme.com"), dup)
	twice("mail twice before email", attribute("mail", "", "m@acme.com")+attribute("mail", "", "eve@acme.com")+mine, dup)
	twice("email twice in two statements", mine+"</saml:AttributeStatement><saml:AttributeStatement>"+other, dup)
	twice("email written with references, twice", mine+attribute("&#101;mail", "", "eve@acme.com"), dup)
	twice("two values", attribute("email", "", email, "eve@acme.com"), saml.MultipleValues)
	twice("two equal values", attribute("email", "", email, email), saml.MultipleValues)
	twice("a value and one of another type", attribute("email", "", email, `<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x">eve@acme.com</saml:AttributeValue>`), saml.MultipleValues)
	for _, single := range []string{"id", "firstName", "lastName"} {
		value := map[string]string{"id": "1815", "firstName": "Ada", "lastName": "Lovelace"}[single]
		old := attribute(single, "", value)
		l.attack("P16 two values of "+single, edits(t, old, attribute(single, "", value, "x")), saml.MultipleValues)
		l.attack("P16 "+single+" twice", edits(t, old, old+attribute(single, "", "x")), dup)
	}
	for name, with := range map[string]string{
		"blank": attribute("email", "", " &#9;&#10;"), "nil": attribute("email", "", xsiNil+`true">`+email+`</saml:AttributeValue>`), "nil as 1": attribute("email", "", xsiNil+`1"></saml:AttributeValue>`), "no value": attribute("email", ""), "in another case": attribute("EMAIL", "", email), "with a blank": attribute("email ", "", email), "by FriendlyName": attribute("urn:x", ` FriendlyName="email"`, email),
		"of another namespace": `<saml:Attribute xmlns:x="urn:x" x:Name="email"><saml:AttributeValue>` + email + "</saml:AttributeValue></saml:Attribute>", "no Name": `<saml:Attribute><saml:AttributeValue>` + email + "</saml:AttributeValue></saml:Attribute>", "gone": "", "with a zero-width space": attribute("email\u200b", "", email),
	} {
		twice("email: "+name, with, saml.MissingAttributes)
	}
	for name, with := range map[string]string{"nil with blanks around": attribute("email", "", xsiNil+` true ">`+email+`</saml:AttributeValue>`)} {
		twice("email: "+name, with, saml.MissingAttributes)
	}
	twice("an element as the value", attribute("email", "", "<x xmlns=''>"+email+"</x>"), saml.UnexpectedChild)
	twice("an element behind the value", attribute("email", "", email+"<x xmlns=''></x>"), saml.UnexpectedChild)
	twice("a NameID as the value", attribute("email", "", "<saml:NameID>"+email+"</saml:NameID>"), saml.UnexpectedChild)
	twice("a value of another namespace", `<saml:Attribute Name="email"><x:AttributeValue xmlns:x="urn:x">`+email+"</x:AttributeValue></saml:Attribute>", saml.UnknownElement)
	twice("an Attribute in an Attribute", strings.Replace(mine, "<saml:AttributeValue>", other+"<saml:AttributeValue>", 1), saml.UnknownElement)
	twice("an Attribute in a value", attribute("email", "", other), saml.UnexpectedChild, saml.UnknownElement)
	l.attack("X9 an Attribute outside of a statement", edits(t, "<saml:AttributeStatement>", other+"<saml:AttributeStatement>"), saml.UnknownElement)
	l.attack("X9 a statement within a statement", edits(t, mine, mine+"<saml:AttributeStatement>"+other+"</saml:AttributeStatement>"), saml.UnknownElement)
	l.attack("X9 a statement in the response", tampers(t, "<samlp:Status>", `<saml:AttributeStatement xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`+other+"</saml:AttributeStatement><samlp:Status>"), saml.UnknownElement)
	l.sound("X9 a statement in Extensions", tampers(t, "<samlp:Status>", `<samlp:Extensions><saml:AttributeStatement xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`+other+"</saml:AttributeStatement></samlp:Extensions><samlp:Status>"))
	l.sound("X9 a Subject in Extensions", tampers(t, "<samlp:Status>", `<samlp:Extensions><saml:Subject xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:NameID>eve</saml:NameID></saml:Subject></samlp:Extensions><samlp:Status>`))
	return l.all
}
