package xmldoc

import "bytes"

// lastTag is the last start tag of some depth.
type lastTag struct {
	node int32 // 0 is none: nothing stands beside the root
	top  int32 // the nearest declaration around it
}

// repeats takes up a start tag at p.i that is, byte for byte, the last one of
// this depth, under the same declarations: it reads the same. Every value of
// an attribute usually has the same tag, which makes up much of a response.
//
// The nearest declaration tells all: what was in force when it was made stays
// so for as long as it is in force itself, and none is made twice.
func (p *parser) repeats(self int32) bool {
	if p.depth >= len(p.last) {
		return false
	}
	d, last := p.d, p.last[p.depth]
	if last.node == 0 || last.top != d.stack[len(d.stack)-1] {
		return false
	}
	n, like := &d.nodes[self], &d.nodes[last.node]
	tag := d.src[like.start:like.open]
	here := p.src[p.i:]
	if len(here) < len(tag) || here[len(tag)-1] != '>' || !bytes.HasPrefix(here, tag) {
		return false
	}
	p.i += len(tag)
	// Names and values stay where they stand in the tag that was read: only
	// what says where in the source they are has to move along.
	further := n.start - like.start
	binding := func(i int32) int32 {
		if i >= like.decls && i < like.declsEnd { // the tag's own
			i += n.decls - like.decls
		}
		return i
	}
	n.like = last.node
	n.name, n.prefix, n.ns = like.name, like.prefix, binding(like.ns)
	n.open, n.stop, n.verbatim = int32(p.i), int32(p.i), like.verbatim
	for i := like.decls; i < like.declsEnd; i++ {
		d.stack = append(d.stack, int32(len(d.decls)))
		d.decls = append(d.decls, d.decls[i])
	}
	for i := like.attrs; i < like.attrsEnd; i++ {
		a := d.newAttr()
		*a = d.attrs[i]
		a.ns = binding(a.ns)
		a.start, a.stop = a.start+further, a.stop+further
	}
	n.attrsEnd, n.declsEnd = int32(len(d.attrs)), int32(len(d.decls))
	d.noteNames(self)
	p.enter(self, tag[len(tag)-2] == '/')
	return true
}
