package printable_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"gatehouse/printable"
	"gatehouse/printable/hostile"
)

func TestLineShowsPlainTextAsItIs(t *testing.T) {
	for _, s := range []string{"", "todd@acme.example", "Ångström ñandú", "日本語", "e\u0301",
		"https://idp.example/?a=b&c=d", `C:\n`} {
		if got := printable.Line(s); got != s {
			t.Errorf("Line(%q) = %q", s, got)
		}
	}
}

func TestLineSpellsOutWhatATerminalWouldObey(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[2J": `\e[2J`, "\u009b2J": `\x9b2J`, "a\u202eb": `a\u202eb`, "x\ny\tz": `x\ny\tz`, "\x7f": `\x7f`,
		"\xff":     `\xff`,
		"a\u00a0b": `a\xa0b`, "a\u200db": `a\u200db`, "\U000e0041": `\U000e0041`,
	} {
		if got := printable.Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

// A line is spelled out alike, with a tab in it and without.
func TestLinesShowEachByte(t *testing.T) {
	for in, want := range map[string]string{"a\xffb": `a\xffb`, "\ta\xffb": `    a\xffb`, "a\tb\xff": `a   b\xff`,
		"\t\ufffd": "    \ufffd"} {
		if got := printable.Lines(in); len(got) != 1 || got[0] != want {
			t.Errorf("Lines(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range hostile.Texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := printable.Line(s)
		harmless(t, got)
		if again := printable.Line(got); again != got {
			t.Errorf("Line(Line(%q)) = %q, not %q", s, again, got)
		}
		if !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r >= 0x7f }) && got != s {
			t.Errorf("Line(%q) = %q", s, got)
		}
		for _, l := range printable.Lines(s) {
			harmless(t, l)
		}
	})
}

// harmless refuses everything that a terminal could obey or misjudge.
func harmless(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	sum, joins := 0, false
	for _, r := range s {
		// Marks and the vowels of Thai and Lao share the room of a letter, by rules
		// that x/ansi and a terminal both know.
		joins = joins || unicode.Is(unicode.M, r) || r == 0x0e33 || r == 0x0eb3
		if r < 0x20 || r >= 0x7f && r < 0xa0 || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co,
			unicode.Cs) || unicode.Is(unicode.Variation_Selector, r) {
			t.Errorf("%q lets %U through", s, r)
		}
		sum += ansi.StringWidth(string(r))
	}
	if n := ansi.StringWidth(s); n != sum && !joins {
		t.Errorf("%q has %d cells as a whole and %d one by one", s, n, sum)
	}
}

// JSON stays the same value, and holds nothing that a terminal would act on.
func TestJSONEscapesWhatIsHidden(t *testing.T) {
	for _, text := range []string{
		"plain", "Zoë 日本 😀", "a\u0085b\u009b31mc", "a\u202eb\u2066c", "a\u200bb\u200dc\ufeff", "\U000e0041tag",
		"a\u0301\u0301\u0301\u0301", "line\u2028end", "\u3164",
	} {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(text); err != nil {
			t.Fatal(err)
		}
		got := printable.JSON(b.String())
		var back string
		if err := json.Unmarshal([]byte(got), &back); err != nil || back != text {
			t.Errorf("%q became %s: %q, %v", text, got, back, err)
		}
		if shown := strings.TrimSuffix(got, "\n"); printable.Line(shown) != shown {
			t.Errorf("%q is still hidden in %q", text, got)
		}
	}
	if text := "{\n  \"a\": \"Zoë 日本\"\n}\n"; printable.JSON(text) != text {
		t.Errorf("plain text became %q", printable.JSON(text))
	}
}
