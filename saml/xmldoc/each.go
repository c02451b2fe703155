package xmldoc

// items are what ParseEach looks for.
type items struct {
	ns, local string
	each      func(Node)
	before    []filled // by depth
}

// filled is how much there was before the last start tag of some depth.
type filled struct{ side, elements int }

// ParseEach is Parse for a document that is a long list. Each element of this
// name is given to each as soon as it is complete and forgotten behind it, so
// that the memory follows the largest of them and not the document, and
// Limits.Elements counts for one of them. During the call d holds the element
// and the start tags of those around it; afterwards d is empty.
func (d *Doc) ParseEach(src []byte, l Limits, ns, local string, each func(Node)) error {
	d.clear()
	defer d.clear()
	return d.parseItems(src, l, &items{ns: ns, local: local, each: each})
}

// element reads the start tag of an element, or all of it if it is empty.
func (p *parser) element() error {
	if p.items == nil {
		return p.startTag()
	}
	self := int32(len(p.d.nodes))
	p.items.before = append(p.items.before[:p.depth], filled{len(p.d.side), p.elements})
	if err := p.startTag(); err != nil {
		return err
	}
	if p.cur != self {
		p.endItem(self)
	}
	return nil
}

// endItem gives an element that was read to its end, if it is one of those that
// are looked for, and forgets it.
func (p *parser) endItem(self int32) {
	d := p.d
	n := &d.nodes[self]
	if !d.named(n, p.items.ns, p.items.local) {
		return
	}
	p.items.each(Node(self))
	before := p.items.before[p.depth]
	p.elements = before.elements
	d.side, d.attrs, d.decls = d.side[:before.side], d.attrs[:n.attrs], d.decls[:n.decls]
	for len(d.ids) > 0 && d.ids[len(d.ids)-1].node >= self {
		d.ids = d.ids[:len(d.ids)-1]
	}
	d.nodes = d.nodes[:self]
	for depth := min(p.depth, len(p.last)); depth < len(p.last); depth++ {
		p.last[depth] = lastTag{} // it may be one of those forgotten
	}
}
