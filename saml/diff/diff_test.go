package diff

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDifference(t *testing.T) {
	const acs = "https://sso.acme.test/sso/saml/acs/k1"
	tests := []struct{ name, expected, received, want string }{
		{"equal", acs, acs, ""},
		{"nothing received", acs, "", ""},
		{"nothing expected", "", acs, ""},
		{"plainly different", "urn:acme:prod", "https://elsewhere.test/saml", ""},
		{"other URL", acs, "https://elsewhere.test/login", ""},
		{"trailing slash added", acs, acs + "/", "differs in a trailing slash (added)"},
		{"trailing slash missing", acs + "/", acs, "differs in a trailing slash (missing)"},
		{"trailing slash of a name", "urn:acme", "urn:acme/", "differs in a trailing slash (added)"},
		{"scheme", acs, "http" + acs[5:], "differs in the scheme (http instead of https)"},
		{"scheme and slash", acs, "http" + acs[5:] + "/",
			"differs in the scheme (http instead of https) and in a trailing slash (added)"},
		{"port", acs, "https://sso.acme.test:443/sso/saml/acs/k1", "differs in the port (:443 added)"},
		{"port missing", "https://sso.acme.test:8443/a", "https://sso.acme.test/a",
			"differs in the port (:8443 missing)"},
		{"host", acs, "https://sso.acme.example/sso/saml/acs/k1",
			"differs in the host (sso.acme.example instead of sso.acme.test)"},
		{"case of the host", acs, "https://SSO.acme.test/sso/saml/acs/k1",
			"differs in upper and lower case of the host (SSO.acme.test instead of sso.acme.test)"},
		{"case of the path", acs, "https://sso.acme.test/sso/SAML/acs/k1",
			"differs in upper and lower case of the path (S instead of s at character 6)"},
		{"case of the scheme", acs, "HTTPS" + acs[5:],
			"differs in upper and lower case (H instead of h at character 1)"},
		{"a quarter missing", "urnabcXYefgh", "urnabcefgh", `differs in "XY" at character 7 (missing)`},
		{"a quarter added", "urnabcefgh", "urnabcXYefgh", `differs in "XY" at character 7 (added)`},
		{"more than a quarter missing", "urnabcXYZefgh", "urnabcefgh", ""},
		{"more than a quarter added", "urnabcefgh", "urnabcXYZefgh", ""},
		{"www", "https://acme.test/a", "https://www.acme.test/a",
			"differs in the www of the host (www.acme.test instead of acme.test)"},
		{"punycode", "https://bücher.test/a", "https://xn--bcher-kva.test/a",
			"differs in how the host is written (xn--bcher-kva.test instead of bücher.test): one is the punycode of " +
				"the other"},
		{"path", acs, "https://sso.acme.test/sso/saml/acs/k2",
			"differs in the path (/sso/saml/acs/k2 instead of /sso/saml/acs/k1)"},
		{"more path", acs, acs + ".evil.test", "differs in the end of the path (.evil.test added)"},
		{"less path", acs, "https://sso.acme.test/sso/saml", "differs in the end of the path (/acs/k1 missing)"},
		{"doubled slash", acs, "https://sso.acme.test//sso/saml/acs/k1",
			"differs in a doubled slash in the path (//sso/saml/acs/k1 instead of /sso/saml/acs/k1)"},
		{"percent-encoding of the path", "https://a.test/a-b", "https://a.test/a%2Db",
			"differs in percent-encoding of the path (/a%2Db instead of /a-b)"},
		{"percent-encoding of a name", "urn:acme sso", "urn:acme%20sso", ""},
		{"query", acs, acs + "?id=7", "differs in the query string (?id=7 added)"},
		{"fragment", acs, acs + "#top", "differs in the fragment (#top added)"},
		{"case", "urn:acme:sso", "urn:Acme:sso", "differs in upper and lower case (A instead of a at character 5)"},
		{"space behind", "urn:acme", "urn:acme ", "differs in a space at the end (added)"},
		{"space before", "urn:acme", " urn:acme", "differs in a space at the beginning (added)"},
		{"line break", "urn:acme", "urn:acme\n", "differs in a line break at the end (added)"},
		{"no-break space", "urn:acme:sso", "urn:acme:\u00a0sso",
			"differs in a no-break space (U+00A0) at character 10 (added)"},
		{"zero-width space", "urn:acme", "urn:\u200bacme",
			"differs in a zero-width space (U+200B) at character 5 (added)"},
		{"space of ours", "urn:acme ", "urn:acme", "differs in a space at the end (missing)"},
		{"space and case", "urn:acme", "urn:Acme ",
			"differs in white space and in upper and lower case (A instead of a at character 5)"},
		{"quotation marks", "urn:acme", `"urn:acme"`, `differs in the marks around it (" " added)`},
		{"Cyrillic", "urn:acme", "urn:аcme",
			"differs in a look-alike at character 5 (the Cyrillic 'а' (U+0430) instead of the Latin 'a')"},
		{"Cyrillic host", acs, "https://ssо.acme.test/sso/saml/acs/k1",
			"differs in a look-alike at character 11 (the Cyrillic 'о' (U+043E) instead of the Latin 'o')"},
		{"en dash", "urn:acme-sso", "urn:acme–sso",
			"differs in a look-alike at character 9 (the '–' (U+2013) instead of the Latin '-')"},
		{"composed", "caf\u00e9", "cafe\u0301", "differs in how an accented letter is composed (it looks the same)"},
		{"escaped twice", "https://a.test/?a=1&b=2", "https://a.test/?a=1&amp;b=2",
			"differs in the query string (?a=1&amp;b=2 instead of ?a=1&b=2)"},
		{"suffix", "urn:acme", "urn:acme:prod", `differs in its end (":prod" added)`},
		{"suffix missing", "urn:acme:prod", "urn:acme", `differs in its end (":prod" missing)`},
		{"prefix", "acme", "spn:acme", `differs in its beginning ("spn:" added)`},
		{"typing error", "urn:acme:single-sign-on", "urn:acme:singel-sign-on",
			`differs in "el" instead of "le" at character 14`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Between(test.expected, test.received); got != test.want {
				t.Errorf("Between(%q, %q)\n got %q\nwant %q", test.expected, test.received, got, test.want)
			}
		})
	}
}

// Both values can come from a stranger: nothing hidden may pass into the words.
func FuzzDifference(f *testing.F) {
	f.Add("https://a.test/x", "http://a.test:80/x/ ")
	f.Add("urn:a", "urn:\u202ea")
	f.Add("\xff", "\xfe")
	f.Fuzz(func(t *testing.T, expected, received string) {
		got := Between(expected, received)
		if got != "" && !strings.HasPrefix(got, "differs in ") {
			t.Errorf("got %q", got)
		}
		if !utf8.ValidString(got) {
			t.Errorf("invalid UTF-8: %q", got)
		}
		for _, r := range got {
			if Hidden(r) {
				t.Fatalf("hidden %U in %q", r, got)
			}
		}
		if expected == received && got != "" {
			t.Errorf("equal values: %q", got)
		}
	})
}

// A letter is named by its script; what is not ASCII, by its number, too.
func TestLettersAreNamedByScript(t *testing.T) {
	for letter, want := range map[rune]string{
		'a': "the Latin 'a'", '\u007f': "the Latin '\\x7f'", '\u0080': "the '\\u0080' (U+0080)",
		'é': "the 'é' (U+00E9)", 'а': "the Cyrillic 'а' (U+0430)", 'ο': "the Greek 'ο' (U+03BF)",
		'ａ': "the full-width 'ａ' (U+FF41)", '！': "the full-width '！' (U+FF01)", '～': "the full-width '～' (U+FF5E)",
		'｟': "the '｟' (U+FF5F)",
	} {
		if got := LetterName(letter); got != want {
			t.Errorf("%U: %s, want %s", letter, got, want)
		}
	}
}
