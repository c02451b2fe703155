package xmldoc

import "bytes"

// startTag reads a start tag or an empty-element tag at p.i (XML 1.0, section
// 3.1).
func (p *parser) startTag() error {
	d := p.d
	if p.depth == p.limits.Depth {
		return p.failLimit(CauseLimitDepth, p.i, p.limits.Depth, "elements stand more than %d deep", p.limits.Depth)
	}
	if p.elements == p.limits.Elements {
		return p.failLimit(CauseLimitElements, p.i, p.limits.Elements, "the document has more than %d elements",
			p.limits.Elements)
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
			return p.shortened(p.i, "the document ends inside the start tag of %s; was the message cut short?",
				quote(d.bytes(n.name)))
		}
		if !spaced {
			return p.malformed(p.i, "white space or > is missing in the start tag of %s", quote(d.bytes(n.name)))
		}
		if count == p.limits.Attributes {
			return p.failLimit(CauseLimitAttributes, p.i, p.limits.Attributes,
				"the element %s has more than %d attributes and namespace declarations", quote(d.bytes(n.name)),
				p.limits.Attributes)
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
		return p.malformed(start, "the end tag %s does not match the start tag %s at byte %d", quote(found),
			quote(name), n.start)
	}
	p.i += len(name)
	p.skipSpace()
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
