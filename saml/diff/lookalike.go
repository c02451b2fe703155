package diff

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookAlikes maps letters of other scripts, and signs that word processors put
// in, to the ASCII character that they are taken for (Unicode TR 39, those that
// occur in names and URLs).
var lookAlikes = map[rune]rune{
	// Cyrillic
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ј': 'j', 'ѕ': 's', 'ԁ': 'd',
	'һ': 'h',
	'ԛ': 'q', 'ԝ': 'w',
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'Х': 'X',
	'У': 'Y',
	'І': 'I', 'Ј': 'J', 'Ѕ': 'S',
	// Greek
	'ο': 'o', 'α': 'a', 'ν': 'v', 'ι': 'i', 'ρ': 'p', 'υ': 'u', 'κ': 'k',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P',
	'Τ': 'T',
	'Υ': 'Y', 'Χ': 'X',
	// Latin beyond ASCII
	'ı': 'i', 'ɑ': 'a', 'ɡ': 'g', 'ӏ': 'l',
	// Punctuation of word processors
	'‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '−': '-', '⁄': '/', '∕': '/', '։': ':', '∶': ':', '․': '.',
}

// lookAlikeSkeleton is equal for values that look alike. Wide and compatible
// forms are folded by NFKC.
func lookAlikeSkeleton(value string) string {
	return strings.Map(func(r rune) rune {
		if plain, ok := lookAlikes[r]; ok {
			return plain
		}
		return r
	}, norm.NFKC.String(value))
}

// LookAlike finds the first character of value that is taken for an ASCII one.
func LookAlike(value string) (found rune, at int, ok bool) {
	for i, r := range []rune(value) {
		if _, listed := lookAlikes[r]; listed || r > unicode.MaxASCII && isWide(r) {
			return r, i, true
		}
	}
	return 0, 0, false
}

// isWide reports the full-width forms of ASCII, which East Asian keyboards type.
func isWide(r rune) bool { return r >= 0xff01 && r <= 0xff5e }

func LetterName(r rune) string {
	script := "the"
	switch {
	case r <= unicode.MaxASCII:
		return fmt.Sprintf("the Latin %q", r)
	case unicode.Is(unicode.Cyrillic, r):
		script = "the Cyrillic"
	case unicode.Is(unicode.Greek, r):
		script = "the Greek"
	case isWide(r):
		script = "the full-width"
	}
	return fmt.Sprintf("%s %q (U+%04X)", script, r, r)
}
