package saml_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"gatehouse/saml"
)

// encryptionAttacks use that anyone can encrypt to our key.
func encryptionAttacks(t *testing.T) (all []attack) {
	ours := &decryptionKey(t).PublicKey
	signed := signedAssertion(t)
	encrypted := func(plaintext string) string {
		return encryptedTo(ours).apply(t, plaintext)
	}
	add := func(name string, class saml.Class, doc string, expected ...saml.Cause) {
		all = append(all, attack{name: "encryption: " + name, causes: expected, class: class, made: posts(t, doc)})
	}
	const d, m = saml.DecryptionFailed, saml.Malformed
	add("a forged assertion", m, around(t, encrypted(evilAssertion)), saml.Unsigned)
	add("a forged one beside the signed one", m, around(t, signed+encrypted(evilAssertion)), saml.MultipleAssertions)
	add("a forged one before the signed one", m, around(t, encrypted(evilAssertion)+signed), saml.MultipleAssertions)
	add("two encrypted ones", m, around(t, encrypted(signed)+encrypted(evilAssertion)), saml.MultipleAssertions)
	add("the signed one in Extensions", m, strings.Replace(around(t, encrypted(evilAssertion)), "<samlp:Status>",
		"<samlp:Extensions>"+signed+"</samlp:Extensions><samlp:Status>", 1), saml.SignatureWrapping)
	_, signature := cutSignature(t, signed)
	add("a forged one with a copied signature", m,
		around(t, encrypted(strings.Replace(evilAssertion, "</saml:Issuer>", "</saml:Issuer>"+signature, 1))),
		saml.SignatureReference)
	add("a forged one of the same ID with a copied signature", m,
		around(t, encrypted(strings.Replace(strings.Replace(evilAssertion, "_evil", "_assertion1", 1), "</saml:Issuer>",
			"</saml:Issuer>"+signature, 1))), saml.DigestMismatch)
	add("the signed one within the forged one", m,
		around(t, encrypted(strings.Replace(evilAssertion, "</saml:Conditions>",
			"</saml:Conditions><saml:Advice>"+signed+"</saml:Advice>", 1))), saml.Advice)
	// The encrypting helper wants an Assertion in the plaintext: change it after.
	for name, plaintext := range map[string]string{
		"a response inside": soundResponse, "nothing inside": "", "text inside": "x",
		"two assertions inside":  signed + evilAssertion,
		"a DTD inside":           `<!DOCTYPE x [<!ENTITY y "z">]>` + signed,
		"another element inside": `<x xmlns="urn:x"/>`,
	} {
		x := encryptedTo(ours)
		x.plaintext = func(string) string { return plaintext }
		add(name, d, around(t, x.apply(t, evilAssertion)), saml.UnknownElement, saml.NotWellFormed, saml.DTD)
	}
	x := encryptedTo(ours)
	x.plaintext = func(string) string { return around(t, evilAssertion) }
	add("an encrypted response", d, around(t, x.apply(t, evilAssertion)), saml.UnknownElement)
	for name, change := range map[string]func(x *encrypting){
		"3DES": func(x *encrypting) {
			x.data, x.extra = aes256CBC, swap(aes256CBC, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc")
		},
		"RSA 1.5":               func(x *encrypting) { x.transport = rsa15 },
		"no algorithm":          func(x *encrypting) { x.extra = swap(aes256GCM, "") },
		"a key of another size": func(x *encrypting) { x.extra = swap(aes256GCM, aes128GCM) },
		"CBC called GCM":        func(x *encrypting) { x.data, x.extra = aes256CBC, swap(aes256CBC, aes256GCM) },
		"a flipped tag":         func(x *encrypting) { x.cipher = flip(-1) },
		"a short tag":           func(x *encrypting) { x.cipher = func(b []byte) []byte { return b[:len(b)-12] } },
		"a nonce alone":         func(x *encrypting) { x.cipher = func(b []byte) []byte { return b[:12] } },
		"nothing":               func(x *encrypting) { x.cipher = func([]byte) []byte { return nil } },
		"a wrapped key flipped": func(x *encrypting) { x.wrapped = flip(7) },
		"a wrapped key cut":     func(x *encrypting) { x.wrapped = func(b []byte) []byte { return b[:100] } },
		"no wrapped key":        func(x *encrypting) { x.wrapped = func([]byte) []byte { return nil } },
		"another OAEP digest":   func(x *encrypting) { x.hash, x.mgf = crypto.SHA256, crypto.SHA256 },
		"many keys":             func(x *encrypting) { x.keys = 9 },
		"a CipherReference": func(x *encrypting) {
			x.extra = swap("<xenc:CipherData>", `<xenc:CipherData><xenc:CipherReference URI="http://evil.example/"/>`)
		},
		"a RetrievalMethod": func(x *encrypting) {
			x.layout, x.extra = "retrieval", swap(`URI="#_key1"`, `URI="file:///etc/passwd"`)
		},
	} {
		x := encryptedTo(ours)
		change(x)
		m := sound(t)
		m.encrypt = x
		all = append(all, attack{name: "encryption: " + name, class: d, made: m,
			causes: causes(saml.WeakAlgorithm, saml.UnknownAlgorithm, saml.CiphertextSize,
				saml.AuthenticationTag, saml.WrongKey, saml.LimitEncryptedKeys, saml.CipherReference)})
	}
	return all
}

func swap(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

// entityAttacks are bombs, and things that other parsers fetch or expand.
func entityAttacks(t *testing.T) (all []attack) {
	signed := sound(t).xml(t)
	add := func(name string, doc string, expected ...saml.Cause) {
		all = append(all, attack{name: "entity: " + name, causes: expected, made: posts(t, doc)})
	}
	add("an external entity", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`+strings.Replace(signed,
		"ada-1815", "&e;", 1), saml.DTD)
	add("an external DTD", `<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">`+signed, saml.DTD)
	add("a parameter entity", `<!DOCTYPE x [<!ENTITY % e SYSTEM "http://evil.example/"> %e;]>`+signed, saml.DTD)
	add("an attribute default", `<!DOCTYPE x [<!ATTLIST x ID ID #IMPLIED>]>`+signed, saml.DTD)
	add("a bomb", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`+signed,
		saml.DTD)
	add("DOCTYPE in lower case", `<!doctype x>`+signed, saml.DTD, saml.NotWellFormed)
	add("an XInclude", strings.Replace(signed, "<samlp:Status>",
		`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><samlp:Status>`, 1),
		saml.UnknownElement)
	add("a stylesheet", `<?xml-stylesheet href="http://evil.example/"?>`+signed, saml.ProcessingInstruction)
	add("a character reference to NUL", strings.Replace(signed, "ada-1815", "&#0;", 1), saml.ForbiddenCharacter,
		saml.NotWellFormed)
	add("a reference beyond Unicode", strings.Replace(signed, "ada-1815", "&#x110000;", 1), saml.ForbiddenCharacter,
		saml.NotWellFormed)
	add("UTF-7 declared", `<?xml version="1.0" encoding="UTF-7"?>`+signed, saml.BadEncoding)
	add("UTF-16 declared", `<?xml version="1.0" encoding="UTF-16"?>`+signed, saml.BadEncoding)
	add("XML 1.1", `<?xml version="1.1"?>`+signed, saml.NotWellFormed, saml.BadEncoding)
	add("overlong UTF-8", strings.Replace(signed, "ada-1815", "\xc0\xbcx\xc0\xbe", 1), saml.BadEncoding)
	add("a surrogate", strings.Replace(signed, "ada-1815", "\xed\xa0\x80", 1), saml.BadEncoding)
	for name, order := range map[string]bool{"UTF-16LE": true, "UTF-16BE": false} {
		var b strings.Builder
		for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(signed))...) {
			if order {
				b.Write([]byte{byte(u), byte(u >> 8)})
			} else {
				b.Write([]byte{byte(u >> 8), byte(u)})
			}
		}
		add(name, b.String(), saml.BadEncoding)
	}
	extension := func(s string) string {
		return strings.Replace(signed, "<samlp:Status>", "<samlp:Extensions>"+s+"</samlp:Extensions><samlp:Status>", 1)
	}
	add("depth", extension(strings.Repeat("<x>", 10_000)+strings.Repeat("</x>", 10_000)), saml.LimitDepth)
	add("elements", extension(strings.Repeat("<x/>", 30_000)), saml.LimitElements)
	add("attributes", extension("<x "+strings.Repeat("a='' ", 0)+many(func(i string) string {
		return "a" + i + "=''"
	}, 100)+"/>"), saml.LimitAttributes)
	add("namespaces", extension("<x "+many(func(i string) string {
		return "xmlns:a" + i + "='urn:x'"
	}, 100)+"/>"), saml.LimitAttributes, saml.LimitNamespaces)
	add("a name", extension("<"+strings.Repeat("x", 1000)+"/>"), saml.LimitName)
	add("a value", extension("<x a='"+strings.Repeat("x", 10_000)+"'/>"), saml.LimitAttributeValue)
	add("a text", extension("<x>"+strings.Repeat("x", 100_000)+"</x>"), saml.LimitText)
	add("signatures", extension(strings.Repeat(`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>`, 500)),
		saml.SignatureWrapping, saml.LimitSignatures)
	add("a canonical form that grows", extension(`<y xmlns:x="urn:`+strings.Repeat("x", 4000)+`">`+
		strings.Repeat("<x:x/>", 15_000)+"</y>"), saml.LimitBytes)
	return all
}

func many(one func(i string) string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(one(strings.Repeat("b", i)) + " ")
	}
	return b.String()
}

// transportAttacks show one value to one reader and another to the next.
func transportAttacks(t *testing.T) (all []attack) {
	good := base64.StdEncoding.EncodeToString([]byte(sound(t).xml(t)))
	evil := base64.StdEncoding.EncodeToString([]byte(around(t, evilAssertion)))
	add := func(name string, change func(p *saml.Post), expected ...saml.Cause) {
		m := sound(t)
		m.posted = change
		all = append(all, attack{name: "transport: " + name, causes: expected, made: m})
	}
	form := func(body string) func(p *saml.Post) {
		return func(p *saml.Post) { p.Body, p.Size = []byte(body), int64(len(body)) }
	}
	g, e := url.QueryEscape(good), url.QueryEscape(evil)
	add("two messages, the sound one first", form("SAMLResponse="+g+"&SAMLResponse="+e), saml.DuplicateParameter)
	add("two messages, the sound one last", form("SAMLResponse="+e+"&SAMLResponse="+g), saml.DuplicateParameter)
	add("a second one in disguise", form("SAMLResponse="+g+"&%53AMLResponse="+e), saml.DuplicateParameter)
	add("a semicolon", form("SAMLResponse="+g+";SAMLResponse="+e), saml.BadBase64)
	add("base64 behind the padding", form("SAMLResponse="+url.QueryEscape(strings.TrimRight(good, "=")+"=="+evil)),
		saml.BadBase64)
	add("base64 with NUL", form("SAMLResponse="+g[:100]+"%00"+g[100:]), saml.BadBase64)
	add("two documents",
		form("SAMLResponse="+
			url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(sound(t).xml(t)+around(t, evilAssertion))))),
		saml.NotWellFormed)
	add("GET", func(p *saml.Post) { p.Method = "GET" }, saml.WrongBinding)
	add("PUT", func(p *saml.Post) { p.Method = "PUT" }, saml.WrongBinding)
	add("text/xml", func(p *saml.Post) { p.ContentType = "text/xml" }, saml.WrongBinding)
	add("multipart", func(p *saml.Post) { p.ContentType = "multipart/form-data; boundary=x" }, saml.WrongBinding)
	var bomb bytes.Buffer
	w, _ := flate.NewWriter(&bomb, flate.BestCompression)
	w.Write([]byte("<samlp:Response>"))
	w.Write(make([]byte, 50<<20))
	w.Close()
	add("a DEFLATE bomb", form("SAMLResponse="+url.QueryEscape(base64.StdEncoding.EncodeToString(bomb.Bytes()))),
		saml.DeflateInPost)
	add("a huge body", func(p *saml.Post) { p.Size = 10 << 20 }, saml.BodyTooLarge)
	return all
}
