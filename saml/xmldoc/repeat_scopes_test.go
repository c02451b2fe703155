package xmldoc

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// scopesDoc nests a few start tags, often the same bytes, in scopes that differ.
func scopesDoc(r *rand.Rand) []byte {
	tags := []string{`<a>`, `<p:a>`, `<p:a p:b="1">`, `<a xmlns="urn:1">`, `<a xmlns="">`, `<p:a xmlns:p="urn:1">`,
		`<p:a xmlns:p="urn:2">`, `<a xmlns:p="urn:1" xmlns:q="urn:1">`, `<q:a p:b="1" q:c="2">`,
		`<p:a xmlns:p="urn:1" p:b="&lt;&#9;">`, `<a xmlns:q="urn:3" q:z="">`,
		`<q:a xmlns="urn:2" xmlns:q='urn:2' p:b="x>y">`, `<a xml:lang="x">`, `<a  b='"'>`, `<p:a xmlns:p="urn:&#49;">`,
		`<a xmlns:p="urn:1">`, `<a xmlns:p="urn:2">`}
	var b strings.Builder
	b.WriteString(`<r xmlns:p="urn:0" xmlns:q="urn:q">`)
	var open []string
	n := 3 + r.IntN(40)
	few := make([]string, 1+r.IntN(4))
	for i := range few {
		few[i] = tags[r.IntN(len(tags))]
	}
	for range n {
		if len(open) > 0 && (r.IntN(2) == 0 || len(open) > 17) {
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
			if r.IntN(3) == 0 {
				b.WriteString("t")
			}
			continue
		}
		tag := few[r.IntN(len(few))]
		name := strings.FieldsFunc(tag[1:], func(c rune) bool { return c == ' ' || c == '>' })[0]
		if r.IntN(5) == 0 {
			b.WriteString(tag[:len(tag)-1] + "/>")
			continue
		}
		b.WriteString(tag)
		open = append(open, name)
	}
	for len(open) > 0 {
		b.WriteString("</" + open[len(open)-1] + ">")
		open = open[:len(open)-1]
	}
	b.WriteString("</r>")
	return []byte(b.String())
}

// TestRepeatedTagsInScopes canonicalizes parts of such documents in every mode,
// as they are, with no tag like another, and cut out of their surroundings.
func TestRepeatedTagsInScopes(t *testing.T) {
	like, docs := 0, [][]byte(nil)
	lists := []string{"", "p", "q", "#default", "p q", "#default p", "xml p", "p p q", "none"}
	for seed := range uint64(count(1500, 6000)) {
		r := rand.New(rand.NewPCG(77, seed))
		source := scopesDoc(r)
		var d, plain Doc
		if err := d.Parse(source, Limits{}); err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		for i := range d.nodes {
			if d.nodes[i].like != 0 {
				like++
			}
		}
		if err := plain.Parse(spread(&d), Limits{}); err != nil {
			t.Fatal(err)
		}
		sameDoc(t, &d, &plain)
		var all []Node
		for n := range d.Elements {
			all = append(all, n)
		}
		for range 8 {
			n := all[r.IntN(len(all))]
			c := C14N{Exclusive: r.IntN(3) > 0}
			if c.Exclusive {
				c.PrefixList = lists[r.IntN(len(lists))]
			} else {
				c.Version11 = r.IntN(2) == 0
			}
			if end := Node(d.nodes[n].end); end > n+1 && r.IntN(2) == 0 {
				if skip := n + 1 + Node(r.IntN(int(end-n-1))); d.element(skip) != nil {
					c.Skip = skip
				}
			}
			one, err1 := d.Canonical(nil, n, c)
			two, err2 := plain.Canonical([]byte("prefix"), n, c)
			if (err1 == nil) != (err2 == nil) || err1 == nil && "prefix"+string(one) != string(two) {
				t.Fatalf("%+v of %d in\n%s\n%s\n%s", c, n, source, one, two)
			}
			if err1 != nil {
				continue
			}
			// What was written reads the same again.
			var again Doc
			if err := again.Parse(one, Limits{}); err != nil {
				t.Fatalf("%v: %s", err, one)
			}
			three, err := again.Canonical(nil, 0, C14N{Exclusive: c.Exclusive, PrefixList: c.PrefixList,
				Version11: c.Version11})
			if err != nil || !bytes.Equal(one, three) {
				t.Fatalf("%+v not a fixed point:\n%s\n%s\n%s", c, source, one, three)
			}
			// Cut out and parsed in its place.
			start, end := d.Span(n)
			if parent := d.Parent(n); parent != None && c.Skip == 0 {
				var in Doc
				if err := in.ParseIn(source[start:end], &d, parent, Limits{}); err != nil {
					t.Fatal(err)
				}
				four, err := in.Canonical(nil, 0, c)
				if err != nil || !bytes.Equal(one, four) {
					t.Fatalf("%+v in place:\n%s\n%s\n%s", c, source, one, four)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("%s", source)
		}
		if seed < 1200 {
			docs = append(docs, source)
		}
	}
	accepted, strict := compare(t, docs)
	t.Logf("%d tags were like another; libxml2 took %d documents as we do, and refuses less: %v", like,
		accepted, strict)
}
