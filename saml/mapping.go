package saml

import (
	"maps"
	"slices"
)

// field is one value of the profile.
type field uint8

const (
	fieldID field = iota
	fieldEmail
	fieldFirstName
	fieldLastName
	fieldName
	fieldGroups
	fieldCustom // the first of the custom attributes
)

// fieldNames are the names that [Mapping] has for them.
var fieldNames = [fieldCustom]string{"id", "email", "first_name", "last_name", "name", "groups"}

// slot says that an attribute fills a field, and with which priority: of the
// names mapped to one field, the first that the assertion carries wins.
type slot struct {
	field    int // fieldCustom + i is the i-th custom attribute
	priority int
}

// names returns the received names mapped to each of the standard fields.
func (m Mapping) names() [fieldCustom][]string {
	def := DefaultMapping()
	names := [fieldCustom][]string{m.ID, m.Email, m.FirstName, m.LastName, m.Name, m.Groups}
	for f, d := range [fieldCustom][]string{def.ID, def.Email, def.FirstName, def.LastName, def.Name, def.Groups} {
		if names[f] == nil {
			names[f] = d
		}
	}
	return names
}

func (sp *ServiceProvider) prepareMapping() {
	m := sp.settings.Mapping
	sp.fields = make(map[string][]slot)
	sp.names = make(map[string]string)
	for f, names := range m.names() {
		for priority, name := range names {
			sp.fields[name] = append(sp.fields[name], slot{field: f, priority: priority})
		}
	}
	sp.custom = slices.Sorted(maps.Keys(m.Custom))
	for i, name := range sp.custom {
		sp.fields[m.Custom[name]] = append(sp.fields[m.Custom[name]], slot{field: int(fieldCustom) + i})
	}
	for _, names := range DefaultMapping().names() {
		for _, name := range names {
			sp.names[name] = name
		}
	}
	for name := range sp.fields {
		sp.names[name] = name
	}
}

// required lists the fields that a profile cannot do without. The id is among
// them, but falls back to the NameID, which is required on its own (P6).
func (sp *ServiceProvider) required(f int) bool {
	switch field(f) {
	case fieldEmail:
		return true
	case fieldFirstName, fieldLastName, fieldName:
		return slices.Contains(sp.settings.Mapping.Required, fieldNames[f])
	}
	return false
}
