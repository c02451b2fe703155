package xmldoc

import (
	"bytes"
	"unicode/utf8"
)

// startTag reads a start tag or an empty-element tag at p.i (XML 1.0, section
// 3.1).
func (p *parser) startTag() error {
	d := p.d
	if p.depth == p.limits.Depth {
		return p.failLimit(CauseLimitDepth, p.i, p.limits.Depth, "elements stand more than %d deep", p.limits.Depth)
	}
	if p.elements == p.limits.Elements {
		return p.failLimit(CauseLimitElements, p.i, p.limits.Elements, "the document has more than %d elements", p.limits.Elements)
	}
	p.elements++
	self := int32(len(d.nodes))
	n := d.newNode()
	n.kind, n.parent, n.start = element, p.cur, int32(p.i)
	n.attrs, n.decls = int32(len(d.attrs)), int32(len(d.decls))
	if p.repeats(self) {
		return nil
	}
	top := d.stack[len(d.stack)-1]
	p.i++
	var err error
	if n.name, n.prefix, err = p.qname("element"); err != nil {
		return err
	}
	empty := false
	for count := 0; ; count++ {
		spaced := p.skipSpace()
		c := p.peek(0)
		if c == '>' {
			p.i++
			break
		}
		if c == '/' && p.peek(1) == '>' {
			empty = true
			p.i += 2
			break
		}
		if p.i >= len(p.src) {
			return p.malformed(p.i, "the document ends inside the start tag of %s; was the message cut short?", quote(d.bytes(n.name)))
		}
		if !spaced {
			return p.malformed(p.i, "white space or > is missing in the start tag of %s", quote(d.bytes(n.name)))
		}
		if count == p.limits.Attributes {
			return p.failLimit(CauseLimitAttributes, p.i, p.limits.Attributes,
				"the element %s has more than %d attributes and namespace declarations", quote(d.bytes(n.name)), p.limits.Attributes)
		}
		if err := p.attribute(n.decls); err != nil {
			return err
		}
	}
	n.open, n.stop = int32(p.i), int32(p.i)
	n.attrsEnd, n.declsEnd = int32(len(d.attrs)), int32(len(d.decls))
	if err := p.resolve(n); err != nil {
		return err
	}
	d.noteNames(self)
	n.verbatim = !empty && n.decls == n.declsEnd && p.literalTag(n)
	if p.depth < len(p.last) {
		p.last[p.depth] = lastTag{node: self, top: top}
	}
	p.enter(self, empty)
	return nil
}

// enter goes into the element behind its start tag, unless it is empty.
func (p *parser) enter(self int32, empty bool) {
	n := &p.d.nodes[self]
	n.end = self + 1
	p.d.work++
	if empty {
		p.leave(n)
		return
	}
	p.cur = self
	p.depth++
}

// noteNames notes what IDs and NamespaceBytes tell.
func (d *Doc) noteNames(self int32) {
	n := &d.nodes[self]
	d.nameBytes += len(d.decls[n.ns].uri)
	for i := n.attrs; i < n.attrsEnd; i++ {
		a := &d.attrs[i]
		if a.prefix > 0 {
			d.nameBytes += len(d.decls[a.ns].uri)
		}
		if localLen(a.name, a.prefix) != len("ID") {
			continue
		}
		if name := d.local(a.name, a.prefix); name[0]|0x20 == 'i' && name[1]|0x20 == 'd' {
			d.ids = append(d.ids, id{node: self, attr: i})
		}
	}
}

// leave ends the scope of the declarations of n.
func (p *parser) leave(n *node) {
	d := p.d
	d.stack = d.stack[:len(d.stack)-int(n.declsEnd-n.decls)]
}

func (p *parser) endTag() error {
	d := p.d
	n := &d.nodes[p.cur]
	name := d.bytes(n.name)
	start := p.i
	p.i += len("</")
	if !bytes.HasPrefix(p.src[p.i:], name) || !p.endsName(p.i+len(name)) {
		found := p.src[p.i:]
		if k := bytes.IndexAny(found[:min(len(found), p.limits.NameBytes)], "> \t\r\n"); k >= 0 {
			found = found[:k]
		}
		return p.malformed(start, "the end tag %s does not match the start tag %s at byte %d", quote(found), quote(name), n.start)
	}
	p.i += len(name)
	if p.peek(0) != '>' {
		p.skipSpace()
	}
	if p.peek(0) != '>' {
		return p.malformed(p.i, "the end tag of %s is not closed with >", quote(name))
	}
	p.i++
	if p.peek(0) == '<' { // as a rule
		p.tag = p.i
	}
	n.stop = int32(p.i)
	n.end = int32(len(d.nodes))
	p.leave(n)
	p.cur = n.parent
	p.depth--
	return nil
}

func (p *parser) endsName(i int) bool {
	return i < len(p.src) && (p.src[i] == '>' || class[p.src[i]]&space != 0)
}

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
			"the value of the attribute %s is %d bytes long; at most %d are accepted", quote(p.d.bytes(name)), to-from, p.limits.AttributeBytes)
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

// qname reads a QName of Namespaces in XML 1.0 at p.i.
func (p *parser) qname(what string) (name ref, prefix int32, err error) {
	start, part := p.i, p.i // part: where the NCName begins
	src := p.src
	i := start
	if end, prefix := asciiName(src[i:]); end > 0 && end <= p.limits.NameBytes {
		p.i += end
		return ref{int32(start), int32(end)}, prefix, nil
	}
	for i < len(src) {
		c := src[i]
		switch {
		case class[c]&nameStart != 0 || i > part && class[c]&nameChar != 0:
			for i++; i < len(src) && class[src[i]]&nameChar != 0; i++ {
			}
			continue
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(src[i:])
			if isNameStart(r) || i > part && isNameChar(r) {
				i += size
				continue
			}
		case c == ':':
			if i == part || part > start {
				return ref{}, 0, p.fail(CauseNamespace, i, "a colon is misplaced in the %s name that starts here: a name is local or prefix:local", what)
			}
			prefix = int32(i - start)
			i++
			part = i
			continue
		}
		break
	}
	if i == start {
		return ref{}, 0, p.malformed(start, "%s is no start of an %s name", p.character(start), what)
	}
	if i == part {
		return ref{}, 0, p.fail(CauseNamespace, start, "the %s name %s has no local part", what, quote(src[start:i]))
	}
	if i-start > p.limits.NameBytes {
		return ref{}, 0, p.failLimit(CauseLimitName, start, p.limits.NameBytes,
			"the %s name %s is %d bytes long; at most %d are accepted", what, quote(src[start:i]), i-start, p.limits.NameBytes)
	}
	p.i = i
	return ref{int32(start), int32(i - start)}, prefix, nil
}

// asciiName is the common case of a QName: its length, and that of its prefix.
// 0 means that b begins with none, or with something else than ASCII.
func asciiName(b []byte) (end int, prefix int32) {
	for {
		part := end
		if end == len(b) || class[b[end]]&nameStart == 0 {
			return 0, 0
		}
		for end++; end < len(b) && class[b[end]]&nameChar != 0; end++ {
		}
		switch {
		case end == len(b) || b[end] >= utf8.RuneSelf:
			return 0, 0
		case b[end] != ':':
			return end, prefix
		case part > 0:
			return 0, 0
		}
		prefix = int32(end)
		end++
	}
}

// character shows what stands at offset i.
func (p *parser) character(i int) string {
	if i >= len(p.src) {
		return "the end of the document"
	}
	_, size := utf8.DecodeRune(p.src[i:])
	return quote(p.src[i : i+size])
}
