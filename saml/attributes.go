package saml

import (
	"bytes"
	"strings"

	"gatehouse/saml/xmldoc"
)

// mapped is where the value of a field stands.
type mapped struct {
	attribute xmldoc.Node // None if the assertion carries none
	value     xmldoc.Node // the first one that is not blank
	priority  int
	seen      uint64 // a bit for each of the field's names that was received
	values    int    // that are not blank
	text      string // a copy of the value, once it was made
}

// received is an attribute of the assertion.
type received struct {
	node  xmldoc.Node
	known string // its name, if that needs no copy
}

// fields are the mapped attributes, by [slot.field]. They hold places, not
// values: the profile reads the values itself, out of a [Verified] tree.
type fields struct {
	of         *xmldoc.Doc // the tree that the places are in
	attributes []received  // all, in document order
	at         []mapped
	groups     []string // copies
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

// note stores the copy of that value.
func (f *fields) note(attribute xmldoc.Node, text string) {
	for i := range f.at {
		if f.at[i].attribute == attribute {
			f.at[i].text = text
		}
	}
}

// reset prepares for the fields of another tree.
func (f *fields) reset(doc *xmldoc.Doc, n int) {
	f.of = doc
	f.at, f.attributes, f.groups = f.at[:0], f.attributes[:0], nil
	for range n {
		f.at = append(f.at, mapped{attribute: xmldoc.None, value: xmldoc.None})
	}
}

// checkAttributes is P16 and P17.
func (e *evaluation) checkAttributes(t *tree) {
	d := t.doc
	e.fields.reset(d, int(fieldCustom)+len(e.sp.custom))
	e.seen.values, e.seen.bytes = 0, 0
	for statement := d.First(t.root); statement != xmldoc.None; statement = d.Next(statement) {
		if !d.Is(statement, assertionNS, "AttributeStatement") {
			continue
		}
		for n := d.First(statement); n != xmldoc.None; n = d.Next(n) {
			if d.Is(n, assertionNS, "EncryptedAttribute") {
				e.fail(checkEncryptedParts, UnsupportedEncryptedNameID, "an encrypted attribute is not supported").
					want("Attribute").got("EncryptedAttribute").in(t.at(n))
				continue
			}
			e.readAttribute(t, n)
		}
	}
	e.pass(checkAttributeNames)
	e.checkSingleValues(t)
	e.checkRequired(t)
	e.checkEmail(t)
}

// readAttribute counts an attribute and notes the fields that it fills.
func (e *evaluation) readAttribute(t *tree, n xmldoc.Node) {
	d := t.doc
	name, _ := t.attr(n, "Name")
	m := mapped{attribute: n, value: xmldoc.None}
	known := e.sp.names[string(name)]
	slots := known.slots
	friendly, _ := t.attr(n, "FriendlyName")
	if known.name == "" {
		e.seen.bytes += len(name)
	}
	e.seen.bytes += len(friendly)
	for v := d.First(n); v != xmldoc.None; v = d.Next(v) {
		text := d.Text(v)
		e.seen.values++
		e.seen.bytes += len(text)
		if len(slots) == 0 {
			continue
		}
		if d.HasElements(v) {
			e.misplaced(checkTextOnly, UnexpectedChild, t, d.First(v), "an element inside of a value that is read as text")
			continue
		}
		if isNil(d, v) || blank(text) {
			continue
		}
		if m.values++; m.value == xmldoc.None {
			m.value = v
		}
	}
	e.fields.attributes = append(e.fields.attributes, received{node: n, known: known.name})
	for _, s := range slots {
		m.priority = s.priority
		e.fill(t, s.field, m, name)
	}
}

// isNil tells whether a value says that it is none (xsi:nil).
func isNil(d *xmldoc.Doc, value xmldoc.Node) bool {
	is, _ := d.Attr(value, "http://www.w3.org/2001/XMLSchema-instance", "nil")
	is = bytes.Trim(is, " \t\r\n") // xs:boolean
	return string(is) == "true" || string(is) == "1"
}

// fill gives a field its value: the first of its names wins, unless it is
// blank, which counts as missing.
func (e *evaluation) fill(t *tree, f int, m mapped, name []byte) {
	at := &e.fields.at[f]
	bit := uint64(1) << min(m.priority, 63)
	if at.seen&bit != 0 && (bit < 1<<63 || at.priority == m.priority) {
		e.fail(checkAttributeNames, DuplicateAttributeName, "which of them is meant?").gotRaw(name).in(t.at(m.attribute))
	}
	at.seen |= bit
	m.seen = at.seen
	switch {
	case at.attribute == xmldoc.None:
		*at = m
	case at.values == 0 && m.values > 0, m.priority < at.priority && (m.values > 0 || at.values == 0):
		*at = m
	}
}

// single tells which fields hold one value.
func single(f int) bool { return field(f) != fieldGroups }

func (e *evaluation) checkSingleValues(t *tree) {
	for f := range e.fields.at {
		if m := &e.fields.at[f]; single(f) && m.values > 1 {
			name, _ := t.attr(m.attribute, "Name")
			e.fail(checkAttributeValues, MultipleValues, e.sp.fieldName(f)+" must be one value: "+itoa(m.values)+" were sent").
				want("1").gotRaw(name).in(t.at(m.attribute))
		}
	}
	e.pass(checkAttributeValues)
}

func (sp *ServiceProvider) fieldName(f int) string {
	if f < int(fieldCustom) {
		return fieldNames[f]
	}
	return sp.custom[f-int(fieldCustom)]
}

// checkRequired is P16: the fields that a profile cannot do without.
func (e *evaluation) checkRequired(t *tree) {
	var missing []string
	for f := range e.fields.at {
		if e.sp.required(f) && e.fields.at[f].values == 0 {
			missing = append(missing, e.sp.fieldName(f))
		}
	}
	if len(missing) == 0 {
		e.pass(checkAttributes)
		return
	}
	var expected []string
	names := e.sp.settings.Mapping.names()
	for f := range names {
		if e.sp.required(f) && e.fields.at[f].values == 0 {
			expected = append(expected, names[f]...)
		}
	}
	at := t.doc.Child(t.root, assertionNS, "AttributeStatement")
	if at == xmldoc.None {
		at = t.root
	}
	e.fail(checkAttributes, MissingAttributes, "missing: "+strings.Join(missing, ", ")).
		want(strings.Join(expected, ", ")).got(e.receivedNames(t)).in(t.at(at))
}

// receivedNames lists what was sent instead.
func (e *evaluation) receivedNames(t *tree) string {
	var b strings.Builder
	for statement := t.doc.First(t.root); statement != xmldoc.None; statement = t.doc.Next(statement) {
		if !t.doc.Is(statement, assertionNS, "AttributeStatement") {
			continue
		}
		for n := t.doc.First(statement); n != xmldoc.None && b.Len() < 1<<10; n = t.doc.Next(n) {
			if b.Len() > 0 {
				b.WriteString(", ")
			}
			name, _ := t.attr(n, "Name")
			b.WriteString(sample(name))
		}
	}
	if b.Len() == 0 {
		return "no attributes"
	}
	return b.String()
}
