package tui

import (
	"strings"

	"gatehouse/printable"
)

// clean stands between everything from outside and the screen.
var clean = printable.Line

// asciiOnly replaces what a terminal without UTF-8 cannot draw, cell by cell.
func asciiOnly(s string) string {
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
			b.WriteString(strings.Repeat("?", width(string(r))))
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
