package saml_test

import (
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/xmldoc"
)

// template is a response whose namespaces and prefixes can be chosen; its
// signature waits for seal.
func template(assertion string) string {
	return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
		`xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
		`Destination="` + acsURL + `" ID="_response1" InResponseTo="` + requestID +
		`" IssueInstant="2026-03-02T09:30:00Z" Version="2.0">` +
		`<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` + idpEntityID + `</saml:Issuer>` +
		`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>` +
		`</samlp:Status>` +
		assertion + `</samlp:Response>`
}

// unsealed is the signature that seal fills in, with an optional PrefixList.
func unsealed(id, method, digest, list string) string {
	transform := `<ds:Transform Algorithm="` + exclusive + `"></ds:Transform>`
	if list != "" {
		transform = `<ds:Transform Algorithm="` + exclusive + `"><ec:InclusiveNamespaces xmlns:ec="` + exclusive +
			`" PrefixList="` + list + `"></ec:InclusiveNamespaces></ds:Transform>`
	}
	return `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod ` +
		`Algorithm="` + exclusive + `"></ds:CanonicalizationMethod>` +
		`<ds:SignatureMethod Algorithm="` + method + `"></ds:SignatureMethod><ds:Reference URI="#` + id +
		`"><ds:Transforms><ds:Transform Algorithm="` + enveloped + `"></ds:Transform>` + transform +
		`</ds:Transforms><ds:DigestMethod Algorithm="` + digest + `"></ds:DigestMethod><ds:DigestValue>` +
		`</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue></ds:Signature>`
}

// sealed is template with a signed assertion.
func sealed(t *testing.T, list string, change func(assertion string) string) string {
	t.Helper()
	a := strings.Replace(soundAssertion, "</saml:Issuer>", "</saml:Issuer>"+unsealed("_assertion1", rsaSHA256,
		sha256URI, list), 1)
	if change != nil {
		a = change(a)
	}
	return seal(t, template(a), testKey(t, "rsa2048-1"), rsaSHA256)
}

func probeNamespaces(t *testing.T) []probe {
	l := list{t: t}
	signed := sound(t).xml(t)
	is := func(name, old, new string, expected ...saml.Cause) {
		if !strings.Contains(signed, old) {
			t.Fatalf("%s: nothing to change", name)
		}
		l.attack(name, posts(t, strings.Replace(signed, old, new, 1)), expected...)
	}
	const evil = ` xmlns:saml="urn:evil"`
	// harmless: the assertion declares its own
	is("X9 saml rebound at the response", "<samlp:Response ", "<samlp:Response"+evil+" ")
	l.all[len(l.all)-1].causes = nil
	is("X9 saml rebound at Subject", "<saml:Subject>", "<saml:Subject"+evil+">", saml.UnknownElement)
	is("X9 saml rebound at Attribute", `<saml:Attribute Name="email"`, `<saml:Attribute`+evil+` Name="email"`,
		saml.UnknownElement)
	is("X9 saml rebound at AttributeValue", "<saml:AttributeValue>"+email, "<saml:AttributeValue"+evil+">"+email,
		saml.UnknownElement)
	is("X9 saml rebound at Conditions", "<saml:Conditions ", "<saml:Conditions"+evil+" ", saml.UnknownElement)
	is("X9 saml rebound at the Audience", "<saml:Audience>", "<saml:Audience"+evil+">", saml.UnknownElement)
	is("S3 ds rebound between Signature and SignedInfo", "<ds:SignedInfo>", `<ds:SignedInfo xmlns:ds="urn:evil">`,
		saml.SignatureShape)
	is("S3 ds rebound at Reference", "<ds:Reference ", `<ds:Reference xmlns:ds="urn:evil" `, saml.SignatureShape)
	is("S3 ds rebound at DigestValue", "<ds:DigestValue>", `<ds:DigestValue xmlns:ds="urn:evil">`, saml.SignatureShape)
	is("S5 ds rebound at Transform", "<ds:Transform ", `<ds:Transform xmlns:ds="urn:evil" `, saml.BadTransform)
	is("X9 a signature of another namespace", `xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`,
		`xmlns:ds="http://www.w3.org/2000/09/xmldsig"`, saml.BadNamespace)
	is("X9 a signature of xmldsig11", `xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`,
		`xmlns:ds="http://www.w3.org/2009/xmldsig11#"`, saml.SignatureWrapping)
	is("S14 a default namespace in the assertion, used", "<saml:Subject>", `<saml:Subject xmlns="urn:x" a="">`,
		saml.DigestMismatch)
	is("X9 the default namespace flips", "<saml:AttributeValue>engines",
		`<saml:AttributeValue xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><AttributeValue `+
			`xmlns="">x</AttributeValue>engines`, saml.UnexpectedChild, saml.DigestMismatch)
	is("X5 xml bound at another prefix", "<saml:Subject>",
		`<saml:Subject xmlns:x="http://www.w3.org/XML/1998/namespace">`, saml.BadNamespace)
	is("X5 xmlns as a namespace", "<saml:Subject>", `<saml:Subject xmlns:x="http://www.w3.org/2000/xmlns/">`,
		saml.BadNamespace)
	is("X5 an element named xmlns", "<saml:Subject>", `<xmlns:x></xmlns:x><saml:Subject>`, saml.BadNamespace)
	is("X5 a default namespace of xmlns", "<saml:Subject>", `<saml:Subject xmlns="http://www.w3.org/2000/xmlns/">`,
		saml.BadNamespace)
	is("X5 two attributes of one name by two prefixes", `<saml:Attribute Name="email"`,
		`<saml:Attribute xmlns:a="urn:a" xmlns:b="urn:a" a:x="1" b:x="2" Name="email"`, saml.DuplicateAttribute)
	is("X5 the same, one written with references", `<saml:Attribute Name="email"`,
		`<saml:Attribute xmlns:a="urn:a" xmlns:b="urn:&#97;" a:x="1" b:x="2" Name="email"`, saml.DuplicateAttribute)
	is("X5 a prefix declared twice", "<saml:Subject>", `<saml:Subject xmlns:a="urn:a" xmlns:a="urn:a">`,
		saml.DuplicateAttribute)
	is("X6 a relative namespace in KeyInfo", "<ds:KeyInfo>", `<ds:KeyInfo xmlns:x="x/y">`, saml.RelativeNamespace)
	is("X6 a fragment as a namespace", "<saml:Subject>", `<saml:Subject xmlns:x="#x">`, saml.RelativeNamespace)
	is("X6 a network path as a namespace", "<saml:Subject>", `<saml:Subject xmlns:x="//evil.example/">`,
		saml.RelativeNamespace)
	is("X5 a namespace with a blank", "<saml:Subject>", `<saml:Subject xmlns:x="urn:a b">`, saml.BadNamespace)
	is("X5 a namespace with a line break", "<saml:Subject>", "<saml:Subject xmlns:x=\"urn:a&#10;b\">",
		saml.BadNamespace)
	is("X5 a namespace that is no URI", "<saml:Subject>", `<saml:Subject xmlns:x="urn:{a}">`, saml.BadNamespace)
	is("X9 SAML's namespace in upper case", `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID`,
		`xmlns:saml="URN:OASIS:NAMES:TC:SAML:2.0:ASSERTION" ID`, saml.BadNamespace)
	is("X9 SAML's namespace percent-encoded", `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID`,
		`xmlns:saml="urn:oasis:names:tc:SAML:2%2E0:assertion" ID`, saml.SignatureWrapping)
	is("X9 SAML's namespace with a blank at its end", `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID`,
		`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion " ID`, saml.BadNamespace)
	l.all = append(l.all, probe{name: "X5 SAML's namespace written with references",
		made: posts(t, strings.Replace(signed, `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID`,
			`xmlns:saml="urn:oasis:names:tc:SAML:2.0:&#x61;ssertion" ID`, 1))})

	// PrefixList: what it lists is signed, what it does not list is not.
	const xsi = `<saml:AttributeValue xsi:type="xs:string">`
	typed := func(a string) string { return strings.Replace(a, "<saml:AttributeValue>Ada", xsi+"Ada", 1) }
	l.sound("S5 xsi:type by outer namespaces, no PrefixList", posts(t, sealed(t, "", typed)))
	l.sound("S5 xsi:type by outer namespaces, PrefixList xs", posts(t, sealed(t, "xs", typed)))
	l.sound("S5 a PrefixList of what is not there", posts(t, sealed(t, "nothing xml xmlns #default &#x9; ", typed)))
	l.sound("S5 a PrefixList of all", posts(t, sealed(t, "#default saml samlp ds xs xsi ec", typed)))
	l.sound("S5 a PrefixList with one prefix often", posts(t, sealed(t, strings.Repeat("xs ", 64), typed)))
	l.attack("S5 a PrefixList of 65", posts(t, strings.Replace(sealed(t, "xs", typed), `PrefixList="xs"`,
		`PrefixList="`+strings.Repeat("xs ", 65)+`"`, 1)), saml.BadTransform)
	l.attack("S14 a listed prefix rebound outside",
		posts(t, strings.Replace(sealed(t, "xs", typed), "http://www.w3.org/2001/XMLSchema\"", "urn:evil\"", 1)),
		saml.DigestMismatch)
	l.attack("S14 a listed prefix declared where it was not",
		posts(t, strings.Replace(sealed(t, "xs evil", typed), "<saml:Subject>", `<saml:Subject xmlns:evil="urn:evil">`,
			1)), saml.DigestMismatch)
	l.attack("S14 #default listed and declared outside",
		posts(t, strings.Replace(sealed(t, "#default", typed), "<samlp:Response ", `<samlp:Response xmlns="urn:evil" `,
			1)), saml.DigestMismatch)
	l.attack("S7 the PrefixList taken away", posts(t, strings.Replace(sealed(t, "xs", typed), `PrefixList="xs"`,
		`PrefixList=""`, 1)), saml.DigestMismatch, saml.SignatureInvalid)
	for _, bad := range []string{`<ec:InclusiveNamespaces xmlns:ec="` + exclusive +
		`" PrefixList="xs"><x xmlns=""></x></ec:InclusiveNamespaces>`,
		`<ec:InclusiveNamespaces xmlns:ec="urn:x" PrefixList="xs"></ec:InclusiveNamespaces>`,
		`<ec:InclusiveNamespaces xmlns:ec="` + exclusive +
			`" PrefixList="xs"></ec:InclusiveNamespaces><ec:InclusiveNamespaces xmlns:ec="` + exclusive +
			`" PrefixList="xs"></ec:InclusiveNamespaces>`} {
		l.attack("S5 InclusiveNamespaces like "+bad[:60], tampers(t, exclusive+`"></ds:Transform>`,
			exclusive+`">`+bad+"</ds:Transform>"), saml.BadTransform)
		l.attack("S5 of SignedInfo, InclusiveNamespaces like "+bad[:60],
			tampers(t, exclusive+`"></ds:CanonicalizationMethod>`, exclusive+`">`+bad+"</ds:CanonicalizationMethod>"),
			saml.BadTransform)
	}
	l.sound("S5 a namespace added outside that nothing signed uses",
		posts(t, strings.Replace(sealed(t, "", typed), "<samlp:Response ",
			`<samlp:Response xmlns:evil="urn:evil" xmlns="urn:evil" `, 1)))

	// Inclusive C14N inherits.
	allow := func(s *saml.Settings) { s.Policy.AllowInclusiveC14N = true }
	for name, add := range map[string]string{"xml:lang": `xml:lang="de"`, "xml:space": `xml:space="preserve"`,
		"xml:base": `xml:base="http://evil.example/"`, "a namespace": `xmlns:evil="urn:evil"`,
		"a default namespace": `xmlns="urn:evil"`} {
		for which, c := range map[string]xmldoc.C14N{inclusive: {}, c14n11: {Version11: true}} {
			m := sound(t)
			m.how.transforms, m.how.content = transform(enveloped)+transform(which), c
			before := m
			before.edit = replace(t, "<samlp:Response ", "<samlp:Response "+add+" ")
			if !(name == "xml:base" && which == c14n11) {
				l.all = append(l.all, probe{name: "S5 " + name + " inherited by " + which, made: before, with: allow})
			}
			m.tamper = replace(t, "<samlp:Response ", "<samlp:Response "+add+" ")
			l.attack("S14 "+name+" added outside of "+which, m, saml.DigestMismatch, saml.BadTransform).with = allow
		}
	}
	m := sound(t)
	m.how.transforms, m.how.content = transform(enveloped)+transform(c14n11), xmldoc.C14N{Version11: true}
	m.tamper = replace(t, `ID="_assertion1"`, `ID="_assertion1" xml:base="x"`)
	l.attack("S14 xml:base of the element itself by C14N 1.1", m, saml.DigestMismatch, saml.BadTransform).with = allow
	return l.all
}
