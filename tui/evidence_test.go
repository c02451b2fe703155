package tui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
)

// The place that a verdict is about can be seen whole, however far it reaches.
func TestEvidenceIsOnTheScreen(t *testing.T) {
	long := "https://sp.example/saml/" + strings.Repeat("a/", 60) + "the-end"
	for _, c := range []struct{ name, doc, span string }{
		{"a short one", `<r><a>1</a><b>short</b></r>`, "<b>short</b>"},
		{"one that ends beyond the edge", `<r><a>1</a><b>` + long + `</b></r>`, "<b>" + long + "</b>"},
		{"one that begins beyond the edge", `<r><b x="` + strings.Repeat("y", 85) + `">` + long + `</b></r>`,
			"the-end"},
		{"an attribute of a long tag", `<r><b one="` + strings.Repeat("1", 90) + `" two="` + long + `"/></r>`,
			`two="` + long + `"`},
		{"far down, deep inside", strings.Repeat("<n>", 30) + `<b>` + long + `</b>` + strings.Repeat("</n>", 30),
			"the-end"},
		{"in a line that goes on in the next",
			`<r><b>` + strings.Repeat("Q", 5000) + `TELLING` + strings.Repeat("Q", 900) + `</b></r>`, "TELLING"},
	} {
		for _, raw := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, raw %v", c.name, raw), func(t *testing.T) {
				d := drive(t, 80, 24)
				detail := d.services.Again(0, saml.CertificateMismatch, canned.Now)
				at := strings.Index(c.doc, c.span)
				detail.Message.XML, detail.Decrypted = []byte(c.doc), nil
				detail.Explanation.Span = saml.Span{Start: at, End: at + len(c.span)}
				d.put(detail)
				d.keys("g enter")
				if raw {
					d.keys("5 p 1")
				}
				d.keys("v")
				if got := joined(d); !strings.Contains(got, strings.ReplaceAll(c.span, " ", "")) {
					t.Errorf("not on the screen:\n%s", d.screen())
				}
			})
		}
	}
}

// gutter is what stands before the text of a document: blanks and a line number.
var gutter = regexp.MustCompile(`(?m)^ *[0-9]* `)

// joined is the document on the screen without its line numbers, breaks and
// blanks.
func joined(d *driver) string {
	return strings.Join(strings.Fields(gutter.ReplaceAllString(d.screen(), "")), "")
}
