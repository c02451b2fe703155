package saml_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"gatehouse/saml"
)

// edited changes the message before it is signed.
func edited(old, new string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) { m.edit = replace(t, old, new) }
}

// tampered changes the message when it is signed.
func tampered(old, new string) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) { m.tamper = replace(t, old, new) }
}

func whole(change func(doc string) string) func(*testing.T, *made, *saml.Settings) {
	return func(_ *testing.T, m *made, _ *saml.Settings) { m.tamper = change }
}

// evilAssertion is another user's, under another ID.
var evilAssertion = strings.NewReplacer("_assertion1", "_evil", "ada-1815", "eve", email,
	"eve@acme.com").Replace(soundAssertion)

func TestRulesXML(t *testing.T) {
	const nameID = "ada-1815"
	testRules(t, []rule{
		{name: "X1 UTF-8", with: edited("Lovelace", "Löwenherz €")},
		{name: "X1 a byte order mark", with: whole(func(d string) string { return "\ufeff" + d })},
		{name: "X1 a declaration", with: whole(func(d string) string {
			return `<?xml version="1.0" encoding="UTF-8"?>` + d
		})},
		{name: "X1 an encoding declared that is not read", cause: saml.BadEncoding, with: whole(func(d string) string {
			return `<?xml version="1.0" encoding="ISO-8859-2"?>` + d
		})},
		{name: "X1 UTF-16", cause: saml.BadEncoding, with: whole(func(d string) string {
			var b strings.Builder
			b.WriteString("\xfe\xff")
			for _, u := range utf16.Encode([]rune(d)) {
				b.WriteByte(byte(u >> 8))
				b.WriteByte(byte(u))
			}
			return b.String()
		})},
		{name: "X1 a byte that is no UTF-8", cause: saml.BadEncoding, with: tampered(nameID, "ada\xff")},
		{name: "X1 NUL", cause: saml.ForbiddenCharacter, with: tampered(nameID, "ada\x00")},
		{name: "X1 a control character", cause: saml.ForbiddenCharacter, with: tampered(nameID, "ada\x1b[2J")},

		{name: "X2 the five entities", with: edited("Lovelace", "&amp;&lt;&gt;&quot;&apos;&#x41;&#65;")},
		{name: "X2 DOCTYPE with an external entity", cause: saml.DTD, with: whole(func(d string) string {
			return `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + d
		})},
		{name: "X2 an undefined entity", cause: saml.UndefinedEntity, with: tampered(nameID, "&x;")},

		{name: "X3 white space around the root", with: whole(func(d string) string { return "\n " + d + "\n" })},
		{name: "X3 cut short", cause: saml.NotWellFormed, with: whole(func(d string) string { return d[:len(d)/2] })},
		{name: "X3 two roots", cause: saml.NotWellFormed, with: whole(func(d string) string { return d + d })},
		{name: "X3 text behind the root", cause: saml.NotWellFormed, with: whole(func(d string) string {
			return d + "x"
		})},
		{name: "X3 an end tag of another name", cause: saml.NotWellFormed,
			with: tampered("</saml:NameID>", "</saml:NameId>")},

		{name: "X4 a comment", cause: saml.Comment, with: edited(nameID, "ada-1815<!---->.evil")},
		{name: "X4 a processing instruction", cause: saml.ProcessingInstruction,
			with: edited(nameID, "ada<?x y?>-1815")},
		{name: "X4 CDATA", cause: saml.CDATA, with: edited(nameID, "<![CDATA[ada-1815]]>")},
		{name: "X4 a comment before the root", cause: saml.Comment, with: whole(func(d string) string {
			return "<!-- x -->" + d
		})},

		{name: "X5 other prefixes", with: func(_ *testing.T, m *made, _ *saml.Settings) {
			m.edit = func(d string) string {
				return strings.NewReplacer("<samlp:", "<p:", "</samlp:", "</p:", "xmlns:samlp", "xmlns:p").Replace(d)
			}
		}},
		{name: "X5 a prefix without a namespace", cause: saml.BadNamespace,
			with: tampered("<saml:NameID ", "<evil:NameID ")},
		{name: "X5 the same attribute twice", cause: saml.DuplicateAttribute,
			with: tampered(`ID="_response1"`, `ID="_response1" ID="_response1"`)},
		{name: "X5 the same attribute by two prefixes", cause: saml.DuplicateAttribute,
			with: tampered(`ID="_response1"`, `ID="_response1" xmlns:a="urn:x" xmlns:b="urn:x" a:y="" b:y=""`)},
		{name: "X6 a relative namespace", cause: saml.RelativeNamespace,
			with: tampered(`ID="_response1"`, `ID="_response1" xmlns:a="x"`)},

		{name: "X8 unique IDs"},
		{name: "X8 one ID twice", cause: saml.DuplicateID, received: "_response1",
			with: edited(`ID="_assertion1"`, `ID="_response1"`)},
		{name: "X8 one ID twice, in a signature", cause: saml.DuplicateID,
			with: tampered(`<ds:SignedInfo>`, `<ds:SignedInfo Id="_assertion1">`)},
		{name: "X8 Id", cause: saml.BadID, received: "Id", with: edited(`ID="_assertion1"`, `Id="x" ID="_assertion1"`)},
		{name: "X8 xml:id", cause: saml.BadID, received: "xml:id",
			with: edited(`ID="_assertion1"`, `xml:id="x" ID="_assertion1"`)},
		{name: "X8 an ID in a namespace", cause: saml.BadID, received: "samlp:ID",
			with: edited(`ID="_response1"`, `samlp:ID="x" ID="_response1"`)},
		{name: "X8 an ID that is no name", cause: saml.BadID, with: edited(`ID="_assertion1"`, `ID="1 2"`)},

		{name: "X9 Extensions and Advice", with: func(t *testing.T, m *made, _ *saml.Settings) {
			m.edit = func(d string) string {
				d = replace(t, "<samlp:Status>",
					`<samlp:Extensions><x xmlns="urn:x">y</x></samlp:Extensions><samlp:Status>`)(d)
				return replace(t, "</saml:Conditions>",
					`</saml:Conditions><saml:Advice><saml:AssertionURIRef>urn:x</saml:AssertionURIRef></saml:Advice>`)(
					d)
			}
		}},
		{name: "X9 an assertion in Extensions", cause: saml.SignatureWrapping,
			received: "Response/Extensions/Assertion", with: tampered("<samlp:Status>",
				"<samlp:Extensions>"+evilAssertion+"</samlp:Extensions><samlp:Status>")},
		{name: "X9 an unknown element of the response", cause: saml.UnknownElement, received: "Response/x",
			with: edited("<samlp:Status>", `<x xmlns="urn:x"></x><samlp:Status>`)},
		{name: "X9 an unknown element of the assertion", cause: saml.UnknownElement,
			with: edited("<saml:Conditions ", `<saml:Condition></saml:Condition><saml:Conditions `)},
		{name: "X9 a second Subject", cause: saml.UnknownElement, detail: "second",
			with: edited("<saml:Conditions ", `<saml:Subject></saml:Subject><saml:Conditions `)},

		{name: "X10 an element in the NameID", cause: saml.UnexpectedChild,
			with: edited(nameID, "ada-1815<x xmlns=''></x>")},
		{name: "X10 an element in the Audience", cause: saml.UnexpectedChild,
			with: edited("<saml:Audience>", "<saml:Audience><saml:b></saml:b>")},
		{name: "X10 an element in the DigestValue", cause: saml.UnexpectedChild,
			with: tampered("<ds:DigestValue>", "<ds:DigestValue><ds:x></ds:x>")},
		{name: "X10 an element in a value that is read", cause: saml.UnexpectedChild,
			with: edited(">"+email, "><b xmlns=''></b>"+email)},
		{name: "X10 an element in a value that is not read", with: edited("<saml:AttributeStatement>",
			`<saml:AttributeStatement><saml:Attribute Name="eptid"><saml:AttributeValue><saml:NameID>x</saml:NameID>`+
				`</saml:AttributeValue></saml:Attribute>`)},

		{name: "X11 1,500 group values", with: edited("<saml:AttributeValue>engines</saml:AttributeValue>",
			groups(1500))},
		{name: "X11 10,001 values", cause: saml.LimitValues,
			with: edited("<saml:AttributeValue>engines</saml:AttributeValue>", groups(10_000))},
		{name: "X11 501 attributes", cause: saml.LimitValues, with: edited("<saml:AttributeStatement>",
			"<saml:AttributeStatement>"+attributes(497))},
		{name: "X11 too deep", cause: saml.LimitDepth, with: tampered("<samlp:Status>",
			"<samlp:Extensions xmlns:x='urn:x'>"+strings.Repeat("<x:x>", 40)+strings.Repeat("</x:x>", 40)+
				"</samlp:Extensions><samlp:Status>")},
		{name: "X11 too many elements", cause: saml.LimitElements, with: tampered("<samlp:Status>",
			"<samlp:Extensions xmlns:x='urn:x'>"+strings.Repeat("<x:x/>", 20_001)+"</samlp:Extensions><samlp:Status>")},
		{name: "X11 six certificates", cause: saml.LimitCertificates,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				for range 5 {
					m.how.shown = append(m.how.shown, m.how.shown[0])
				}
			}},
		{name: "X11 a huge certificate", cause: saml.LimitCertificates,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.how.keyInfo = `<ds:X509Data><ds:X509Certificate>` +
					base64.StdEncoding.EncodeToString(make([]byte, 20<<10)) + `</ds:X509Certificate></ds:X509Data>`
			}},
		{name: "X11 a canonical form that grows", cause: saml.LimitBytes, with: edited("<samlp:Status>",
			`<samlp:Extensions xmlns:x="urn:`+strings.Repeat("x", 3000)+`">`+strings.Repeat("<x:x/>", 2000)+
				"</samlp:Extensions><samlp:Status>")},
	})
}

func groups(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<saml:AttributeValue>group-%d</saml:AttributeValue>", i)
	}
	return b.String()
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<saml:Attribute Name="a%d"><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>`, i)
	}
	return b.String()
}
