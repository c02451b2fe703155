package saml_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeLimits(t *testing.T) []probe {
	l := list{t: t}
	// Signed by the provider, in Advice (depth 4 with the response) or in Extensions (depth 3).
	advice := func(what string) made {
		return edits(t, "<saml:AuthnStatement", "<saml:Advice>"+what+"</saml:Advice><saml:AuthnStatement")
	}
	nest := func(n int) string { return strings.Repeat("<x>", n) + strings.Repeat("</x>", n) }
	at := func(name string, limit int, one func(n int) made, cause saml.Cause) {
		l.sound(fmt.Sprintf("X11 %s, %d", name, limit), one(limit))
		over := one(limit + 1)
		if cause != saml.NoNameID {
			over.edit, over.tamper = nil, over.edit // the signer's own parser has these limits too
		}
		l.attack(fmt.Sprintf("X11 %s, %d", name, limit+1), over, cause)
	}
	at("depth", 32, func(n int) made { return advice(nest(n - 3)) }, saml.LimitDepth)
	at("depth of empty elements", 32, func(n int) made {
		return advice(strings.Repeat("<x>", n-4) + "<x/>" + strings.Repeat("</x>", n-4))
	}, saml.LimitDepth)
	many := func(n int, one string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, one, i)
		}
		return b.String()
	}
	at("attributes", 32, func(n int) made { return advice("<x" + many(n, ` a%d=""`) + "></x>") }, saml.LimitAttributes)
	at("attributes and declarations", 32, func(n int) made {
		return advice("<x" + many(n-15, ` a%d=""`) + many(15, ` xmlns:b%d="urn:x"`) + "></x>")
	}, saml.LimitAttributes)
	at("declarations in scope", 32, func(n int) made { // samlp and saml are two
		return advice("<x" + many(16, ` xmlns:a%d="urn:x"`) + "><y" + many(n-18, ` xmlns:b%d="urn:x"`) + "></y></x>")
	}, saml.LimitNamespaces)
	at("one prefix over and over", 32, func(n int) made {
		return advice(strings.Repeat(`<x xmlns="urn:x" xmlns:a="urn:a">`, (n-2)/2) + "<y" +
			strings.Repeat(` xmlns="urn:y"`, n%2) + "></y>" + strings.Repeat("</x>", (n-2)/2))
	}, saml.LimitNamespaces)
	at("a name", 256, func(n int) made { return advice("<" + strings.Repeat("x", n) + "/>") }, saml.LimitName)
	at("a name with a prefix", 256, func(n int) made {
		return advice(`<p:` + strings.Repeat("x", n-2) + ` xmlns:p="urn:p"/>`)
	}, saml.LimitName)
	at("a name beyond ASCII", 256, func(n int) made {
		return advice("<" + strings.Repeat("ä", 127) + strings.Repeat("x", n-254) + "/>")
	}, saml.LimitName)
	at("an attribute's name", 256, func(n int) made {
		return advice("<x " + strings.Repeat("a", n) + `="" />`)
	}, saml.LimitName)
	at("an attribute's value", 4096, func(n int) made {
		return advice(`<x a="` + strings.Repeat("a", n) + `"/>`)
	}, saml.LimitAttributeValue)
	at("a value of quotes, which grow", 4096, func(n int) made {
		return advice(`<x a='` + strings.Repeat(`"`, n) + `'/>`)
	}, saml.LimitAttributeValue)
	at("a namespace", 4096, func(n int) made {
		return advice(`<x xmlns="urn:` + strings.Repeat("a", n-4) + `"/>`)
	}, saml.LimitAttributeValue)
	at("a text", 64<<10, func(n int) made { return advice("<x>" + strings.Repeat("a", n) + "</x>") }, saml.LimitText)
	at("a text of >, which grow", 64<<10, func(n int) made {
		return advice("<x>" + strings.Repeat(">", n) + "</x>")
	}, saml.LimitText)
	at("values of one attribute", 10_000, func(n int) made { // two are there
		return edits(t, "<saml:AttributeValue>engines", strings.Repeat("<saml:AttributeValue>g</saml:AttributeValue>",
			n-2)+"<saml:AttributeValue>engines")
	}, saml.LimitValues)
	at("attributes of an assertion", 500, func(n int) made { // five are there
		return edits(t, "</saml:AttributeStatement>",
			many(n-5, `<saml:Attribute Name="n%d"/>`)+"</saml:AttributeStatement>")
	}, saml.LimitValues)
	at("attributes of several statements", 500, func(n int) made {
		return edits(t, "</saml:AttributeStatement>",
			many(n-5, `</saml:AttributeStatement><saml:AttributeStatement><saml:Attribute Name="n%d"/>`)+
				"</saml:AttributeStatement>")
	}, saml.LimitValues)
	elements := strings.Count(sound(t).xml(t), "</") // no empty-element tags
	at("elements", 20_000, func(n int) made { return advice(strings.Repeat("<x/>", n-elements-1)) }, saml.LimitElements)
	at("a NameID", 1024, func(n int) made { return edits(t, "ada-1815", strings.Repeat("n", n)) }, saml.NoNameID)
	for i := range l.all {
		if l.all[i].causes == nil && strings.Contains(l.all[i].name, "a NameID") {
			l.all[i].user = strings.Repeat("n", 1024)
		}
	}
	at("certificates shown", 5, func(n int) made {
		m := sound(t)
		m.how.shown = slices.Repeat([][]byte{certificateOf(t, "rsa2048-1")}, n)
		return m
	}, saml.LimitCertificates)
	// What grows in canonical form within the limits of the source must still
	// be readable when it was verified.
	wide := advice("<x" + many(15, ` xmlns:a%d="urn:x"`) + "><y" + func() string {
		var b strings.Builder
		for i := range 15 {
			fmt.Fprintf(&b, ` a%d:b%d='%s'`, i, i, strings.Repeat(`"`, 4096))
		}
		return b.String()
	}() + "></y></x>")
	l.sound("S15 attributes that grow with their namespaces", wide)
	for _, sign := range []string{"response", "both"} {
		m := wide
		m.sign = sign
		l.sound("S15 attributes that grow with their namespaces, "+sign, m)
	}
	l.sound("S15 two texts that the signature parted", posts(t, sealed(t, "", func(a string) string {
		text := strings.Repeat(">", 64<<10)
		return strings.NewReplacer("<ds:Signature ", text+"<ds:Signature ", "</ds:Signature>",
			"</ds:Signature>"+text).Replace(a)
	})))
	return l.all
}
