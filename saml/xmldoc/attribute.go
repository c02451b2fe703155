package xmldoc

import "bytes"

// attribute reads one attribute or namespace declaration. decls is where the
// declarations of this element begin.
func (p *parser) attribute(decls int32) error {
	start := p.i
	name, prefix, err := p.qname("attribute")
	if err != nil {
		return err
	}
	q, err := p.valueQuote(name)
	if err != nil {
		return err
	}
	from := p.i
	literal, verbatim := false, false // between double quotes, or any
	k := bytes.IndexByte(p.src[from:p.nextTag()], q)
	if k >= 0 {
		literal = q == '"' && p.literal(from+k)
		verbatim = literal || p.verbatimValue(from, from+k)
	} else if k = bytes.IndexByte(p.src[from:], q); k < 0 {
		return p.malformed(from, "the value of the attribute %s has no closing quote", quote(p.d.bytes(name)))
	}
	to := from + k
	if to-from > p.limits.AttributeBytes {
		return p.failLimit(CauseLimitAttribute, from, p.limits.AttributeBytes,
			"the value of the attribute %s is %d bytes long; at most %d are accepted", quote(p.d.bytes(name)), to-from,
			p.limits.AttributeBytes)
	}
	value := ref{int32(from), int32(to - from)}
	if !verbatim {
		if value, err = p.attributeValue(from, to); err != nil {
			return err
		}
	}
	p.i = to + 1
	var written ref
	if literal && p.src[start-1] == ' ' && from-start == int(name.len)+len(`="`) {
		written = ref{int32(start - 1), int32(p.i - start + 1)}
	}
	if said := p.src[start:]; prefix == 0 && name.len == 5 && string(said[:5]) == "xmlns" {
		return p.declare(start, decls, decl{prefix: ref{name.off, 0}, written: written}, value)
	} else if prefix == 5 && string(said[:5]) == "xmlns" {
		return p.declare(start, decls, decl{prefix: ref{name.off + 6, name.len - 6}, written: written}, value)
	}
	a := p.d.newAttr()
	a.name, a.prefix, a.value, a.verbatim, a.written = name, prefix, value, verbatim, written
	a.start, a.stop = int32(from), int32(to)
	return nil
}

// valueQuote reads = and the quote that opens a value.
func (p *parser) valueQuote(name ref) (quoted byte, err error) {
	if p.at(`="`) {
		p.i += len(`="`)
		return '"', nil
	}
	p.skipSpace()
	if p.peek(0) != '=' {
		return 0, p.malformed(p.i, "the attribute %s has no value", quote(p.d.bytes(name)))
	}
	p.i++
	p.skipSpace()
	quoted = p.peek(0)
	if quoted != '"' && quoted != '\'' {
		return 0, p.malformed(p.i, "the value of the attribute %s is not quoted", quote(p.d.bytes(name)))
	}
	p.i++
	return quoted, nil
}

// verbatimValue tells whether an attribute value is canonical as it is written.
func (p *parser) verbatimValue(from, to int) bool {
	for _, c := range p.src[from:to] {
		if class[c]&attrSignal != 0 {
			return false
		}
	}
	return true
}

// literalTag tells whether the start tag of n, which declares nothing, is
// canonical as it is written. That there is no blank but one before each
// attribute shows in the length; of the orders that are canonical only the
// usual one is looked for.
func (p *parser) literalTag(n *node) bool {
	d := p.d
	length := n.name.len + int32(len("<>"))
	for i := n.attrs; i < n.attrsEnd; i++ {
		a := &d.attrs[i]
		if a.written.len == 0 {
			return false
		}
		length += a.written.len
		if i == n.attrs {
			continue
		}
		before := &d.attrs[i-1]
		if a.prefix > 0 || before.prefix > 0 || bytes.Compare(d.bytes(before.name), d.bytes(a.name)) > 0 {
			return false
		}
	}
	return n.open-n.start == length
}
