package saml_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"gatehouse/saml"
)

func probeEncodings(t *testing.T) []probe {
	l := list{t: t}
	signed := sound(t).xml(t)
	is := func(name, doc string, expected ...saml.Cause) { l.attack(name, posts(t, doc), expected...) }
	for _, bad := range []struct{ name, bytes string }{
		{"an overlong NUL", "\xc0\x80"}, {"an overlong <", "\xe0\x80\xbc"}, {"an overlong slash", "\xf0\x80\x80\xaf"},
		{"a low surrogate", "\xed\xb0\x80"}, {"a pair of surrogates (CESU-8)", "\xed\xa0\xbd\xed\xb8\x80"},
		{"beyond Unicode", "\xf4\x90\x80\x80"}, {"five bytes", "\xf8\x88\x80\x80\x80"},
		{"a continuation alone", "\x80"}, {"a cut sequence", "\xe2\x82"}, {"Latin-1", "\xe9"}, {"0xFF", "\xff"},
	} {
		is("X1 "+bad.name+" in text", strings.Replace(signed, "ada-1815", "ada"+bad.bytes, 1), saml.BadEncoding)
		is("X1 "+bad.name+" in an attribute", strings.Replace(signed, `Name="email"`, `Name="email`+bad.bytes+`"`, 1),
			saml.BadEncoding)
		is("X1 "+bad.name+" in a name", strings.Replace(signed, "<saml:Subject", "<saml:Subject"+bad.bytes, 1),
			saml.BadEncoding)
		is("X1 "+bad.name+" behind the end", signed+bad.bytes, saml.BadEncoding)
	}
	for _, bad := range []struct{ name, text string }{{"U+FFFE", "\ufffe"}, {"U+FFFF", "\uffff"}, {"U+0001", "\x01"},
		{"U+000B", "\x0b"}, {"U+001F", "\x1f"}, {"ESC", "\x1b"}, {"NUL", "\x00"}, {"form feed", "\f"}} {
		is("X1 "+bad.name+" in text", strings.Replace(signed, "ada-1815", "ada"+bad.text, 1), saml.ForbiddenCharacter)
		is("X1 "+bad.name+" in an attribute", strings.Replace(signed, `Name="email"`, `Name="email`+bad.text+`"`, 1),
			saml.ForbiddenCharacter)
		is("X1 "+bad.name+" before the root", "\n"+bad.text+signed, saml.ForbiddenCharacter, saml.BadBase64)
		is("X1 "+bad.name+" behind the root", signed+bad.text, saml.ForbiddenCharacter)
	}
	for _, enc := range []string{"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-2", "ISO-8859-16", "windows-1251",
		"ISO-2022-JP", "Shift_JIS", "GBK", "UTF8", "utf-8 ", "", "UTF-7", "EBCDIC-CP-US", "unicode",
		"UTF-8\" encoding=\"UTF-16"} {
		is("X1 declared "+enc, `<?xml version="1.0" encoding="`+enc+`"?>`+signed, saml.BadEncoding, saml.NotWellFormed)
	}
	// A declared character set is the one that is read: a byte that is none of
	// its characters, or text that means something else in it, is found out.
	declared := func(enc string) string { return `<?xml version="1.0" encoding="` + enc + `"?>` + signed }
	for enc, b := range map[string]string{"US-ASCII": "\xe9", "windows-1252": "\x81", "ASCII": "\xc3\xa9",
		"cp1252": "\x9d"} {
		is("X1 a byte that is no "+enc, strings.Replace(declared(enc), "ada-1815", "ada"+b, 1), saml.BadEncoding)
	}
	is("X1 UTF-16 that is declared to be Latin-1", utf16Text(declared("ISO-8859-1")), saml.BadEncoding)
	is("X1 Latin-1 behind the byte order mark of UTF-8", "\ufeff"+declared("ISO-8859-1"), saml.BadEncoding)
	is("X1 Latin-1 of another version", strings.Replace(declared("ISO-8859-1"), `"1.0"`, `"1.1"`, 1),
		saml.NotWellFormed)
	is("X2 a DTD in Latin-1", strings.Replace(declared("ISO-8859-1"), "?>", "?><!DOCTYPE x>", 1), saml.DTD)
	is("X4 a comment in Latin-1", strings.Replace(declared("ISO-8859-1"), "ada-1815", "ada<!---->-1815", 1),
		saml.Comment)
	is("X1 a control character in Latin-1", strings.Replace(declared("ISO-8859-1"), "ada-1815", "ada\x01", 1),
		saml.ForbiddenCharacter)
	is("S14 signed as UTF-8, declared as Latin-1", strings.Replace(about(t, "adä-1815"), "<samlp:",
		`<?xml version="1.0" encoding="ISO-8859-1"?><samlp:`, 1), saml.DigestMismatch)
	for name, decl := range map[string]string{
		"version 1.1": `<?xml version="1.1" encoding="UTF-8"?>`, "version 2": `<?xml version="2.0"?>`,
		"no version": `<?xml encoding="UTF-8"?>`, "the wrong order": `<?xml encoding="UTF-8" version="1.0"?>`,
		"standalone maybe": `<?xml version="1.0" standalone="maybe"?>`,
		"twice":            `<?xml version="1.0"?><?xml version="1.0"?>`, "behind a blank": ` <?xml version="1.0"?>`,
		"XML in capitals": `<?XML version="1.0"?>`,
		"unclosed":        `<?xml version="1.0"`, "no quotes": `<?xml version=1.0?>`, "a bare one": `<?xml?>`,
		"something more": `<?xml version="1.0" x="y"?>`, "two BOMs": "\ufeff\ufeff",
		"a BOM behind the declaration": `<?xml version="1.0"?>` + "\ufeff",
	} {
		is("X3 a declaration with "+name, decl+signed, saml.NotWellFormed, saml.ProcessingInstruction,
			saml.BadEncoding, saml.BadBase64)
	}
	utf := func(wide, big, mark bool) string {
		var b strings.Builder
		put := func(u uint32, n int) {
			for i := range n {
				shift := 8 * i
				if big {
					shift = 8 * (n - 1 - i)
				}
				b.WriteByte(byte(u >> shift))
			}
		}
		text := signed
		if mark {
			text = "\ufeff" + text
		}
		if wide {
			for _, r := range text {
				put(uint32(r), 4)
			}
		} else {
			for _, u := range utf16.Encode([]rune(text)) {
				put(uint32(u), 2)
			}
		}
		return b.String()
	}
	for _, wide := range []bool{false, true} {
		for _, big := range []bool{false, true} {
			for _, mark := range []bool{false, true} {
				is(fmt.Sprintf("X1 UTF-16/32 wide %v big-endian %v mark %v", wide, big, mark), utf(wide, big, mark),
					saml.BadEncoding)
			}
		}
	}
	is("X1 UTF-8 by a mark, UTF-16 by what follows", "\xef\xbb\xbf"+utf(false, false, false), saml.BadEncoding,
		saml.ForbiddenCharacter, saml.NotWellFormed)
	is("X1 UTF-7", "+ADw-samlp:Response+AD4-", saml.NotWellFormed, saml.BadBase64)
	for name, first := range map[string]string{"two BOMs": "\ufeff\ufeff", "U+0001": "\x01\x01\x01",
		"three NULs": "\x00\x00\x00", "U+FFFE": "\ufffe", "NBSP": "\u00a0 ", "text": "abc"} {
		is("X1 a document that begins with "+name, first+signed, saml.BadEncoding, saml.ForbiddenCharacter,
			saml.NotWellFormed, saml.BadBase64)
	}
	is("X1 EBCDIC", "\x4c\x6f\xa7\x94\x93\x40", saml.BadEncoding)
	is("X2 a DTD behind a declaration", `<?xml version="1.0"?>`+"\n<!DOCTYPE samlp:Response>"+signed, saml.DTD)
	is("X2 a DTD behind the root", signed+"<!DOCTYPE x>", saml.DTD)
	is("X2 a DTD inside of the root", strings.Replace(signed, "<samlp:Status>", "<!DOCTYPE x><samlp:Status>", 1),
		saml.DTD)
	is("X2 <!ENTITY in content", strings.Replace(signed, "<samlp:Status>", `<!ENTITY x "y"><samlp:Status>`, 1),
		saml.DTD)
	is("X2 <![INCLUDE[ in content", strings.Replace(signed, "<samlp:Status>", `<![INCLUDE[x]]><samlp:Status>`, 1),
		saml.DTD)
	is("X3 an end tag too many", signed+"</samlp:Response>", saml.NotWellFormed)
	is("X3 an end tag with an attribute", strings.Replace(signed, "</samlp:Response>", `</samlp:Response a="">`, 1),
		saml.NotWellFormed)
	is("X3 an end tag of another prefix", strings.Replace(signed, "</saml:Subject>", `</samk:Subject>`, 1),
		saml.NotWellFormed)
	is("X3 an end tag in capitals", strings.Replace(signed, "</saml:Subject>", `</saml:SUBJECT>`, 1),
		saml.NotWellFormed)
	is("X3 < in an attribute", strings.Replace(signed, `Name="email"`, `Name="<email"`, 1), saml.NotWellFormed)
	is("X3 no quotes", strings.Replace(signed, `Name="email"`, `Name=email`, 1), saml.NotWellFormed)
	is("X3 no blank between attributes", strings.Replace(signed, `" ID="_response1"`, `"ID="_response1"`, 1),
		saml.NotWellFormed)
	is("X3 an attribute without a value", strings.Replace(signed, `Name="email"`, `Name`, 1), saml.NotWellFormed)
	is("X3 a blank before a name", strings.Replace(signed, "<saml:Subject>", "< saml:Subject>", 1), saml.NotWellFormed)
	is("X3 a slash too early", strings.Replace(signed, "<saml:Subject>", "<saml:Subject/ >", 1), saml.NotWellFormed)
	is("X3 text behind the root", signed+"x", saml.NotWellFormed)
	is("X3 a reference behind the root", signed+"&#32;", saml.NotWellFormed)
	is("X4 a comment behind the root", signed+"<!-- -->", saml.Comment)
	is("X4 a PI before the root", "<?x?>"+signed, saml.ProcessingInstruction)
	is("X4 CDATA around the SignatureValue", strings.NewReplacer("<ds:SignatureValue>", "<ds:SignatureValue><![CDATA[",
		"</ds:SignatureValue>", "]]></ds:SignatureValue>").Replace(signed), saml.CDATA)
	is("X4 a comment in a DigestValue", strings.Replace(signed, "</ds:DigestValue>", "<!--x--></ds:DigestValue>", 1),
		saml.Comment)
	for _, cut := range []int{1, 10, 100, 1000, len(signed) - 1, len(signed) - 10} {
		is(fmt.Sprintf("X3 cut after %d bytes", cut), signed[:cut], saml.NotWellFormed, saml.BadBase64)
	}
	return l.all
}

// utf16Text is little-endian UTF-16 without a mark.
func utf16Text(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// about is a sound message about a user of this NameID.
func about(t testing.TB, nameID string) string {
	m := sound(t)
	m.edit = replace(t, "ada-1815", nameID)
	return m.xml(t)
}
