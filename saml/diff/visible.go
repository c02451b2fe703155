package diff

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes a received value fit to stand in a sentence: what a terminal or
// a mail program would hide, turn around or act upon is written as its code
// point (P18), and a value longer than limit bytes is cut.
func Visible(value string, limit int) string {
	if len(value) > limit {
		cut := limit
		for cut > 0 && !utf8.RuneStart(value[cut]) {
			cut--
		}
		return Visible(value[:cut], limit) + fmt.Sprintf("… (%d bytes)", len(value))
	}
	plain := true
	for _, r := range value {
		if Hidden(r) {
			plain = false
			break
		}
	}
	if plain {
		return value
	}
	var b strings.Builder
	for i, r := range value {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(value[i:], "\ufffd"):
			fmt.Fprintf(&b, "<byte %02X>", value[i])
		case Hidden(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Hidden reports whether r leaves no mark of its own: controls, format
// characters (bidi, zero-width), and every space but the plain one.
func Hidden(r rune) bool {
	return r == utf8.RuneError || r != ' ' && (unicode.IsControl(r) || unicode.IsSpace(r)) ||
		unicode.In(r, unicode.Cf, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Co) && r != ' '
}
