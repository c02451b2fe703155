package saml_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
)

// The table of fields is the mapping's: each list of names has one row, under the
// key that it is stored with, and the row reads and sets that list alone.
func TestEveryFieldOfAMappingHasARow(t *testing.T) {
	var rows, lists []string
	for _, f := range saml.ProfileFields() {
		rows = append(rows, f.Key)
	}
	mapping := reflect.TypeFor[saml.Mapping]()
	for i := range mapping.NumField() {
		field := mapping.Field(i)
		if field.Name == "Required" || field.Type != reflect.TypeFor[[]string]() {
			continue
		}
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		lists = append(lists, key)
		f, ok := saml.ProfileFieldNamed(key)
		if !ok {
			t.Errorf("%s has no row", field.Name)
			continue
		}
		names := []string{"one", "another"}
		var m, only saml.Mapping
		reflect.ValueOf(&only).Elem().Field(i).Set(reflect.ValueOf(names))
		if f.SetNames(&m, names); !reflect.DeepEqual(m, only) || !slices.Equal(f.Names(m), names) ||
			!slices.Equal(f.Sources(m), names) {
			t.Errorf("%s sets %+v, want %s alone", key, m, field.Name)
		}
		if f.Names(saml.Mapping{}) != nil || !slices.Equal(f.Sources(saml.Mapping{}), f.Usual()) ||
			len(f.Usual()) == 0 {
			t.Errorf("%s has the usual names %q, and %q without any", key, f.Usual(), f.Sources(saml.Mapping{}))
		}
	}
	if !slices.Equal(rows, lists) {
		t.Errorf("rows %v, want one for each of %v", rows, lists)
	}
}

// A row says all that forms and advice show of it; a usual name fills one field.
func TestEveryFieldIsInWords(t *testing.T) {
	fills := map[string]string{}
	for _, f := range saml.ProfileFields() {
		if f.Label == "" || f.Always && f.Example == "" || f.Requirable && f.Example == "" {
			t.Errorf("%s lacks words: %+v", f.Key, f)
		}
		if (f.Holds != saml.HoldsAnything) != (len(f.Clues) > 0) {
			t.Errorf("%s is told from others by its value or by its name, not by both", f.Key)
		}
		if f.Always && f.Requirable || f.Many && f.FromNameID {
			t.Errorf("%s contradicts itself: %+v", f.Key, f)
		}
		for _, name := range f.Usual() {
			if fills[name] != "" {
				t.Errorf("%q fills %s and %s", name, fills[name], f.Key)
			}
			fills[name] = f.Key
		}
	}
	if f, ok := saml.ProfileFieldNamed("cost_center"); ok {
		t.Errorf("a custom attribute is %+v", f)
	}
	if got := strings.Join(saml.Mapping{Required: []string{"name"}}.RequiredFields(), " "); got != "id email name" {
		t.Errorf("required are %s", got)
	}
}

// Usual names that a caller changes stay as they are.
func TestUsualNamesAreCopies(t *testing.T) {
	f, _ := saml.ProfileFieldNamed("email")
	f.Usual()[0], f.Sources(saml.Mapping{})[0] = "changed", "changed"
	if f.Usual()[0] == "changed" {
		t.Error("they were changed")
	}
}
