package model

import (
	"maps"
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
)

// Presets are the named policies, by name.
func Presets() map[string]saml.Policy {
	return map[string]saml.Policy{"default": saml.DefaultPolicy(), "strict": saml.StrictPolicy()}
}

// PresetOf names the preset that a policy is, or "custom".
func PresetOf(p saml.Policy) string {
	for name, preset := range Presets() {
		if p == preset {
			return name
		}
	}
	return "custom"
}

func policyFaults(p saml.Policy) (all []error) {
	demands := []saml.SignatureDemand{"", saml.EitherSigned, saml.ResponseSigned, saml.AssertionSigned, saml.BothSigned}
	if !slices.Contains(demands, p.Require) {
		all = append(all, Refuse("require", "use either, response, assertion or both", "there is no demand %q",
			Short(string(p.Require))))
	}
	if p.Skew < 0 || p.Skew > 5*time.Minute {
		all = append(all, Refuse("skew", "set it to 3m", "%s is not between 0 and 5 minutes", p.Skew))
	}
	if p.RequestLife != 0 && (p.RequestLife < time.Minute || p.RequestLife > 24*time.Hour) {
		all = append(all, Refuse("request_life", "set it to 15m", "%s is not between one minute and one day",
			p.RequestLife))
	}
	return all
}

// mappingFaults are names that no assertion could carry, and attributes that the
// environment does not know.
func mappingFaults(m saml.Mapping, env Environment) (all []error) {
	note := func(err error) {
		if err != nil {
			all = append(all, err)
		}
	}
	for _, field := range saml.ProfileFields() {
		names := field.Names(m)
		if len(names) > 20 {
			note(Refuse("mapping", "keep those that the identity provider sends", "%s has %d names, more than 20",
				field.Key, len(names)))
		}
		note(checkSources(field, names))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Custom)) {
		if !slices.ContainsFunc(env.CustomAttributes, func(a CustomAttribute) bool { return a.Name == name }) {
			note(Refuse("mapping", "define it in the environment "+env.Name+" first",
				"there is no custom attribute %q", Short(name)))
		}
		note(checkReceivedName(m.Custom[name]))
	}
	for _, key := range m.Required {
		if requirable := saml.RequirableFields(); !slices.Contains(requirable, key) {
			note(Refuse("required", "use "+oneOf(requirable)+"; id and email always are", "%q cannot be required",
				Short(key)))
		}
	}
	return all
}

// oneOf lists choices in a sentence: "a, b or c".
func oneOf(choices []string) string {
	last := len(choices) - 1
	return strings.Join(choices[:last], ", ") + " or " + choices[last]
}

// checkSources refuses sources of a field that could never fill it.
func checkSources(field saml.ProfileField, names []string) error {
	for i, name := range names {
		if err := checkReceivedName(name); err != nil {
			return err
		}
		switch {
		case slices.Contains(names[:i], name):
			return Refuse("mapping", "name it once", "%s has %q twice", field.Key, Short(name))
		case field.Many && name == saml.NameIDSource:
			return Refuse("mapping", "name an attribute that lists them",
				"%s cannot be the NameID, which is one value", field.Key)
		}
	}
	return nil
}

func checkReceivedName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return Refuse("mapping", "name an attribute, or leave the field out", "an attribute name is empty")
	case name != strings.TrimSpace(name):
		return Refuse("mapping", "write it without blanks around it", "no attribute is called %q", Short(name))
	case strings.Contains(name, "${") || strings.Contains(name, "{{"):
		return Refuse("mapping", "name the attribute as it is received",
			"%q is an expression of the identity provider, which sends its value under another name", Short(name))
	}
	return CheckText("mapping", name, 512)
}
