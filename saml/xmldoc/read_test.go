package xmldoc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const tree = `<?xml version="1.0"?>
<r xmlns="urn:d" xmlns:p="urn:p">
  <p:a id="1" p:id="2" xml:lang="en" note='&lt;tab	lf
cr&#10;"'>one &amp; <b/>two<!-- not this --><c><b x="y"/></c> three<![CDATA[ & four]]></p:a>
  <a xmlns="">text</a>
  <b xmlns="urn:e"
     xmlns:q="urn:p"><q:a/></b>
</r>`

func names(d *Doc, nodes func(func(Node) bool)) string {
	var all []string
	for n := range nodes {
		all = append(all, string(d.Name(n)))
	}
	return strings.Join(all, " ")
}

func TestTree(t *testing.T) {
	d := parse(t, tree, everything)
	r := d.Root()
	if got := names(d, d.Elements); got != "r p:a b c b a b q:a" {
		t.Errorf("Elements: %s", got)
	}
	if got := names(d, d.Children(r)); got != "p:a a b" {
		t.Errorf("Children: %s", got)
	}
	a := d.First(r)
	c := d.Child(a, "urn:d", "c")
	switch {
	case string(d.Name(d.Next(a))) != "a", d.Next(d.Next(d.Next(a))) != None, d.Next(r) != None:
		t.Error("Next")
	case d.Parent(a) != r, d.Parent(r) != None, d.Parent(d.First(c)) != c:
		t.Error("Parent")
	case string(d.Name(c)) != "c", d.Child(a, "urn:p", "c") != None, d.Child(a, "", "c") != None:
		t.Error("Child")
	case !d.HasElements(a), d.HasElements(d.Next(a)), d.HasElements(d.First(a)):
		t.Error("HasElements")
	}
	if got := names(d, d.Find(r, "urn:p", "a")); got != "p:a q:a" {
		t.Errorf("Find: %s", got)
	}
	if got := names(d, d.Find(a, "urn:d", "b")); got != "b b" {
		t.Errorf("Find in a: %s", got)
	}
	if got := names(d, d.Find(r, "urn:d", "r")); got != "r" {
		t.Errorf("Find has to begin with the element itself: %q", got)
	}
	for range d.Find(r, "urn:d", "b") {
		break
	}
	for range d.Elements {
		break
	}
}

func TestNames(t *testing.T) {
	d := parse(t, tree, everything)
	var got []string
	for n := range d.Elements {
		got = append(got, fmt.Sprintf("{%s}%s", d.Namespace(n), d.Local(n)))
		if !d.Is(n, d.Namespace(n), string(d.Local(n))) || d.Is(n, "urn:x", string(d.Local(n))) ||
			d.Is(n, d.Namespace(n), "x") {
			t.Errorf("Is does not agree at %s", d.Name(n))
		}
	}
	want := []string{"{urn:d}r", "{urn:p}a", "{urn:d}b", "{urn:d}c", "{urn:d}b", "{}a", "{urn:e}b", "{urn:p}a"}
	if !slices.Equal(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestX7Attributes(t *testing.T) {
	d := parse(t, tree, everything)
	a := d.First(d.Root())
	for _, c := range []struct{ ns, local, want string }{
		{"", "id", "1"}, {"urn:p", "id", "2"}, {xmlNamespace, "lang", "en"}, {"", "note", "<tab lf cr\n\""},
	} {
		value, ok := d.Attr(a, c.ns, c.local)
		if !ok || string(value) != c.want {
			t.Errorf("{%s}%s: got %q %v, want %q", c.ns, c.local, value, ok, c.want)
		}
		start, end, ok := d.AttrSpan(a, c.ns, c.local)
		if !ok || !strings.ContainsRune(`"'`, rune(tree[start-1])) || tree[end] != tree[start-1] {
			t.Errorf("{%s}%s: span %d..%d is %q", c.ns, c.local, start, end, tree[start:end])
		}
	}
	if _, ok := d.Attr(a, "urn:d", "id"); ok {
		t.Error("the default namespace must not reach attributes")
	}
	if _, ok := d.Attr(d.Root(), "", "xmlns"); ok {
		t.Error("a namespace declaration is no attribute")
	}
	var got []string
	for at := range d.Attrs(a) {
		got = append(got, fmt.Sprintf("%s={%s}%s %q %q", at.Name, at.Namespace, at.Local, at.Value,
			tree[at.Start:at.End]))
	}
	want := []string{`id={}id "1" "1"`, `p:id={urn:p}id "2" "2"`, `xml:lang={` + xmlNamespace + `}lang "en" "en"`,
		`note={}note "<tab lf cr\n\"" "&lt;tab\tlf\ncr&#10;\""`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestX7Normalization(t *testing.T) {
	for _, c := range []struct{ src, value, text string }{
		{"<a b='x\ty\nz\rw\r\nv  u'>x\ty\nz\rw\r\nv  u\r</a>", "x y z w v  u", "x\ty\nz\nw\nv  u\n"},
		{"<a b='&#9;&#10;&#13;&#xD;&#xA; \r&#10;'>&#9;&#10;&#13;&#xD;\r&#10;\r\r\n</a>", "\t\n\r\r\n  \n",
			"\t\n\r\r\n\n\n\n"},
		{"<a b='&amp;&lt;&gt;&quot;&apos;&amp;lt;'>&amp;&lt;&gt;&quot;&apos;&amp;lt;</a>", "&<>\"'&lt;", "&<>\"'&lt;"},
		{"<a b='&#x65E5;&#128512;&#x000041;'>&#x65E5;&#128512;&#65;</a>", "日😀A", "日😀A"},
		{"<a b=''></a>", "", ""},
		{"<a b='\"'>\"></a>", "\"", "\">"},
	} {
		d := parse(t, c.src, Options{})
		value, _ := d.Attr(d.Root(), "", "b")
		if string(value) != c.value || string(d.Text(d.Root())) != c.text {
			t.Errorf("%q: got %q and %q, want %q and %q", c.src, value, d.Text(d.Root()), c.value, c.text)
		}
	}
}

func TestText(t *testing.T) {
	d := parse(t, tree, everything)
	a := d.First(d.Root())
	if got := string(d.Text(a)); got != "one & two three & four" {
		t.Errorf("got %q", got)
	}
	if got := d.Text(d.First(a)); len(got) != 0 {
		t.Errorf("text of an empty element: %q", got)
	}
	// The whole value stays one value with comments allowed: VU#475445.
	d = parse(t, `<a>user@acme.com<!---->.evil.com</a>`, everything)
	if got := string(d.Text(d.Root())); got != "user@acme.com.evil.com" {
		t.Errorf("got %q", got)
	}
	if string(d.Src()) != `<a>user@acme.com<!---->.evil.com</a>` {
		t.Error("reading wrote into the source")
	}
}

func TestSpans(t *testing.T) {
	d := parse(t, tree, everything)
	for n := range d.Elements {
		start, end := d.Span(n)
		if !strings.HasPrefix(tree[start:], "<"+string(d.Name(n))) || tree[end-1] != '>' {
			t.Errorf("%s: %q", d.Name(n), tree[start:end])
		}
	}
	for _, c := range []struct{ src, span, text string }{
		{`<r><a>text</a></r>`, `<a>text</a>`, `text`},
		{`<r><a x="1" >t&amp;xt</a
 ></r>`, "<a x=\"1\" >t&amp;xt</a\n >", `t&amp;xt`},
		{`<r><a></a></r>`, `<a></a>`, ``},
		{`<r><a/></r>`, `<a/>`, ``},
		{`<r><a>x<b/>y</a></r>`, `<a>x<b/>y</a>`, `x<b/>y`},
	} {
		d := parse(t, c.src, Options{})
		a := d.First(d.Root())
		start, end := d.Span(a)
		from, to := d.TextSpan(a)
		if c.src[start:end] != c.span || c.src[from:to] != c.text {
			t.Errorf("%q: got %q and %q", c.src, c.src[start:end], c.src[from:to])
		}
		if from < start || to > end {
			t.Errorf("%q: the text is outside of the element", c.src)
		}
	}
}

func TestPosition(t *testing.T) {
	d := parse(t, "<a>\n<é>x</é></a>", Options{})
	start, _ := d.TextSpan(d.First(d.Root()))
	if line, column := d.Position(start); line != 2 || column != 4 {
		t.Errorf("got %d, %d", line, column)
	}
}

func TestNoneIsHarmless(t *testing.T) {
	d := parse(t, `<a>text</a>`, Options{})
	for _, n := range []Node{None, 1, 99, -5} { // 1 is the text
		if d.First(n) != None || d.Next(n) != None || d.Parent(n) != None || d.Child(n, "", "a") != None ||
			d.Local(n) != nil || d.Name(n) != nil || d.Namespace(n) != "" || d.Is(n, "", "a") || d.Text(n) != nil ||
			d.HasElements(n) {
			t.Errorf("%d is something", n)
		}
		if _, ok := d.Attr(n, "", "a"); ok {
			t.Errorf("%d has an attribute", n)
		}
		if _, _, ok := d.AttrSpan(n, "", "a"); ok {
			t.Errorf("%d has an attribute", n)
		}
		if start, end := d.Span(n); start != end {
			t.Errorf("%d is somewhere", n)
		}
		if start, end := d.TextSpan(n); start != end {
			t.Errorf("%d has text", n)
		}
		for range d.Attrs(n) {
			t.Errorf("%d has an attribute", n)
		}
		for range d.Find(n, "", "a") {
			t.Errorf("%d holds something", n)
		}
		if out, err := d.Canonical([]byte("x"), n, C14N{}); err == nil || out != nil {
			t.Errorf("%d has a canonical form %q", n, out)
		}
	}
	var empty Doc
	if empty.Root() != None || empty.First(empty.Root()) != None {
		t.Error("an empty Doc has a root")
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	src := response(rand.New(rand.NewPCG(1, 1)), 20)
	d := new(Doc)
	var out []byte
	work := func() {
		if err := d.Parse(src, Limits{}); err != nil {
			t.Fatal(err)
		}
		var err error
		if out, err = d.Canonical(out[:0], d.Root(), C14N{Exclusive: true}); err != nil {
			t.Fatal(err)
		}
		if out, err = d.Canonical(out[:0], d.Root(), C14N{Exclusive: true, PrefixList: "xs xsi"}); err != nil {
			t.Fatal(err)
		}
		size := 0
		for n := range d.Elements {
			size += len(d.Local(n)) + len(d.Namespace(n))
			if d.HasElements(n) { // mixed content would be put together
				for c := range d.Children(n) {
					size += int(c)
				}
				continue
			}
			for a := range d.Attrs(n) {
				size += len(a.Value)
			}
			value, _ := d.Attr(n, "", "ID")
			start, end := d.TextSpan(n)
			size += len(d.Text(n)) + len(value) + end - start
		}
		for n := range d.Find(d.Root(), "urn:oasis:names:tc:SAML:2.0:assertion", "AttributeValue") {
			size += int(n)
		}
		if size == 0 {
			t.Fatal("nothing read")
		}
	}
	work()
	if got := testing.AllocsPerRun(100, work); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func TestIDs(t *testing.T) {
	var d Doc
	err := d.Parse([]byte(`<a ID="1" x="2"><b xmlns:p="urn:p" p:iD="3" xml:id="4" id="5" pid="6" idx="7"/></a>`),
		Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for n, a := range d.IDs {
		got += string(d.Name(n)) + " " + string(a.Name) + "=" + string(a.Value) + ";"
	}
	if want := "a ID=1;b p:iD=3;b xml:id=4;b id=5;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := d.NamespaceBytes(), len("urn:p")+len(xmlNamespace); got != want {
		t.Errorf("namespaces: %d bytes, want %d", got, want)
	}
}
