package saml_test

import (
	"encoding/binary"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"gatehouse/saml"
)

// highOf are the bytes from 0x80 on that are characters of a set, and what they
// mean where it differs from ISO-8859-1 in this way and leaves these out.
func highOf(differs map[byte]rune, without string) (bytes, text string) {
	var b, s strings.Builder
	for c := 0x80; c <= 0xFF; c++ {
		if strings.IndexByte(without, byte(c)) >= 0 {
			continue
		}
		r, other := differs[byte(c)]
		if !other {
			r = rune(c)
		}
		b.WriteByte(byte(c))
		s.WriteRune(r)
	}
	return b.String(), s.String()
}

// foreignSets are the names of the character sets that are read beside UTF-8,
// each with all of its characters.
func foreignSets() map[string]struct{ bytes, text string } {
	sets := map[string]struct{ bytes, text string }{}
	add := func(bytes, text string, names ...string) {
		for _, name := range names {
			sets[name] = struct{ bytes, text string }{bytes, text}
		}
	}
	bytes, text := highOf(nil, "")
	add(bytes, text, "ISO-8859-1", "iso_8859-1", "latin1")
	bytes, text = highOf(map[byte]rune{
		0xA4: '€', 0xA6: 'Š', 0xA8: 'š', 0xB4: 'Ž', 0xB8: 'ž', 0xBC: 'Œ', 0xBD: 'œ', 0xBE: 'Ÿ',
	}, "")
	add(bytes, text, "ISO-8859-15", "latin-9")
	windows := map[byte]rune{}
	for i, r := range []rune("€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ") {
		windows[0x80+byte(i)] = r
	}
	bytes, text = highOf(windows, "\x81\x8D\x8F\x90\x9D")
	add(bytes, text, "windows-1252", "cp1252")
	add("Love", "Love", "US-ASCII", "ascii")
	return sets
}

// speaking is a message with this text as a value and in an attribute of the
// XML, which is then sent in the character set.
func speaking(t *testing.T, sign, set, bytes, text string) made {
	m := sound(t)
	m.sign = sign
	m.edit = replace(t, "<saml:AttributeStatement>", `<saml:AttributeStatement>`+
		`<saml:Attribute Name="motto" FriendlyName="`+text+`">`+
		`<saml:AttributeValue>`+text+`</saml:AttributeValue></saml:Attribute>`)
	m.tamper = func(doc string) string { return inCharset(doc, set, bytes, text) }
	return m
}

// TestXmlsecVerifiesTranscodedMessages: a message in another character set is
// verified from the same octets (X1), and a changed one by neither side. xmlsec1 is asked of the
// changed ones of each set with one of the two signatures, and of all with GATEHOUSE_SLOW=1.
func TestXmlsecVerifiesTranscodedMessages(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	slow := os.Getenv("GATEHOUSE_SLOW") != ""
	certificate := settings(t).Certificates[0]
	var sound []xmlMessage
	sets := foreignSets()
	for i, set := range slices.Sorted(maps.Keys(sets)) {
		c := sets[set]
		for j, sign := range []string{"assertion", "response"} {
			m := speaking(t, sign, set, c.bytes, c.text)
			doc := m.xml(t)
			last := c.bytes[len(c.bytes)-1:]
			for what, sent := range map[string]struct {
				doc  string
				want bool
			}{
				"as signed":         {doc, true},
				"a character less":  {replace(t, c.bytes, c.bytes[1:])(doc), false},
				"another character": {replace(t, c.bytes, strings.ReplaceAll(c.bytes, last, c.bytes[:1]))(doc), false},
				"as a reference": {replace(t, "</saml:AttributeValue>", "&#228;</saml:AttributeValue>")(doc),
					false},
				"UTF-8 in its place": {strings.ReplaceAll(doc, c.bytes, c.text), c.bytes == c.text},
			} {
				name := set + ", " + sign + ", " + what
				v := provider(t, settings(t)).Evaluate(posts(t, sent.doc).input(t))
				if v.Accepted != sent.want {
					t.Errorf("%s: we accept %v (%+v)", name, v.Accepted, v.Findings)
				}
				switch {
				case sent.want:
					sound = append(sound, xmlMessage{name, sent.doc})
				case slow || i%2 == j:
					if xmlsecVerify(t, tool, dir, sent.doc, certificate) == nil {
						t.Errorf("%s: xmlsec1 accepts it", name)
					}
				}
			}
		}
	}
	verifiesEach(t, tool, dir, sound, certificate)
}

// TestWeAcceptTranscodedMessagesOfXmlsec: what another implementation signs in a
// character set is accepted, and read as it means it.
func TestWeAcceptTranscodedMessagesOfXmlsec(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	sets, signs := foreignSets(), []string{"assertion", "response"}
	names := slices.Sorted(maps.Keys(sets))
	var templates []string
	for _, set := range names {
		for _, sign := range signs {
			m := speaking(t, sign, set, sets[set].bytes, sets[set].text)
			m.how = unsigned(m.how)
			templates = append(templates, m.xml(t))
		}
	}
	for i, doc := range xmlsecSign(t, tool, dir, templates, sound(t).how.key) {
		set, sign := names[i/len(signs)], signs[i%len(signs)]
		c := sets[set]
		if !strings.Contains(doc, `encoding="`+set+`"`) || !strings.Contains(doc, c.bytes) {
			t.Fatalf("%s: xmlsec1 wrote another character set: %.100q", set, doc)
		}
		v := provider(t, settings(t)).Evaluate(posts(t, doc).input(t))
		if !v.Accepted {
			t.Errorf("%s, %s: refused: %+v", set, sign, v.Findings)
			continue
		}
		if a := v.Profile.Raw[0]; a.FriendlyName != c.text || !slices.Equal(a.Values, []string{c.text}) {
			t.Errorf("%s, %s: read as %q, want %q", set, sign, a, c.text)
		}
	}
}

// TestUTF16IsRefusedWhoeverSigns: two bytes a character are no way that messages
// are sent in; what another implementation takes for sound is refused by name.
func TestUTF16IsRefusedWhoeverSigns(t *testing.T) {
	tool, dir := xmlsec1(t), t.TempDir()
	orders := map[string]binary.AppendByteOrder{"UTF-16LE": binary.LittleEndian, "UTF-16BE": binary.BigEndian}
	for name, order := range orders {
		for _, mark := range []string{"", "\uFEFF"} {
			m := sound(t)
			m.tamper = func(doc string) string {
				var out []byte
				for _, unit := range utf16.Encode([]rune(mark + `<?xml version="1.0" encoding="UTF-16"?>` + doc)) {
					out = order.AppendUint16(out, unit)
				}
				return string(out)
			}
			v := m.evaluate(t)
			if v.Accepted || v.Root().Cause != saml.BadEncoding ||
				!strings.Contains(v.Checks[v.Root().Check].Detail, "UTF-16") {
				t.Errorf("%s, mark %q: %+v", name, mark, v.Findings)
			}
			if err := xmlsecVerify(t, tool, dir, m.xml(t), certificateOf(t, "rsa2048-1")); err != nil {
				t.Errorf("%s, mark %q: not even sound: %v", name, mark, err)
			}
		}
	}
}
