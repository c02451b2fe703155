package xmldoc

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// hostile documents grow with n in one direction each, within the limits on
// one element.
var hostile = []struct {
	name string
	make func(n int) string
}{
	{"elements", func(n int) string { return "<a>" + strings.Repeat("<b/>", n) + "</a>" }},
	{"depth", func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }},
	{"depth under declarations", func(n int) string {
		return "<r" + declarations(30) + ">" + strings.Repeat("<p0:a>", n) + strings.Repeat("</p0:a>", n) + "</r>"
	}},
	{"attributes", func(n int) string { return differing("<a>", attributes(31), n/32) }},
	{"attributes that repeat", func(n int) string {
		return "<a>" + strings.Repeat("<b"+attributes(32)+"/>", n/32) + "</a>"
	}},
	{"attributes of foreign namespaces", func(n int) string {
		return differing("<a"+declarations(31)+">", strings.ReplaceAll(attributes(31), " a", " p0:a"), n/32)
	}},
	{"declarations", func(n int) string { return differing("<a>", declarations(31), n/32) }},
	{"declarations that repeat", func(n int) string {
		return "<a>" + strings.Repeat("<b"+declarations(31)+"/>", n/32) + "</a>"
	}},
	{"namespaces that differ", func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<b xmlns="urn:%d"/>`, i)
		}
		return "<a>" + b.String() + "</a>"
	}},
	{"references", func(n int) string {
		return "<X509Certificate>" + strings.Repeat("&lt;", n) + "</X509Certificate>"
	}},
	{"references in attributes", func(n int) string {
		return "<a>" + strings.Repeat(`<b c="`+strings.Repeat("&#9;", 1000)+`"/>`, n/1000) + "</a>"
	}},
	{"line ends", func(n int) string { return "<X509Certificate>" + strings.Repeat("\r\n", n) + "</X509Certificate>" }},
	{"brackets", func(n int) string {
		return "<X509Certificate>" + strings.Repeat("]]&gt;>", n) + "</X509Certificate>"
	}},
	{"quotes", func(n int) string { return "<a>" + strings.Repeat("<b c=\"'\" d='\"'/>", n) + "</a>" }},
	{"text runs", func(n int) string { return "<a>" + strings.Repeat("x<b/>", n) + "</a>" }},
	{"comments", func(n int) string { return "<a>" + strings.Repeat("<!--\r-->", n) + "</a>" }},
	{"CDATA sections", func(n int) string { return "<a>" + strings.Repeat("<![CDATA[\r]]>", n) + "</a>" }},
	{"instructions around", func(n int) string {
		return strings.Repeat("<?p ?>", n) + "<a/>" + strings.Repeat("<?p ?>", n)
	}},
}

// differing makes elements of which none is like another, in the root that
// begins with start.
func differing(start, tag string, n int) string {
	var b strings.Builder
	b.WriteString(start)
	for i := range n {
		fmt.Fprintf(&b, `<b z="%d"%s/>`, i, tag)
	}
	b.WriteString("</a>")
	return b.String()
}

func declarations(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` xmlns:p%d="urn:x%d"`, i, i)
	}
	return b.String()
}

func attributes(n int) string {
	var b strings.Builder
	for i := n; i > 0; i-- { // worst order for sorting
		fmt.Fprintf(&b, ` a%02d=""`, i)
	}
	return b.String()
}

var tall = Limits{Bytes: 1 << 24, Depth: 1 << 20, Elements: 1 << 20, Options: everything}

// canonicalWork canonicalizes the root and counts the steps.
func canonicalWork(t *testing.T, d *Doc, c C14N) int {
	t.Helper()
	if _, err := d.Canonical(nil, d.Root(), c); err != nil {
		t.Fatal(err)
	}
	return d.spare.Load().work
}

// TestX11LinearWork: twice the document takes twice the steps (nodes,
// comparisons of names, bytes decoded and escaped), whatever it is made of.
func TestX11LinearWork(t *testing.T) {
	exclusive := C14N{Exclusive: true, PrefixList: strings.Repeat("q ", maxPrefixes-1) + "p7"}
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			var steps [2][3]int
			for i, n := range []int{8_000, 16_000} {
				d := parseTall(t, h.make(n))
				steps[i] = [3]int{d.work, canonicalWork(t, d, C14N{}), canonicalWork(t, d, exclusive)}
			}
			for k, what := range []string{"parse", "inclusive", "exclusive"} {
				small, big := steps[0][k], steps[1][k]
				if small > 16_000*120 {
					t.Errorf("%s: %d steps for n = 8,000", what, small)
				}
				if float64(big) > 2.1*float64(small)+1000 {
					t.Errorf("%s: %d steps, and %d for twice the document", what, small, big)
				}
			}
		})
	}
}

func parseTall(t *testing.T, src string) *Doc {
	t.Helper()
	d := new(Doc)
	if err := d.Parse([]byte(src), tall); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestX11Memory: what a document makes the parser allocate is bounded by its
// size (grown slices included), and parsing it again allocates nothing but namespace names.
func TestX11Memory(t *testing.T) {
	for _, h := range hostile {
		src := []byte(h.make(16_000))
		d := new(Doc)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := d.Parse(src, tall); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(150*len(src)) {
			t.Errorf("%s: %d bytes allocated for a document of %d", h.name, got, len(src))
		}
		again := testing.AllocsPerRun(3, func() {
			if err := d.Parse(src, tall); err != nil {
				t.Fatal(err)
			}
		})
		if most := float64(strings.Count(string(src), "xmlns")); again > most {
			t.Errorf("%s: %v allocations on reuse, with %v namespaces", h.name, again, most)
		}
	}
}
