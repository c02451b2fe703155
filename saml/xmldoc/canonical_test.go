package xmldoc

import (
	"strings"
	"testing"
)

// first finds the first element of this name, with its prefix.
func first(t *testing.T, d *Doc, name string) Node {
	t.Helper()
	for n := range d.Elements {
		if string(d.Name(n)) == name {
			return n
		}
	}
	t.Fatalf("no element %s", name)
	return None
}

func TestCanonical(t *testing.T) {
	exclusive := C14N{Exclusive: true}
	for _, c := range []struct {
		name, src, element string
		c                  C14N
		want               string
	}{
		{"C14N 1.0 section 3.2, white space", "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n</doc>",
			"doc", C14N{}, "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n</doc>"},
		{"C14N 1.0 section 3.3, tags and order",
			`<doc><e1   /><e2   ></e2><e3   name = "elem3"   id="elem3"   /><e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"
			xmlns:b="http://www.ietf.org" xmlns:a="http://www.w3.org" xmlns="http://example.org"/><e6 xmlns="" xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org"><e8 xmlns="" xmlns:a="http://www.w3.org"><e9 xmlns="" xmlns:a="http://www.ietf.org"/></e8></e7></e6></doc>`, "doc", C14N{},
			`<doc><e1></e1><e2></e2><e3 id="elem3" name="elem3"></e3><e5 xmlns="http://example.org" ` +
				`xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" b:attr="sorted" ` +
				`a:attr="out"></e5><e6 xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org"><e8 xmlns=""><e9 ` +
				`xmlns:a="http://www.ietf.org"></e9></e8></e7></e6></doc>`},
		{"C14N 1.0 section 3.4, character references",
			"<doc><text>First line&#x0d;&#10;Second line</text><value>&#x32;</value><compute expr='value>\"0\" " +
				"&amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute><norm attr=' &apos;   " +
				"&#x20;&#13;&#xa;&#9;   &apos; '/></doc>", "doc", C14N{},
			"<doc><text>First line&#xD;\nSecond line</text><value>2</value><compute expr=\"value>&quot;0&quot; " +
				"&amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">valid</compute><norm " +
				"attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm></doc>"},
		{"C14N 1.0 section 3.6, UTF-8", "<doc>&#169;</doc>", "doc", C14N{}, "<doc>\u00A9</doc>"},
		{"X7 line ends and attributes", "<a b='x\ty\nz\rw\r\n'>x\ty\nz\rw\r\n</a>", "a", C14N{},
			"<a b=\"x y z w \">x\ty\nz\nw\n</a>"},
		{"text escapes", "<a>&lt;&gt;>&amp;\"'&#13;</a>", "a", C14N{}, "<a>&lt;&gt;&gt;&amp;\"'&#xD;</a>"},
		{"namespace with escaped characters", `<a xmlns="http://x/?b&amp;c"/>`, "a", C14N{},
			`<a xmlns="http://x/?b&amp;c"></a>`},
		{"exclusive C14N section 2.2, in one context", `<n0:pdu xmlns:n0="http://a.example" ` +
			`xmlns:n1="http://b.example" xml:lang="fr"><n1:elem2 xmlns:n1="http://b.example">x<n3:stuff ` +
			`xmlns:n3="ftp://example.org"/></n1:elem2></n0:pdu>`, "n1:elem2", exclusive,
			`<n1:elem2 xmlns:n1="http://b.example">x<n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>`},
		{"inclusive, in the same context", `<n0:pdu xmlns:n0="http://a.example" xmlns:n1="http://b.example" ` +
			`xml:lang="fr" xml:space="preserve" id="1"><n1:elem2 xmlns:n1="http://b.example" ` +
			`xml:lang="en">x</n1:elem2></n0:pdu>`, "n1:elem2", C14N{},
			`<n1:elem2 xmlns:n0="http://a.example" xmlns:n1="http://b.example" xml:lang="en" ` +
				`xml:space="preserve">x</n1:elem2>`},
		{"inclusive 1.0 inherits xml:id and xml:base", `<a xml:id="i" xml:base="http://x/"><b/></a>`, "b", C14N{},
			`<b xml:base="http://x/" xml:id="i"></b>`},
		{"inclusive 1.1 does not inherit xml:id", `<a xml:id="i" xml:lang="en"><b xml:space="default"/></a>`, "b",
			C14N{Version11: true}, `<b xml:lang="en" xml:space="default"></b>`},
		{"inclusive 1.1 keeps its own xml:id and xml:base", `<a><b xml:id="i" xml:base="http://x/"/></a>`, "b",
			C14N{Version11: true}, `<b xml:base="http://x/" xml:id="i"></b>`},
		{"exclusive drops what is not visibly used",
			`<a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" p:x=""><p:b y="q:z"/></a>`, "a", exclusive,
			`<a xmlns="urn:d" xmlns:p="urn:p" p:x=""><p:b y="q:z"></p:b></a>`},
		{"exclusive says a prefix again in each branch", `<a xmlns:p="urn:p"><p:b/><p:c><p:d/></p:c></a>`, "a",
			exclusive,
			`<a><p:b xmlns:p="urn:p"></p:b><p:c xmlns:p="urn:p"><p:d></p:d></p:c></a>`},
		{"exclusive and xmlns empty", `<a xmlns="urn:d"><p:b xmlns="" xmlns:p="urn:p"><c/><d xmlns="urn:d"/></p:b></a>`,
			"a", exclusive,
			`<a xmlns="urn:d"><p:b xmlns:p="urn:p"><c xmlns=""></c><d></d></p:b></a>`},
		{"PrefixList renders at the top", `<a xmlns:p="urn:p" xmlns:q="urn:q"><b y="q:z"/></a>`, "b",
			C14N{Exclusive: true, PrefixList: "q"}, `<b xmlns:q="urn:q" y="q:z"></b>`},
		{"PrefixList with #default", `<a xmlns="urn:d" xmlns:p="urn:p"><p:b><c/></p:b></a>`, "p:b",
			C14N{Exclusive: true, PrefixList: "\n#default\tq "}, `<p:b xmlns="urn:d" xmlns:p="urn:p"><c></c></p:b>`},
		{"PrefixList and xmlns empty", `<p:a xmlns="urn:d" xmlns:p="urn:p"><p:b xmlns=""/></p:a>`, "p:a",
			C14N{Exclusive: true, PrefixList: "#default"},
			`<p:a xmlns="urn:d" xmlns:p="urn:p"><p:b xmlns=""></p:b></p:a>`},
		{"PrefixList below the top", `<a><b xmlns:q="urn:q"><c xmlns:q="urn:q2"/></b></a>`, "a",
			C14N{Exclusive: true, PrefixList: "q"}, `<a><b xmlns:q="urn:q"><c xmlns:q="urn:q2"></c></b></a>`},
		{"PrefixList with xml", `<a><b/></a>`, "b", C14N{Exclusive: true, PrefixList: "xml"}, `<b></b>`},
		{"xml is never declared", `<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="en"/>`, "a", C14N{},
			`<a xml:lang="en"></a>`},
		{"comments dropped", `<a>x<!-- c -->y</a>`, "a", C14N{}, `<a>xy</a>`},
		{"comments kept", "<a>x<!-- c\r\n\r> & -->y</a>", "a", C14N{Comments: true}, "<a>x<!-- c\n\n> & -->y</a>"},
		{"instructions", "<a><?p?><?q   x  y ?></a>", "a", C14N{}, "<a><?p?><?q x  y ?></a>"},
		{"CDATA as text", "<a><![CDATA[<b>&amp;\r\n]]]]><![CDATA[>]]></a>", "a", C14N{},
			"<a>&lt;b&gt;&amp;amp;\n]]&gt;</a>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := parse(t, c.src, everything)
			got, err := d.Canonical([]byte("before "), first(t, d, c.element), c.c)
			if err != nil || string(got) != "before "+c.want {
				t.Errorf("got  %s %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestCanonicalSkip(t *testing.T) {
	d := parse(t, `<a xmlns:p="urn:p"> <b/> <s><s>x</s>y</s> <p:c/></a>`, Options{})
	s := first(t, d, "s")
	const without = `<a> <b></b>  <p:c xmlns:p="urn:p"></p:c></a>`
	got, err := d.Canonical(nil, d.Root(), C14N{Exclusive: true, Skip: s})
	if err != nil || string(got) != without {
		t.Errorf("got %s %v, want %s", got, err, without)
	}
	for _, none := range []Node{None, 0} {
		got, err = d.Canonical(nil, d.Root(), C14N{Skip: none})
		if err != nil || !strings.Contains(string(got), "<s><s>x</s>y</s>") {
			t.Errorf("Skip %d: got %s %v", none, got, err)
		}
	}
	// An element that is left out at the very end of its parent.
	got, err = d.Canonical(nil, s, C14N{Skip: d.First(s)})
	if err != nil || string(got) != `<s xmlns:p="urn:p">y</s>` {
		t.Errorf("got %s %v", got, err)
	}
}

// TestX6CanonicalFailure: a failure gives no bytes, and the Doc stays usable.
func TestX6CanonicalFailure(t *testing.T) {
	d := parse(t, `<a xml:base="http://x/"><b xml:base="y"><c/></b><e/></a>`, Options{})
	b := first(t, d, "b")
	for _, c := range []struct {
		name string
		n    Node
		c    C14N
	}{
		{"no element", None, C14N{}},
		{"exclusive 1.1", b, C14N{Exclusive: true, Version11: true}},
		{"inclusive PrefixList", b, C14N{PrefixList: "a"}},
		{"PrefixList too long", b, C14N{Exclusive: true, PrefixList: strings.Repeat("p ", maxPrefixes+1)}},
		{"left out is the element itself", b, C14N{Skip: b}},
		{"left out is behind it", b, C14N{Skip: first(t, d, "e")}},
		{"left out is not there", b, C14N{Skip: 99}},
		{"1.1 would have to join xml:base", b, C14N{Version11: true}},
		{"1.1 would have to inherit xml:base", first(t, d, "c"), C14N{Version11: true}},
	} {
		if got, err := d.Canonical([]byte("before"), c.n, c.c); err == nil || got != nil {
			t.Errorf("%s: got %q %v", c.name, got, err)
		}
	}
	if got, err := d.Canonical(nil, b, C14N{Exclusive: true,
		PrefixList: strings.Repeat("p ", maxPrefixes)}); err != nil || string(got) != `<b xml:base="y"><c></c></b>` {
		t.Errorf("got %s %v", got, err)
	}
	var empty Doc
	if got, err := empty.CanonicalDocument([]byte("before"), C14N{}); err == nil || got != nil {
		t.Errorf("an empty Doc has a canonical form %q", got)
	}
}

func TestCanonicalDocument(t *testing.T) {
	// C14N 1.0, section 3.1, without its DTD.
	d := parse(t, "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<!-- "+
		"before -->\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n",
		everything)
	for _, c := range []struct {
		comments bool
		want     string
	}{
		{false, "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, " +
			"world!</doc>\n<?pi-without-data?>"},
		{true, "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<!-- before -->\n<doc>Hello, " +
			"world!<!-- Comment 1 --></doc>\n<?pi-without-data?>\n<!-- Comment 2 -->"},
	} {
		got, err := d.CanonicalDocument(nil, C14N{Comments: c.comments})
		if err != nil || string(got) != c.want {
			t.Errorf("got %q %v, want %q", got, err, c.want)
		}
	}
}

// TestCanonicalConcurrently is for the race detector: a parsed Doc is read by
// many.
func TestCanonicalConcurrently(t *testing.T) {
	d := parse(t, tree, everything)
	want, _ := d.Canonical(nil, d.Root(), C14N{})
	done := make(chan string)
	for range 8 {
		go func() {
			var got []byte
			for range 50 {
				got, _ = d.Canonical(got[:0], d.Root(), C14N{})
			}
			done <- string(got)
		}()
	}
	for range 8 {
		if got := <-done; got != string(want) {
			t.Errorf("got %s", got)
		}
	}
}
