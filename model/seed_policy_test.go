package model_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
)

func seededPolicy(t *testing.T, lines ...string) (saml.Policy, error) {
	t.Helper()
	file := "connections:\n  - name: Foo\n    organization: Foo\n    policy:\n"
	for _, line := range lines {
		file += "      " + line + "\n"
	}
	s, err := model.ParseSeed([]byte(file))
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return s.Connections[0].Policy.Policy()
}

// Each switch is read from a seed under its key, and written back under it alone.
func TestPolicySwitchesInASeed(t *testing.T) {
	for _, s := range saml.Switches() {
		want := saml.DefaultPolicy()
		s.Set(&want, !s.In(want))
		line := fmt.Sprintf("%s: %v", s.Key, s.In(want))
		if p, err := seededPolicy(t, line); err != nil || p != want {
			t.Errorf("%s: %+v, %v", line, p, err)
		}
		text, err := model.Seed{Connections: []model.SeedConnection{
			{Name: "Foo", Organization: "Foo", Policy: model.SeedPolicyOf(want)}}}.YAML()
		if err != nil || !strings.HasSuffix(string(text), "policy:\n      "+line+"\n") {
			t.Errorf("%s is written as %v\n%s", line, err, text)
		}
		again, err := model.ParseSeed(text)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := again.Connections[0].Policy.Policy(); err != nil || p != want {
			t.Errorf("%s, read back: %+v, %v", line, p, err)
		}
	}
}

// A preset counts before what differs from it, wherever it stands.
func TestAPresetInASeed(t *testing.T) {
	want := saml.StrictPolicy()
	want.Strict, want.Skew = false, 90e9
	for _, lines := range [][]string{
		{"preset: strict", "strict: false", "skew: 90s"}, {"strict: false", "skew: 1m30s", "preset: strict"},
		{"skew: 90s", "preset: strict", "strict: false", "allow_sha1:", "require: null"},
	} {
		if p, err := seededPolicy(t, lines...); err != nil || p != want {
			t.Errorf("%q: %+v, %v", lines, p, err)
		}
	}
}

// What a policy in a seed cannot be is refused with the key that is wrong.
func TestPoliciesThatASeedCannotHave(t *testing.T) {
	for line, want := range map[string]struct{ field, says string }{
		"allow_sha1: often": {"allow_sha1", `"often" is neither`},
		"allow_sha1: 1":     {"allow_sha1", "true or false"},
		"strict: [true]":    {"strict", "true or false"},
		"sha1: true": {"policy",
			`there is no key "sha1"; use preset, require, skew, request_life, allow_unsol`},
		"expired-certificate: ": {"policy", `there is no key "expired-certificate"`},
		"allow: {sha1: true}":   {"policy", `there is no key "allow"`},
		"skew: 3":               {"skew", `"3" is no duration`},
		"request_life: soon":    {"request_life", `"soon" is no duration`},
		"request_life: 1s":      {"request_life", "not between one minute and one day"},
		"preset: lax":           {"preset", `there is no preset "lax"`},
		"require: all":          {"require", `there is no demand "all"`},
	} {
		_, err := seededPolicy(t, line)
		refused, is := errors.AsType[*model.FieldError](err)
		if !is || refused.Field != want.field || !strings.Contains(err.Error(), want.says) {
			t.Errorf("%s: %v, want %s: … %s", line, err, want.field, want.says)
		}
	}
}
