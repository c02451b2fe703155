package xmldoc

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// A start tag that is the same as one before is not read again. It must mean
// the same as if it were: these are the ones that mean something else.
func TestRepeatedTags(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"the same", `<r><b c="1">x</b><b c="1">y</b></r>`, `{}r{}b c=1 {}b c=1 `},
		{"another namespace around it",
			`<r><g xmlns:a="urn:1"><a:x a:c="1"/></g><g xmlns:a="urn:2"><a:x a:c="1"/></g></r>`,
			`{}r{}g{urn:1}x {urn:1}c=1 {}g{urn:2}x {urn:2}c=1 `},
		{"another default namespace", `<r><g xmlns="urn:1"><x c="1"/></g><g><x c="1"/></g></r>`,
			`{}r{urn:1}g{urn:1}x c=1 {}g{}x c=1 `},
		{"a namespace of its own", `<r><p:b xmlns:p="urn:p" p:c="1"/><p:b xmlns:p="urn:p" p:c="1"/></r>`,
			`{}r{urn:p}b {urn:p}c=1 {urn:p}b {urn:p}c=1 `},
		{"behind one that declares", `<r><b/><g xmlns="urn:1"/><b/></r>`, `{}r{}b{urn:1}g{}b`},
		{"within itself", `<r xmlns="urn:1"><b xmlns="urn:2"><b xmlns="urn:2"/></b><b xmlns="urn:2"/></r>`,
			`{urn:1}r{urn:2}b{urn:2}b{urn:2}b`},
		{"a value that was decoded", `<r><b c="&lt;&#9;"/><b c="&lt;&#9;"/></r>`, "{}r{}b c=<\t {}b c=<\t "},
		{"an ID", `<r><b ID="x"/><b ID="x"/></r>`, `{}r{}b ID=x {}b ID=x `},
		{"only its beginning", `<r><b c="1"/><b c="1" d="2"/><b c="1"></b></r>`, `{}r{}b c=1 {}b c=1 d=2 {}b c=1 `},
		{"> in a value", `<r><b c=">"/><b c=">>"/></r>`, `{}r{}b c=> {}b c=>> `},
	} {
		var d Doc
		if err := d.Parse([]byte(test.source), Limits{}); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got strings.Builder
		for n := range d.Elements {
			got.WriteString("{" + d.Namespace(n) + "}" + string(d.Local(n)))
			if len(slices.Collect(d.Attrs(n))) > 0 {
				got.WriteString(" ")
			}
			for a := range d.Attrs(n) {
				if a.Namespace != "" {
					got.WriteString("{" + a.Namespace + "}")
				}
				got.WriteString(string(a.Local) + "=" + string(a.Value) + " ")
			}
		}
		if got.String() != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.name, got.String(), test.want)
		}
	}
}

// TestRepeatedTagsInFull reads random documents that repeat much, and the same
// with blanks in each start tag so that none is like another: both must be one.
func TestRepeatedTagsInFull(t *testing.T) {
	repeated := 0
	for seed := range uint64(count(2000, 20_000)) {
		source := newRandomDoc(seed, everything)
		var d, plain Doc
		if err := d.Parse(source, Limits{Options: everything}); err != nil {
			continue // the differential tests look at these
		}
		for i := range d.nodes {
			if d.nodes[i].like != 0 {
				repeated++
			}
		}
		if err := plain.Parse(spread(&d), Limits{Options: everything}); err != nil {
			t.Fatalf("seed %d, spread: %v\n%s", seed, err, source)
		}
		sameDoc(t, &d, &plain)
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, source)
		}
	}
	if repeated < 1000 {
		t.Errorf("only %d tags were like another: the test shows nothing", repeated)
	}
}

// spread writes the source of d with other blanks at the end of each start tag.
func spread(d *Doc) []byte {
	var out []byte
	from := int32(0)
	for i, n := range d.nodes {
		if n.kind != element {
			continue
		}
		at := n.open - 1
		if d.src[at-1] == '/' {
			at--
		}
		out = append(out, d.src[from:at]...)
		for bits := i + 1; bits > 0; bits >>= 1 {
			out = append(out, " \n"[bits&1])
		}
		from = at
	}
	return append(out, d.src[from:]...)
}

func sameDoc(t *testing.T, a, b *Doc) {
	t.Helper()
	if len(a.nodes) != len(b.nodes) || a.NamespaceBytes() != b.NamespaceBytes() || len(a.ids) != len(b.ids) {
		t.Errorf("%d and %d nodes, %d and %d bytes of namespaces, %d and %d IDs",
			len(a.nodes), len(b.nodes), a.NamespaceBytes(), b.NamespaceBytes(), len(a.ids), len(b.ids))
		return
	}
	for n := range a.Elements {
		x, y := &a.nodes[n], &b.nodes[n]
		if x.parent != y.parent || x.end != y.end || !bytes.Equal(a.Name(n), b.Name(n)) ||
			a.Namespace(n) != b.Namespace(n) || !bytes.Equal(a.Text(n), b.Text(n)) {
			t.Errorf("element %d differs: %s, %s", n, a.Name(n), b.Name(n))
		}
		if span := string(a.src[x.start:x.open]); !strings.HasPrefix(span, "<"+string(a.Name(n))) ||
			span[len(span)-1] != '>' {
			t.Errorf("element %d is said to begin as %s", n, span)
		}
		other := slices.Collect(b.Attrs(n))
		for i, attr := range slices.Collect(a.Attrs(n)) {
			if o := other[i]; attr.Namespace != o.Namespace || !bytes.Equal(attr.Name, o.Name) ||
				!bytes.Equal(attr.Value, o.Value) ||
				!bytes.Equal(a.src[attr.Start:attr.End], b.src[o.Start:o.End]) {
				t.Errorf("element %d: the attribute %s differs", n, attr.Name)
			}
		}
		for _, c := range []C14N{{}, {Version11: true}, {Exclusive: true},
			{Exclusive: true, Comments: true, PrefixList: "a ns1 #default"}} {
			one, err := a.Canonical(nil, n, c)
			two, err2 := b.Canonical(nil, n, c)
			if !bytes.Equal(one, two) || (err == nil) != (err2 == nil) {
				t.Errorf("element %d, %+v:\n%s %v\n%s %v", n, c, one, err, two, err2)
			}
		}
	}
}
