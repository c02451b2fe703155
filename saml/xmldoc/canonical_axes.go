package xmldoc

import (
	"bytes"
	"errors"
	"strings"
)

// apex takes up what the first element inherits from outside: all namespaces
// and xml: attributes if inclusive, the listed prefixes if exclusive.
func (k *canonical) apex(n Node) error {
	d := k.d
	e := &d.nodes[n]
	if !k.c.Exclusive || len(k.prefixes) > 0 {
		k.scope = d.inScope(k.scope, n)
	}
	if k.c.Exclusive {
		return nil
	}
	k.order = d.xmlAttributes(k.order, n)
	if !k.c.Version11 {
		return nil
	}
	// C14N 1.1, section 2.4: only xml:lang and xml:space are inherited, and
	// xml:base is to be joined with those above. No SAML message has one, so
	// that is refused.
	kept := k.order[:0]
	for _, i := range k.order {
		a := &d.attrs[i]
		own := i >= e.attrs && i < e.attrsEnd
		switch string(d.local(a.name, a.prefix)) {
		case "lang", "space":
			kept = append(kept, i)
		case "base":
			if !own || d.inheritsBase(n) {
				return errors.New(
					"xmldoc: cannot canonicalize: Canonical XML 1.1 with an xml:base on an ancestor is not supported")
			}
		}
	}
	k.order = kept
	return nil
}

func (d *Doc) inheritsBase(n Node) bool {
	for _, i := range d.xmlAttributes(nil, Node(d.nodes[n].parent)) {
		if a := &d.attrs[i]; string(d.local(a.name, a.prefix)) == "base" {
			return true
		}
	}
	return false
}

// namespaces fills pending with the declarations that e renders, sorted by
// prefix.
func (k *canonical) namespaces(e *node, apex bool) {
	d := k.d
	k.pending = k.pending[:0]
	if k.c.Exclusive {
		k.render(e.ns)
		for i := e.attrs; i < e.attrsEnd; i++ {
			if a := &d.attrs[i]; a.prefix > 0 {
				k.render(a.ns)
			}
		}
	}
	switch {
	case apex:
		for _, i := range k.scope {
			if !k.c.Exclusive || k.listed(i) {
				k.render(i)
			}
		}
	case !k.c.Exclusive || len(k.prefixes) > 0:
		for i := e.decls; i < e.declsEnd; i++ {
			if !k.c.Exclusive || k.listed(i) {
				k.render(i)
			}
		}
	}
	for i := 1; i < len(k.pending); i++ {
		for j := i; j > 0 && bytes.Compare(k.prefix(k.pending[j]), k.prefix(k.pending[j-1])) < 0; j-- {
			k.work++
			k.pending[j], k.pending[j-1] = k.pending[j-1], k.pending[j]
		}
	}
}

func (k *canonical) prefix(decl int32) []byte { return k.d.bytes(k.d.decls[decl].prefix) }

// listed tells whether the prefix of a declaration is in the PrefixList.
func (k *canonical) listed(decl int32) bool {
	name := k.prefix(decl)
	for _, p := range k.prefixes {
		k.work++
		if string(name) == p {
			return true
		}
	}
	return false
}

// render puts a declaration into pending unless the output has it in force
// already. No default namespace needs saying only where there is one.
func (k *canonical) render(i int32) {
	d := k.d
	b := &d.decls[i]
	if b.uri == xmlNamespace {
		return // in force everywhere, also where it is declared
	}
	for j := len(k.rendered) - 1; j >= 0; j-- {
		k.work++
		r := k.rendered[j]
		if r == i {
			return
		}
		if s := &d.decls[r]; s.prefix.len == b.prefix.len &&
			(b.prefix.len == 0 || bytes.Equal(d.bytes(s.prefix), d.bytes(b.prefix))) {
			if s.uri == b.uri {
				return
			}
			k.rendered = append(k.rendered, i)
			k.pending = append(k.pending, i)
			return
		}
	}
	if b.uri != "" {
		k.rendered = append(k.rendered, i)
		k.pending = append(k.pending, i)
	}
}

// attributes appends the attributes of e sorted by namespace and local name.
// For the apex, order holds the xml: attributes in force.
func (k *canonical) attributes(out []byte, e *node, apex bool) []byte {
	d := k.d
	if !apex {
		k.order = k.order[:0]
	}
	inherited := len(k.order)
	for i := e.attrs; i < e.attrsEnd; i++ {
		if !has(k.order[:inherited], i) {
			k.order = append(k.order, i)
		}
	}
	for i := 1; i < len(k.order); i++ {
		for j := i; j > 0 && k.less(k.order[j], k.order[j-1]); j-- {
			k.order[j], k.order[j-1] = k.order[j-1], k.order[j]
		}
	}
	for _, i := range k.order {
		a := &d.attrs[i]
		if a.written.len > 0 {
			out = append(out, d.bytes(a.written)...)
			continue
		}
		out = append(append(out, ' '), d.bytes(a.name)...)
		out = append(out, '=', '"')
		if a.verbatim {
			out = append(out, d.bytes(a.value)...)
		} else {
			k.work += int(a.value.len)
			out = appendAttribute(out, d.bytes(a.value))
		}
		out = append(out, '"')
	}
	return out
}

func has(list []int32, i int32) bool {
	for _, v := range list {
		if v == i {
			return true
		}
	}
	return false
}

func (k *canonical) less(i, j int32) bool {
	d := k.d
	k.work++
	a, b := &d.attrs[i], &d.attrs[j]
	if a.ns != b.ns {
		if c := strings.Compare(d.decls[a.ns].uri, d.decls[b.ns].uri); c != 0 {
			return c < 0
		}
	}
	return bytes.Compare(d.local(a.name, a.prefix), d.local(b.name, b.prefix)) < 0
}
