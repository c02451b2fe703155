package xmldoc

import (
	"strings"
	"unicode/utf8"
)

// charset is a character set of one byte each, the same as ASCII up to 0x7F:
// the characters from 0x80 on, 0 for a byte that is none.
type charset [128]rune

// charsets are those that are read beside UTF-8, by the names that sound
// messages and metadata declare.
var charsets = func() map[string]*charset {
	var ascii, latin1 charset
	for i := range latin1 {
		latin1[i] = 0x80 + rune(i)
	}
	latin9, windows := latin1, latin1
	for i, r := range map[int]rune{0xA4: '€', 0xA6: 'Š', 0xA8: 'š', 0xB4: 'Ž', 0xB8: 'ž', 0xBC: 'Œ', 0xBD: 'œ',
		0xBE: 'Ÿ'} {
		latin9[i-0x80] = r
	}
	copy(windows[:], []rune{
		'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
		0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
	})
	return map[string]*charset{
		"us-ascii": &ascii, "ascii": &ascii,
		"iso-8859-1": &latin1, "iso_8859-1": &latin1, "latin1": &latin1,
		"iso-8859-15": &latin9, "iso_8859-15": &latin9, "latin-9": &latin9,
		"windows-1252": &windows, "cp1252": &windows,
	}
}()

// UTF8 transcodes a document that declares one of the character sets that are
// read beside UTF-8 (X1): ISO-8859-1, ISO-8859-15, Windows-1252, US-ASCII. What
// it returns declares UTF-8, and is src itself if there is nothing to do, or if
// a byte is no character of the set: [Doc.Parse] refuses that.
func UTF8(src []byte) []byte {
	start, end := declaredEncoding(src)
	set := charsets[strings.ToLower(string(src[start:end]))]
	if set == nil || set.invalid(src) >= 0 {
		return src
	}
	const name = "UTF-8"
	out := make([]byte, 0, len(src)+len(src)/8+len(name))
	out = append(append(out, src[:start]...), name...)
	for _, c := range src[end:] {
		if c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, set[c-0x80])
		}
	}
	return out
}

// invalid is the offset of the first byte that is no character of the set, -1
// if there is none.
func (s *charset) invalid(src []byte) int {
	for i, c := range src {
		if c >= utf8.RuneSelf && s[c-0x80] == 0 {
			return i
		}
	}
	return -1
}

// declaredEncoding is the range of the name in the XML declaration, empty if
// there is none.
func declaredEncoding(src []byte) (start, end int) {
	const longest = 256 // of a declaration
	p := parser{src: src[:min(len(src), longest)]}
	if !p.at("<?xml") {
		return 0, 0
	}
	p.i = len("<?xml")
	if version, err := p.pseudoAttribute("version"); err != nil || version == nil {
		return 0, 0
	}
	name, err := p.pseudoAttribute("encoding")
	if err != nil || name == nil {
		return 0, 0
	}
	end = p.i - len(`"`)
	return end - len(name), end
}
