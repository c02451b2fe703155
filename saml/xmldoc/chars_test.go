package xmldoc

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestX1Characters holds the tables against the productions of XML 1.0, fifth
// edition, for every code point.
func TestX1Characters(t *testing.T) {
	type span struct{ from, to rune }
	in := func(r rune, spans []span) bool {
		for _, s := range spans {
			if r >= s.from && r <= s.to {
				return true
			}
		}
		return false
	}
	char := []span{{0x9, 0xA}, {0xD, 0xD}, {0x20, 0xD7FF}, {0xE000, 0xFFFD}, {0x10000, 0x10FFFF}}
	start := []span{{'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D},
		{0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF},
		{0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}}
	more := []span{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}
	for r := rune(0); r <= utf8.MaxRune; r++ {
		gotStart, gotName := isNameStart(r), isNameChar(r)
		if r < utf8.RuneSelf {
			gotStart, gotName = class[r]&nameStart != 0, class[r]&nameChar != 0
		}
		if isChar(r) != in(r, char) || gotStart != in(r, start) || gotName != (in(r, start) || in(r, more)) {
			t.Fatalf("U+%04X: Char %v, NameStartChar %v, NameChar %v", r, isChar(r), gotStart, gotName)
		}
	}
}

// TestX1FastCheck compares the check of eight bytes at a time with the plain
// one, with a bad or foreign character at every place of a word.
func TestX1FastCheck(t *testing.T) {
	plain := func(src []byte) (int, string) {
		for i := 0; i < len(src); {
			r, size := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && size == 1 {
				return i, CauseEncoding
			}
			if !isChar(r) {
				return i, CauseForbiddenCharacter
			}
			i += size
		}
		return 0, ""
	}
	r := rand.New(rand.NewPCG(4, 4))
	for length := range 120 {
		for at := range length {
			src := bytes.Repeat([]byte{'x'}, length)
			for range r.IntN(3) {
				copy(src[r.IntN(length):], one(r, []string{"\n", "é", "\r\t", "日", "\x7F", "\x1F"}))
			}
			copy(src[at:],
				one(r, []string{"\x00", "\x1F", "\x80", "\xFF", "é", "日本", "\n", "\uFFFF", "\xED\xA0\x80", " "}))
			i, cause, firstBreak := checkChars(src)
			if j, want := plain(src); i != j || cause != want {
				t.Fatalf("%q: got %d %s, want %d %s", src, i, cause, j, want)
			}
			if want := bytes.IndexAny(src, "\t\n\r"); cause == "" && firstBreak != want &&
				(want >= 0 || firstBreak != len(src)) {
				t.Fatalf("%q: first break at %d, want %d", src, firstBreak, want)
			}
		}
	}
}

// Every byte at every place of short inputs.
func TestX1AtEveryPlace(t *testing.T) {
	for n := 1; n <= 140; n++ {
		for at := range n {
			for _, c := range []byte{0, 1, 8, 9, 10, 11, 13, 31, 32, 126, 127, 128, 0xc0, 0xff} {
				src := bytes.Repeat([]byte("x"), n)
				src[at] = c
				off, cause, br := checkChars(src)
				want, wantBreak := "", n
				switch {
				case c == 9 || c == 10 || c == 13:
					wantBreak = at
				case c < 32:
					want = CauseForbiddenCharacter
				case c >= 128:
					want = CauseEncoding
				}
				if cause != want || want != "" && off != at || want == "" && br != wantBreak {
					t.Fatalf("%d %d %x: %d %q %d", n, at, c, off, cause, br)
				}
			}
		}
	}
}
