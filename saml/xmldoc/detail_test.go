package xmldoc

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A refusal says in words what stands there and what is expected instead.
func TestRefusalsInWords(t *testing.T) {
	for _, test := range []struct{ rule, name, src, want string }{
		{"X1", "UTF-16LE", "<\x00a\x00/\x00>\x00", "the document is UTF-16; it must be sent as UTF-8"},
		{"X1", "UTF-16BE with a mark", "\xFE\xFF\x00<\x00a", "the document is UTF-16; it must be sent as UTF-8"},
		{"X1", "UTF-32", "\x00\x00\xFE\xFF", "the document is UTF-32; it must be sent as UTF-8"},
		{"X1", "EBCDIC", "\x4C\x6F\xA7\x94\x93", "the document is EBCDIC; it must be sent as UTF-8"},
		{"X3", "version without =", `<?xml version "1.0"?><a/>`,
			"version in the XML declaration needs = and a quoted value"},
		{"X3", "version unquoted", `<?xml version=1.0?><a/>`,
			"the value of version in the XML declaration is not quoted"},
		{"X3", "version left open", `<?xml version="1.0`,
			"the value of version in the XML declaration has no closing quote"},
		{"X3", "encoding unquoted", `<?xml version="1.0" encoding=UTF-8?><a/>`,
			"the value of encoding in the XML declaration is not quoted"},
		{"X3", "standalone left open", `<?xml version="1.0" standalone="yes`,
			"the value of standalone in the XML declaration has no closing quote"},
		{"X3", "end behind <", `<a><`, "the end of the document is no start of an element name"},
		{"X3", "digit behind <", `<a><1/></a>`, `"1" is no start of an element name`},
		{"X5", "attribute twice", `<a b="1" b="2"/>`, `the element "a" has the attribute "b" twice`},
		{"X5", "attribute twice by two prefixes", `<x:a xmlns:x="urn:x" xmlns:y="urn:x" x:b="1" y:b="2"/>`,
			`the element "x:a" has the attribute "y:b" twice`},
	} {
		t.Run(test.rule+" "+test.name, func(t *testing.T) {
			var refused *Error
			if err := new(Doc).Parse([]byte(test.src), Limits{}); !errors.As(err, &refused) {
				t.Fatalf("%v is no refusal", err)
			}
			if refused.Rule != test.rule || refused.Detail != test.want {
				t.Errorf("%s: %s\nwant %s: %s", refused.Rule, refused.Detail, test.rule, test.want)
			}
		})
	}
}

// > begins a text of any length as it does a short one: it is written escaped.
func TestAngleBracketAtTheBeginning(t *testing.T) {
	texts := []string{"", "x", "é"}
	for _, n := range []int{60, 61, 62, 63, 64, 500} {
		texts = append(texts, strings.Repeat("x", n), strings.Repeat("x", n)+"\n", strings.Repeat("é\t", n))
	}
	for _, text := range texts {
		for _, special := range []string{">", "\r\n", "&#13;"} {
			d := parse(t, "<a>"+special+text+"</a>", Options{})
			want := map[string]string{">": "&gt;", "\r\n": "\n", "&#13;": "&#xD;"}[special]
			got, err := d.Canonical(nil, d.Root(), C14N{Exclusive: true})
			if err != nil || string(got) != "<a>"+want+text+"</a>" {
				t.Errorf("%q and %q: %q, %v", special, text, got, err)
			}
		}
	}
}

// A Doc that was reset is empty, and has given back whichever table grew beyond
// an ordinary message.
func TestReset(t *testing.T) {
	many := func(n int, one func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(one(i))
		}
		return "<r>" + b.String() + "</r>"
	}
	for name, src := range map[string]string{
		"elements": many(9000, func(int) string { return "<e/>" }),
		"attributes": many(1500, func(int) string {
			return `<e a="" b="" c="" d=""/>`
		}),
		"namespaces": many(1500, func(i int) string {
			return fmt.Sprintf(`<e xmlns:a="urn:%d" xmlns:b="urn:b" xmlns:c="urn:c" xmlns:d="urn:d"/>`, i)
		}),
		"text to decode": many(3000, func(int) string { return "<e>&amp;" + strings.Repeat("x", 40) + "</e>" }),
		"little":         "<r/>",
	} {
		t.Run(name, func(t *testing.T) {
			const ordinary = 4 << 10
			var d Doc
			most := Limits{Elements: 1 << 20, Namespaces: 1 << 20}
			if err := d.Parse([]byte(src), most); err != nil {
				t.Fatal(err)
			}
			kept := cap(d.nodes)
			d.Reset()
			for what, size := range map[string]int{
				"elements": cap(d.nodes), "attributes": cap(d.attrs), "namespaces": cap(d.decls),
				"text": cap(d.side) / 16,
			} {
				if size > ordinary {
					t.Errorf("room for %d %s is kept", size, what)
				}
			}
			if name == "little" && cap(d.nodes) != kept {
				t.Error("the room of an ordinary message is given away")
			}
			if d.src != nil || len(d.nodes) > 0 {
				t.Error("the document is kept")
			}
			if err := d.Parse([]byte(`<p xml:lang="en"/>`), Limits{}); err != nil || string(d.Name(d.Root())) != "p" {
				t.Errorf("after Reset: %v", err)
			}
		})
	}
}
