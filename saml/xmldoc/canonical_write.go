package xmldoc

import "strings"

func (k *canonical) startTag(out []byte, n int32, apex bool) []byte {
	d, e := k.d, &k.d.nodes[n]
	before := mark{int32(len(k.rendered)), k.state}
	k.marks = append(k.marks, before)
	if e.like != 0 && e.like == k.last.tag && before.state == k.last.state {
		return k.repeat(out)
	}
	k.namespaces(e, apex)
	if len(k.pending) == 0 {
		if e.verbatim && (!apex || len(k.order) == 0) {
			return append(out, d.src[e.start:e.open]...)
		}
		out = append(append(out, '<'), d.bytes(e.name)...)
		return append(k.attributes(out, e, apex), '>')
	}
	k.states++
	k.state = k.states
	from := len(out)
	out = append(append(out, '<'), d.bytes(e.name)...)
	for _, i := range k.pending {
		out = k.declaration(out, &d.decls[i])
	}
	out = append(k.attributes(out, e, apex), '>')
	if !apex {
		tag := n
		if e.like != 0 {
			tag = e.like
		}
		k.last = written{tag, before.state, from, len(out), append(k.last.declared[:0], k.pending...)}
	}
	return out
}

// repeat writes the last start tag once more. Declarations of another element
// that bind the same are as good as its own.
func (k *canonical) repeat(out []byte) []byte {
	k.work += len(k.last.declared)
	k.rendered = append(k.rendered, k.last.declared...)
	k.states++
	k.state = k.states
	return append(out, out[k.last.from:k.last.to]...)
}

func (k *canonical) declaration(out []byte, b *decl) []byte {
	if b.written.len > 0 {
		return append(out, k.d.bytes(b.written)...)
	}
	out = append(out, " xmlns"...)
	if b.prefix.len > 0 {
		out = append(append(out, ':'), k.d.bytes(b.prefix)...)
	}
	out = append(out, '=', '"')
	if strings.IndexByte(b.uri, '&') < 0 { // the only character of a URI to be escaped
		out = append(out, b.uri...)
	} else {
		out = appendAttribute(out, b.uri)
	}
	return append(out, '"')
}

func (k *canonical) endTag(out []byte, e *node) []byte {
	last := len(k.marks) - 1
	outside := k.marks[last]
	k.rendered, k.state = k.rendered[:outside.rendered], outside.state
	k.marks = k.marks[:last]
	out = append(append(out, '<', '/'), k.d.bytes(e.name)...)
	return append(out, '>')
}

// leaf appends a text, comment or instruction.
func (k *canonical) leaf(out []byte, n *node) []byte {
	value := k.d.bytes(n.value)
	switch {
	case n.kind == text && n.verbatim:
		return append(out, value...)
	case n.kind == text:
		k.work += len(value)
		return appendText(out, value)
	case n.kind == comment:
		out = append(append(out, "<!--"...), value...)
		return append(out, "-->"...)
	}
	out = append(append(out, "<?"...), k.d.bytes(n.name)...)
	if len(value) > 0 {
		out = append(append(out, ' '), value...)
	}
	return append(out, "?>"...)
}
