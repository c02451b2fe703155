package xmldoc

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/segmentio/asm/ascii"
)

// Classes of ASCII characters, one bit each.
const (
	nameStart  = 1 << iota // NCName start: letters and _
	nameChar               // NCName: also digits, - and .
	space                  // S: space, TAB, CR, LF
	textSignal             // in text: decoding, escaping or a check is needed
	attrSignal             // in an attribute value: likewise, or a quote
)

var class = func() (t [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c] |= nameStart | nameChar
		t[c-'a'+'A'] |= nameStart | nameChar
	}
	t['_'] |= nameStart | nameChar
	for _, c := range "0123456789-." {
		t[c] |= nameChar
	}
	for _, c := range " \t\r\n" {
		t[c] |= space
	}
	for _, c := range "&>\r" {
		t[c] |= textSignal
	}
	for _, c := range "<&\"'\t\r\n" {
		t[c] |= attrSignal
	}
	return t
}()

// isChar is the Char production of XML 1.0, section 2.2.
func isChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r < 0xD800:
		return true
	case r < 0xE000:
		return false
	case r < 0x10000:
		return r < 0xFFFE
	}
	return r <= utf8.MaxRune
}

// isNameStart is NameStartChar of XML 1.0, fifth edition, section 2.3, above
// ASCII.
func isNameStart(r rune) bool {
	switch {
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	case r < 0xF900:
		return r <= 0xD7FF
	case r < 0x10000:
		return r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD
	}
	return r <= 0xEFFFF
}

// isNameChar is NameChar above ASCII.
func isNameChar(r rune) bool {
	return isNameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// checkChars finds the first place that is not UTF-8 or not a Char (X1). An
// empty cause means that there is none. Everything after it may take both for
// granted. firstBreak is the offset of the first TAB, LF or CR, len(src)
// without one.
func checkChars(src []byte) (offset int, cause string, firstBreak int) {
	// Read as words of eight, characters below 0x20 borrow into their high bit,
	// and those above ASCII have it set: the first bit set is exact.
	const (
		each = 0x0101010101010101
		high = 0x80 * each
		low  = 0x20 * each
	)
	firstBreak = len(src)
	if ascii.ValidPrint(src) { // most messages are in one line of ASCII
		return 0, "", firstBreak
	}
	for i := 0; i < len(src); {
		for len(src)-i >= 32 {
			b := src[i : i+32]
			w0, w1 := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
			w2, w3 := binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])
			if (w0|(w0-low)|w1|(w1-low)|w2|(w2-low)|w3|(w3-low))&high != 0 {
				break
			}
			i += 32
		}
		if len(src)-i >= 8 {
			w := binary.LittleEndian.Uint64(src[i:])
			special := (w | (w - low)) & high
			if special == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(special) / 8
		}
		if i == len(src) {
			break
		}
		c := src[i]
		if c < utf8.RuneSelf {
			if c < 0x20 {
				if class[c]&space == 0 {
					return i, CauseForbiddenCharacter, firstBreak
				}
				firstBreak = min(firstBreak, i)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return i, CauseEncoding, firstBreak
		}
		if !isChar(r) {
			return i, CauseForbiddenCharacter, firstBreak
		}
		i += size
	}
	return 0, "", firstBreak
}
