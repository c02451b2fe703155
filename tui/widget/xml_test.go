package widget

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"gatehouse/printable/hostile"
)

func TestPrettyXML(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<a><b>text</b><c/></a>`, "<a>\n  <b>text</b>\n  <c/>\n</a>"},
		{"<a>\n   <b>x </b>\n</a>", "<a>\n  <b>x </b>\n</a>"},
		{`<a>x<b/>y</a>`, "<a>\n  x\n  <b/>\n  y\n</a>"},
		{`<a><!-- <b> --><![CDATA[<c>]]></a>`, "<a>\n  <!-- <b> -->\n  <![CDATA[<c>]]>\n</a>"},
		{`<a b="1>2">x</a>`, `<a b="1>2">x</a>`},
		{"not XML", "not XML"},
		{"<a><b>", "<a>\n  <b>"},
		{"</a></b>x", "</a>\n</b>\nx"},
		{"<a", "<a"},
		{"<", "<"},
		{"<a>AB\nCD\n</a>", "<a>\n  AB\n  CD\n</a>"},
		{`<a long="` + strings.Repeat("x", 90) + `" b="2">t</a>`,
			"<a\n    long=\"" + strings.Repeat("x", 90) + "\"\n    b=\"2\">\n  t\n</a>"},
		{"<a  \n\tlong='" + strings.Repeat("x y ", 23) + "' \t b='2' >t</a>",
			"<a\n    long='" + strings.Repeat("x y ", 23) + "'\n    b='2'\n    >\n  t\n</a>"},
	} {
		if got := strings.Join(PrettyXML([]byte(c.in)).Lines, "\n"); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

// Nothing but blanks between the lines is lost, and every byte has its line.
func FuzzXMLViews(f *testing.F) {
	for _, s := range append(slices.Clone(hostile.Texts), `<a b="c">d</a>`, "<a><b/></a>", "<!--", "<![CDATA[", "<?",
		"<a b='", strings.Repeat("<a>", 50)) {
		f.Add(s)
	}
	st := NewStyle(Dark, nil, 4, false)
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	f.Fuzz(func(t *testing.T, s string) {
		for name, x := range map[string]*XML{"pretty": PrettyXML([]byte(s)), "raw": RawXML([]byte(s))} {
			if len(x.Lines) != len(x.starts) {
				t.Fatalf("%s: %d lines and %d starts", name, len(x.Lines), len(x.starts))
			}
			for i, l := range x.Lines {
				if Clean(l) != l {
					t.Errorf("%s: %q reaches the terminal", name, l)
				}
				if i > 0 && x.starts[i] < x.starts[i-1] || x.starts[i] > len(s) {
					t.Fatalf("%s: line %d begins at byte %d of %d", name, i, x.starts[i], len(s))
				}
			}
			// A mark that a line would begin with is escaped: it would join what stands before.
			if Clean(s) == s && !strings.ContainsFunc(s, unicode.IsMark) &&
				squeeze(strings.Join(x.Lines, "")) != squeeze(s) {
				t.Errorf("%s of %q is %q", name, s, x.Lines)
			}
			for i, l := range ColourXML(st, x.Lines) {
				if ansi.Strip(l) != x.Lines[i] {
					t.Errorf("%s: the colours change %q to %q", name, x.Lines[i], ansi.Strip(l))
				}
			}
		}
	})
}

func TestJumpNodes(t *testing.T) {
	x := PrettyXML([]byte(
		`<samlp:Response><saml:Issuer>x</saml:Issuer><saml:Assertion><saml:Audience>y</saml:Audience>` +
			`</saml:Assertion></samlp:Response>`))
	var got []string
	for _, n := range x.Nodes {
		got = append(got, n.Name+" "+strings.TrimSpace(x.Lines[n.Line]))
	}
	want := "Response <samlp:Response>|Issuer <saml:Issuer>x</saml:Issuer>|Assertion <saml:Assertion>|Audience " +
		"<saml:Audience>y</saml:Audience>"
	if strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

func TestLongLinesGoOn(t *testing.T) {
	x := RawXML([]byte(strings.Repeat("a", 3*maxLine)))
	if len(x.Lines) != 3 || !x.GoesOn[1] || !x.GoesOn[2] || x.GoesOn[0] {
		t.Errorf("%d lines, %v", len(x.Lines), x.GoesOn)
	}
}

func TestLargeDocumentsAreCutAndSaySo(t *testing.T) {
	x := PrettyXML([]byte("<a>" + strings.Repeat("<b/>", maxShown/4) + "</a>"))
	if last := x.Lines[len(x.Lines)-1]; !strings.Contains(last, "larger than 1 MB") {
		t.Errorf("the last line is %q", last)
	}
}

func TestDocumentSearch(t *testing.T) {
	d := NewDocument()
	d.Resize(20, 5)
	d.Set([]string{"Hello world", strings.Repeat("-", 40) + "WORLD", "日本 world"})
	d.search("world")
	if len(d.matches) != 3 || d.matches[2].from != 5 {
		t.Fatalf("%+v", d.matches)
	}
	d.focus(d.at + 1)
	if d.left == 0 {
		t.Error("the match beyond the edge is not scrolled to")
	}
	d.focus(d.at + 1)
	d.focus(d.at + 1)
	if d.at != 0 {
		t.Errorf("n does not go round: %d", d.at)
	}
	d.focus(d.at - 1)
	if d.at != 2 {
		t.Errorf("N does not go round: %d", d.at)
	}
}

func TestWrapKeepsEveryCell(t *testing.T) {
	d := NewDocument()
	d.Wrapped = true
	d.Resize(7, 100)
	d.Set([]string{"0123456789abcdef", "", "\x1b[31mred letters here\x1b[m"})
	st := NewStyle(Mono, nil, 0, false)
	got := ansi.Strip(d.View(st))
	if strings.TrimRight(got, "\n") != "0123456\n789abcd\nef\n\nred let\nters he\nre" {
		t.Errorf("%q", got)
	}
}
