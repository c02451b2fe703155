package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
)

// probeRepeats repeats start tags, byte for byte, where they mean something else.
func probeRepeats(t *testing.T) []probe {
	l := list{t: t}
	const a = "urn:oasis:names:tc:SAML:2.0:assertion"
	// A Subject of another namespace beside the signed one, of the same bytes.
	for name, g := range map[string][2]string{
		"around it": {`<g xmlns:saml="urn:evil">`, "</g>"}, "by default": {`<g xmlns="urn:evil">`, "</g>"},
		"behind one that declares": {`<g xmlns:q="urn:q"></g><g xmlns:saml="urn:evil">`, "</g>"},
	} {
		l.attack("X9 a repeated Subject, another namespace "+name,
			tampers(t, "<saml:Subject>", g[0]+"<saml:Subject><saml:NameID>eve</saml:NameID></saml:Subject>"+g[1]+
				"<saml:Subject>"), saml.UnknownElement)
	}
	// An email in a foreign namespace, then the same bytes in SAML's; both
	// signed, so that only the reading can go wrong.
	in := func(anchor, what string) made { return edits(t, anchor, what+anchor) }
	first := `<saml:Advice><g xmlns:saml="urn:evil"><saml:Attribute Name="email">` +
		`<saml:AttributeValue>eve@acme.com</saml:AttributeValue></saml:Attribute></g></saml:Advice>`
	l.sound("X5 the email's tags before, in another namespace", in("<saml:AuthnStatement", first))
	l.sound("X5 the same at the same depth, in another namespace",
		in("<saml:AuthnStatement", `<saml:Advice><saml:Attribute xmlns:saml="urn:evil" Name="x">`+
			`<saml:AttributeValue>eve@acme.com</saml:AttributeValue></saml:Attribute></saml:Advice>`))
	l.attack("P17 the domain is read from SAML's own", func() made {
		m := in("<saml:AuthnStatement", first)
		before := m.edit
		m.edit = func(d string) string { return strings.Replace(before(d), email, "eve@evil.example", 1) }
		return m
	}(), saml.DomainNotAllowed)
	for name, list := range map[string]string{"none": "", "its prefix": "a", "another": "b", "both": "b a",
		"default": "#default"} {
		// One start tag many times, in scopes that differ: what was signed is
		// verified, and any scope changed after signing is found out.
		body := `<saml:Advice>` +
			strings.Repeat(`<a:x a:y="1" xmlns:a="urn:a"><a:x a:y="1" xmlns:a="urn:a"></a:x></a:x>`, 3) +
			`<g xmlns:a="urn:b">` + strings.Repeat(`<a:z a:y="1"></a:z>`, 3) + `</g><g xmlns:a="urn:c">` +
			strings.Repeat(`<a:z a:y="1"></a:z>`, 3) +
			`</g><g xmlns="urn:d"><z></z></g><g xmlns:b="urn:e"><z></z><z></z></g></saml:Advice>`
		doc := sealed(t, list, func(d string) string {
			return strings.Replace(d, "<saml:AuthnStatement", body+"<saml:AuthnStatement", 1)
		})
		l.sound("S14 scopes repeated, PrefixList "+name, posts(t, doc))
		for _, change := range [][2]string{{"urn:b", "urn:c"}, {`xmlns:a="urn:c"`, `xmlns:a="urn:b"`},
			{`<g xmlns="urn:d"><z>`, `<g><z>`}, {`a:z a:y="1"></a:z></g><g xmlns="urn:d">`,
				`a:z a:y="2"></a:z></g><g xmlns="urn:d">`}, {`<a:x a:y="1" xmlns:a="urn:a"></a:x></a:x></a:x>`, ""},
			{`</a:x></a:x><a:x a:y="1" xmlns:a="urn:a">`, `</a:x></a:x><a:x xmlns:a="urn:a" a:y="3">`}} {
			if changed := strings.Replace(doc, change[0], change[1], 1); changed != doc {
				l.attack("S14 "+change[0]+" changed, PrefixList "+name, posts(t, changed), saml.DigestMismatch)
			}
		}
		l.sound("S14 the same with blanks in a tag, PrefixList "+name,
			posts(t, strings.Replace(doc, `a:z a:y="1"></a:z></g>`, `a:z  a:y = '1' ></a:z ></g>`, 1)))
	}
	// The tag of the first is canonical only in its scope.
	for name, tag := range map[string]string{"a reference": `<x c="&#65;&lt;&#9;">`, "single quotes": `<x c='"'>`,
		"a line break": "<x c=\"1\n2\">", "a tab in the tag": "<x\tc=\"1\">",
		"attributes out of order": `<x d="1" c="2">`, "blanks": `<x  c="1" >`, "> in a value": `<x c=">">`} {
		body := strings.Repeat(tag+"</x>", 4) + "<g xmlns=\"urn:g\">" + strings.Repeat(tag+"</x>", 4) +
			"</g>" + tag + "</x>"
		l.sound("X7 repeated tags with "+name,
			edits(t, "<saml:AuthnStatement", "<saml:Advice>"+body+"</saml:Advice><saml:AuthnStatement"))
		changed := edits(t, "<saml:AuthnStatement", "<saml:Advice>"+body+"</saml:Advice><saml:AuthnStatement")
		changed.tamper = func(d string) string {
			at := strings.LastIndex(d, tag)
			return d[:at] + `<x e="5">` + d[at+len(tag):]
		}
		l.attack("S14 the last of repeated tags with "+name+" changed", changed, saml.DigestMismatch)
	}
	// IDs and limits are counted in repeated tags too.
	l.attack("X8 an ID in repeated tags", edits(t, "<saml:AuthnStatement",
		`<saml:Advice><x ID="_q"></x><x ID="_q"></x></saml:Advice><saml:AuthnStatement`), saml.DuplicateID)
	l.attack("X8 an ID in repeated tags of another prefix",
		edits(t, "<saml:AuthnStatement",
			`<saml:Advice xmlns:p="urn:p"><x p:id="_q"></x><x p:id="_q"></x></saml:Advice><saml:AuthnStatement`),
		saml.DuplicateID)
	l.attack("X8 Id in repeated Attributes", edits(t, "</saml:AttributeStatement>",
		strings.Repeat(`<saml:Attribute Id="x" Name="x"></saml:Attribute>`, 2)+"</saml:AttributeStatement>"),
		saml.BadID)
	l.attack("X11 repeated elements beyond the limit", tampers(t, "<saml:AuthnStatement",
		"<saml:Advice>"+strings.Repeat("<x></x>", 20_001)+"</saml:Advice><saml:AuthnStatement"), saml.LimitElements)
	deep := strings.Repeat(`<x xmlns="urn:x">`, 30)
	l.attack("X11 repeated declarations beyond the limit of depth", tampers(t, "<saml:AuthnStatement",
		"<saml:Advice>"+deep+strings.Repeat("</x>", 30)+"</saml:Advice><saml:AuthnStatement"), saml.LimitDepth)
	two := strings.Repeat(`<x xmlns="urn:x" xmlns:a="urn:a">`, 16)
	l.attack("X11 repeated declarations beyond the limit of namespaces",
		tampers(t, "<saml:AuthnStatement", "<saml:Advice>"+strings.Repeat(two+strings.Repeat("</x>", 16),
			2)+"</saml:Advice><saml:AuthnStatement"), saml.LimitNamespaces)
	long := `<n:x xmlns:n="urn:` + strings.Repeat("n", 3000) + `">`
	l.attack("X11 a namespace that repeated tags would repeat",
		edits(t, "<saml:AuthnStatement", `<saml:Advice xmlns:n="urn:`+strings.Repeat("n", 3000)+`">`+
			strings.Repeat("<n:x></n:x>", 3000)+"</saml:Advice><saml:AuthnStatement"), saml.LimitBytes)
	l.sound("X11 a namespace repeated in the source", edits(t, "<saml:AuthnStatement",
		"<saml:Advice>"+strings.Repeat(long+"</n:x>", 100)+"</saml:Advice><saml:AuthnStatement"))
	l.sound("P16 an attribute in repeated tags", edits(t, "</saml:AttributeStatement>",
		strings.Repeat(
			`<saml:Attribute Name="displayName"><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>`, 2)+
			"</saml:AttributeStatement>"))

	// Decrypted content that borrows the namespaces of its surroundings.
	borrow := func(name string, edit, outer func(string) string, expected ...saml.Cause) {
		for _, sign := range []string{"assertion", "response", "both"} {
			m := sound(t)
			m.sign, m.edit = sign, edit
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			m.encrypt.plaintext = func(p string) string { return strings.Replace(p, ` xmlns:saml="`+a+`"`, "", 1) }
			m.encrypt.extra = outer
			l.all = append(l.all, probe{name: name + ", " + sign, made: m, causes: expected,
				class: saml.DecryptionFailed})
		}
	}
	same := func(d string) string { return d }
	borrow("E2 borrowed, with repeated tags",
		replace(t, "<saml:AuthnStatement", `<saml:Advice><a:x xmlns:a="urn:a"></a:x><a:x xmlns:a="urn:a"></a:x>`+
			`<saml:x></saml:x><saml:x></saml:x></saml:Advice><saml:AuthnStatement`), same)
	borrow("E2 borrowed, rebound inside",
		replace(t, "<saml:AuthnStatement", `<saml:Advice><g xmlns:saml="urn:evil"><saml:x></saml:x></g><saml:x>`+
			`</saml:x><g xmlns:saml="urn:evil"><saml:x></saml:x></g></saml:Advice><saml:AuthnStatement`), same)
	m := sound(t)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	m.encrypt.plaintext = func(p string) string { return strings.Replace(p, ` xmlns:saml="`+a+`"`, "", 1) }
	m.encrypt.extra = func(d string) string {
		return strings.NewReplacer("<saml:Enc", "<s:Enc", "</saml:Enc", "</s:Enc", "xmlns:saml=",
			`xmlns:saml="urn:evil" xmlns:s=`).Replace(d)
	}
	l.attack("E2 borrowed from a prefix that was rebound outside", m, saml.UnknownElement).class = saml.DecryptionFailed
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	m.encrypt.plaintext = func(p string) string { return strings.Replace(p, ` xmlns:saml="`+a+`"`, "", 1) }
	m.encrypt.extra = func(d string) string {
		return strings.NewReplacer("<saml:Enc", "<s:Enc", "</saml:Enc", "</s:Enc", "xmlns:saml=", `xmlns:s=`).Replace(d)
	}
	l.attack("E2 borrowed from nowhere", m, saml.BadNamespace).class = saml.DecryptionFailed
	return l.all
}
