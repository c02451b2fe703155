package saml

import (
	"maps"
	"slices"
)

// field is one value of the profile, and the place of its row in [profileFields].
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

// slot says that an attribute fills a field, and with which priority: of the
// names mapped to one field, the first that the assertion carries wins.
type slot struct {
	field    int // fieldCustom + i is the i-th custom attribute
	priority int
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
	return m.Email == nil || slices.Equal(m.Email, profileFields[fieldEmail].usual)
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
	for f := range profileFields {
		for _, name := range profileFields[f].usual {
			learn(name)
		}
	}
	for f := range profileFields {
		for priority, name := range profileFields[f].Sources(m) {
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

// required lists the fields that a profile cannot do without. What falls back to the
// NameID is not among them: that is required on its own (P6).
func (sp *ServiceProvider) required(f int) bool {
	if f >= len(profileFields) {
		return false
	}
	row := &profileFields[f]
	return row.Always && !row.FromNameID || row.Requirable && slices.Contains(sp.settings.Mapping.Required, row.Key)
}
