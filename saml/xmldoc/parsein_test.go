package xmldoc

import (
	"bytes"
	"errors"
	"testing"
)

func TestParseIn(t *testing.T) {
	outer := parse(t, `<p:r xmlns:p="urn:p" xmlns="urn:d" xmlns:q="urn:q" xml:lang="en" p:x="y"><p:s `+
		`xmlns:q="urn:q&#50;" xml:space="preserve"/></p:r>`, Options{})
	s := outer.First(outer.Root())
	d := new(Doc)
	const src = `<a p:b="c"><q:e xmlns:p="urn:other"/></a>`
	if err := d.ParseIn([]byte(src), outer, s, Limits{}); err != nil {
		t.Fatal(err)
	}
	// The outer document may go on to another life.
	if err := outer.Parse([]byte(`<z xmlns="urn:zzzzzzzz"/>`), Limits{}); err != nil {
		t.Fatal(err)
	}
	if d.Namespace(d.Root()) != "urn:d" || d.Namespace(d.First(d.Root())) != "urn:q2" {
		t.Errorf("got %q and %q", d.Namespace(d.Root()), d.Namespace(d.First(d.Root())))
	}
	if v, ok := d.Attr(d.Root(), "urn:p", "b"); !ok || string(v) != "c" {
		t.Error("an attribute lost its outer namespace")
	}
	if _, ok := d.Attr(d.Root(), xmlNamespace, "lang"); ok {
		t.Error("an inherited attribute is not the element's own")
	}
	for _, c := range []struct {
		c    C14N
		want string
	}{
		{C14N{Exclusive: true}, `<a xmlns="urn:d" xmlns:p="urn:p" p:b="c"><q:e xmlns:q="urn:q2"></q:e></a>`},
		{C14N{}, `<a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q2" xml:lang="en" xml:space="preserve" p:b="c"><q:e ` +
			`xmlns:p="urn:other"></q:e></a>`},
	} {
		got, err := d.Canonical(nil, d.Root(), c.c)
		if err != nil || string(got) != c.want {
			t.Errorf("got  %s %v\nwant %s", got, err, c.want)
		}
	}
	if err := d.Parse([]byte(src), Limits{}); err == nil {
		t.Error("the outer namespaces are still in force after Parse")
	}
}

func TestParseInRefusals(t *testing.T) {
	outer := parse(t, `<p:r xmlns:p="urn:p" xmlns:q="urn:q"/>`, Options{})
	var e *Error
	d := new(Doc)
	if err := d.ParseIn([]byte(`<p:a/>`), outer, None, Limits{}); !errors.As(err, &e) || e.Cause != CauseNamespace {
		t.Errorf("without a scope: %v", err)
	}
	if err := d.ParseIn([]byte(`<a/><b/>`), outer, 0, Limits{}); !errors.As(err, &e) || e.Cause != CauseNotWellFormed {
		t.Errorf("two roots: %v", err)
	}
	if err := d.ParseIn([]byte(`<a xmlns="urn:x"/>`), outer, 0, Limits{Namespaces: 2}); !errors.As(err, &e) ||
		e.Cause != CauseLimitNamespaces {
		t.Errorf("outer declarations have to count: %v", err)
	}
	if err := outer.ParseIn([]byte(`<p:a/>`), outer, 0, Limits{}); err == nil {
		t.Error("a Doc cannot be parsed in itself")
	}
	if err := d.ParseIn([]byte(`<p:a q:b=""/>`), outer, 0, Limits{Namespaces: 2}); err != nil {
		t.Error(err)
	}
}

// TestParseInIsInPlace: an element cut out and parsed where it stood has the
// canonical forms that it had in place.
func TestParseInIsInPlace(t *testing.T) {
	for i := range count(200, 2_000) {
		outer := parse(t, string(newRandomDoc(uint64(i)+2_000_000, everything)), everything)
		for n := range outer.Elements {
			start, end := outer.Span(n)
			d := new(Doc)
			if err := d.ParseIn(outer.Src()[start:end], outer, outer.Parent(n),
				Limits{Options: everything}); err != nil {
				t.Fatal(err)
			}
			for _, c := range []C14N{{}, {Version11: true}, {Exclusive: true},
				{Exclusive: true, PrefixList: "a b #default"}} {
				want, err1 := outer.Canonical(nil, n, c)
				got, err2 := d.Canonical(nil, d.Root(), c)
				if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
					t.Fatalf("%+v of %q in %q:\n got  %s %v\n want %s %v", c, outer.Src()[start:end], outer.Src(), got,
						err2, want, err1)
				}
			}
		}
	}
}
