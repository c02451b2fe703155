package xmldoc

import (
	"errors"
	"fmt"
	"strings"
)

// C14N chooses a canonicalization. The zero value is inclusive Canonical XML
// 1.0 without comments.
type C14N struct {
	Exclusive  bool   // Exclusive XML Canonicalization 1.0
	Version11  bool   // Canonical XML 1.1; inclusive only
	Comments   bool   // keep comments
	PrefixList string // of InclusiveNamespaces, as written; exclusive only
	Skip       Node   // a subtree left out, the enveloped signature; None or 0 for none
}

// maxPrefixes bounds the work that a hostile PrefixList can cause.
const maxPrefixes = 64

// canonical is the state of one canonicalization.
type canonical struct {
	d        *Doc
	c        C14N
	out      []byte
	prefixes []string // of c.PrefixList, "" for #default
	rendered []int32  // declarations in force in the output, the nearest last
	marks    []int32  // len(rendered) outside each open element
	scope    []int32  // declarations that the first element inherits and may have to render
	pending  []int32  // declarations that the element at hand renders
	order    []int32  // attributes of the element at hand, sorted
	work     int      // elementary steps, for the proof of linear time
}

// Canonical appends the canonical form of n and everything in it to dst. On
// failure it returns an error and nil: a caller must not go on with fewer
// bytes than were signed (X6).
func (d *Doc) Canonical(dst []byte, n Node, c C14N) ([]byte, error) {
	e := d.element(n)
	if e == nil {
		return nil, errors.New("xmldoc: cannot canonicalize: no such element")
	}
	k := d.spare.Swap(nil)
	if k == nil {
		k = new(canonical)
	}
	*k = canonical{d: d, c: c, out: dst, prefixes: k.prefixes[:0],
		rendered: k.rendered[:0], marks: k.marks[:0], scope: k.scope[:0], pending: k.pending[:0], order: k.order[:0]}
	if err := k.prepare(n); err != nil {
		return nil, err
	}
	k.subtree(int32(n), e.end)
	out := k.out
	k.out = nil
	d.spare.Store(k)
	return out, nil
}

// CanonicalDocument appends the canonical form of the whole document: the root
// element with the comments and instructions around it.
func (d *Doc) CanonicalDocument(dst []byte, c C14N) ([]byte, error) {
	k := canonical{d: d, c: c, out: dst}
	for _, n := range d.prolog {
		if k.shown(&n) {
			k.leaf(&n)
			k.out = append(k.out, '\n')
		}
	}
	out, err := d.Canonical(k.out, d.Root(), c)
	if err != nil {
		return nil, err
	}
	k.out = out
	for _, n := range d.epilog {
		if k.shown(&n) {
			k.out = append(k.out, '\n')
			k.leaf(&n)
		}
	}
	return k.out, nil
}

func (k *canonical) prepare(n Node) error {
	d, c := k.d, k.c
	if c.Exclusive && c.Version11 {
		return errors.New("xmldoc: cannot canonicalize: exclusive canonicalization has no version 1.1")
	}
	if c.PrefixList != "" && !c.Exclusive {
		return errors.New("xmldoc: cannot canonicalize: a PrefixList belongs to exclusive canonicalization only")
	}
	// Leaving out the root would leave nothing, so that 0 can mean none.
	if c.Skip > 0 && (c.Skip <= n || d.element(c.Skip) == nil || int32(c.Skip) >= d.nodes[n].end) {
		return errors.New("xmldoc: cannot canonicalize: the element to leave out is not inside the canonicalized one")
	}
	const spaces = " \t\r\n"
	for list := strings.TrimLeft(c.PrefixList, spaces); list != ""; list = strings.TrimLeft(list, spaces) {
		if len(k.prefixes) == maxPrefixes {
			return fmt.Errorf("xmldoc: cannot canonicalize: the PrefixList names more than %d prefixes", maxPrefixes)
		}
		prefix := list
		if end := strings.IndexAny(list, spaces); end >= 0 {
			prefix = list[:end]
		}
		list = list[len(prefix):]
		if prefix == "#default" {
			prefix = ""
		}
		k.prefixes = append(k.prefixes, prefix)
	}
	return k.apex(n)
}

// subtree writes the nodes from n up to end. Document order is the order of
// the table; an element is closed where its range ends, so that depth costs no
// call stack.
func (k *canonical) subtree(n, end int32) {
	d := k.d
	apex, open := n, int32(None) // open: the innermost open element
	for i := n; i < end; {
		k.work++
		e := &d.nodes[i]
		switch {
		case e.kind == element && i == int32(k.c.Skip) && i != apex:
			i = e.end
		case e.kind == element:
			k.startTag(e, i == apex)
			open = i
			i++
		default:
			if k.shown(e) {
				k.leaf(e)
			}
			i++
		}
		for open != int32(None) && i == d.nodes[open].end {
			k.endTag(&d.nodes[open])
			if open == apex {
				return
			}
			open = d.nodes[open].parent
		}
	}
}

func (k *canonical) shown(n *node) bool { return n.kind != comment || k.c.Comments }

func (k *canonical) startTag(e *node, apex bool) {
	d := k.d
	k.marks = append(k.marks, int32(len(k.rendered)))
	k.namespaces(e, apex)
	k.out = append(k.out, '<')
	k.out = append(k.out, d.bytes(e.name)...)
	for _, i := range k.pending {
		b := &d.decls[i]
		k.out = append(k.out, " xmlns"...)
		if b.prefix.len > 0 {
			k.out = append(k.out, ':')
			k.out = append(k.out, d.bytes(b.prefix)...)
		}
		k.out = append(k.out, '=', '"')
		k.out = appendAttribute(k.out, b.uri)
		k.out = append(k.out, '"')
	}
	k.attributes(e, apex)
	k.out = append(k.out, '>')
}

func (k *canonical) endTag(e *node) {
	k.out = append(k.out, '<', '/')
	k.out = append(k.out, k.d.bytes(e.name)...)
	k.out = append(k.out, '>')
	last := len(k.marks) - 1
	k.rendered = k.rendered[:k.marks[last]]
	k.marks = k.marks[:last]
}

// leaf writes a text, comment or instruction.
func (k *canonical) leaf(n *node) {
	value := k.d.bytes(n.value)
	switch {
	case n.kind == text && n.verbatim:
		k.out = append(k.out, value...)
	case n.kind == text:
		k.work += len(value)
		k.out = appendText(k.out, value)
	case n.kind == comment:
		k.out = append(k.out, "<!--"...)
		k.out = append(k.out, value...)
		k.out = append(k.out, "-->"...)
	default:
		k.out = append(k.out, "<?"...)
		k.out = append(k.out, k.d.bytes(n.name)...)
		if len(value) > 0 {
			k.out = append(k.out, ' ')
			k.out = append(k.out, value...)
		}
		k.out = append(k.out, "?>"...)
	}
}
