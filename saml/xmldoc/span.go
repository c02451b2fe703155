package xmldoc

import "bytes"

// Span returns the byte range of n in the source, from the start tag to behind
// the end tag; an empty range for None.
func (d *Doc) Span(n Node) (start, end int) {
	e := d.element(n)
	if e == nil {
		return 0, 0
	}
	return int(e.start), int(e.stop)
}

// TextSpan returns the byte range between the tags of n: of its text, as it is
// written, if n has nothing else in it. For an empty-element tag it is the
// empty range behind it.
func (d *Doc) TextSpan(n Node) (start, end int) {
	e := d.element(n)
	if e == nil {
		return 0, 0
	}
	if e.open == e.stop {
		return int(e.open), int(e.open)
	}
	// The end tag holds no other < than its first byte.
	return int(e.open), int(e.open) + bytes.LastIndexByte(d.src[e.open:e.stop], '<')
}

// AttrSpan returns the byte range of an attribute value in the source, between
// the quotes.
func (d *Doc) AttrSpan(n Node, ns, local string) (start, end int, ok bool) {
	a := d.attribute(n, ns, local)
	if a == nil {
		return 0, 0, false
	}
	return int(a.start), int(a.stop), true
}

// Position returns the line and the column, in characters, of a byte offset;
// both count from 1.
func (d *Doc) Position(offset int) (line, column int) {
	return position(d.src, offset)
}
