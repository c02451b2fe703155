package saml

// readProfile fills the profile. It reads nothing but
// verified bytes: the fields only say where in them to look.
func (e *evaluation) readProfile(from Verified, p *Profile) {
	p.Raw = e.copyAttributes(&from.tree)
	p.NameID = e.keep(from.nameID())
	p.IdPID = e.fields.value(fieldID)
	if p.IdPID == "" {
		p.IdPID = p.NameID
	}
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

// nameID is the one NameID of the verified assertion (P6).
func (v Verified) nameID() []byte {
	subject := v.doc.Child(v.root, assertionNS, "Subject")
	return v.doc.Text(v.doc.Child(subject, assertionNS, "NameID"))
}
