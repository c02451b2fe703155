package saml_test

import (
	"crypto"
	"crypto/rsa"
	"strings"
	"testing"

	"gatehouse/saml"
)

// encryptedBy makes the message encrypted, with changes.
func encryptedBy(change func(x *encrypting)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, _ *saml.Settings) {
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		if change != nil {
			change(m.encrypt)
		}
	}
}

func cipherText(change func([]byte) []byte) func(*testing.T, *made, *saml.Settings) {
	return encryptedBy(func(x *encrypting) { x.cipher = change })
}

func cbcText(change func([]byte) []byte) func(*testing.T, *made, *saml.Settings) {
	return encryptedBy(func(x *encrypting) { x.data, x.cipher = aes256CBC, change })
}

func signedAnd(what string, next func(*testing.T, *made, *saml.Settings)) func(*testing.T, *made, *saml.Settings) {
	return func(t *testing.T, m *made, s *saml.Settings) {
		m.sign = what
		next(t, m, s)
	}
}

func flip(i int) func([]byte) []byte {
	return func(b []byte) []byte {
		b[(i+len(b))%len(b)] ^= 1
		return b
	}
}

func TestRulesEncryption(t *testing.T) {
	const d = saml.DecryptionFailed
	digest := func(uri string) string {
		return `<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="` + uri +
			`"></ds:DigestMethod>`
	}
	mgf := func(name string) string {
		return `<xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" ` +
			`Algorithm="http://www.w3.org/2009/xmlenc11#` + name + `"></xenc11:MGF>`
	}
	testRules(t, []rule{
		{name: "E1 an unsigned response, encrypted and signed inside", with: encryptedBy(nil)},
		{name: "E1 a signed response around it", with: signedAnd("response", encryptedBy(nil))},
		{name: "E1 both signed", with: signedAnd("both", encryptedBy(nil))},
		{name: "E1 a signed response demanded", cause: saml.Unsigned, class: saml.Malformed,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				s.Policy.EncryptedNeedsSigned = true
			}},
		{name: "S14 a response changed after signing is not decrypted", cause: saml.DigestMismatch,
			with: signedAnd("response", func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.tamper = replace(t, `IssueInstant="2026-03-02T09:30:00Z"`, `IssueInstant="2026-03-02T09:30:01Z"`)
			})},

		{name: "E2 an assertion inside", with: encryptedBy(nil)},
		{name: "S1 encrypted is not signed", cause: saml.Unsigned, class: saml.Malformed,
			with: signedAnd("", encryptedBy(nil))},
		{name: "E2 no XML inside", cause: saml.NotWellFormed, class: d, with: encryptedBy(func(x *encrypting) {
			x.plaintext = func(string) string { return "hello" }
		})},
		{name: "E2 a comment inside", cause: saml.Comment, class: d, with: encryptedBy(func(x *encrypting) {
			x.plaintext = func(p string) string { return p + "<!-- -->" }
		})},
		{name: "E2 two assertions inside", cause: saml.NotWellFormed, class: d, with: encryptedBy(func(x *encrypting) {
			x.plaintext = func(p string) string { return p + p }
		})},
		{name: "E2 a response inside", cause: saml.UnknownElement, class: d, with: encryptedBy(func(x *encrypting) {
			x.plaintext = func(string) string { return soundResponse }
		})},
		{name: "E2 a namespace of the surroundings", with: encryptedBy(func(x *encrypting) {
			x.plaintext = func(p string) string {
				return strings.Replace(p, ` xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`, "", 1)
			}
		})},
		{name: "S14 changed before it was encrypted", cause: saml.DigestMismatch,
			with: encryptedBy(func(x *encrypting) {
				x.plaintext = func(p string) string { return strings.Replace(p, "ada-1815", "eve", 1) }
			})},

		{name: "X8 one ID inside and outside", cause: saml.DuplicateID, received: "_response1",
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.edit = replace(t, `ID="_assertion1"`, `ID="_response1"`)
			}},
		{name: "X8 the signatures inside and outside have one Id",
			with: signedAnd("both", func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.assigned = replace(t, "<ds:Signature ", `<ds:Signature Id="Signature1" `)
				m.tamper = m.assigned
			})},
		{name: "X8 two elements inside have one Id", cause: saml.DuplicateID,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.assigned = func(doc string) string {
					return replace(t, "<ds:KeyInfo>", `<ds:KeyInfo Id="Signature1">`)(replace(t, "<ds:Signature ",
						`<ds:Signature Id="Signature1" `)(doc))
				}
			}},

		{name: "E4 AES-192-GCM", with: encryptedBy(func(x *encrypting) { x.data, x.keySize = aes192GCM, 24 })},
		{name: "E4 AES-192-CBC", with: encryptedBy(func(x *encrypting) { x.data, x.keySize = aes192CBC, 24 })},
		{name: "E5 AES-192 with a key of 256 bits", cause: saml.CiphertextSize, class: d,
			with: encryptedBy(func(x *encrypting) { x.data = aes192GCM })},
		{name: "E5 AES-256 with a key of 192 bits", cause: saml.CiphertextSize, class: d,
			with: encryptedBy(func(x *encrypting) { x.keySize = 24 })},
		{name: "E5 AES-192, changed", cause: saml.AuthenticationTag, class: d, with: encryptedBy(func(x *encrypting) {
			x.data, x.keySize, x.cipher = aes192GCM, 24, flip(-20)
		})},
		{name: "E3 OAEP with SHA-1", with: encryptedBy(nil)},
		{name: "E3 OAEP with SHA-1, named", with: encryptedBy(func(x *encrypting) { x.method = digest(sha1URI) })},
		{name: "E3 OAEP with SHA-256, masked with SHA-1", with: encryptedBy(func(x *encrypting) {
			x.hash, x.method = crypto.SHA256, digest(sha256URI)
		})},
		{name: "E3 OAEP 1.1 with SHA-256", with: encryptedBy(func(x *encrypting) {
			x.transport, x.hash, x.mgf, x.method = oaep11, crypto.SHA256, crypto.SHA256, digest(sha256URI)+
				mgf("mgf1sha256")
		})},
		{name: "E3 OAEP 1.1 with SHA-512, masked with SHA-384", with: encryptedBy(func(x *encrypting) {
			x.transport, x.hash, x.mgf, x.method = oaep11, crypto.SHA512, crypto.SHA384, digest(sha512URI)+
				mgf("mgf1sha384")
		})},
		{name: "E3 an unknown mask", cause: saml.UnknownAlgorithm, class: d, with: encryptedBy(func(x *encrypting) {
			x.transport, x.method = oaep11, mgf("mgf1md5")
		})},
		{name: "E3 an unknown digest", cause: saml.UnknownAlgorithm, class: d, with: encryptedBy(func(x *encrypting) {
			x.method = digest("urn:x")
		})},
		{name: "E3 RSA 1.5", cause: saml.WeakAlgorithm, class: d, with: encryptedBy(func(x *encrypting) {
			x.transport = rsa15
		})},
		{name: "E3 RSA 1.5, allowed", warning: saml.WeakAlgorithm, with: func(t *testing.T, m *made, s *saml.Settings) {
			encryptedBy(func(x *encrypting) { x.transport = rsa15 })(t, m, s)
			s.Policy.AllowRSA15 = true
		}},
		{name: "E5 RSA 1.5 with another key ends like changed data", cause: saml.AuthenticationTag,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(func(x *encrypting) {
					x.transport, x.to = rsa15, &testKey(t, "rsa2048-2").(*rsa.PrivateKey).PublicKey
				})(t, m, s)
				s.Policy.AllowRSA15 = true
			}},
		{name: "E3 an unknown key transport", cause: saml.UnknownAlgorithm, class: d,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.tamper = replace(t, oaepMGF1P, "http://www.w3.org/2001/04/xmlenc#kw-aes128")
			}},
		{name: "E3 another key", cause: saml.WrongKey, with: func(t *testing.T, m *made, s *saml.Settings) {
			encryptedBy(func(x *encrypting) { x.to = &testKey(t, "rsa2048-2").(*rsa.PrivateKey).PublicKey })(t, m, s)
		}},

		{name: "E4 AES-128-GCM", with: encryptedBy(func(x *encrypting) { x.data, x.keySize = aes128GCM, 16 })},
		{name: "E4 AES-256-CBC", with: encryptedBy(func(x *encrypting) { x.data = aes256CBC })},
		{name: "E4 AES-128-CBC", with: encryptedBy(func(x *encrypting) { x.data, x.keySize = aes128CBC, 16 })},
		{name: "E4 3DES", cause: saml.WeakAlgorithm, class: d, with: func(t *testing.T, m *made, s *saml.Settings) {
			encryptedBy(nil)(t, m, s)
			m.tamper = replace(t, aes256GCM, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc")
		}},
		{name: "E4 an unknown cipher", cause: saml.UnknownAlgorithm, class: d,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.tamper = replace(t, aes256GCM, "urn:x")
			}},

		{name: "E5 sound", with: encryptedBy(nil)},
		{name: "E5 a GCM message too short for nonce and tag", cause: saml.CiphertextSize,
			with: cipherText(func(b []byte) []byte { return b[:27] })},
		{name: "E5 a short tag", cause: saml.AuthenticationTag, with: cipherText(func(b []byte) []byte {
			return b[:len(b)-4]
		})},
		{name: "E5 changed data", cause: saml.AuthenticationTag, with: cipherText(flip(40))},
		{name: "E5 a changed tag", cause: saml.AuthenticationTag, with: cipherText(flip(-1))},
		{name: "E5 half a block", cause: saml.CiphertextSize, with: cbcText(func(b []byte) []byte {
			return b[:len(b)-8]
		})},
		{name: "E5 an IV alone", cause: saml.CiphertextSize, with: cbcText(func(b []byte) []byte { return b[:16] })},
		{name: "E5 wrong padding", cause: saml.BadPadding, with: cbcText(func(b []byte) []byte {
			b[len(b)-17] ^= 0x80
			return b
		})},
		{name: "E5 a key that does not fit the cipher", cause: saml.CiphertextSize,
			with: func(t *testing.T, m *made, s *saml.Settings) {
				encryptedBy(nil)(t, m, s)
				m.tamper = replace(t, aes256GCM, aes128GCM)
			}},

		{name: "E6 the key inside", with: encryptedBy(nil)},
		{name: "E6 the key beside", with: encryptedBy(func(x *encrypting) { x.layout = "sibling" })},
		{name: "E6 the key by RetrievalMethod", with: encryptedBy(func(x *encrypting) { x.layout = "retrieval" })},
		{name: "E6 the second of two keys", with: encryptedBy(func(x *encrypting) { x.keys = 2 })},
		{name: "E6 three keys", cause: saml.LimitEncryptedKeys, with: encryptedBy(func(x *encrypting) { x.keys = 3 })},
		{name: "E6 no key", cause: saml.EncryptionShape, with: encryptedBy(func(x *encrypting) { x.layout = "none" })},
		{name: "E6 a CipherReference", cause: saml.CipherReference, with: encryptedBy(func(x *encrypting) {
			x.extra = func(e string) string {
				return strings.Replace(e, "<xenc:CipherData>",
					`<xenc:CipherData><xenc:CipherReference URI="http://evil.example/"></xenc:CipherReference>`, 1)
			}
		})},
		{name: "E6 a RetrievalMethod elsewhere", cause: saml.CipherReference, with: encryptedBy(func(x *encrypting) {
			x.layout = "retrieval"
			x.extra = func(e string) string {
				return strings.Replace(e, `URI="#_key1"`, `URI="http://evil.example/"`, 1)
			}
		})},
		{name: "E6 three RetrievalMethods", cause: saml.LimitEncryptedKeys, with: encryptedBy(func(x *encrypting) {
			x.layout = "retrieval"
			x.extra = func(e string) string {
				return strings.Replace(e, "<ds:RetrievalMethod",
					strings.Repeat(`<ds:RetrievalMethod URI="#_key1"></ds:RetrievalMethod>`, 2)+
						"<ds:RetrievalMethod", 1)
			}
		})},
		{name: "E6 no EncryptedData", cause: saml.EncryptionShape, with: func(t *testing.T, m *made, _ *saml.Settings) {
			m.tamper = func(d string) string {
				start, end := strings.Index(d, "<saml:Assertion"), strings.Index(d, "</samlp:Response>")
				return d[:start] + `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` +
					`</saml:EncryptedAssertion>` + d[end:]
			}
		}},

		{name: "E6 an empty EncryptedID", cause: saml.EncryptionShape, class: d,
			with: func(t *testing.T, m *made, _ *saml.Settings) {
				m.edit = func(d string) string {
					start, end := strings.Index(d, "<saml:NameID"), strings.Index(d, "</saml:NameID>")+
						len("</saml:NameID>")
					return d[:start] + "<saml:EncryptedID></saml:EncryptedID>" + d[end:]
				}
			}},
		{name: "E8 an empty encrypted attribute", warning: saml.UnsupportedEncryptedNameID,
			with: edited("<saml:AttributeStatement>",
				"<saml:AttributeStatement><saml:EncryptedAttribute></saml:EncryptedAttribute>")},
		{name: "E8 nothing encrypted within"},
	})
}

func TestNoDecryptionKey(t *testing.T) {
	m := sound(t)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	v := saml.New(settings(t), nil).Evaluate(m.input(t))
	rule{name: "E5 no key of ours", cause: saml.NoDecryptionKey}.judge(t, m, v)
}

// Two keys of ours overlap while the identity provider changes from one to the
// other.
func TestTwoDecryptionKeys(t *testing.T) {
	old, current := testKey(t, "rsa2048-2").(*rsa.PrivateKey), decryptionKey(t)
	sp := saml.New(settings(t), []*rsa.PrivateKey{current, old})
	for _, to := range []*rsa.PrivateKey{old, current} {
		m := sound(t)
		m.encrypt = encryptedTo(&to.PublicKey)
		if v := sp.Evaluate(m.input(t)); !v.Accepted {
			t.Errorf("refused: %+v", v.Findings)
		}
	}
}

func TestDecryptForDisplay(t *testing.T) {
	m := sound(t)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	sp := provider(t, settings(t))
	doc := m.xml(t)
	plain, err := sp.Decrypt([]byte(doc))
	check(t, err)
	if !strings.HasPrefix(string(plain), "<saml:Assertion") || !strings.HasSuffix(string(plain), "</saml:Assertion>") {
		t.Errorf("plaintext %.60s…", plain)
	}
	for _, bad := range []string{"", "junk", soundResponse, strings.Replace(doc, aes256GCM, "urn:x", 1)} {
		if plain, err := sp.Decrypt([]byte(bad)); err == nil {
			t.Errorf("decrypted %q out of %.40q", plain, bad)
		}
	}
	if _, err := saml.New(settings(t), nil).Decrypt([]byte(doc)); err == nil {
		t.Error("decrypted without a key")
	}
}
