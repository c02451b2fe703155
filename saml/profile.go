package saml

import (
	"strconv"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// readProfile fills the profile. It reads nothing but
// verified bytes: the fields only say where in them to look.
func (e *evaluation) readProfile(from Verified, p *Profile) {
	p.Raw = e.copyAttributes(&from.tree)
	p.NameID = e.keep(from.nameID())
	p.IdPID = e.fields.value(fieldID)
	if p.IdPID == "" {
		p.IdPID = p.NameID
	}
	p.IdPIDSpace = e.idSpace(from)
	p.Email = e.fields.value(fieldEmail)
	p.FirstName = e.fields.value(fieldFirstName)
	p.LastName = e.fields.value(fieldLastName)
	p.Name = e.fields.value(fieldName)
	p.Groups = e.fields.groups
	for i, name := range e.sp.custom {
		if s := e.fields.value(fieldCustom + field(i)); s != "" {
			if p.Custom == nil {
				p.Custom = make(map[string]string, len(e.sp.custom))
			}
			p.Custom[name] = s
		}
	}
}

// nameIDNode is the one NameID of the verified assertion (P6).
func (v Verified) nameIDNode() xmldoc.Node {
	return v.doc.Child(v.doc.Child(v.root, protocol.AssertionNS, "Subject"), protocol.AssertionNS, "NameID")
}

func (v Verified) nameID() []byte { return xmldoc.TrimSpace(v.doc.Text(v.nameIDNode())) }

// nameIDSpace is the space of ids that are the NameID of the subject.
const nameIDSpace = "nameid"

// idSpace tells what the id is unique within. The same text as an attribute and
// as a NameID can be two people, and so can a NameID that two qualifiers stand
// by: an id counts only together with its space. Qualifiers that name the two
// parties are what their absence means (core 8.3.7), so that a provider may
// begin to send them.
func (e *evaluation) idSpace(from Verified) string {
	source, space := e.fields.at[fieldID].source, ""
	if id := &e.fields.at[fieldID]; id.values == 0 || id.nameID {
		source, space = from.nameIDNode(), nameIDSpace
	}
	if source == xmldoc.None || !from.doc.Is(source, protocol.AssertionNS, "NameID") {
		return space
	}
	issuer := e.qualifier(from, source, "NameQualifier", e.sp.settings.IdPEntityID)
	audience := e.qualifier(from, source, "SPNameQualifier", e.sp.settings.EntityID)
	if issuer == "" && audience == "" {
		return space
	}
	return space + " " + strconv.Quote(issuer) + " " + strconv.Quote(audience)
}

// qualifier reads one, empty if it says no more than its absence.
func (e *evaluation) qualifier(from Verified, nameID xmldoc.Node, name, usual string) string {
	value, _ := from.trimmed(nameID, name)
	if string(value) == usual {
		return ""
	}
	return string(value)
}
