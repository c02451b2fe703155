package saml

import "gatehouse/saml/xmldoc"

// tree is one parsed document. Rules read trees, whether verified or not: a
// rule can refuse on either. Only [Verified] yields a profile.
type tree struct {
	doc  *xmldoc.Doc
	root xmldoc.Node

	// Where root stands in the document that is shown, and the signature there
	// that the canonical form left out: so that a check made on verified bytes
	// can still point into what was posted.
	origin    *xmldoc.Doc
	origRoot  xmldoc.Node
	signature xmldoc.Node
	openedID  xmldoc.Node // of origin: an EncryptedID that is one NameID here; 0 for none
	inner     bool        // the document shown is the decrypted assertion
}

// Untrusted is a tree of what was posted, or of what was decrypted from it. It
// is shown and diagnosed, never believed.
type Untrusted struct{ tree }

// Verified is a tree parsed out of canonical bytes that a configured key has
// signed (S15), or decrypted out of such bytes. Only verifying a signature
// makes one: see signature.go.
type Verified struct {
	tree
	_ verification // so that no Untrusted converts to it
}

type verification struct{}

func (t *tree) valid() bool { return t.doc != nil }

func (t *tree) attr(n xmldoc.Node, name string) (value []byte, ok bool) {
	return t.doc.Attr(n, "", name)
}

// place is where a check looked: an element, one of its attributes, or its
// text; or a plain offset if there is no tree.
type place struct {
	tree *tree
	node xmldoc.Node
	attr string // the name, or "" for the element
	text bool

	start, end int // without a tree
	inner      bool
}

func (t *tree) at(n xmldoc.Node) place { return place{tree: t, node: n} }

func (t *tree) atAttr(n xmldoc.Node, name string) place { return place{tree: t, node: n, attr: name} }

func (t *tree) atText(n xmldoc.Node) place { return place{tree: t, node: n, text: true} }

// span finds the place in the document that is shown.
func (p place) span() Span {
	if p.tree == nil {
		return Span{Start: p.start, End: p.end, Inner: p.inner}
	}
	doc, n := p.tree.doc, p.node
	if p.tree.origin != nil {
		doc, n = p.tree.origin, p.tree.original(p.node)
	}
	s := Span{Inner: p.tree.inner}
	switch {
	case n == xmldoc.None:
		return Span{}
	case p.attr != "":
		if start, end, ok := doc.AttrSpan(n, "", p.attr); ok {
			s.Start, s.End = start, end
			return s
		}
		s.Start, s.End = doc.Span(n)
	case p.text:
		s.Start, s.End = doc.TextSpan(n)
	default:
		s.Start, s.End = doc.Span(n)
	}
	return s
}

// original finds the element of the document shown that n was canonicalized
// from. Both trees hold the same elements in the same order, but for the
// signature that the transform took out.
func (t *tree) original(n xmldoc.Node) xmldoc.Node {
	before := 0
	for e := range t.doc.Elements {
		if e == n {
			break
		}
		before++
	}
	for o := range t.origin.Elements {
		if o < t.origRoot || within(t.origin, o, t.signature) ||
			t.openedID > 0 && o != t.openedID && within(t.origin, o, t.openedID) {
			continue
		}
		if before == 0 {
			return o
		}
		before--
	}
	return xmldoc.None
}

// within tells whether n is ancestor or stands in it.
func within(d *xmldoc.Doc, n, ancestor xmldoc.Node) bool {
	for ; n != xmldoc.None; n = d.Parent(n) {
		if n == ancestor {
			return true
		}
	}
	return false
}
