package saml_test

import (
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// uncertain is a refusal that a wrong certificate or damage can be behind, and
// how it has to be told.
type uncertain struct {
	name  string
	with  func(t *testing.T, m *made, s *saml.Settings)
	cause saml.Cause
	title string
	first string // how the engineer's sentence begins
	also  string // what has to be named behind it
	fix   diagnose.Fix
}

func testUncertain(t *testing.T, cases []uncertain) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, s := sound(t), settings(t)
			c.with(t, &m, &s)
			v := provider(t, s).Evaluate(m.input(t))
			x := diagnose.Explain(v, s)
			if x.Cause != c.cause || x.Title != c.title || x.Fix != c.fix {
				t.Errorf("%s, %q, %s; want %s, %q, %s", x.Cause, x.Title, x.Fix, c.cause, c.title, c.fix)
			}
			if !strings.HasPrefix(x.Engineer, c.first) || !strings.Contains(x.Engineer, c.also) {
				t.Errorf("%q does not begin with %q, or lacks %q", x.Engineer, c.first, c.also)
			}
		})
	}
}

// S7: where the message shows no certificate, a new key cannot be told from a
// damaged value. The certificate is named first.
func TestUncertainSignature(t *testing.T) {
	const title = "Probably signed with another certificate"
	const first = "The identity provider probably signs with another certificate"
	unshown := func(key, method string) func(*testing.T, *made, *saml.Settings) {
		return signed(func(t *testing.T, how *signing, _ *saml.Settings) {
			*how = signedBy(t, key)
			how.method, how.shown = method, nil
		})
	}
	value := func(change func([]byte) string) func(*testing.T, *made, *saml.Settings) {
		return signed(func(_ *testing.T, how *signing, _ *saml.Settings) { how.shown, how.value = nil, change })
	}
	invalid, add := saml.SignatureInvalid, diagnose.OfferAddCertificate
	testUncertain(t, []uncertain{
		{"another RSA key", unshown("rsa2048-2", rsaSHA256), invalid, title, first, "shows none to compare with", add},
		{
			"another RSA key, SHA-512", unshown("rsa2048-3", moreURI+"rsa-sha512"), invalid, title, first,
			"damaged on the way", add,
		},
		{"another EC key", func(t *testing.T, m *made, s *saml.Settings) {
			other := testKey(t, "p256")
			unshown("p384", moreURI+"ecdsa-sha256")(t, m, s)
			s.Certificates = [][]byte{certificateOf(t, keyName(t, other))}
		}, invalid, title, first, "damaged on the way", add},
		{"a damaged value", value(func(b []byte) string {
			b[9] ^= 1
			return base64.StdEncoding.EncodeToString(b)
		}), invalid, title, first, "can't be told apart", add},
		{
			"a short value", value(func(b []byte) string {
				return base64.StdEncoding.EncodeToString(b[:200])
			}), invalid, title,
			first, "can't be told apart", add,
		},
		{"a key's name alone", func(t *testing.T, m *made, s *saml.Settings) {
			unshown("rsa2048-2", rsaSHA256)(t, m, s)
			m.how.keyInfo = "<ds:KeyName>new</ds:KeyName>"
		}, invalid, title, first, "shows none to compare with", add},
		{
			"an unreadable certificate", byAnother("rsa2048-2", shows("see attachment")), invalid, title, first,
			"shows none that can be read", add,
		},
		{
			"a certificate that is cut off",
			byAnother("rsa2048-2", shows(base64.StdEncoding.EncodeToString(certificateOf(t, "rsa2048-2")[:300]))),
			invalid, title, first, "shows none that can be read", add,
		},

		{
			"a value that is not base64", value(func([]byte) string {
				return "#"
			}), invalid, "Signature value is damaged",
			"The content of the response fits its digest", "not base64", diagnose.OfferSendToAdmin,
		},
		{"content changed as well", func(t *testing.T, m *made, s *saml.Settings) {
			unshown("rsa2048-2", rsaSHA256)(t, m, s)
			m.tamper = replace(t, "ada-1815", "eve-1815")
		}, saml.DigestMismatch, "Changed after signing", "The content of the response does not fit the digest",
			"not a certificate problem", diagnose.OfferSendToAdmin},
	})
}

// E5: RSA 1.5 goes on with a random key where ours does not fit, so that another
// key cannot be told from changed data. The certificate is named first.
func TestUncertainDecryption(t *testing.T) {
	const title, first = "Probably encrypted for another certificate", "The assertion cannot be decrypted"
	old := func(change func(x *encrypting)) func(*testing.T, *made, *saml.Settings) {
		return func(t *testing.T, m *made, s *saml.Settings) {
			encryptedBy(func(x *encrypting) { x.transport = rsa15; change(x) })(t, m, s)
			s.Policy.AllowRSA15 = true
		}
	}
	other := &testKey(t, "rsa2048-2").(*rsa.PrivateKey).PublicKey
	tag, metadata := saml.AuthenticationTag, diagnose.OfferCopySPMetadata
	testUncertain(t, []uncertain{
		{
			"another key, GCM", old(func(x *encrypting) {
				x.to = other
			}), tag, title, first, "RSA 1.5, which does not tell",
			metadata,
		},
		{
			"another key, AES-128-GCM", old(func(x *encrypting) {
				x.to, x.data, x.keySize = other, aes128GCM, 16
			}), tag, title,
			first, "Most likely it was encrypted with a certificate that is not ours", metadata,
		},
		{
			"two keys, neither ours", old(func(x *encrypting) {
				x.to, x.keys = other, 2
			}), tag, title, first, "Most likely",
			metadata,
		},
		{
			"changed data, GCM", old(func(x *encrypting) { x.cipher = flip(40) }), tag, title, first,
			"the response was damaged or changed", metadata,
		},
		{"wrong padding, CBC", old(func(x *encrypting) {
			x.data, x.cipher = aes256CBC, func(b []byte) []byte { b[len(b)-17] ^= 0x80; return b }
		}), saml.BadPadding, title, first, "the response was damaged or changed", metadata},
		{
			"no XML inside", old(func(x *encrypting) { x.plaintext = func(string) string { return "hello" } }),
			saml.NotWellFormed, title, first, "Most likely", metadata,
		},
		{
			"cut off, which the key has no part in",
			old(func(x *encrypting) { x.cipher = func(b []byte) []byte { return b[:20] } }), saml.CiphertextSize,
			"Encrypted data has the wrong length", "The key was opened", "cut short", metadata,
		},
		{
			"changed data, OAEP", encryptedBy(func(x *encrypting) {
				x.cipher = flip(40)
			}), tag, "Encrypted data was changed",
			"The key was opened", "integrity check", metadata,
		},
		{
			"another key, OAEP", encryptedBy(func(x *encrypting) {
				x.to = other
			}), saml.WrongKey, "Encrypted for another key",
			"None of this connection's keys", "", metadata,
		},
	})
}
