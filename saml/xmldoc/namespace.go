package xmldoc

import "bytes"

const (
	xmlPrefix      = "xml"
	xmlNamespace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace = "http://www.w3.org/2000/xmlns/"
)

// declare takes up one namespace declaration (Namespaces in XML 1.0, sections
// 2.2 and 3; X5, X6). decls is where the declarations of this element begin.
func (p *parser) declare(at int, decls int32, b decl, value ref) error {
	d := p.d
	name, uri := d.bytes(b.prefix), d.bytes(value)
	for i := decls; i < int32(len(d.decls)); i++ {
		d.work++
		if bytes.Equal(d.bytes(d.decls[i].prefix), name) {
			return p.fail(CauseDuplicateAttribute, at, "the namespace prefix %s is declared twice in one element",
				quote(name))
		}
	}
	switch {
	case string(name) == "xmlns":
		return p.fail(CauseNamespace, at, "the prefix xmlns must not be declared")
	case string(name) == xmlPrefix && string(uri) != xmlNamespace:
		return p.fail(CauseNamespace, at, "the prefix xml is bound to %s; it can only mean the XML namespace",
			quote(uri))
	case string(name) != xmlPrefix && string(uri) == xmlNamespace:
		return p.fail(CauseNamespace, at, "only the prefix xml can be bound to the XML namespace, not %s", quote(name))
	case string(uri) == xmlnsNamespace:
		return p.fail(CauseNamespace, at, "nothing can be bound to the namespace of xmlns, not even %s", quote(name))
	case len(uri) == 0 && len(name) > 0:
		return p.fail(CauseNamespace, at,
			"the prefix %s is bound to nothing; only the default namespace can be undeclared", quote(name))
	}
	if len(uri) > 0 {
		var slot *string
		if b.uri, slot = d.seen(uri); b.uri == "" {
			if !validURI(uri) {
				return p.fail(CauseNamespace, at, "the namespace %s is no URI", quote(uri))
			}
			if _, absolute := splitScheme(uri); !absolute {
				return p.fail(CauseRelativeNamespace, at,
					"the namespace %s is a relative URI; canonical XML allows absolute ones only", quote(uri))
			}
			b.uri = intern(uri)
			*slot = b.uri
		}
	}
	if len(d.stack) == p.limits.Namespaces+declNone+1 {
		return p.failLimit(CauseLimitNamespaces, at, p.limits.Namespaces,
			"more than %d namespace declarations are in scope", p.limits.Namespaces)
	}
	d.stack = append(d.stack, int32(len(d.decls)))
	d.decls = append(d.decls, b)
	return nil
}

// intern copies a namespace name. Those that every message holds are constants,
// so that comparing them with a constant ends at their addresses.
func intern(uri []byte) string {
	switch string(uri) {
	case "urn:oasis:names:tc:SAML:2.0:assertion":
		return "urn:oasis:names:tc:SAML:2.0:assertion"
	case "urn:oasis:names:tc:SAML:2.0:protocol":
		return "urn:oasis:names:tc:SAML:2.0:protocol"
	case "http://www.w3.org/2000/09/xmldsig#":
		return "http://www.w3.org/2000/09/xmldsig#"
	case "http://www.w3.org/2001/04/xmlenc#":
		return "http://www.w3.org/2001/04/xmlenc#"
	}
	return string(uri)
}

// resolve binds the prefixes of n and its attributes, and refuses two
// attributes of one expanded name.
func (p *parser) resolve(n *node) error {
	d := p.d
	var err error
	if n.ns, err = p.binding(n.name, n.prefix); err != nil {
		return err
	}
	for i := n.attrs; i < n.attrsEnd; i++ {
		a := &d.attrs[i]
		a.ns = declNone
		if a.prefix > 0 {
			if a.ns, err = p.binding(a.name, a.prefix); err != nil {
				return err
			}
		}
		local := d.local(a.name, a.prefix)
		for j := n.attrs; j < i; j++ {
			d.work++
			b := &d.attrs[j]
			if localLen(b.name, b.prefix) == len(local) && bytes.Equal(d.local(b.name, b.prefix), local) &&
				(a.prefix > 0) == (b.prefix > 0) &&
				(a.prefix == 0 || d.decls[a.ns].uri == d.decls[b.ns].uri) {
				return p.fail(CauseDuplicateAttribute, int(a.name.off), "the element %s has the attribute %s twice",
					quote(d.bytes(n.name)), quote(d.bytes(a.name)))
			}
		}
	}
	return nil
}

// binding finds the declaration in force for the prefix of name.
func (p *parser) binding(name ref, prefix int32) (int32, error) {
	d := p.d
	want := p.src[name.off : name.off+prefix]
	if string(want) == xmlPrefix {
		return declXML, nil
	}
	for i := len(d.stack) - 1; i >= 0; i-- {
		d.work++
		if r := d.decls[d.stack[i]].prefix; r.len == prefix && same(d.bytes(r), want) {
			return d.stack[i], nil
		}
	}
	return 0, p.fail(CauseNamespace, int(name.off), "the namespace prefix of %s is not declared", quote(d.bytes(name)))
}

// same is bytes.Equal for prefixes, which are short: a call would take longer.
func same(a, b []byte) bool {
	for i, c := range a {
		if i >= len(b) || c != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// inherit brings the declarations and xml: attributes that are in force at an
// element of another document.
func (d *Doc) inherit(outer *Doc, scope Node) {
	seen := outer.inScope(nil, scope)
	for i := len(seen) - 1; i >= 0; i-- {
		b := outer.decls[seen[i]]
		d.stack = append(d.stack, int32(len(d.decls)))
		d.decls = append(d.decls, decl{prefix: d.setAside(outer.bytes(b.prefix)), uri: b.uri})
	}
	for _, i := range outer.xmlAttributes(nil, scope) {
		a := outer.attrs[i]
		a.name, a.value, a.written = d.setAside(outer.bytes(a.name)), d.setAside(outer.bytes(a.value)), ref{}
		a.ns = declXML
		d.attrs = append(d.attrs, a)
	}
	d.scopeDecls, d.scopeAttrs = int32(len(d.decls)), int32(len(d.attrs))
}

// inScope appends the declarations in force at n, one for each prefix, nearest
// first. It leaves out the two that are in force everywhere.
func (d *Doc) inScope(dst []int32, n Node) []int32 {
	for n != None {
		e := &d.nodes[n]
		dst = d.addUnseen(dst, e.decls, e.declsEnd)
		n = Node(e.parent)
	}
	return d.addUnseen(dst, declNone+1, d.scopeDecls)
}

func (d *Doc) addUnseen(dst []int32, from, to int32) []int32 {
next:
	for i := from; i < to; i++ {
		for _, s := range dst {
			if bytes.Equal(d.bytes(d.decls[s].prefix), d.bytes(d.decls[i].prefix)) {
				continue next
			}
		}
		dst = append(dst, i)
	}
	return dst
}

// xmlAttributes appends the attributes in the XML namespace that n has or
// inherits, one for each name, nearest first.
func (d *Doc) xmlAttributes(dst []int32, n Node) []int32 {
	for n != None {
		e := &d.nodes[n]
		dst = d.addXML(dst, e.attrs, e.attrsEnd)
		n = Node(e.parent)
	}
	return d.addXML(dst, 0, d.scopeAttrs)
}

func (d *Doc) addXML(dst []int32, from, to int32) []int32 {
next:
	for i := from; i < to; i++ {
		a := &d.attrs[i]
		if a.ns != declXML {
			continue
		}
		for _, s := range dst {
			if b := &d.attrs[s]; bytes.Equal(d.bytes(b.name), d.bytes(a.name)) {
				continue next
			}
		}
		dst = append(dst, i)
	}
	return dst
}
