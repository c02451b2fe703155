package xmldoc

import "iter"

// Src returns the source that d refers to, nil if d is empty.
func (d *Doc) Src() []byte { return d.src }

// Root returns the root element, None if d is empty.
func (d *Doc) Root() Node {
	if len(d.nodes) == 0 {
		return None
	}
	return 0
}

// element returns nil for what is no element of d.
func (d *Doc) element(n Node) *node {
	if n < 0 || int(n) >= len(d.nodes) || d.nodes[n].kind != element {
		return nil
	}
	return &d.nodes[n]
}

// First returns the first child element of n, None without one.
func (d *Doc) First(n Node) Node {
	e := d.element(n)
	if e == nil {
		return None
	}
	return d.elementFrom(int32(n)+1, e.end)
}

// Next returns the next element with the same parent, None behind the last.
func (d *Doc) Next(n Node) Node {
	e := d.element(n)
	if e == nil || e.parent == int32(None) {
		return None
	}
	return d.elementFrom(e.end, d.nodes[e.parent].end)
}

// elementFrom steps over texts, comments and instructions, which are one entry
// each.
func (d *Doc) elementFrom(i, end int32) Node {
	for ; i < end; i++ {
		if d.nodes[i].kind == element {
			return Node(i)
		}
	}
	return None
}

// Parent returns the element that holds n, None for the root.
func (d *Doc) Parent(n Node) Node {
	e := d.element(n)
	if e == nil {
		return None
	}
	return Node(e.parent)
}

// Children runs over the child elements of n.
func (d *Doc) Children(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := d.First(n); c != None && yield(c); c = d.Next(c) {
		}
	}
}

// Child returns the first child element of n with this expanded name, None
// without one.
func (d *Doc) Child(n Node, ns, local string) Node {
	e := d.element(n)
	if e == nil {
		return None
	}
	for i := int32(n) + 1; i < e.end; i = d.nodes[i].end {
		if c := &d.nodes[i]; c.kind == element && d.named(c, ns, local) {
			return Node(i)
		}
	}
	return None
}

// Elements runs over all elements in document order. It is an iter.Seq[Node]:
// for n := range d.Elements.
func (d *Doc) Elements(yield func(Node) bool) {
	for i := range d.nodes {
		if d.nodes[i].kind == element && !yield(Node(i)) {
			return
		}
	}
}

// Find runs over n and the elements in it that have this expanded name, in
// document order.
func (d *Doc) Find(n Node, ns, local string) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		e := d.element(n)
		if e == nil {
			return
		}
		for i := n; i < Node(e.end); i++ {
			if d.Is(i, ns, local) && !yield(i) {
				return
			}
		}
	}
}

// Local returns the name of n without its prefix. The slice is part of the
// source.
func (d *Doc) Local(n Node) []byte {
	e := d.element(n)
	if e == nil {
		return nil
	}
	return d.local(e.name, e.prefix)
}

// Name returns the name of n as it is written, with its prefix.
func (d *Doc) Name(n Node) []byte {
	e := d.element(n)
	if e == nil {
		return nil
	}
	return d.bytes(e.name)
}

// Namespace returns the namespace name of n, empty if it is in none.
func (d *Doc) Namespace(n Node) string {
	e := d.element(n)
	if e == nil {
		return ""
	}
	return d.decls[e.ns].uri
}

// Is tells whether n is an element of this expanded name.
func (d *Doc) Is(n Node, ns, local string) bool {
	e := d.element(n)
	return e != nil && d.named(e, ns, local)
}

func (d *Doc) named(e *node, ns, local string) bool {
	return localLen(e.name, e.prefix) == len(local) && string(d.local(e.name, e.prefix)) == local &&
		d.decls[e.ns].uri == ns
}

// Attr is one attribute. Namespace declarations are none.
type Attr struct {
	Namespace  string // empty without a prefix
	Name       []byte // as written, with the prefix
	Local      []byte
	Value      []byte // normalized
	Start, End int    // range of the value in the source, between the quotes
}

func (d *Doc) attrAt(i int32) Attr {
	a := &d.attrs[i]
	return Attr{
		Namespace: d.decls[a.ns].uri,
		Name:      d.bytes(a.name),
		Local:     d.local(a.name, a.prefix),
		Value:     d.bytes(a.value),
		Start:     int(a.start),
		End:       int(a.stop),
	}
}

// Attrs runs over the attributes of n in the order of the source.
func (d *Doc) Attrs(n Node) iter.Seq[Attr] {
	return func(yield func(Attr) bool) {
		e := d.element(n)
		if e == nil {
			return
		}
		for i := e.attrs; i < e.attrsEnd; i++ {
			if !yield(d.attrAt(i)) {
				return
			}
		}
	}
}

// IDs runs over all attributes whose local name is ID in upper or lower case,
// with their elements, in document order. It is an iter.Seq2[Node, Attr].
func (d *Doc) IDs(yield func(Node, Attr) bool) {
	for _, id := range d.ids {
		if !yield(Node(id.node), d.attrAt(id.attr)) {
			return
		}
	}
}

// NamespaceBytes is the length of the namespace names of all elements and
// attributes together: an exclusive canonical form repeats none more often.
func (d *Doc) NamespaceBytes() int { return d.nameBytes }

func (d *Doc) attribute(n Node, ns, local string) *attr {
	e := d.element(n)
	if e == nil {
		return nil
	}
	for i := e.attrs; i < e.attrsEnd; i++ {
		a := &d.attrs[i]
		if localLen(a.name, a.prefix) == len(local) && string(d.local(a.name, a.prefix)) == local &&
			d.decls[a.ns].uri == ns {
			return a
		}
	}
	return nil
}

// Attr returns the normalized value of an attribute; ns is empty for one
// without a prefix.
func (d *Doc) Attr(n Node, ns, local string) (value []byte, ok bool) {
	a := d.attribute(n, ns, local)
	if a == nil {
		return nil, false
	}
	return d.bytes(a.value), true
}

// Text returns the character data that stands directly in n, decoded. Only
// text that child elements, comments or CDATA sections break up is copied.
func (d *Doc) Text(n Node) []byte {
	e := d.element(n)
	if e == nil {
		return nil
	}
	var all []byte
	for i := int32(n) + 1; i < e.end; i = d.nodes[i].end {
		if d.nodes[i].kind != text {
			continue
		}
		if part := d.bytes(d.nodes[i].value); all == nil {
			all = part // its capacity is its length: appending copies
		} else {
			all = append(all, part...)
		}
	}
	return all
}

// HasElements tells whether n has child elements.
func (d *Doc) HasElements(n Node) bool { return d.First(n) != None }
