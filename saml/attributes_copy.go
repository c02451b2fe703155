package saml

import (
	"slices"

	"gatehouse/saml/xmldoc"
)

// copyAttributes lists the attributes as received, those of one name as one,
// and notes the values of the fields. Names and values take two allocations,
// whatever their number.
func (e *evaluation) copyAttributes(t *tree) []Attribute {
	if t == nil || e.fields.of != t.doc {
		return nil
	}
	e.noteNameID(t)
	if len(e.fields.attributes) == 0 {
		return nil
	}
	all := make([]Attribute, 0, len(e.fields.attributes))
	values := make([]string, 0, e.seen.values)
	for i := range e.fields.attributes {
		r := &e.fields.attributes[i]
		if r.more {
			continue
		}
		name := r.known
		if name == "" {
			name = e.keep(r.name)
		}
		friendly, _ := t.attr(r.node, "FriendlyName")
		start := len(values)
		for same := r; same != nil; same = e.fields.after(same) {
			values = e.copyValues(t, same.node, values)
		}
		own := values[start:len(values):len(values)]
		if e.fillsGroups(r) {
			e.fields.groups = e.listValues(t, r, own)
		}
		all = append(all, Attribute{Name: name, FriendlyName: e.keep(friendly), Values: own})
	}
	return all
}

// after is the next attribute of the same name.
func (f *fields) after(r *received) *received {
	if r.next == 0 {
		return nil
	}
	return &f.attributes[r.next]
}

// copyValues appends the values of one attribute as they were received.
func (e *evaluation) copyValues(t *tree, attribute xmldoc.Node, values []string) []string {
	wanted := e.fields.from(attribute)
	for value := t.doc.First(attribute); value != xmldoc.None; value = t.doc.Next(value) {
		values = append(values, e.keep(t.doc.Text(textOf(t.doc, value))))
		if value == wanted {
			e.fields.note(attribute, values[len(values)-1])
		}
	}
	return values
}

// noteNameID is the value of the fields that are read from the NameID.
func (e *evaluation) noteNameID(t *tree) {
	text := ""
	for i := range e.fields.at {
		if m := &e.fields.at[i]; m.nameID {
			if text == "" {
				text = e.keep(xmldoc.TrimSpace(t.doc.Text(m.source)))
			}
			m.text = text
		}
	}
}

// fillsGroups tells whether the groups are the values of an attribute, or of
// one of the same name.
func (e *evaluation) fillsGroups(r *received) bool {
	for ; r != nil; r = e.fields.after(r) {
		if e.fields.at[fieldGroups].attribute == r.node {
			return true
		}
	}
	return false
}

// listValues are the values that count of a list: blank and nil ones are none
// (P16). If all do, they are those that were received.
func (e *evaluation) listValues(t *tree, r *received, own []string) []string {
	counts := func(value xmldoc.Node) bool {
		return !isNil(t.doc, value) && !blank(t.doc.Text(textOf(t.doc, value)))
	}
	all, i := true, 0
	e.eachValue(t, r, func(value xmldoc.Node) {
		all = all && counts(value) && own[i] == xmldoc.TrimSpaceString(own[i])
		i++
	})
	if all {
		return own
	}
	list := make([]string, 0, len(own))
	i = 0
	e.eachValue(t, r, func(value xmldoc.Node) {
		if counts(value) {
			list = append(list, xmldoc.TrimSpaceString(own[i]))
		}
		i++
	})
	return slices.Clip(list)
}

func (e *evaluation) eachValue(t *tree, r *received, do func(value xmldoc.Node)) {
	for ; r != nil; r = e.fields.after(r) {
		for value := t.doc.First(r.node); value != xmldoc.None; value = t.doc.Next(value) {
			do(value)
		}
	}
}
