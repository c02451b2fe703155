package xmldoc

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestX11Limits puts each limit at what a document needs, which passes, and
// one below, which does not.
func TestX11Limits(t *testing.T) {
	for _, c := range []struct {
		cause, src string
		set        func(*Limits, int)
		need       int
	}{
		{CauseLimitBytes, `<a>bcd</a>`, func(l *Limits, n int) { l.Bytes = n }, 10},
		{CauseLimitDepth, `<a><b><c/></b></a>`, func(l *Limits, n int) { l.Depth = n }, 3},
		{CauseLimitElements, `<a><b/><c/><d></d></a>`, func(l *Limits, n int) { l.Elements = n }, 4},
		{CauseLimitAttributes, `<a b="" xmlns="urn:x" c=""/>`, func(l *Limits, n int) { l.Attributes = n }, 3},
		{CauseLimitNamespaces, `<a xmlns="urn:x"><b xmlns:p="urn:y"/><b xmlns:p="urn:y" xmlns="urn:x"/></a>`,
			func(l *Limits, n int) { l.Namespaces = n }, 3},
		{CauseLimitName, `<a xmlns:p="urn:x"><p:bcde/></a>`, func(l *Limits, n int) { l.NameBytes = n }, 7},
		{CauseLimitName, `<a attribute=""/>`, func(l *Limits, n int) { l.NameBytes = n }, 9},
		{CauseLimitAttribute, `<a b="c&amp;d"/>`, func(l *Limits, n int) { l.AttributeBytes = n }, 7},
		{CauseLimitAttribute, `<a xmlns="urn:long"/>`, func(l *Limits, n int) { l.AttributeBytes = n }, 8},
		{CauseLimitText, `<a>x<b>12345678</b>y</a>`, func(l *Limits, n int) { l.TextBytes = n }, 8},
		{CauseLimitText, `<a><![CDATA[12345678]]></a>`, func(l *Limits, n int) { l.TextBytes = n }, 8},
	} {
		t.Run(c.cause, func(t *testing.T) {
			l := Limits{Options: everything}
			c.set(&l, c.need)
			if err := new(Doc).Parse([]byte(c.src), l); err != nil {
				t.Errorf("%q within the limit: %v", c.src, err)
			}
			c.set(&l, c.need-1)
			var e *Error
			err := new(Doc).Parse([]byte(c.src), l)
			if !errors.As(err, &e) || e.Cause != c.cause || e.Limit != c.need-1 || e.Rule != "X11" {
				t.Errorf("%q beyond the limit: got %+v, want %s", c.src, err, c.cause)
			}
		})
	}
}

func TestX11DefaultLimits(t *testing.T) {
	attributes := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, ` a%d=""`, i)
		}
		return "<a" + b.String() + "/>"
	}
	wide := func(n int) string { return "<a>" + strings.Repeat("<b/>", n-1) + "</a>" }
	deep := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	text := func(name string, n int) string { return "<" + name + ">" + strings.Repeat("x", n) + "</" + name + ">" }
	for _, c := range []struct{ name, src, cause string }{
		{"depth", deep(32), ""},
		{"depth", deep(33), CauseLimitDepth},
		{"elements", wide(20_000), ""},
		{"elements", wide(20_001), CauseLimitElements},
		{"attributes", attributes(32), ""},
		{"attributes", attributes(33), CauseLimitAttributes},
		{"name", "<" + strings.Repeat("a", 256) + "/>", ""},
		{"name", "<" + strings.Repeat("a", 257) + "/>", CauseLimitName},
		{"attribute value", `<a b="` + strings.Repeat("x", 4096) + `"/>`, ""},
		{"attribute value", `<a b="` + strings.Repeat("x", 4097) + `"/>`, CauseLimitAttribute},
		{"text", text("a", 64<<10), ""},
		{"text", text("a", 64<<10+1), CauseLimitText},
		{"text of a certificate", text("X509Certificate", 200<<10), ""},
		{"text of a cipher value", text("CipherValue", 700<<10), ""},
		{"text of a cipher value", text("CipherValue", 768<<10), CauseLimitBytes},
		{"text of an element in a cipher value", "<CipherValue>" + text("b", 65<<10) + "</CipherValue>",
			CauseLimitText},
		{"1,500 groups with indentation", "<a>" + strings.Repeat("\n            <b>group</b>", 10_000) + "</a>", ""},
	} {
		err := new(Doc).Parse([]byte(c.src), Limits{})
		var e *Error
		if c.cause == "" && err != nil || c.cause != "" && (!errors.As(err, &e) || e.Cause != c.cause) {
			t.Errorf("%s of %d bytes: got %v, want %q", c.name, len(c.src), err, c.cause)
		}
	}
}
