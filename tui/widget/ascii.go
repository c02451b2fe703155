package widget

import (
	"strings"

	"gatehouse/printable"
)

// Clean stands between everything from outside and the screen.
func Clean(s string) string { return printable.Line(s) }

// AsciiOnly replaces what a terminal without UTF-8 cannot draw, cell by cell.
func AsciiOnly(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case asciiSigns[r] != 0:
			b.WriteByte(asciiSigns[r])
		default:
			b.WriteString(strings.Repeat("?", Width(string(r))))
		}
	}
	return b.String()
}

var asciiSigns = map[rune]byte{'…': '~', '→': '>', '←': '<', '↑': '^', '↓': 'v', '·': '.', '×': 'x'}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Arrow points from an old value to a new one.
func Arrow(st *Style) string {
	if st.Glyph.Good == asciiGlyphs.Good {
		return "->"
	}
	return "→"
}
