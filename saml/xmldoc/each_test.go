package xmldoc_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml/xmldoc"
)

const entityList = `<l:list xmlns:l="urn:l" l:in="a&amp;b">
<l:about of="x&#9;y"><l:name>R&amp;D</l:name></l:about>
<l:item ID="i1" of="x&#9;y"><l:name>one &lt;</l:name><l:name>R&amp;D</l:name></l:item>
<l:item/>
<item xmlns="urn:l" xmlns:p="urn:p" ID="i2"><p:name p:of="q&amp;">two</p:name></item>
<l:group><l:item ID="i3"><l:name>three</l:name></l:item></l:group>
<item>of another namespace</item>
</l:list>`

// Each item reads as it does in the whole document.
func TestParseEach(t *testing.T) {
	var whole, one xmldoc.Doc
	if err := whole.Parse([]byte(entityList), xmldoc.Limits{}); err != nil {
		t.Fatal(err)
	}
	read := func(d *xmldoc.Doc, n xmldoc.Node) string {
		canonical, err := d.Canonical(nil, n, xmldoc.C14N{})
		if err != nil {
			t.Fatal(err)
		}
		in, _ := d.Attr(d.Root(), "urn:l", "in")
		return fmt.Sprintf("%s %s %q", canonical, in, d.Local(d.Parent(n)))
	}
	var want, got []string
	for n := range whole.Find(whole.Root(), "urn:l", "item") {
		want = append(want, read(&whole, n))
	}
	err := one.ParseEach([]byte(entityList), xmldoc.Limits{}, "urn:l", "item", func(n xmldoc.Node) {
		got = append(got, read(&one, n))
	})
	if err != nil || len(got) != 4 || !slices.Equal(got, want) {
		t.Errorf("%v\n got %q\nwant %q", err, got, want)
	}
	if one.Root() != xmldoc.None {
		t.Error("something is left behind the last item")
	}
}

// The root can be the one item, empty or not.
func TestParseEachRoot(t *testing.T) {
	for _, src := range []string{"<item/>", "<item>x</item>", `<item ID="a"><item ID="b"/></item>`} {
		var d xmldoc.Doc
		count := 0
		err := d.ParseEach([]byte(src), xmldoc.Limits{}, "", "item", func(xmldoc.Node) { count++ })
		if want := strings.Count(src, "<item"); err != nil || count != want {
			t.Errorf("%s: %d items, %v", src, count, err)
		}
	}
}

// The limit on elements counts for one item; the others hold for all of them.
func TestParseEachLimits(t *testing.T) {
	list := func(items int, item string) []byte {
		return slices.Concat([]byte("<list>"), bytes.Repeat([]byte("<item>"+item+"</item>"), items), []byte("</list>"))
	}
	for name, c := range map[string]struct {
		doc   []byte
		cause string
	}{
		"many items":    {list(1000, "<a/><a/>"), ""},
		"one too large": {append(list(1, strings.Repeat("<a/>", 20)), '\n'), xmldoc.CauseLimitElements},
		"beside them":   {[]byte("<list>" + strings.Repeat("<item/><a/>", 20) + "</list>"), xmldoc.CauseLimitElements},
		"a broken one":  {list(3, "<a></b>"), xmldoc.CauseNotWellFormed},
		"cut short":     {[]byte("<list><item/><item>"), xmldoc.CauseNotWellFormed},
	} {
		var d xmldoc.Doc
		err := d.ParseEach(c.doc, xmldoc.Limits{Elements: 10}, "", "item", func(xmldoc.Node) {})
		bad, _ := errors.AsType[*xmldoc.Error](err)
		if (bad == nil) != (c.cause == "") || bad != nil && bad.Cause != c.cause {
			t.Errorf("%s: %v, want %q", name, err, c.cause)
		}
	}
}
