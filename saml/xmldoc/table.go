package xmldoc

import "sync/atomic"

// Doc is a parsed document: a flat table of nodes in document order over the
// source. The zero Doc is ready for [Doc.Parse]. A Doc is meant to be reused:
// parsing again keeps the memory of its tables. After Parse any number of
// goroutines may read it.
//
// The Doc refers to the source and never copies it: do not change the source
// as long as the Doc is read. [Doc.Reset] lets go of it.
type Doc struct {
	src   []byte
	side  []byte // decoded values that the source does not hold as they are
	nodes []node // the root element and everything in it, in document order
	attrs []attr
	decls []decl

	ids       []id // attributes whose local name is ID
	nameBytes int  // see NamespaceBytes

	prolog, epilog []node // comments and instructions around the root

	// scope is what ParseIn brought along: declarations and xml: attributes
	// that stand outside the source, at the front of decls and attrs.
	scopeDecls, scopeAttrs int32

	stack []int32    // declarations in force while parsing, the nearest last
	uris  [64]string // valid namespace names, so that they need no check and no new string
	work  int        // elementary steps of the last parse, for the proof of linear time

	spare atomic.Pointer[canonical] // memory of a canonicalization that has ended
}

// Node is an index into the table of a [Doc]; it means nothing in another one.
type Node int32

// None is the Node that is not there. Every reading method accepts it and
// finds nothing.
const None Node = -1

type kind uint8

const (
	element kind = iota
	text         // also a CDATA section
	comment
	instruction
)

// node is one entry of the table. Children follow their parent; end is the
// index behind the last of them.
type node struct {
	kind        kind
	verbatim    bool // the source is already canonical: of a text; or of a start tag, unless a declaration is added
	parent      int32
	end         int32
	start, stop int32 // range in the source, tags included
	open        int32 // element: offset behind the start tag
	name        ref   // element: the name as written; instruction: the target
	prefix      int32 // element: length of the prefix, 0 without one
	like        int32 // element: another one whose start tag is the same, under the same declarations; 0 for none
	ns          int32 // element: the declaration that binds its prefix
	attrs       int32
	attrsEnd    int32
	decls       int32
	declsEnd    int32
	value       ref // text, comment or data of an instruction, decoded
}

type attr struct {
	name        ref
	prefix      int32
	ns          int32
	value       ref   // normalized
	start, stop int32 // range of the value in the source, between the quotes
	verbatim    bool  // the source of the value is already canonical
	written     ref   // the attribute with the blank before it, if it is canonical as it is written
}

// id is an attribute and its element.
type id struct{ node, attr int32 }

type decl struct {
	prefix  ref
	uri     string
	written ref // see attr
}

// The first two declarations are in force everywhere.
const (
	declXML  = 0 // the prefix xml
	declNone = 1 // no default namespace
)

// ref is a range of the source or, when off is negative, of the side buffer
// from ^off.
type ref struct{ off, len int32 }

// newNode makes an entry at the end of the table, to be filled in where it
// stands: to copy what was just written piece by piece would mean to wait for
// the pieces.
func (d *Doc) newNode() *node {
	d.nodes = append(d.nodes, node{})
	return &d.nodes[len(d.nodes)-1]
}

func (d *Doc) newAttr() *attr {
	d.attrs = append(d.attrs, attr{})
	return &d.attrs[len(d.attrs)-1]
}

func (d *Doc) bytes(r ref) []byte {
	if r.off < 0 {
		return d.side[^r.off:][:r.len:r.len]
	}
	return d.src[r.off:][:r.len:r.len]
}

// setAside copies b into the side buffer.
func (d *Doc) setAside(b []byte) ref {
	r := ref{^int32(len(d.side)), int32(len(b))}
	d.side = append(d.side, b...)
	return r
}

// local is a name without its prefix and colon.
func (d *Doc) local(name ref, prefix int32) []byte {
	b := d.bytes(name)
	if prefix > 0 {
		return b[prefix+1:]
	}
	return b
}

// localLen is the length of what local returns.
func localLen(name ref, prefix int32) int {
	if prefix > 0 {
		return int(name.len - prefix - 1)
	}
	return int(name.len)
}

// seen looks b up among the namespace names that were found valid before. The
// cache has a fixed size: a hostile document can only make it forget.
func (d *Doc) seen(b []byte) (uri string, slot *string) {
	const probes = 4
	home := len(b)*7 + int(b[len(b)-1]) + int(b[len(b)/2])*31
	for i := range probes {
		slot = &d.uris[(home+i)%len(d.uris)]
		if *slot == "" || *slot == string(b) {
			return *slot, slot
		}
	}
	return "", &d.uris[home%len(d.uris)]
}

// Reset empties the Doc and lets go of the source. Tables that grew beyond
// what an ordinary message needs are given back too.
func (d *Doc) Reset() {
	const ordinary = 4 << 10
	if cap(d.nodes) > ordinary || cap(d.attrs) > ordinary || cap(d.decls) > ordinary || cap(d.side) > 16*ordinary {
		*d = Doc{}
	}
	d.clear()
}

// clear empties the tables and keeps their memory.
func (d *Doc) clear() {
	d.src = nil
	d.side = append(d.side[:0], xmlPrefix...)
	d.nodes = d.nodes[:0]
	d.attrs = d.attrs[:0]
	d.ids, d.nameBytes = d.ids[:0], 0
	d.decls = append(d.decls[:0], decl{prefix: ref{^0, int32(len(xmlPrefix))}, uri: xmlNamespace}, decl{})
	d.prolog, d.epilog = d.prolog[:0], d.epilog[:0]
	d.scopeDecls, d.scopeAttrs = int32(len(d.decls)), 0
	d.stack = append(d.stack[:0], declXML, declNone)
	d.work = 0
}
