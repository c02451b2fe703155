package oidc

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/saml"
)

// claims are those of an ID token or of the user information.
type claims map[string]any

// claimsOf reads claims; what cannot be read has none.
func claimsOf(text []byte) claims {
	var c claims
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&c) != nil {
		return nil
	}
	return c
}

// text gives a claim that is one text.
func (c claims) text(name string) string {
	s, _ := c[name].(string)
	return s
}

// have tells whether each of the claims is there.
func (c claims) have(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return len(valuesOf(c[n])) == 0 })
}

// time reads a NumericDate (RFC 7519, section 2): seconds, perhaps with a fraction.
func (c claims) time(name string) (at time.Time, ok bool) {
	n, isNumber := c[name].(json.Number)
	if !isNumber {
		return at, false
	}
	seconds, err := n.Float64()
	const year9999 = 253402300799
	if err != nil || math.IsNaN(seconds) || seconds < 0 || seconds > year9999 {
		return at, false
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e9)).UTC(), true
}

// audiences are those of a token: one text, or several.
func (c claims) audiences() []string { return valuesOf(c["aud"]) }

const (
	maxClaims = 500
	maxValues = 2000 // of one claim
)

// valuesOf gives the texts of a claim: it can be one value or several.
func valuesOf(v any) (all []string) {
	switch v := v.(type) {
	case string:
		if v != "" {
			return []string{v}
		}
	case json.Number:
		return []string{v.String()}
	case bool:
		return []string{strconv.FormatBool(v)}
	case []any:
		for _, x := range v[:min(len(v), maxValues)] {
			if _, nested := x.([]any); !nested {
				all = append(all, valuesOf(x)...)
			}
		}
	}
	return all
}

// attributes are the claims as they are mapped and shown: in the order of their
// names, those within an object, such as the address, by both names.
func (c claims) attributes() (all []saml.Attribute) {
	add := func(name string, v any) {
		if values := valuesOf(v); len(values) > 0 && len(all) < maxClaims {
			all = append(all, saml.Attribute{Name: name, Values: values})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if object, ok := c[name].(map[string]any); ok {
			for _, inner := range slices.Sorted(maps.Keys(object)) {
				add(name+"."+inner, object[inner])
			}
			continue
		}
		add(name, c[name])
	}
	return all
}

// with adds the claims that are not there yet.
func (c claims) with(more claims) claims {
	all := maps.Clone(more)
	if all == nil {
		return c
	}
	maps.Copy(all, c)
	return all
}

// usual are the claims that fill the fields of the profile where a mapping has none
// (Core 1.0, section 5.1).
var usual = map[string][]string{
	"id": {"sub"}, "email": {"email"}, "first_name": {"given_name"}, "last_name": {"family_name"},
	"name": {"name"}, "groups": {"groups"},
}

// SourcesOf are the claims that fill a field of the profile.
func SourcesOf(f saml.ProfileField, m saml.Mapping) []string {
	if own := f.Names(m); own != nil {
		return own
	}
	return usual[f.Key]
}

// Wanted are the claims for which the user information is read where the ID token
// has them not: the first that fills each field that every profile should have.
func Wanted(m saml.Mapping) (names []string) {
	for _, f := range saml.ProfileFields() {
		if sources := SourcesOf(f, m); len(sources) > 0 && (f.Always || f.Requirable && f.Portal ||
			slices.Contains(m.Required, f.Key)) {
			names = append(names, sources[0])
		}
	}
	return names
}

// filled gives the values that fill a field, by the first name that has any.
func filled(attributes []saml.Attribute, sources []string) (name string, values []string) {
	for _, source := range sources {
		for _, a := range attributes {
			if a.Name != source {
				continue
			}
			if values := slices.DeleteFunc(slices.Clone(a.Values),
				func(v string) bool { return strings.TrimSpace(v) == "" }); len(values) > 0 {
				return a.Name, values
			}
		}
	}
	return "", nil
}
