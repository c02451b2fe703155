package directory

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gatehouse/model"
	"gatehouse/scim"
)

// resourceOf reads what is stored of the resource of an entry. Numbers stay as they were written.
func resourceOf(e model.DirectoryEntry) (scim.Resource, error) {
	d := json.NewDecoder(bytes.NewReader(e.Resource))
	d.UseNumber()
	r := scim.Resource{}
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("%w: the %s %s of directory %s cannot be read: %w", model.ErrDamaged, e.Kind, e.ID,
			e.Directory, err)
	}
	return r, nil
}

// withResource gives an entry another resource, and what follows from it by an attribute map.
func withResource(e model.DirectoryEntry, r scim.Resource, m model.AttributeMap, roles []model.Role) (
	model.DirectoryEntry, error) {
	var err error
	if e.Resource, err = json.Marshal(r); err != nil {
		return e, err
	}
	e.ExternalID, _ = r["externalId"].(string)
	if e.Kind == model.GroupEntry {
		e.Name, _ = r["displayName"].(string)
		if e, err = withAttributes(e, r, m, roles); err != nil {
			return e, err
		}
		return e, checkLengths(e)
	}
	e.Name, _ = r["userName"].(string)
	e.State = model.UserActive
	if active, said := r["active"].(bool); said && !active {
		e.State = model.UserInactive
	}
	if e, err = withAttributes(e, r, m, roles); err != nil {
		return e, err
	}
	return e, checkLengths(e)
}

// withAttributes gives an entry what apps see of its resource. Of a group that is its name, which it has already.
func withAttributes(e model.DirectoryEntry, r scim.Resource, m model.AttributeMap, roles []model.Role) (
	model.DirectoryEntry, error) {
	a := model.UserAttributes{RawHidden: m.HideRaw}
	if e.Kind == model.UserEntry {
		a = m.Of(r)
		a.Roles = roles
		e.Emails = nil
		for _, x := range a.Emails {
			e.Emails = append(e.Emails, x.Value)
		}
	} else if !m.HideRaw {
		e.Attributes = nil
		return e, nil
	}
	var err error
	e.Attributes, err = json.Marshal(a)
	return e, err
}

// checkLengths refuses what is too long to be found by.
func checkLengths(e model.DirectoryEntry) error {
	name := "userName"
	if e.Kind == model.GroupEntry {
		name = "displayName"
	}
	values := map[string]string{name: e.Name, "externalId": e.ExternalID}
	for i, address := range e.Emails {
		values[fmt.Sprintf("emails[%d].value", i)] = address
	}
	for at, value := range values {
		if len(value) > model.MaxEntryName {
			return &scim.Error{Status: 400, Type: "invalidValue", Code: scim.CodeValueType, Detail: fmt.Sprintf(
				"%s is %d bytes long, and at most %d are kept. Map a shorter value.", at, len(value),
				model.MaxEntryName)}
		}
	}
	return nil
}

// scimKind is the kind of an entry in SCIM.
func scimKind(k model.EntryKind) scim.Kind {
	if k == model.GroupEntry {
		return scim.Group
	}
	return scim.User
}
