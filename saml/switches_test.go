package saml_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
)

// The table of switches is the policy's: each field that is on or off has one row,
// under the key that it is stored with, and the row reads and sets that field alone.
func TestEverySwitchOfAPolicyHasARow(t *testing.T) {
	switches := saml.Switches()
	var rows, fields []string
	for _, s := range switches {
		rows = append(rows, s.Key)
	}
	policy := reflect.TypeFor[saml.Policy]()
	for i := range policy.NumField() {
		field := policy.Field(i)
		if field.Type.Kind() != reflect.Bool {
			continue
		}
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		fields = append(fields, key)
		s, ok := saml.SwitchNamed(key)
		if !ok {
			t.Errorf("%s has no row", field.Name)
			continue
		}
		var p, only saml.Policy
		reflect.ValueOf(&only).Elem().Field(i).SetBool(true)
		if s.Set(&p, true); p != only || !s.In(p) || s.In(saml.Policy{}) {
			t.Errorf("%s sets %+v, want %s alone", key, p, field.Name)
		}
		if s.Set(&p, false); p != (saml.Policy{}) {
			t.Errorf("%s, switched off, leaves %+v", key, p)
		}
	}
	if slices.Sort(rows); !slices.Equal(rows, slices.Sorted(slices.Values(fields))) {
		t.Errorf("rows %v, want one for each of %v", rows, fields)
	}
}

// A row says all that screens, flags and checks of settings show of it, and no name
// stands for two.
func TestEverySwitchIsInWords(t *testing.T) {
	named := map[string]string{}
	for _, s := range saml.Switches() {
		if s.Label == "" || s.Help == "" || s.Off == "" || s.On == "" || s.Off == s.On {
			t.Errorf("%s lacks words: %+v", s.Key, s)
		}
		if warning := s.Warning(); (warning == "") != (s.Effect == "") || s.Effect != "" &&
			(warning[0] == s.Effect[0] && s.Effect[0] >= 'a' || !strings.HasSuffix(warning, ".") ||
				strings.HasSuffix(s.Effect, ".")) {
			t.Errorf("%s warns %q", s.Key, warning)
		}
		if s.Weakens && s.Effect == "" {
			t.Errorf("%s weakens verification and does not say how", s.Key)
		}
		for _, name := range []string{s.Key, s.Older} {
			if other := named[name]; name != "" && other != "" {
				t.Errorf("%q is %s and %s", name, other, s.Key)
			}
			named[name] = s.Key
			if found, ok := saml.SwitchNamed(name); name != "" && (!ok || found.Key != s.Key) {
				t.Errorf("%q names %q, want %s", name, found.Key, s.Key)
			}
		}
	}
	for _, name := range []string{"", "Strict", "allow-sha1", "everything"} {
		if found, ok := saml.SwitchNamed(name); ok {
			t.Errorf("%q names %s, want nothing", name, found.Key)
		}
	}
}

// A preset weakens nothing; one that does says by which switches.
func TestWhatAPolicyWeakens(t *testing.T) {
	lax := saml.DefaultPolicy()
	lax.AllowAdvice, lax.AllowSHA1, lax.EncryptedNeedsSigned = true, true, true
	for want, p := range map[string]saml.Policy{
		"": saml.DefaultPolicy(), " ": {Strict: true, StrictKeyInfo: true, AllowUnsolicited: true},
		"allow_sha1 allow_advice": lax,
	} {
		var keys []string
		for _, s := range p.Weakened() {
			keys = append(keys, s.Key)
		}
		if got := strings.Join(keys, " "); got != strings.TrimSpace(want) {
			t.Errorf("%+v weakens %q, want %q", p, got, want)
		}
	}
	if strict := saml.StrictPolicy().Weakened(); len(strict) > 0 {
		t.Errorf("strict weakens %v", strict)
	}
}
