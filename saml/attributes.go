package saml

import (
	"bytes"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// mapped is where the value of a field stands.
type mapped struct {
	attribute xmldoc.Node // whose value it is; None if the assertion carries none
	value     xmldoc.Node // the first one that is not blank
	source    xmldoc.Node // of its text: the value, or the NameID in it
	priority  int
	received  bool // one of the field's names was sent, be it blank
	differ    bool // a later value is another one
	values    int  // that are not blank, of all attributes of that name
	nameID    bool // the value is the NameID of the subject
	text      string
}

// received is an attribute of the assertion.
type received struct {
	node  xmldoc.Node
	name  []byte
	known string // the name, if it needs no copy
	next  int32  // the next attribute of the same name, as an index; 0 for none
	more  bool   // it is such a next one
}

// fields are the mapped attributes, by [slot.field]. They hold places, not
// values: the profile reads the values itself, out of a [Verified] tree.
type fields struct {
	of         *xmldoc.Doc // the tree that the places are in
	attributes []received  // all, in document order
	at         []mapped
	groups     []string         // copies
	byName     map[string]int32 // the last attribute of each name, once there are many
}

// value is the copy that was made of a field.
func (f *fields) value(which field) string {
	if int(which) >= len(f.at) {
		return ""
	}
	return f.at[which].text
}

// from returns the value that an attribute gives to the fields that it fills.
func (f *fields) from(attribute xmldoc.Node) xmldoc.Node {
	for i := range f.at {
		if f.at[i].attribute == attribute {
			return f.at[i].value
		}
	}
	return xmldoc.None
}

// note stores the copy of that value. White space around it is no part of it
// (P4).
func (f *fields) note(attribute xmldoc.Node, text string) {
	for i := range f.at {
		if f.at[i].attribute == attribute {
			f.at[i].text = xmldoc.TrimSpaceString(text)
		}
	}
}

// reset prepares for the fields of another tree.
func (f *fields) reset(doc *xmldoc.Doc, n int) {
	f.of = doc
	clear(f.attributes) // they point into a document
	f.at, f.attributes, f.groups = f.at[:0], f.attributes[:0], nil
	if len(f.byName) > maxAttributes {
		f.byName = nil
	}
	clear(f.byName)
	for range n {
		f.at = append(f.at, mapped{attribute: xmldoc.None, value: xmldoc.None, source: xmldoc.None})
	}
}

// fewNames are compared one by one: an index of more would cost an allocation
// for each, which no usual message should.
const fewNames = 64

// join appends an attribute, and links it to an earlier one of the same name:
// both are one attribute with all values (P16). Keycloak sends one element for
// each group.
func (f *fields) join(r received) {
	at := int32(len(f.attributes))
	f.attributes = append(f.attributes, r)
	same := int32(-1)
	if at < fewNames {
		for i := at - 1; i >= 0 && same < 0; i-- {
			if bytes.Equal(f.attributes[i].name, r.name) {
				same = i
			}
		}
	} else {
		if last, found := f.named()[string(r.name)]; found {
			same = last
		}
		f.byName[string(r.name)] = at
	}
	if same >= 0 {
		f.attributes[same].next, f.attributes[at].more = at, true
	}
}

// named is the index of names, made once there are more than a few.
func (f *fields) named() map[string]int32 {
	if f.byName == nil {
		f.byName = map[string]int32{}
	}
	if len(f.byName) == 0 {
		for i := range f.attributes[:len(f.attributes)-1] {
			f.byName[string(f.attributes[i].name)] = int32(i)
		}
	}
	return f.byName
}

// checkAttributes is P16 and P17.
func (e *evaluation) checkAttributes(t *tree) {
	d := t.doc
	e.fields.reset(d, int(fieldCustom)+len(e.sp.custom))
	e.seen.values, e.seen.bytes = 0, 0
	for statement := d.First(t.root); statement != xmldoc.None; statement = d.Next(statement) {
		if !d.Is(statement, protocol.AssertionNS, "AttributeStatement") {
			continue
		}
		for n := d.First(statement); n != xmldoc.None; n = d.Next(n) {
			switch {
			case d.Is(n, protocol.AssertionNS, "Attribute"):
				e.readAttribute(t, n)
			case d.Is(n, protocol.AssertionNS, "EncryptedAttribute"):
				e.warn(checkEncryptedParts, UnsupportedEncryptedNameID,
					"an attribute is encrypted by itself: it counts as absent").
					want("Attribute").got("EncryptedAttribute").in(t.at(n))
			}
		}
	}
	e.mapNameID(t)
	e.checkSingleValues(t)
	e.checkRequired(t)
	e.checkEmail(t)
	e.warnTransient(t)
}

// readAttribute counts an attribute and notes the fields that it fills.
func (e *evaluation) readAttribute(t *tree, n xmldoc.Node) {
	d := t.doc
	name, _ := t.attr(n, "Name")
	known := e.sp.names[string(name)]
	friendly, _ := t.attr(n, "FriendlyName")
	if known.name == "" {
		e.seen.bytes += len(name)
	}
	e.seen.bytes += len(friendly)
	m := mapped{attribute: n, value: xmldoc.None, source: xmldoc.None, received: true}
	for v := d.First(n); v != xmldoc.None; v = d.Next(v) {
		source := textOf(d, v)
		text := d.Text(source)
		e.seen.values++
		e.seen.bytes += len(text)
		if len(known.slots) > 0 {
			e.readValue(t, v, source, xmldoc.TrimSpace(text), &m)
		}
	}
	e.fields.join(received{node: n, name: name, known: known.name})
	for _, s := range known.slots {
		m.priority = s.priority
		e.fill(t, s.field, m)
	}
}

// maxValue bounds a value that fills a field, as X11 does other text. Those that
// nobody mapped may be as long as the document.
const maxValue = 64 << 10

// readValue adds a value to those of a mapped attribute.
func (e *evaluation) readValue(t *tree, v, source xmldoc.Node, text []byte, m *mapped) {
	d := t.doc
	switch {
	case source == v && d.HasElements(v):
		e.misplaced(checkTextOnly, UnexpectedChild, t, d.First(v), "an element inside of a value that is read as text")
		return
	case len(text) > maxValue:
		e.fail(checkLimits, LimitText, "the value of a mapped attribute is "+itoa(len(text))+" bytes long; at most "+
			itoa(maxValue)+" are accepted").measured(Facts{Size: int64(len(text)), MaxSize: maxValue}).in(t.at(v))
		return
	case isNil(d, v), blank(text):
		return
	}
	if m.values++; m.value == xmldoc.None {
		m.value, m.source = v, source
	} else if !bytes.Equal(xmldoc.TrimSpace(d.Text(m.source)), text) {
		m.differ = true
	}
}

// textOf is where the text of a value stands: in the value, or in the one
// NameID that is all there is in it, as in eduPersonTargetedID.
func textOf(d *xmldoc.Doc, value xmldoc.Node) xmldoc.Node {
	n := d.First(value)
	if n == xmldoc.None || !d.Is(n, protocol.AssertionNS, "NameID") || d.Next(n) != xmldoc.None ||
		len(xmldoc.TrimSpace(d.Text(value))) > 0 || d.HasElements(n) {
		return value
	}
	return n
}

// isNil tells whether a value says that it is none (xsi:nil).
func isNil(d *xmldoc.Doc, value xmldoc.Node) bool {
	is, _ := d.Attr(value, "http://www.w3.org/2001/XMLSchema-instance", "nil")
	is = xmldoc.TrimSpace(is) // xs:boolean
	return string(is) == "true" || string(is) == "1"
}

// fill gives a field its value: the first of its names wins, unless it is
// blank; attributes of one name are one attribute (P16).
func (e *evaluation) fill(t *tree, f int, m mapped) {
	at := &e.fields.at[f]
	switch {
	case !at.received:
		*at = m
	case m.priority == at.priority && at.values == 0:
		*at = m
	case m.priority == at.priority && m.values > 0:
		at.values += m.values
		at.differ = at.differ || m.differ ||
			!bytes.Equal(xmldoc.TrimSpace(t.doc.Text(at.source)), xmldoc.TrimSpace(t.doc.Text(m.source)))
	case at.values == 0 && m.values > 0, m.priority < at.priority && (m.values > 0 || at.values == 0):
		*at = m
	}
}

// mapNameID fills the fields that may be read from the NameID of the subject:
// where the mapping names it as a source, and by default the email, if the NameID
// says that it is an address and no attribute for it was sent.
func (e *evaluation) mapNameID(t *tree) {
	nameID := t.doc.Child(t.doc.Child(t.root, protocol.AssertionNS, "Subject"), protocol.AssertionNS, "NameID")
	if nameID == xmldoc.None || blank(t.doc.Text(nameID)) {
		return
	}
	from := mapped{attribute: xmldoc.None, value: nameID, source: nameID, received: true, values: 1, nameID: true}
	for f := range e.fields.at {
		at := &e.fields.at[f]
		priority, named := e.sp.nameIDPriority(f)
		if named && (at.values == 0 || priority < at.priority) {
			*at = from
		}
	}
	email := &e.fields.at[fieldEmail]
	if !email.received && e.sp.emailFromNameID && string(e.seen.nameIDFormat) == protocol.FormatEmailAddress {
		*email = from
	}
}
