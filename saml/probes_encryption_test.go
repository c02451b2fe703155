package saml_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"fmt"
	"strings"
	"testing"

	"gatehouse/saml"
)

func probeEncryption(t *testing.T) []probe {
	l := list{t: t}
	const d, malformed = saml.DecryptionFailed, saml.Malformed
	signed := signedAssertion(t)
	add := func(name string, class saml.Class, change func(x *encrypting), expected ...saml.Cause) {
		for _, data := range []string{aes256GCM, aes256CBC} {
			for _, sign := range []string{"assertion", "both"} {
				m := sound(t)
				m.sign = sign
				m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
				m.encrypt.data = data
				change(m.encrypt)
				l.all = append(l.all, probe{name: name + ", " + data[len(data)-3:] + ", " + sign + " signed",
					class: class, made: m, causes: expected})
			}
		}
	}
	plain := func(p string) func(x *encrypting) {
		return func(x *encrypting) { x.plaintext = func(string) string { return p } }
	}
	add("E2 a response", d, plain(sound(t).xml(t)), saml.UnknownElement)
	add("E2 an EncryptedAssertion", d, func(x *encrypting) {
		x.plaintext = func(p string) string {
			return encryptedTo(&decryptionKey(t).PublicKey).apply(t, p)
		}
	}, saml.UnknownElement)
	add("E2 an Assertion of no namespace", d, plain("<Assertion>"+signed+"</Assertion>"), saml.UnknownElement)
	add("E2 an Assertion of SAML 1.1", d,
		plain(`<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion"></Assertion>`), saml.UnknownElement)
	add("E2 a wrapper", d, plain(`<x xmlns="urn:x">`+signed+"</x>"), saml.UnknownElement)
	add("E2 text before", d, plain("x"+signed), saml.NotWellFormed)
	add("E2 two assertions", d, plain(evilAssertion+signed), saml.NotWellFormed)
	add("E2 a DTD", d, plain(`<!DOCTYPE x [<!ENTITY e "x">]>`+signed), saml.DTD)
	add("E2 a comment", d, plain(strings.Replace(signed, "ada-1815", "ada<!-- -->-1815", 1)), saml.Comment)
	add("E2 a NUL at the end", d, plain(signed+"\x00"), saml.ForbiddenCharacter)
	add("E2 no UTF-8", d, plain(signed+"\xff"), saml.BadEncoding)
	add("E2 UTF-16", d, plain("\xff\xfe<\x00"), saml.BadEncoding)
	add("E2 an empty text", d, plain(""), saml.NotWellFormed)
	add("E2 blanks", d, plain("   \n"), saml.NotWellFormed)
	add("E2 cut", d, plain(signed[:len(signed)/2]), saml.NotWellFormed)
	add("E2 the signed one in the forged one", malformed, plain(strings.Replace(evilAssertion, "</saml:Conditions>",
		"</saml:Conditions><saml:Advice>"+signed+"</saml:Advice>", 1)), saml.Advice)
	add("E2 an assertion changed", malformed, plain(strings.Replace(signed, "ada-1815", "eve", 1)), saml.DigestMismatch)
	add("X11 depth inside", d, plain(strings.Repeat("<x>", 40)+strings.Repeat("</x>", 40)), saml.LimitDepth)
	for name, p := range map[string]string{"a declaration": `<?xml version="1.0" encoding="UTF-8"?>` + signed,
		"a BOM": "\ufeff" + signed, "blanks around": "\r\n " + signed + "\n"} {
		add("E2 sound, "+name, "", plain(p))
	}
	// An unsigned assertion in a response signed around the ciphertext is
	// vouched for by it; in an unsigned response it is nobody's.
	for _, data := range []string{aes256GCM, aes256CBC} {
		x := encryptedTo(&decryptionKey(t).PublicKey)
		x.data = data
		l.attack("E2 encrypted and not signed, "+data[len(data)-3:], posts(t, around(t, x.apply(t, evilAssertion))),
			saml.Unsigned)
		m := sound(t)
		m.sign, m.encrypt = "response", encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data = data
		m.tamper = func(doc string) string {
			start, end := strings.Index(doc, "<saml:EncryptedAssertion"), strings.Index(doc,
				"</saml:EncryptedAssertion>")+len("</saml:EncryptedAssertion>")
			return doc[:start] + x.apply(t, evilAssertion) + doc[end:]
		}
		l.attack("E1 the ciphertext of a signed response changed for another, "+data[len(data)-3:], m,
			saml.DigestMismatch)
		m.tamper = func(doc string) string { return rest(t, doc) }
		l.attack("E1 the signature around the ciphertext taken away, "+data[len(data)-3:], m, saml.Unsigned)
		m.sign, m.tamper = "both", nil
		m.assigned = nil
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data = data
		m.encrypt.plaintext = func(p string) string { return strings.Replace(p, "ada-1815", "eve-1815", 1) }
		l.attack("S1 a broken signature inside of a sound one, "+data[len(data)-3:], m, saml.DigestMismatch)
	}
	// Shapes.
	xml := func(name string, class saml.Class, old, new string, expected ...saml.Cause) {
		add(name, class, func(x *encrypting) { x.extra = replace(t, old, new) }, expected...)
	}
	const data, end = "<xenc:EncryptedData ", "</xenc:EncryptedData>"
	xml("E6 two EncryptedData", d, end,
		end+`<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"></xenc:EncryptedData>`,
		saml.EncryptionShape)
	xml("E6 an empty EncryptedData first", d, data,
		`<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"></xenc:EncryptedData>`+data,
		saml.EncryptionShape, saml.UnknownAlgorithm)
	xml("X9 an Assertion beside EncryptedData", malformed, data, signed+data, saml.SignatureWrapping)
	xml("X9 an Assertion in EncryptedData", malformed, end, signed+end, saml.SignatureWrapping)
	xml("X9 an Assertion in CipherData", malformed, "</xenc:CipherData>", signed+"</xenc:CipherData>",
		saml.SignatureWrapping)
	xml("X9 a stranger beside EncryptedData", malformed, data, `<x xmlns="urn:x"></x>`+data, saml.UnknownElement)
	xml("X10 an element in CipherValue", malformed, "<xenc:CipherValue>", "<xenc:CipherValue><x></x>",
		saml.UnexpectedChild)
	xml("E6 two CipherData", d, "</xenc:CipherData>",
		"</xenc:CipherData><xenc:CipherData><xenc:CipherValue>AAAA</xenc:CipherValue></xenc:CipherData>",
		saml.EncryptionShape)
	xml("E6 two CipherValues", d, "</xenc:CipherValue>", "</xenc:CipherValue><xenc:CipherValue>AAAA</xenc:CipherValue>",
		saml.EncryptionShape)
	xml("E6 two EncryptionMethods of the key", d, `<xenc:EncryptionMethod Algorithm="`+oaepMGF1P,
		`<xenc:EncryptionMethod Algorithm="`+oaepMGF1P+`"></xenc:EncryptionMethod><xenc:EncryptionMethod Algorithm="`+
			rsa15, saml.EncryptionShape)
	for _, cipher := range []string{aes256GCM, aes256CBC} {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data = cipher
		m.encrypt.extra = replace(t, `Algorithm="`+cipher+`">`,
			`Algorithm="`+cipher+`"></xenc:EncryptionMethod><xenc:EncryptionMethod Algorithm="urn:x">`)
		l.attack("E6 two EncryptionMethods of the data, "+cipher[len(cipher)-3:], m, saml.EncryptionShape).class = d
	}
	xml("E6 two KeyInfos", d, "</ds:KeyInfo>",
		`</ds:KeyInfo><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"></ds:KeyInfo>`, saml.EncryptionShape)
	xml("E6 a CipherReference behind the value", d, "</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
		`</xenc:CipherValue><xenc:CipherReference URI="file:///etc/passwd"></xenc:CipherReference></xenc:CipherData>`+
			`</xenc:EncryptedData>`, saml.CipherReference)
	xml("E4 blanks around the algorithm", d, `Algorithm="http://www.w3.org/`, `Algorithm=" http://www.w3.org/`,
		saml.UnknownAlgorithm)
	for _, alg := range []string{"http://www.w3.org/2001/04/xmlenc#kw-aes256",
		"http://www.w3.org/2009/xmlenc11#ECDH-ES", "http://www.w3.org/2009/xmlenc11#aes192-gcm", "",
		strings.ToUpper(oaepMGF1P), "http://www.w3.org/2009/xmlenc11#rsa-oaep-mgf1p"} {
		xml("E3 key transport "+alg, d, oaepMGF1P, alg, saml.UnknownAlgorithm)
	}
	xml("E3 RSA 1.5 named", d, oaepMGF1P, rsa15, saml.WeakAlgorithm)
	for _, alg := range []string{"http://www.w3.org/2001/04/xmlenc#aes192-ctr",
		"http://www.w3.org/2009/xmlenc11#aes192-cbc", "http://www.w3.org/2001/04/xmlenc#aes256-ctr",
		"http://www.w3.org/2001/04/xmlenc#des-cbc", "http://www.w3.org/2001/04/xmlenc#arcfour",
		"http://www.w3.org/2021/04/xmldsig-more#chacha20poly1305", "", "none"} {
		for _, cipher := range []string{aes256GCM, aes256CBC} {
			m := sound(t)
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			m.encrypt.data, m.encrypt.extra = cipher, replace(t, cipher, alg)
			l.attack("E4 "+cipher[len(cipher)-3:]+" named "+alg, m, saml.UnknownAlgorithm).class = d
		}
	}
	for named, made := range map[string]string{aes256GCM: aes256CBC, aes256CBC: aes256GCM, aes128GCM: aes256GCM,
		aes128CBC: aes256CBC} {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data, m.encrypt.extra = made, replace(t, made, named)
		name := "E5 " + made[strings.IndexByte(made, '#'):] + " named " + named[strings.IndexByte(named, '#'):]
		l.attack(name, m, saml.AuthenticationTag, saml.BadPadding, saml.CiphertextSize, saml.NotWellFormed,
			saml.BadEncoding, saml.ForbiddenCharacter).class = d
	}
	// RSA 1.5 allowed: whatever is wrong with the key, one class and no panic.
	for name, wrapped := range map[string]func([]byte) []byte{"garbage": flip(9), "zeros": func(b []byte) []byte {
		return make([]byte, len(b))
	}, "nothing": func([]byte) []byte {
		return nil
	}, "too much": func(b []byte) []byte {
		return append(b, b...)
	}, "one": func(b []byte) []byte { return append(make([]byte, len(b)-1), 1) }} {
		for _, cipher := range []string{aes256GCM, aes256CBC} {
			m := sound(t)
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			m.encrypt.data, m.encrypt.transport, m.encrypt.wrapped = cipher, rsa15, wrapped
			p := l.attack("E3 RSA 1.5 allowed, a wrapped key of "+name+", "+cipher[len(cipher)-3:], m,
				saml.AuthenticationTag, saml.BadPadding, saml.WrongKey, saml.NotWellFormed, saml.BadEncoding,
				saml.ForbiddenCharacter)
			p.class, p.with = d, func(s *saml.Settings) { s.Policy.AllowRSA15 = true }
		}
	}
	for _, sign := range []string{"assertion", "response", "both"} {
		m := sound(t)
		m.sign, m.encrypt = sign, encryptedTo(&decryptionKey(t).PublicKey)
		p := probe{name: "E1 a signed response demanded around encryption, " + sign + " signed", made: m,
			with: func(s *saml.Settings) { s.Policy.EncryptedNeedsSigned = true }}
		if sign == "assertion" {
			p.causes = causes(saml.Unsigned)
		}
		l.all = append(l.all, p)
	}
	// Keys: several, loops, elsewhere.
	retrieval := func(name, info string, expected ...saml.Cause) {
		add(name, d, func(x *encrypting) {
			x.layout = "retrieval"
			x.extra = func(e string) string {
				start, end := strings.Index(e, "<ds:RetrievalMethod"), strings.Index(e, "</ds:RetrievalMethod>")+
					len("</ds:RetrievalMethod>")
				return e[:start] + info + e[end:]
			}
		}, expected...)
	}
	for _, uri := range []string{"#_key2", "", "#", "http://evil.example/#_key1", "#_assertion1", "_key1",
		"#xpointer(id('_key1'))", "# _key1", "#_KEY1"} {
		retrieval("E6 a RetrievalMethod to "+uri, `<ds:RetrievalMethod URI="`+uri+`"></ds:RetrievalMethod>`,
			saml.CipherReference)
	}
	retrieval("E6 a RetrievalMethod with Transforms",
		`<ds:RetrievalMethod URI="#_key1"><ds:Transforms></ds:Transforms></ds:RetrievalMethod>`, saml.CipherReference)
	retrieval("E6 a RetrievalMethod to itself", `<ds:RetrievalMethod Id="_loop" URI="#_loop"></ds:RetrievalMethod>`,
		saml.CipherReference)
	retrieval("E6 sound, two RetrievalMethods to one key",
		strings.Repeat(`<ds:RetrievalMethod URI="#_key1"></ds:RetrievalMethod>`, 2))
	retrieval("E6 a key in a key, pointing to each other", `<ds:RetrievalMethod URI="#_key9"></ds:RetrievalMethod>`+
		`<xenc:EncryptedKey Id="_key9"><ds:KeyInfo><ds:RetrievalMethod URI="#_key1"></ds:RetrievalMethod>`+
		`</ds:KeyInfo></xenc:EncryptedKey>`, saml.UnknownAlgorithm)
	for _, n := range []int{3, 9} {
		add(fmt.Sprintf("E6 %d keys", n), d, func(x *encrypting) { x.keys = n }, saml.LimitEncryptedKeys)
	}
	add("E6 sound, the second of two keys", "", func(x *encrypting) { x.keys = 2 })
	add("E3 another one's key", d, func(x *encrypting) {
		x.to = &testKey(t, "rsa2048-2").(*rsa.PrivateKey).PublicKey
	}, saml.WrongKey)
	add("E3 another OAEP digest than named", d, func(x *encrypting) {
		x.hash, x.mgf = crypto.SHA256, crypto.SHA1
	}, saml.WrongKey)
	add("E3 another MGF than named", d, func(x *encrypting) { x.mgf = crypto.SHA256 }, saml.WrongKey)
	const ds = `xmlns:ds="http://www.w3.org/2000/09/xmldsig#" `
	for name, method := range map[string]string{"a label": "<xenc:OAEPparams>AAAA</xenc:OAEPparams>",
		"SHA-256 named": "<ds:DigestMethod " + ds + `Algorithm="` + sha256URI + `"></ds:DigestMethod>`} {
		add("E3 OAEP with "+name+", made without", d, func(x *encrypting) { x.method = method }, saml.WrongKey)
	}
	add("E3 OAEPparams that are no base64", d, func(x *encrypting) {
		x.method = "<xenc:OAEPparams>!</xenc:OAEPparams>"
	}, saml.EncryptionShape)
	add("E3 sound, an empty label", "", func(x *encrypting) { x.method = "<xenc:OAEPparams></xenc:OAEPparams>" })
	add("E3 OAEP with MD5", d, func(x *encrypting) {
		x.method = "<ds:DigestMethod " + ds + `Algorithm="` + moreURI + `md5"></ds:DigestMethod>`
	}, saml.UnknownAlgorithm)
	add("E3 the MGF of OAEP 1.1 with mgf1p", "", func(x *encrypting) {
		x.method = `<x:MGF xmlns:x="http://www.w3.org/2009/xmlenc11#" ` +
			`Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha1"></x:MGF>`
	})
	for name, cut := range map[string]func([]byte) []byte{"nothing": func([]byte) []byte {
		return nil
	}, "a byte": func(b []byte) []byte {
		return b[:1]
	}, "one byte less": func(b []byte) []byte {
		return b[:len(b)-1]
	}, "one byte more": func(b []byte) []byte { return append(b, 0) },
		"zeros": func(b []byte) []byte {
			return make([]byte, len(b))
		}, "ones": func(b []byte) []byte {
			return bytes.Repeat([]byte{255}, len(b))
		}, "16 KiB": func(b []byte) []byte {
			return make([]byte, 16<<10)
		}, "a zero before": func(b []byte) []byte { return append([]byte{0}, b...) }} {
		add("E3 a wrapped key of "+name, d, func(x *encrypting) { x.wrapped = cut }, saml.WrongKey)
	}
	for _, n := range []int{0, 1, 15, 24, 31, 33, 64, 190} {
		add(fmt.Sprintf("E5 a key of %d bytes", n), d, func(x *encrypting) {
			x.wrapped = func([]byte) []byte { return x.wrap(t, x.to, make([]byte, n)) }
		}, saml.CiphertextSize)
	}
	// Data: sizes and padding.
	for n := range 50 {
		for _, c := range []string{aes256GCM, aes256CBC} {
			if n%7 > 1 && n != 27 && n != 32 && n != 16 && n != 12 && n != 48 {
				continue
			}
			m := sound(t)
			m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
			m.encrypt.data, m.encrypt.cipher = c, func(b []byte) []byte { return b[:n] }
			l.attack(fmt.Sprintf("E5 %d bytes of %s", n, c[len(c)-3:]), m, saml.CiphertextSize, saml.AuthenticationTag,
				saml.BadPadding, saml.NotWellFormed, saml.BadEncoding, saml.ForbiddenCharacter).class = d
		}
	}
	for _, pad := range []byte{0, 17, 32, 128, 255} {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data = aes256CBC
		m.encrypt.cipher = func(b []byte) []byte { // changes the last byte of the plaintext through the block before
			b[len(b)-17] ^= byte(16-m.plainLength(t)%16) ^ pad
			return b
		}
		l.attack(fmt.Sprintf("E5 CBC padding of %d", pad), m, saml.BadPadding)
	}
	m := sound(t)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	m.encrypt.data, m.encrypt.plaintext = aes256CBC, func(p string) string {
		return p + strings.Repeat(" ", 16-len(p)%16)
	}
	l.sound("E5 CBC with a whole block of padding", m)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	m.encrypt.data, m.encrypt.plaintext = aes256CBC, func(string) string { return "" }
	l.attack("E5 CBC of padding alone", m, saml.NotWellFormed).class = d
	// Changing single blocks of CBC: what is inside must still be signed.
	for _, at := range []int{0, 5, 16, 100, 1000} {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.data, m.encrypt.cipher = aes256CBC, flip(at)
		p := l.attack(fmt.Sprintf("E4 CBC with a bit flipped at %d", at), m, saml.DigestMismatch, saml.NotWellFormed,
			saml.BadEncoding, saml.ForbiddenCharacter, saml.UnknownElement, saml.BadNamespace,
			saml.UndefinedEntity, saml.BadID)
		p.class = "any"
	}
	return l.all
}

// plainLength is the length of the assertion that m encrypts.
func (m made) plainLength(t *testing.T) int {
	m.encrypt = nil
	d := m.xml(t)
	return strings.Index(d, "</saml:Assertion>") + len("</saml:Assertion>") - strings.Index(d, "<saml:Assertion")
}
