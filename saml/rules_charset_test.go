package saml_test

import (
	"errors"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// legacy are character sets that live identity providers declare, with letters
// of each in its bytes and what they mean.
var legacy = []struct{ declared, bytes, text string }{
	{"ISO-8859-1", "Andr\xe9 M\xfcller", "André Müller"},
	{"iso-8859-1", "\xa4", "¤"},
	{"ISO-8859-15", "\xa4 \xbc", "€ Œ"},
	{"Windows-1252", "\x80 \x93Ada\x94 \xe9", "€ “Ada” é"},
	{"US-ASCII", "Ada &#233;", "Ada é"},
	{"latin1", "\xff", "ÿ"},
}

// inCharset writes a document in a character set of one byte: text, which is in
// it as UTF-8, becomes these bytes.
func inCharset(doc, declared, bytes, text string) string {
	return `<?xml version="1.0" encoding="` + declared + `"?>` + strings.ReplaceAll(doc, text, bytes)
}

// X1: what is signed is the canonical form, in UTF-8, whatever the message is
// written in.
func TestDeclaredCharacterSets(t *testing.T) {
	for _, c := range legacy {
		t.Run(c.declared+" "+c.text, func(t *testing.T) {
			for _, sign := range []string{"assertion", "response", "both"} {
				m := sound(t)
				m.sign = sign
				m.edit = replace(t, ">Ada<", ">"+c.text+"<")
				m.tamper = func(doc string) string { return inCharset(doc, c.declared, c.bytes, c.text) }
				v := m.evaluate(t)
				consistent(t, v)
				if !v.Accepted || v.Profile.FirstName != c.text {
					t.Fatalf("%s: %+v, profile %+v", sign, v.Findings, v.Profile)
				}
				decoded, err := saml.Decode(formPost(m.body(t)))
				check(t, err)
				if !strings.Contains(string(decoded.XML), c.text) && !strings.Contains(string(decoded.XML), c.bytes) ||
					!strings.Contains(string(decoded.XML), `encoding="UTF-8"`) {
					t.Errorf("shown as %.200q", decoded.XML)
				}
			}
		})
	}
}

// What is shown of a place fits what is shown of the message.
func TestPlacesInATranscodedMessage(t *testing.T) {
	m := sound(t)
	m.edit = func(doc string) string {
		return replace(t, email, "nobody")(replace(t, ">1815<", ">ÄÖÜäöüß<")(doc))
	}
	m.tamper = func(doc string) string {
		return inCharset(doc, "ISO-8859-1", "\xc4\xd6\xdc\xe4\xf6\xfc\xdf", "ÄÖÜäöüß")
	}
	v := m.evaluate(t)
	decoded, err := saml.Decode(formPost(m.body(t)))
	check(t, err)
	c := v.Checks[v.Root().Check]
	if v.Root().Cause != saml.BadEmail || !strings.Contains(string(decoded.XML[c.Span.Start:c.Span.End]), "nobody") {
		t.Errorf("%s is shown at %q", v.Root().Cause, decoded.XML[c.Span.Start:c.Span.End])
	}
}

// The plaintext of an encrypted assertion is a document of its own, which may
// declare a character set of its own (E2).
func TestCharacterSetOfAPlaintext(t *testing.T) {
	for _, c := range legacy {
		m := sound(t)
		m.edit = replace(t, ">Ada<", ">"+c.text+"<")
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.plaintext = func(doc string) string { return inCharset(doc, c.declared, c.bytes, c.text) }
		if v := m.evaluate(t); !v.Accepted || v.Profile.FirstName != c.text {
			t.Errorf("%s: %+v", c.declared, v.Findings)
		}
	}
	m := sound(t)
	m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
	m.encrypt.plaintext = func(doc string) string { return inCharset(doc, "US-ASCII", "\xe9", "ada-1815") }
	if v := m.evaluate(t); v.Accepted || v.Root().Cause != saml.BadEncoding || v.Root().Class != saml.DecryptionFailed {
		t.Errorf("bytes that are no US-ASCII: %+v", v.Findings)
	}
}

func TestCharacterSetOfMetadata(t *testing.T) {
	doc := string(fieldFile(t, "metadata-of-the-messages"))
	doc = strings.Replace(doc, "</md:EntityDescriptor>", `<md:Organization><md:OrganizationDisplayName `+
		`xml:lang="en">NAME</md:OrganizationDisplayName></md:Organization></md:EntityDescriptor>`, 1)
	doc = doc[strings.Index(doc, "<md:EntityDescriptor"):]
	for _, c := range legacy {
		_, err := protocol.ParseMetadata([]byte(inCharset(doc, c.declared, c.bytes, "NAME")), "https://nobody.test/")
		choose, ok := errors.AsType[*protocol.ChooseProvider](err)
		if !ok || len(choose.Providers) != 1 || choose.Providers[0].Name != c.text {
			t.Errorf("%s: %+v, %v", c.declared, choose, err)
		}
	}
}
