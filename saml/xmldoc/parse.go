package xmldoc

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

type parser struct {
	d        *Doc
	src      []byte
	i        int // next byte
	limits   Limits
	cur      int32 // the open element, None outside the root
	depth    int
	elements int
	last     [16]lastTag // by depth
	items    *items      // of ParseEach

	// What lies ahead, each found once: see nextTag and literal.
	tag     int    // the first < from i on, if it is not behind i
	special int    // the first of specials, likewise
	each    [4]int // the first of each of specials, likewise, or any break before it
}

// specials are what is decoded or normalized (X7).
const specials = "&\t\n\r"

// Parse reads src into d and forgets what d held. On failure the error is an
// [*Error] and d is empty. d refers to src from then on.
func (d *Doc) Parse(src []byte, l Limits) error {
	d.clear()
	return d.parse(src, l)
}

// ParseIn is Parse for the plaintext of an encrypted element: namespaces that
// are in scope at the element scope of outer are in scope in src too, and
// inclusive canonicalization inherits its xml: attributes. Nothing of outer is
// referred to afterwards. outer must be another Doc than d.
func (d *Doc) ParseIn(src []byte, outer *Doc, scope Node, l Limits) error {
	if outer == d {
		return errors.New("xmldoc: ParseIn needs another Doc for the outer document")
	}
	d.clear()
	if outer.element(scope) != nil {
		d.inherit(outer, scope)
	}
	return d.parse(src, l)
}

func (d *Doc) parse(src []byte, l Limits) error { return d.parseItems(src, l, nil) }

func (d *Doc) parseItems(src []byte, l Limits, items *items) error {
	d.src = src
	p := parser{d: d, src: src, limits: l.withDefaults(), cur: int32(None), tag: -1, special: -1, items: items}
	if err := p.document(); err != nil {
		d.clear()
		return err
	}
	return nil
}

// document is XML 1.0, section 2.1: prolog, one element, and what may follow.
func (p *parser) document() error {
	if len(p.src) > p.limits.Bytes {
		e := newError(p.src, CauseLimitBytes, 0, fmt.Sprintf("the document is %d bytes long; at most %d are accepted",
			len(p.src), p.limits.Bytes))
		e.Limit, e.Size = p.limits.Bytes, len(p.src)
		return e
	}
	if err := p.encoding(); err != nil {
		return err
	}
	if err := p.declaration(); err != nil {
		return err
	}
	if p.items == nil {
		p.reserve()
	}
	at, cause, firstBreak := checkChars(p.src)
	switch cause {
	case CauseEncoding:
		return p.fail(cause, at, "the byte 0x%02X is not valid UTF-8 here; the document must be sent as UTF-8",
			p.src[at])
	case CauseForbiddenCharacter:
		r, _ := utf8.DecodeRune(p.src[at:])
		return p.fail(cause, at, "the character U+%04X is not allowed in XML", r)
	}
	p.each = [...]int{-1, firstBreak, firstBreak, firstBreak}
	if err := p.outside(&p.d.prolog); err != nil {
		return err
	}
	if p.i == len(p.src) {
		return p.foreign(p.i, "there is no root element")
	}
	if err := p.element(); err != nil {
		return err
	}
	if err := p.content(); err != nil {
		return err
	}
	if err := p.outside(&p.d.epilog); err != nil {
		return err
	}
	if p.i < len(p.src) {
		return p.malformed(p.i, "there is a second root element; only one is allowed")
	}
	return nil
}

// reserve makes room for what a large document usually holds at most, so that its
// tables are not copied over and over while they grow.
func (p *parser) reserve() {
	const large = 64 << 10
	if len(p.src) < large {
		return
	}
	const shortest = len(` a=""`)
	d := p.d
	tags := bytes.Count(p.src, []byte{'<'})
	values := min(bytes.Count(p.src, []byte{'='}), len(p.src)/shortest)
	decls := min(bytes.Count(p.src, []byte("xmlns")), values)
	d.nodes = slices.Grow(d.nodes, min(tags, 2*p.limits.Elements))
	d.attrs = slices.Grow(d.attrs, values-decls)
	d.decls = slices.Grow(d.decls, decls)
}

// outside reads white space, comments and instructions around the root, up to
// a start tag or the end.
func (p *parser) outside(misc *[]node) error {
	for {
		p.skipSpace()
		switch {
		case p.i == len(p.src):
			return nil
		case p.src[p.i] != '<':
			return p.foreign(p.i, "there is text outside the root element")
		case p.at("</"):
			return p.malformed(p.i, "there is an end tag without a start tag")
		case p.at("<![CDATA["):
			return p.malformed(p.i, "there is a CDATA section outside the root element")
		case p.at("<!"), p.at("<?"):
			n, err := p.markup()
			if err != nil {
				return err
			}
			*misc = append(*misc, n)
		default:
			return nil
		}
	}
}

// content reads up to the end tag of the root. Depth is a counter and a parent
// index, not a call stack.
func (p *parser) content() error {
	for p.depth > 0 {
		if tag := p.nextTag(); tag == len(p.src) {
			open := &p.d.nodes[p.cur]
			return p.shortened(len(p.src),
				"the document ends inside the element %s that starts at byte %d; was the message cut short?",
				quote(p.d.bytes(open.name)), open.start)
		} else if tag > p.i {
			if err := p.text(tag); err != nil {
				return err
			}
		}
		var err error
		switch p.peek(1) {
		case '/':
			closed := p.cur
			if err = p.endTag(); err == nil && p.items != nil {
				p.endItem(closed)
			}
		case '!', '?':
			var n node
			if n, err = p.markup(); err == nil {
				c := p.newChild()
				n.parent, n.end = c.parent, c.end
				*c = n
			}
		default:
			err = p.element()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// nextTag finds the first < from p.i on. It is looked for once.
func (p *parser) nextTag() int {
	if p.tag < p.i {
		p.tag = p.find('<')
	}
	return p.tag
}

// literal tells whether the source up to end stands for itself. Where that
// ends is looked for once.
func (p *parser) literal(end int) bool {
	return end <= p.special || p.special < p.i && end <= p.nextSpecial()
}

func (p *parser) nextSpecial() int {
	p.special = len(p.src)
	for k := range specials {
		if p.each[k] < p.i {
			p.each[k] = p.find(specials[k])
		}
		p.special = min(p.special, p.each[k])
	}
	return p.special
}

// find is the offset of the first c from p.i on, or of the end.
func (p *parser) find(c byte) int {
	if k := bytes.IndexByte(p.src[p.i:], c); k >= 0 {
		return p.i + k
	}
	return len(p.src)
}

// newChild makes a childless node in the open element, to be filled in.
func (p *parser) newChild() *node {
	n := p.d.newNode()
	n.parent = p.cur
	n.end = int32(len(p.d.nodes))
	p.d.work++
	return n
}

// peek is the byte k places on, 0 behind the end (0 is no Char).
func (p *parser) peek(k int) byte {
	if p.i+k < len(p.src) {
		return p.src[p.i+k]
	}
	return 0
}

func (p *parser) at(s string) bool {
	return len(p.src)-p.i >= len(s) && string(p.src[p.i:p.i+len(s)]) == s
}

func (p *parser) skipSpace() (skipped bool) {
	start := p.i
	for p.i < len(p.src) && class[p.src[p.i]]&space != 0 {
		p.i++
	}
	return p.i > start
}
