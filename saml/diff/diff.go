package diff

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const differsIn = "differs in "

// maxCompared bounds the values that [Between] looks into: entity IDs and
// URLs are at most 1,024 characters (core 8.3.6).
const maxCompared = 2048

// Between says in a few words how received differs from expected where the
// eye would miss it: "differs in a trailing slash (added)". It is "" for equal
// values and for plainly different ones.
func Between(expected, received string) string {
	if expected == received || expected == "" || received == "" ||
		len(expected) > maxCompared || len(received) > maxCompared {
		return ""
	}
	var found []string
	expectedBare, receivedBare := strip(expected), strip(received)
	if expectedBare != expected || receivedBare != received {
		if space := differenceInSpace(expected, received); space != "" {
			found = append(found, space)
		}
	}
	if expectedBare == "" || receivedBare == "" {
		return ""
	}
	if expectedBare != receivedBare {
		rest := differenceInText(expectedBare, receivedBare)
		if rest == "" {
			return ""
		}
		found = append(found, rest)
	}
	if len(found) == 0 {
		return ""
	}
	return differsIn + strings.Join(found, " and in ")
}

// differenceInText tries the readings from the most to the least telling.
func differenceInText(expected, received string) string {
	for _, reading := range []func(expected, received string) string{
		differenceInQuotes, differenceInLookAlikes, differenceInURL, differenceInEscapes,
		differenceInCase, differenceInEnds, differenceInMiddle,
	} {
		if found := reading(expected, received); found != "" {
			return found
		}
	}
	return ""
}

func strip(value string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || Hidden(r) {
			return -1
		}
		return r
	}, value)
}

// differenceInSpace names the first blank or hidden character that only one of
// the two has, and where it stands.
func differenceInSpace(expected, received string) string {
	e, r := []rune(expected), []rune(received)
	at, _ := CommonEnds(e, r)
	if at < len(r) && (r[at] == ' ' || Hidden(r[at])) {
		return fmt.Sprintf("%s %s (added)", CharacterName(r[at]), Position(at, len(r)))
	}
	if at < len(e) && (e[at] == ' ' || Hidden(e[at])) {
		return fmt.Sprintf("%s %s (missing)", CharacterName(e[at]), Position(at, len(e)))
	}
	return "white space"
}

func Position(at, length int) string {
	switch at {
	case 0:
		return "at the beginning"
	case length - 1:
		return "at the end"
	}
	return fmt.Sprintf("at character %d", at+1)
}

var spaceNames = map[rune]string{
	' ': "a space", '\t': "a tab", '\n': "a line break", '\r': "a line break",
	0x00a0: "a no-break space (U+00A0)", 0x00ad: "a soft hyphen (U+00AD)",
	0x200b: "a zero-width space (U+200B)", 0x200c: "a zero-width non-joiner (U+200C)",
	0x200d: "a zero-width joiner (U+200D)", 0x2060: "a word joiner (U+2060)", 0xfeff: "a byte order mark (U+FEFF)",
	0x200e: "a left-to-right mark (U+200E)", 0x200f: "a right-to-left mark (U+200F)",
}

func CharacterName(r rune) string {
	if name, ok := spaceNames[r]; ok {
		return name
	}
	return fmt.Sprintf("a hidden character (U+%04X)", r)
}

func differenceInQuotes(expected, received string) string {
	for _, marks := range [][2]string{
		{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"„", "“"}, {"<", ">"}, {"(", ")"}, {"[", "]"}, {"`", "`"},
	} {
		if received == marks[0]+expected+marks[1] {
			return "the marks around it (" + marks[0] + " " + marks[1] + " added)"
		}
	}
	return ""
}

// differenceInEscapes finds values that were escaped once too often.
func differenceInEscapes(expected, received string) string {
	if html.UnescapeString(received) == html.UnescapeString(expected) {
		return "XML escapes (one of the two is escaped once more, as &amp; for &)"
	}
	e, err1 := url.PathUnescape(expected)
	r, err2 := url.PathUnescape(received)
	if err1 == nil && err2 == nil && e == r {
		return "percent-encoding"
	}
	return ""
}

func differenceInCase(expected, received string) string {
	if !strings.EqualFold(expected, received) {
		return ""
	}
	return "upper and lower case" + firstUnlike(expected, received)
}

// firstUnlike points at the first character that is not the same.
func firstUnlike(expected, received string) string {
	position := 1
	for expected != "" && received != "" {
		e, sizeE := utf8.DecodeRuneInString(expected)
		r, sizeR := utf8.DecodeRuneInString(received)
		if e != r {
			return fmt.Sprintf(" (%c instead of %c at character %d)", r, e, position)
		}
		expected, received = expected[sizeE:], received[sizeR:]
		position++
	}
	return ""
}

// differenceInEnds finds something added to, or missing from, either end.
func differenceInEnds(expected, received string) string {
	const longest = 80
	quoted := func(s string) string { return `"` + Visible(s, longest) + `"` }
	switch {
	case received == expected+"/":
		return "a trailing slash (added)"
	case received+"/" == expected:
		return "a trailing slash (missing)"
	case strings.HasPrefix(received, expected):
		return "its end (" + quoted(received[len(expected):]) + " added)"
	case strings.HasPrefix(expected, received):
		return "its end (" + quoted(expected[len(received):]) + " missing)"
	case strings.HasSuffix(received, expected):
		return "its beginning (" + quoted(received[:len(received)-len(expected)]) + " added)"
	case strings.HasSuffix(expected, received):
		return "its beginning (" + quoted(expected[:len(expected)-len(received)]) + " missing)"
	}
	return ""
}

// CommonEnds counts the characters that two values share at the beginning and,
// behind those, at the end.
func CommonEnds(a, b []rune) (head, tail int) {
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

// differenceInMiddle finds values that are the same but for one short piece.
func differenceInMiddle(expected, received string) string {
	e, r := []rune(expected), []rune(received)
	head, tail := CommonEnds(e, r)
	missing, added := string(e[head:len(e)-tail]), string(r[head:len(r)-tail])
	if same := head + tail; same < 8 || len(missing) > same/4 || len(added) > same/4 {
		return ""
	}
	switch {
	case missing == "":
		return fmt.Sprintf("%q at character %d (added)", Visible(added, 40), head+1)
	case added == "":
		return fmt.Sprintf("%q at character %d (missing)", Visible(missing, 40), head+1)
	}
	return fmt.Sprintf("%q instead of %q at character %d", Visible(added, 40), Visible(missing, 40), head+1)
}

// differenceInLookAlikes finds letters of another script, or another way to
// compose the same one.
func differenceInLookAlikes(expected, received string) string {
	if norm.NFC.String(expected) == norm.NFC.String(received) {
		return "how an accented letter is composed (it looks the same)"
	}
	if lookAlikeSkeleton(expected) != lookAlikeSkeleton(received) {
		return ""
	}
	e, r := []rune(expected), []rune(received)
	for i := range min(len(e), len(r)) {
		if e[i] != r[i] {
			return fmt.Sprintf("a look-alike at character %d (%s instead of %s)", i+1, LetterName(r[i]),
				LetterName(e[i]))
		}
	}
	return "a look-alike letter"
}
