package saml

import (
	"bytes"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// idAttribute is an attribute that could be taken for an ID.
type idAttribute struct {
	value []byte
	saml  bool // of a SAML element, so that a signature can name it
	tree  *tree
	node  xmldoc.Node
}

// Limits of a document beyond those of the parser (X11).
const (
	maxSignatures      = 2
	maxAttributes      = 500
	maxAttributeValues = 10_000

	// A canonical form declares a namespace at every element that uses it: a
	// long name, declared once, could be written out twenty thousand times.
	maxNamespaceBytes = 2 << 20
)

// elementState is what the walk over a document remembers of an element.
type elementState struct {
	kind     kind // decides about the children: foreign for an open container
	seen     set  // kinds of children so far
	children int32
}

// checkStructure applies X8 to X11 to every element of a document.
func (e *evaluation) checkStructure(t *tree) {
	d := t.doc
	if size := len(d.Src()) / 32; cap(e.elements) < size {
		e.elements = make([]elementState, 0, size)
	}
	e.elements = e.elements[:0]
	if t.inner {
		e.forgetOtherIDs()
	}
	e.collectIDs(t)
	signatures, attributes, run := 0, 0, 0
	var name []byte
	for n := range d.Elements {
		for len(e.elements) < int(n) {
			e.elements = append(e.elements, elementState{})
		}
		k := kindOf(d, n)
		e.elements = append(e.elements, elementState{})
		self := &e.elements[n]
		if n == t.root {
			self.kind = k
			continue
		}
		parent := &e.elements[d.Parent(n)]
		k = e.place(t, n, k, parent)
		switch k {
		case kindSignature:
			if signatures++; signatures == maxSignatures+1 {
				e.fail(checkLimits, LimitSignatures, "").want(fmt.Sprintf("at most %d signatures",
					maxSignatures)).in(t.at(n))
			}
		case kindAttribute:
			// Attributes of one name in a row are one, with a value each (P16).
			if own, _ := t.attr(n, "Name"); attributes > 0 && bytes.Equal(own, name) {
				run++
			} else {
				name, run = own, 1
				attributes++
			}
			if run == 1 && attributes == maxAttributes+1 {
				e.fail(checkLimits, LimitValues, "").want(fmt.Sprintf("at most %d attributes",
					maxAttributes)).in(t.at(n))
			}
			if run == maxAttributeValues+1 {
				e.tooManyValues(t, n)
			}
		case kindAttributeValue:
			if parent.children++; parent.children == maxAttributeValues+1 {
				e.tooManyValues(t, n)
			}
		}
		self.kind = k
	}
	if d.NamespaceBytes() > maxNamespaceBytes {
		e.unbounded = true
		e.fail(checkLimits, LimitBytes,
			"its canonical form, which repeats namespaces, would grow too large").in(t.at(t.root))
	}
	e.checkUniqueIDs()
	e.pass(checkIDs)
	e.pass(checkPlaces)
	e.pass(checkAdvice)
	e.pass(checkTextOnly)
	e.pass(checkLimits)
}

func (e *evaluation) tooManyValues(t *tree, n xmldoc.Node) {
	e.fail(checkLimits, LimitValues, "").want(fmt.Sprintf("at most %d values of one attribute", maxAttributeValues)).
		in(t.at(n))
}

// place is X9 and X10 for one element. It returns the kind that decides about
// the element's children: whatever stands in an open container is foreign.
func (e *evaluation) place(t *tree, n xmldoc.Node, k kind, parent *elementState) kind {
	allowed := containers[parent.kind]
	switch {
	case parent.kind == kindAdvice || parent.kind == kindInAdvice:
		return e.placeInAdvice(t, n)
	case allowed.has(k):
		if onceOnly.has(k) && parent.seen.has(k) {
			e.misplaced(checkPlaces, UnknownElement, t, n, "a second one of an element that may stand only once")
		}
		parent.seen |= 1 << k
		return k
	case movable(t.doc.Local(n)) && rewritten(t.doc.Namespace(n)) != "":
		ns := t.doc.Namespace(n)
		e.fail(checkNamespaces, BadNamespace,
			fmt.Sprintf("the element %s has the namespace %q instead of %q: something on "+
				"the way has rewritten it", t.doc.Local(n), diff.Visible(ns, 100), rewritten(ns))).
			want(rewritten(ns)).got(ns).in(t.at(n))
		return foreign
	case movable(t.doc.Local(n)):
		e.misplaced(checkPlaces, SignatureWrapping, t, n, "where no such element belongs")
		return foreign
	case textOnly.has(parent.kind):
		e.misplaced(checkTextOnly, UnexpectedChild, t, n, "an element inside of text")
		return foreign
	case allowed != 0:
		e.misplaced(checkPlaces, UnknownElement, t, n, "an element that does not belong here")
		return foreign
	case textOnly.has(k), parent.kind == kindConditions, parent.kind == kindSubjectConfirmationData:
		return k
	}
	return foreign
}

// placeInAdvice is X9 for what stands in the Advice of an assertion. SAML lets
// assertions stand there (core 2.6.1), which brokers use to pass on those that
// they received. A reader that finds them by name would take them for the one
// that counts, so they are refused unless the connection allows them; then
// nothing of it is read here.
func (e *evaluation) placeInAdvice(t *tree, n xmldoc.Node) kind {
	if movable(t.doc.Local(n)) && !e.sp.settings.Policy.AllowAdvice && !e.failed(checkAdvice) {
		path := elementPath(t, n)
		e.fail(checkAdvice, Advice, "it stands in the Advice of the assertion: "+path).got(path).in(t.at(n))
	}
	return kindInAdvice
}

// misplaced notes an element out of place. A forged one takes the last row from
// the strangers that stand before it.
func (e *evaluation) misplaced(c check, cause Cause, t *tree, n xmldoc.Node, why string) {
	if !e.full(c) {
		path := elementPath(t, n)
		e.fail(c, cause, why+": "+path).got(path).in(t.at(n))
		return
	}
	if last := &e.rows[e.results[c].last-1]; cause == SignatureWrapping && last.cause != cause {
		path := elementPath(t, n)
		last.because(cause, why+": "+path).got(path).in(t.at(n))
	}
}

// elementPath is Response/Extensions/Assertion, for people.
func elementPath(t *tree, n xmldoc.Node) string {
	path := string(t.doc.Local(n))
	for n = t.doc.Parent(n); n != xmldoc.None; n = t.doc.Parent(n) {
		if len(path) > 200 {
			return "…/" + path
		}
		path = string(t.doc.Local(n)) + "/" + path
	}
	return path
}

// collectIDs gathers every attribute that some reader could take for an ID,
// and refuses on SAML elements all but the one that is (X8).
func (e *evaluation) collectIDs(t *tree) {
	for n, a := range t.doc.IDs {
		k := kindOf(t.doc, n)
		saml := k != foreign && k < kindSignature
		e.ids = append(e.ids, idAttribute{value: a.Value, saml: saml, tree: t, node: n})
		switch {
		case !saml, e.full(checkIDs):
		case a.Namespace != "" || string(a.Local) != "ID":
			e.fail(checkIDs, BadID, "the attribute "+string(a.Name)+" could be taken for the ID").
				want("ID").got(string(a.Name)).in(t.atAttr(n, string(a.Local)))
		case beginsWithDigit(a.Value) && !e.sp.settings.Policy.Strict:
			e.warn(checkIDs, BadID, "an ID begins with a digit, which the name of an element must not").in(t.atAttr(n,
				"ID"))
		case !isNCName(a.Value):
			e.fail(checkIDs, BadID, "an ID is a name: it begins with a letter or _, and has no colon or blank").
				gotRaw(a.Value).in(t.atAttr(n, "ID"))
		}
	}
}

// forgetOtherIDs leaves only the IDs of SAML elements to hold against those of
// a decrypted assertion, which is a document of its own: pysaml2 numbers its
// Signature elements from 1 in either.
func (e *evaluation) forgetOtherIDs() {
	e.ids = slices.DeleteFunc(e.ids, func(id idAttribute) bool { return !id.saml })
}

// few IDs are compared one by one; a message has two to four.
const few = 16

func (e *evaluation) checkUniqueIDs() {
	duplicate := func(id idAttribute) {
		at := id.tree.at(id.node)
		for a := range id.tree.doc.Attrs(id.node) {
			if bytes.Equal(a.Value, id.value) {
				at = id.tree.atAttr(id.node, string(a.Local))
			}
		}
		e.fail(checkIDs, DuplicateID, "two elements have the same ID").gotRaw(id.value).in(at)
	}
	if len(e.ids) <= few {
		for i, id := range e.ids {
			for _, other := range e.ids[:i] {
				if bytes.Equal(id.value, other.value) {
					duplicate(id)
					return
				}
			}
		}
		return
	}
	seen := make(map[string]struct{}, len(e.ids))
	for _, id := range e.ids {
		if _, ok := seen[string(id.value)]; ok {
			duplicate(id)
			return
		}
		seen[string(id.value)] = struct{}{}
	}
}

// beginsWithDigit tells whether b is an ID but for a digit in front, as bare
// GUIDs are. It is compared by octets like any other, so it means no less.
func beginsWithDigit(b []byte) bool {
	return len(b) > 0 && b[0] >= '0' && b[0] <= '9' && isNCName(append([]byte{'_'}, b...))
}

// isNCName tells whether b can be an ID (xs:ID): a name without a colon.
func isNCName(b []byte) bool {
	if len(b) == 0 || len(b) > 1<<10 {
		return false
	}
	for i := 0; i < len(b); {
		r, size := rune(b[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(b[i:])
		}
		switch {
		case r|0x20 >= 'a' && r|0x20 <= 'z', r == '_':
		case r < 0x80 && i > 0 && (r >= '0' && r <= '9' || r == '-' || r == '.'):
		case r >= 0x80 && (unicode.IsLetter(r) || i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.M, r))):
		default:
			return false
		}
		i += size
	}
	return true
}
