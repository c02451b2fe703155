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
	prefixes []string // of c.PrefixList, "" for #default
	rendered []int32  // declarations in force in the output, the nearest last
	state    int32    // names what is in rendered now; nothing else had this name
	states   int32    // names given so far
	marks    []mark   // of each open element
	last     written  // the last start tag that declares something
	scope    []int32  // declarations that the first element inherits and may have to render
	pending  []int32  // declarations that the element at hand renders
	order    []int32  // attributes of the element at hand, sorted
	work     int      // elementary steps, for the proof of linear time
}

// mark is what was in force outside of an element.
type mark struct {
	rendered int32 // its length
	state    int32
}

// written is a start tag in the output.
type written struct {
	tag      int32 // the element, or the one that it is like
	state    int32 // before it
	from, to int   // in the output
	declared []int32
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
	*k = canonical{d: d, c: c, prefixes: k.prefixes[:0],
		rendered: k.rendered[:0], marks: k.marks[:0], last: written{declared: k.last.declared[:0]},
		scope: k.scope[:0], pending: k.pending[:0], order: k.order[:0]}
	if err := k.prepare(n); err != nil {
		return nil, err
	}
	out := k.subtree(dst, int32(n), e.end)
	d.spare.Store(k)
	return out, nil
}

// CanonicalDocument appends the canonical form of the whole document: the root
// element with the comments and instructions around it.
func (d *Doc) CanonicalDocument(dst []byte, c C14N) ([]byte, error) {
	k := canonical{d: d, c: c}
	for _, n := range d.prolog {
		if k.shown(&n) {
			dst = append(k.leaf(dst, &n), '\n')
		}
	}
	dst, err := d.Canonical(dst, d.Root(), c)
	if err != nil {
		return nil, err
	}
	for _, n := range d.epilog {
		if k.shown(&n) {
			dst = k.leaf(append(dst, '\n'), &n)
		}
	}
	return dst, nil
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

// subtree appends the nodes from n up to end. Document order is the order of
// the table; an element is closed where its range ends, so that depth costs no
// call stack.
func (k *canonical) subtree(out []byte, n, end int32) []byte {
	d := k.d
	apex, open := n, int32(None) // open: the innermost open element
	for i := n; i < end; {
		k.work++
		e := &d.nodes[i]
		switch {
		case e.kind == element && i == int32(k.c.Skip) && i != apex:
			i = e.end
		case e.kind == element:
			out = k.startTag(out, i, i == apex)
			open = i
			i++
		default:
			if k.shown(e) {
				out = k.leaf(out, e)
			}
			i++
		}
		for open != int32(None) && i == d.nodes[open].end {
			out = k.endTag(out, &d.nodes[open])
			if open == apex {
				return out
			}
			open = d.nodes[open].parent
		}
	}
	return out
}

func (k *canonical) shown(n *node) bool { return n.kind != comment || k.c.Comments }
