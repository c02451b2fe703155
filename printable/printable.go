// Package printable makes text from outside fit for a terminal: what would move
// the cursor, set the clipboard, turn the text around or hide in it is spelled
// out. Everything that came from outside passes it on its way to a screen (P18).
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxMarks is how many combining marks may stand on one character before the
// next one is spelled out: a stack of them covers the lines above and below.
const maxMarks = 2

// Line makes a value from outside fit for one line of a terminal. What would
// move the cursor, turn the text around, or take no room or an uncertain room
// is spelled out: "\e", "\n", "\u202e". Plain text comes back as it is.
func Line(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	marks := 0
	for i, r := range s {
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !isShown(r) || marks > maxMarks || marks > 0 && i == 0:
			spell(&b, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Lines is [Line] for a text of several lines: line ends split it, a tab
// becomes blanks up to the next stop of four.
func Lines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = Line(expandTabs(line))
	}
	return lines
}

func expandTabs(line string) string {
	if !strings.Contains(line, "\t") {
		return line
	}
	var b strings.Builder
	column := 0
	for i, r := range line {
		if r != '\t' {
			_, size := utf8.DecodeRuneInString(line[i:])
			b.WriteString(line[i : i+size]) // a byte that is no text stays one
			column++
			continue
		}
		for first := true; first || column%4 != 0; first = false {
			b.WriteByte(' ')
			column++
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// isShown reports whether every terminal draws r in the room that we reckon
// with. Blanks other than the plain one are not: nobody can tell them apart.
func isShown(r rune) bool {
	switch {
	case r == ' ':
		return true
	case !unicode.IsGraphic(r), unicode.Is(unicode.Zs, r), r == '\u2800': // Cc, Cf, Co, Cs, Cn; blanks
		return false
	case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Regional_Indicator, r):
		return false
	case r >= 0x1f3fb && r <= 0x1f3ff: // skin tones join with what stands before
		return false
	case r == 0x034f, r == 0x115f, r >= 0x1160 && r <= 0x11ff, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0,
		r >= 0xd7b0 && r <= 0xd7ff: // fillers and joining jamo
		return false
	}
	return true
}

func spell(b *strings.Builder, r rune) {
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r == 0x1b:
		b.WriteString(`\e`)
	case r < 0x100:
		fmt.Fprintf(b, `\x%02x`, r)
	case r < 0x10000:
		fmt.Fprintf(b, `\u%04x`, r)
	default:
		fmt.Fprintf(b, `\U%08x`, r)
	}
}

// JSON writes what no terminal simply shows as the escapes of JSON, in a text that
// is JSON already: it stays the same value (RFC 8259 section 7).
func JSON(text string) string {
	if isPlain(strings.ReplaceAll(text, "\n", "")) {
		return text
	}
	var b strings.Builder
	marks := 0
	for _, r := range text {
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if r == '\n' || isShown(r) && marks <= maxMarks {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}
