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

// knownName is an attribute name that is worth remembering.
type knownName struct {
	name  string
	slots []slot // what it fills; nil for one that is merely common
}

// NameIDSource names the NameID of the subject as the source of a field, among
// or instead of the names of attributes. No attribute stands behind that name.
const NameIDSource = "NameID"

// EmailFromNameID reports whether a NameID that is an address is the email of
// messages without another, where the policy is not strict: names of its own for
// the email say all.
func (m Mapping) EmailFromNameID() bool {
	return m.Email == nil || slices.Equal(m.Email, DefaultMapping().Email)
}

// nameIDPriority is the place of the NameID among the sources of a field.
func (sp *ServiceProvider) nameIDPriority(f int) (priority int, named bool) {
	priority, named = sp.fromNameID[f]
	return priority, named
}

func (sp *ServiceProvider) prepareMapping() {
	m := sp.settings.Mapping
	sp.emailFromNameID = m.EmailFromNameID() && !sp.settings.Policy.Strict
	sp.names = make(map[string]knownName)
	learn := func(name string, slots ...slot) {
		if name == NameIDSource {
			for _, s := range slots {
				sp.readNameID(s)
			}
			return
		}
		sp.names[name] = knownName{name, append(sp.names[name].slots, slots...)}
	}
	for _, names := range DefaultMapping().names() {
		for _, name := range names {
			learn(name)
		}
	}
	for f, names := range m.names() {
		for priority, name := range names {
			learn(name, slot{field: f, priority: priority})
		}
	}
	sp.custom = slices.Sorted(maps.Keys(m.Custom))
	for i, name := range sp.custom {
		learn(m.Custom[name], slot{field: int(fieldCustom) + i})
	}
}

// readNameID has a field read the NameID.
func (sp *ServiceProvider) readNameID(s slot) {
	if sp.fromNameID == nil {
		sp.fromNameID = map[int]int{}
	}
	if earlier, known := sp.fromNameID[s.field]; !known || s.priority < earlier {
		sp.fromNameID[s.field] = s.priority
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
