package saml

import (
	"strings"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// single tells which fields hold one value.
func single(f int) bool { return f >= len(profileFields) || !profileFields[f].Many }

// identifies tells which fields say who the user is.
func identifies(f int) bool { return f < len(profileFields) && profileFields[f].Always }

// checkSingleValues is P16 for fields that hold one value. The same value twice
// is one; of different ones none can be meant where the field says who the user
// is or is required. Elsewhere the first counts.
func (e *evaluation) checkSingleValues(t *tree) {
	for f := range e.fields.at {
		m := &e.fields.at[f]
		if !single(f) || !m.differ {
			continue
		}
		name, _ := t.attr(m.attribute, "Name")
		detail := e.sp.fieldName(f) + " must be one value: " + itoa(m.values) + " were sent"
		var r *row
		if identifies(f) || e.sp.required(f) {
			r = e.fail(checkAttributeValues, MultipleValues, detail)
		} else {
			r = e.warn(checkAttributeValues, MultipleValues, detail+", and the first is taken")
		}
		r.about(e.sp.fieldName(f)).want("1").gotRaw(name).in(t.at(m.attribute))
	}
	e.pass(checkAttributeValues)
}

func (sp *ServiceProvider) fieldName(f int) string {
	if f < int(fieldCustom) {
		return profileFields[f].Key
	}
	return sp.custom[f-int(fieldCustom)]
}

// checkRequired is P16: the fields that a profile cannot do without. One that
// was sent without a value is another thing than one that was not sent: it is
// the user's entry in the directory that lacks it, not the mapping.
func (e *evaluation) checkRequired(t *tree) {
	var missing, empty, expected, sent []string
	for f := range int(fieldCustom) {
		m := &e.fields.at[f]
		switch {
		case !e.sp.required(f) || m.values > 0:
		case m.received:
			name, _ := t.attr(m.attribute, "Name")
			empty, sent = append(empty, profileFields[f].Key), append(sent, sample(name))
		default:
			missing, expected = append(missing, profileFields[f].Key), append(expected,
				profileFields[f].Sources(e.sp.settings.Mapping)...)
		}
	}
	if len(empty) > 0 {
		m := &e.fields.at[e.firstEmpty()]
		e.fail(checkAttributes, EmptyAttribute, "sent without a value: "+strings.Join(empty, ", ")).
			about(strings.Join(empty, ", ")).want("a value").got(strings.Join(sent, ", ")).in(t.at(m.attribute))
	}
	if len(missing) > 0 {
		at := t.doc.Child(t.root, protocol.AssertionNS, "AttributeStatement")
		if at == xmldoc.None {
			at = t.root
		}
		e.fail(checkAttributes, MissingAttributes, "missing: "+strings.Join(missing, ", ")).
			about(strings.Join(missing, ", ")).want(strings.Join(expected, ", ")).got(e.receivedNames(t)).in(t.at(at))
	}
	e.pass(checkAttributes)
}

// firstEmpty is the first required field that was sent without a value.
func (e *evaluation) firstEmpty() (f int) {
	for f = range e.fields.at {
		if m := &e.fields.at[f]; e.sp.required(f) && m.received && m.values == 0 {
			break
		}
	}
	return f
}

// receivedNames lists what was sent instead.
func (e *evaluation) receivedNames(t *tree) string {
	var b strings.Builder
	for _, r := range e.fields.attributes {
		if r.more || b.Len() >= 1<<10 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(sample(r.name))
	}
	if b.Len() == 0 {
		return "no attributes"
	}
	return b.String()
}

// warnTransient tells that the user's id will be another at the next sign-in:
// each one makes a new profile.
func (e *evaluation) warnTransient(t *tree) {
	if string(e.seen.nameIDFormat) != protocol.FormatTransient || e.results[checkNameID].outcome == Failed {
		return
	}
	if id := &e.fields.at[fieldID]; id.values == 0 || id.nameID {
		subject := t.doc.Child(t.root, protocol.AssertionNS, "Subject")
		e.warn(checkNameID, TransientNameID, "the user's id is a NameID that is another one at each sign-in").
			want("an id attribute, or a NameID that stays").gotRaw(e.seen.nameIDFormat).in(t.at(subject))
	}
}
