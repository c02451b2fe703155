package signin

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gatehouse/model"
	"gatehouse/saml"
)

// placedFields are the fields whose values tell what they are.
var placedFields = func() (all []model.Placed) {
	belongs := map[saml.HeldInField]func(string) (bool, string){saml.HoldsAddress: isEmail, saml.HoldsName: isName}
	for _, f := range saml.ProfileFields() {
		if check := belongs[f.Holds]; check != nil {
			all = append(all, model.Placed{ProfileField: f, Belongs: check})
		}
	}
	return all
}()

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

// better finds the attribute that should fill a field, if the present one is
// missing or holds something else.
func better(p model.Placed, m saml.Mapping, receipts []model.Receipt) (model.MappingChange, bool) {
	change := model.MappingChange{Field: p.Key}
	type candidate struct {
		name, sample string
		fits, hint   int
	}
	candidates := map[string]*candidate{}
	for _, r := range receipts {
		received := model.Sources(r.Verdict.Seen)
		if attribute, reason := p.MisplacedIn(m, r.Verdict.Seen); reason != "" && change.Reason == "" {
			change.From, change.Reason = attribute, reason
		}
		for _, a := range received {
			if len(a.Values) != 1 {
				continue // would be refused as ambiguous
			}
			if ok, _ := p.Belongs(strings.TrimSpace(a.Values[0])); !ok {
				continue
			}
			c := candidates[a.Name]
			if c == nil {
				c = &candidate{name: a.Name, sample: a.Values[0], hint: p.Hinted(a.Name)}
				if p.Holds == saml.HoldsName && c.hint == 0 && swapped(p, a.Name, a.Values[0]) {
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
		if c.name != change.From && (p.Holds == saml.HoldsAddress || c.hint > 0) {
			change.To, change.Sample, change.Fits = c.name, c.sample, c.fits
			return change, true
		}
	}
	return change, false
}

// swapped reports whether an attribute is named after another field, whose
// values look different: then this one's may stand in it by mistake.
func swapped(p model.Placed, name, value string) bool {
	for _, other := range placedFields {
		if other.Key == p.Key || other.Hinted(name) == 0 {
			continue
		}
		if ok, _ := other.Belongs(value); !ok {
			return true
		}
	}
	return false
}
