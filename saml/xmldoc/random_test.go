package xmldoc

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// randomDoc writes documents that are dense in what canonicalization is about:
// prefixes declared, shadowed, undeclared and declared twice, attributes of
// foreign namespaces, and every way to write white space and special
// characters.
type randomDoc struct {
	*rand.Rand
	b    strings.Builder
	misc Options // comments, instructions, CDATA sections
}

var (
	randomPrefixes = []string{"", "a", "b", "c", "a-b", "ns1", "é"}
	// No & in these: libxml2 writes it back unescaped.
	randomURIs = []string{"urn:a", "urn:b", "http://example.com/", "http://example.com/b?c=d", "urn:a'b"}
	randomText = []string{"x", " ", "\n", "\t", "\r\n", "\r", "&#13;", "&#xA;", "&#9;", "&#32;", "&lt;", "&gt;", ">",
		"&amp;", "&quot;", "\"", "'", "&apos;", "é", "日本", "\U0001F600", "&#x10FFFF;", "]]x", "--",
		"lorem ipsum", "&#60;b&#62;"}
)

func one[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func newRandomDoc(seed uint64, misc Options) []byte {
	d := randomDoc{Rand: rand.New(rand.NewPCG(seed, 11)), misc: misc}
	if d.IntN(4) == 0 {
		d.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	}
	d.around()
	d.element(map[string]string{"xml": xmlNamespace}, 0)
	d.around()
	return []byte(d.b.String())
}

func (d *randomDoc) around() {
	for d.IntN(3) == 0 {
		d.b.WriteString(one(d.Rand, []string{" ", "\n", "\r\n"}))
		d.marks(false)
	}
}

// element writes one element where scope is in force.
func (d *randomDoc) element(scope map[string]string, depth int) {
	inner := make(map[string]string, len(scope))
	for k, v := range scope {
		inner[k] = v
	}
	declared := map[string]bool{}
	var parts []string
	for d.IntN(5) < 2 && len(parts) < 4 {
		prefix, uri := one(d.Rand, randomPrefixes), one(d.Rand, randomURIs)
		if declared[prefix] {
			continue
		}
		declared[prefix] = true
		name := "xmlns:" + prefix
		if prefix == "" {
			name = "xmlns"
			if d.IntN(3) == 0 {
				uri = ""
			}
		}
		inner[prefix] = uri
		q := `"`
		if d.IntN(4) == 0 && !strings.Contains(uri, "'") {
			q = "'"
		}
		parts = append(parts, name+"="+q+uri+q)
	}
	if d.IntN(30) == 0 {
		parts = append(parts, `xmlns:xml="`+xmlNamespace+`"`)
	}
	taken := map[string]bool{}
	for d.IntN(2) == 0 && len(taken) < 6 {
		prefix := d.prefix(inner, true)
		local := one(d.Rand, []string{"x", "y", "lang", "space", "A", "é1"})
		expanded := "{" + inner[prefix] + "}" + local
		if prefix == "" {
			expanded = local
		}
		if taken[expanded] {
			continue
		}
		taken[expanded] = true
		q := one(d.Rand, []string{`"`, `'`})
		value := strings.ReplaceAll(d.text(d.IntN(4)), q, "")
		if prefix == "xml" && local == "space" {
			value = one(d.Rand, []string{"default", "preserve"})
		}
		parts = append(parts, qualified(prefix, local)+one(d.Rand, []string{"=", " =\n", "= "})+q+value+q)
	}
	d.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	name := qualified(d.prefix(inner, false), one(d.Rand, []string{"e", "f", "Element", "ü"}))
	d.b.WriteString("<" + name)
	for _, p := range parts {
		d.b.WriteString(one(d.Rand, []string{" ", "\n\t", "  "}) + p)
	}
	if d.IntN(5) == 0 {
		d.b.WriteString(one(d.Rand, []string{"/>", " />"}))
		return
	}
	d.b.WriteString(">")
	for d.IntN(4) > 0 {
		switch d.IntN(5) {
		case 0, 1:
			if depth == 7 {
				continue
			}
			from := d.b.Len()
			d.element(inner, depth+1)
			for again := d.b.String()[from:]; d.IntN(4) == 0 && len(again) < 1000; {
				d.b.WriteString(again) // what repeats is read and written in a short way
			}
		case 2:
			d.marks(true)
		default:
			d.b.WriteString(d.text(d.IntN(5)))
		}
	}
	d.b.WriteString("</" + name + one(d.Rand, []string{"", "", " ", "\n"}) + ">")
}

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// prefix picks one that is in force.
func (d *randomDoc) prefix(scope map[string]string, forAttribute bool) string {
	for range 4 {
		p := one(d.Rand, randomPrefixes)
		if forAttribute && d.IntN(6) == 0 {
			p = "xml"
		}
		if _, ok := scope[p]; ok {
			return p
		}
	}
	return ""
}

func (d *randomDoc) text(n int) string {
	var s strings.Builder
	for range n {
		s.WriteString(one(d.Rand, randomText))
	}
	return s.String()
}

// marks writes a comment, an instruction or a CDATA section, if allowed.
func (d *randomDoc) marks(inside bool) {
	content := one(d.Rand, []string{"", "x", " a & b ", "<c>", "line\r\nend\r", " - "})
	switch d.IntN(3) {
	case 0:
		if d.misc.AllowComments {
			fmt.Fprintf(&d.b, "<!--%s-->", strings.TrimSuffix(content, "-"))
		}
	case 1:
		if d.misc.AllowPIs {
			fmt.Fprintf(&d.b, "<?%s%s%s?>", one(d.Rand, []string{"p", "xml-x", "é"}),
				one(d.Rand, []string{" ", "\n "}), content)
		}
	default:
		if d.misc.AllowCDATA && inside {
			fmt.Fprintf(&d.b, "<![CDATA[%s]]>", content)
		}
	}
}

// mutate damages a document at random.
func mutate(r *rand.Rand, src []byte) []byte {
	out := append([]byte(nil), src...)
	for range 1 + r.IntN(3) {
		if len(out) == 0 {
			break
		}
		i := r.IntN(len(out))
		switch r.IntN(5) {
		case 0:
			out = append(out[:i], out[i+1:]...)
		case 1:
			out[i] = one(r, []byte("<>&;'\"/=!?-]: \t\nxa0#\x00\x01\x80\xC3\xEF\xFF"))
		case 2:
			piece := one(r, []string{"<", ">", "&", "]]>", "<!--", "-->", "<?x", "?>", "xmlns:q=\"\"", " a='1'", "&#0;",
				"&x;", "<![CDATA[", "\uFFFF", ":", "<!DOCTYPE a>", "</e>", "<?xml version='1.0'?>"})
			out = append(out[:i], append([]byte(piece), out[i:]...)...)
		case 3:
			j := min(len(out), i+r.IntN(20))
			out = append(out[:i], out[j:]...)
		default:
			j := min(len(out), i+r.IntN(20))
			out = append(out[:j], append(append([]byte(nil), out[i:j]...), out[j:]...)...)
		}
	}
	return out
}
