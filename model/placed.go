package model

import (
	"slices"
	"strings"

	"gatehouse/saml"
)

// Placed is a field of the profile in which a wrong value can be told from a
// right one.
type Placed struct {
	saml.ProfileField
	Belongs func(value string) (ok bool, reason string)
}

// Sources are what can fill a profile in a message: its attributes, and the
// NameID under the name that mappings have for it.
func Sources(seen saml.Seen) []saml.Attribute {
	if seen.NameID == "" {
		return seen.Attributes
	}
	return append(slices.Clip(seen.Attributes), saml.Attribute{Name: saml.NameIDSource, Values: []string{seen.NameID}})
}

// valueOf gives the attribute that fills a field in a message, and its value.
func (p Placed) valueOf(names []string, received []saml.Attribute) (attribute, value string) {
	for _, name := range names {
		for _, a := range received {
			if a.Name == name && len(a.Values) > 0 && strings.TrimSpace(a.Values[0]) != "" {
				return a.Name, a.Values[0]
			}
		}
	}
	return "", ""
}

// Hinted reports how much an attribute's name tells of the field: 2 for its own
// names, 1 for a word in it.
func (p Placed) Hinted(name string) int {
	if slices.Contains(p.Usual(), name) {
		return 2
	}
	last := strings.ToLower(name[strings.LastIndexAny(name, "/#")+1:])
	for _, h := range p.Clues {
		if last == h || len(h) > 2 && strings.Contains(last, h) {
			return 1
		}
	}
	return 0
}

// MisplacedIn says what is wrong with a field in a message, "" for nothing. A
// missing name is only wrong where the mapping requires it.
func (p Placed) MisplacedIn(m saml.Mapping, seen saml.Seen) (attribute, reason string) {
	attribute, value := p.valueOf(p.ProfileField.Sources(m), Sources(seen))
	if value == "" {
		if p.Holds == saml.HoldsAddress && m.EmailFromNameID() && seen.Email != "" && seen.Email == seen.NameID {
			_, reason = p.Belongs(seen.NameID) // that is where it came from
			return saml.NameIDSource, reason
		}
		if p.Always || slices.Contains(m.Required, p.Key) {
			return "", "no attribute fills it"
		}
		return "", ""
	}
	_, reason = p.Belongs(value)
	return attribute, reason
}
