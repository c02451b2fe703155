package model

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gatehouse/saml"
)

// placed is a field of the profile in which a wrong value can be told from a
// right one.
type placed struct {
	name    string
	names   func(*saml.Mapping) *[]string // of the mapping; the defaults if it has none of its own
	belongs func(value string) (ok bool, reason string)
	hints   []string // parts of attribute names that tell of the field, in lower case
}

var placedFields = []placed{
	{"email", mappedNames(func(m *saml.Mapping) *[]string { return &m.Email }), isEmail, []string{"mail", "principalname", "upn", "username", "login"}},
	{"first_name", mappedNames(func(m *saml.Mapping) *[]string { return &m.FirstName }), isName, []string{"given", "first", "fname", "vorname", "prenom", "2.5.4.42"}},
	{"last_name", mappedNames(func(m *saml.Mapping) *[]string { return &m.LastName }), isName, []string{"sur", "last", "family", "lname", "nachname", "2.5.4.4", "sn"}},
}

// mappedNames fills in the defaults of a field that the mapping leaves out.
func mappedNames(of func(*saml.Mapping) *[]string) func(*saml.Mapping) *[]string {
	return func(m *saml.Mapping) *[]string {
		names := of(m)
		if *names == nil {
			standard := saml.DefaultMapping()
			*names = *of(&standard)
		}
		return names
	}
}

var (
	emailShape = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	guidShape  = regexp.MustCompile(`^(?i)\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$`)
)

func isEmail(value string) (bool, string) {
	if !emailShape.MatchString(value) {
		return false, "it does not hold an email address"
	}
	return true, ""
}

// isName is generous: names have digits, blanks and marks in them.
func isName(value string) (bool, string) {
	switch {
	case emailShape.MatchString(value):
		return false, "it holds an email address"
	case guidShape.MatchString(value):
		return false, "it holds an identifier"
	case strings.Contains(value, "://") || len(value) > 100:
		return false, "it does not hold a name"
	case strings.IndexFunc(value, unicode.IsLetter) < 0:
		return false, "it holds no letters"
	}
	return true, ""
}

// sources are what can fill a profile in a message: its attributes, and the
// NameID under the name that mappings have for it.
func sources(seen saml.Seen) []saml.Attribute {
	if seen.NameID == "" {
		return seen.Attributes
	}
	return append(slices.Clip(seen.Attributes), saml.Attribute{Name: saml.NameIDSource, Values: []string{seen.NameID}})
}

// valueOf gives the attribute that fills a field in a message, and its value.
func (p placed) valueOf(names []string, received []saml.Attribute) (attribute, value string) {
	for _, name := range names {
		for _, a := range received {
			if a.Name == name && len(a.Values) > 0 && strings.TrimSpace(a.Values[0]) != "" {
				return a.Name, a.Values[0]
			}
		}
	}
	return "", ""
}

// hinted reports how much an attribute's name tells of the field: 2 for its own
// names, 1 for a word in it.
func (p placed) hinted(name string) int {
	var none saml.Mapping
	if slices.Contains(*p.names(&none), name) {
		return 2
	}
	last := strings.ToLower(name[strings.LastIndexAny(name, "/#")+1:])
	for _, h := range p.hints {
		if last == h || len(h) > 2 && strings.Contains(last, h) {
			return 1
		}
	}
	return 0
}

// misplacedIn says what is wrong with a field in a message, "" for nothing. A
// missing name is only wrong where the mapping requires it.
func (p placed) misplacedIn(m saml.Mapping, seen saml.Seen) (attribute, reason string) {
	attribute, value := p.valueOf(*p.names(&m), sources(seen))
	if value == "" {
		if p.name == "email" && m.EmailFromNameID() && seen.Email != "" && seen.Email == seen.NameID {
			_, reason = p.belongs(seen.NameID) // that is where it came from
			return saml.NameIDSource, reason
		}
		if p.name == "email" || slices.Contains(m.Required, p.name) {
			return "", "no attribute fills it"
		}
		return "", ""
	}
	_, reason = p.belongs(value)
	return attribute, reason
}

// better finds the attribute that should fill a field, if the present one is
// missing or holds something else.
func better(p placed, m saml.Mapping, receipts []Receipt) (MappingChange, bool) {
	change := MappingChange{Field: p.name}
	type candidate struct {
		name, sample string
		fits, hint   int
	}
	candidates := map[string]*candidate{}
	for _, r := range receipts {
		received := sources(r.Verdict.Seen)
		if attribute, reason := p.misplacedIn(m, r.Verdict.Seen); reason != "" && change.Reason == "" {
			change.From, change.Reason = attribute, reason
		}
		for _, a := range received {
			if len(a.Values) != 1 {
				continue // would be refused as ambiguous
			}
			if ok, _ := p.belongs(strings.TrimSpace(a.Values[0])); !ok {
				continue
			}
			c := candidates[a.Name]
			if c == nil {
				c = &candidate{name: a.Name, sample: a.Values[0], hint: p.hinted(a.Name)}
				if p.name != "email" && c.hint == 0 && swapped(p, a.Name, a.Values[0]) {
					c.hint = 1
				}
				candidates[a.Name] = c
			}
			c.fits++
		}
	}
	if change.Reason == "" {
		return change, false
	}
	all := slices.SortedFunc(maps.Values(candidates), func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(b.fits, a.fits), cmp.Compare(b.hint, a.hint), cmp.Compare(a.name, b.name))
	})
	for _, c := range all {
		// A name can stand anywhere: without a hint it could be the department.
		if c.name != change.From && (p.name == "email" || c.hint > 0) {
			change.To, change.Sample, change.Fits = c.name, c.sample, c.fits
			return change, true
		}
	}
	return change, false
}

// swapped reports whether an attribute is named after another field, whose
// values look different: then this one's may stand in it by mistake.
func swapped(p placed, name, value string) bool {
	for _, other := range placedFields {
		if other.name == p.name || other.hinted(name) == 0 {
			continue
		}
		if ok, _ := other.belongs(value); !ok {
			return true
		}
	}
	return false
}
