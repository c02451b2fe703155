package xmldoc

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// roomy limits let a canonical form in, which can be longer than its source.
var roomy = Limits{Bytes: 1 << 24, Depth: 1 << 10, Attributes: 1 << 10, Namespaces: 1 << 10,
	NameBytes: 1 << 20, AttributeBytes: 1 << 24, TextBytes: 1 << 24, Elements: 1 << 20, Options: everything}

func seeds() [][]byte {
	var all [][]byte
	for _, c := range refusals {
		all = append(all, []byte(c.src))
	}
	all = append(all, []byte(tree), []byte("\xEF\xBB\xBF<?xml version='1.0'?><a/>"))
	for i := range uint64(40) {
		src := newRandomDoc(i, everything)
		r := rand.New(rand.NewPCG(i, 1))
		all = append(all, src, mutate(r, src))
	}
	return append(all, response(rand.New(rand.NewPCG(1, 2)), 1))
}

// again parses a canonical form and canonicalizes it again: nothing changes.
func again(t *testing.T, canonical []byte, c C14N) {
	t.Helper()
	var d Doc
	if err := d.Parse(canonical, roomy); err != nil {
		t.Fatalf("the canonical form %q is refused: %v", canonical, err)
	}
	c.Skip = None
	got, err := d.Canonical(nil, d.Root(), c)
	if err != nil || !bytes.Equal(got, canonical) {
		t.Fatalf("the canonical form of %q is %q %v", canonical, got, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, src []byte, all bool) {
		before := bytes.Clone(src)
		var l Limits
		if all {
			l.Options = everything
		}
		var d Doc
		err := d.Parse(src, l)
		if !bytes.Equal(src, before) {
			t.Fatal("the source was written to")
		}
		if err != nil {
			e := err.(*Error)
			if e.Offset < 0 || e.Offset > len(src) || e.Line < 1 || e.Column < 1 || d.Root() != None {
				t.Fatalf("%+v", e)
			}
			return
		}
		for n := range d.Elements {
			start, end := d.Span(n)
			from, to := d.TextSpan(n)
			if src[start] != '<' || src[end-1] != '>' || start > from || from > to || to > end {
				t.Fatalf("%s: %d..%d, text %d..%d", d.Name(n), start, end, from, to)
			}
			if p := d.Parent(n); p != None {
				if from, to := d.TextSpan(p); start < from || end > to {
					t.Fatalf("%s is outside of its parent", d.Name(n))
				}
			}
			for a := range d.Attrs(n) {
				if value, ok := d.Attr(n, a.Namespace, string(a.Local)); !ok || !bytes.Equal(value, a.Value) {
					t.Fatalf("%s: two attributes %s", d.Name(n), a.Name)
				}
			}
		}
		for _, c := range []C14N{{}, {Exclusive: true}, {Version11: true, Comments: true}} {
			out, err := d.Canonical(nil, d.Root(), c)
			if err != nil {
				t.Fatal(err)
			}
			again(t, out, c)
		}
	})
}

func FuzzCanonical(f *testing.F) {
	for i, s := range seeds() {
		f.Add(s, uint8(i), uint8(i*7), uint8(i%8), "a b #default xs")
	}
	f.Fuzz(func(t *testing.T, src []byte, element, skip, mode uint8, prefixes string) {
		var d Doc
		if d.Parse(src, Limits{Options: everything}) != nil {
			return
		}
		var all []Node
		for n := range d.Elements {
			all = append(all, n)
		}
		c := C14N{Exclusive: mode&1 != 0, Version11: mode&2 != 0, Comments: mode&4 != 0, Skip: None}
		if c.Exclusive {
			c.PrefixList = prefixes
		}
		if int(skip) < len(all) {
			c.Skip = all[skip]
		}
		out, err := d.Canonical(nil, all[int(element)%len(all)], c)
		if err != nil {
			if out != nil {
				t.Fatal("a failure came with bytes")
			}
			return
		}
		again(t, out, c)
	})
}
