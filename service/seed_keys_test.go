package service_test

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// seedKey is a key of a connection in a seed, a value that is not usual, and what
// the history says once it was seeded.
type seedKey struct{ key, value, changes string }

// seedKeys are those of a connection that say how it works, in the order in which
// the test adds them.
func seedKeys(t *testing.T, now time.Time) []seedKey {
	t.Helper()
	provider, err := idp.New("https://idp.example.com/metadata", "https://idp.example.com/sso", now, testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	pem := strings.ReplaceAll(strings.TrimSpace(protocol.PEM(provider.Cert)), "\n", "\n        ")
	return []seedKey{
		{"name_id_format", "persistent", "name_id_format: -> urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"},
		{"authn_contexts", "[urn:example:first, urn:example:second]",
			"authn_contexts: -> urn:example:first, urn:example:second"},
		{"authn_comparison", "minimum", "authn_comparison: -> minimum"},
		{"force_authn", "true", "force_authn: -> true"},
		{"sign_requests", "true", "sign_requests: -> true"},
		{"auto_approve", "true", "auto_approve: -> true"},
		{"metadata_url", "http://127.0.0.1:8080/metadata", "metadata_url: -> http://127.0.0.1:8080/metadata"},
		{"metadata_private", "true", "metadata_private: -> true"},
		{"idp_entity_id", "https://idp.example.com/metadata", "idp_entity_id: -> https://idp.example.com/metadata"},
		{"sso_url", "https://idp.example.com/sso",
			"sso_binding: -> HTTP-Redirect; sso_url: -> https://idp.example.com/sso"},
		{"sso_binding", "HTTP-POST", "sso_binding: HTTP-Redirect -> HTTP-POST"},
		{"certificates", "\n      - |-\n        " + pem, "state: draft -> validating"},

		{"policy.require", "both", "policy.require: either -> both"},
		{"policy.skew", "1m30s", "policy.skew: 3m0s -> 1m30s"},
		{"policy.request_life", "10m", "policy.request_life: 15m0s -> 10m0s"},
		{"policy.allow_unsolicited", "false", "policy.allow_unsolicited: true -> "},
		{"policy.strict_key_info", "true", "policy.strict_key_info: -> true"},
		{"policy.strict", "true", "policy.strict: false -> true"},
		{"policy.allow_sha1", "true", "policy.allow_sha1: -> true"},
		{"policy.ignore_certificate_expiry", "true", "policy.ignore_certificate_expiry: -> true"},
		{"policy.allow_empty_reference", "true", "policy.allow_empty_reference: -> true"},
		{"policy.allow_inclusive_c14n", "true", "policy.allow_inclusive_c14n: -> true"},
		{"policy.allow_rsa15", "true", "policy.allow_rsa15: -> true"},
		{"policy.allow_advice", "true", "policy.allow_advice: -> true"},
		{"policy.encrypted_needs_signed", "true", "policy.encrypted_needs_signed: -> true"},

		{"mapping.id", "[objectGUID]", "mapping.id: -> objectGUID"},
		{"mapping.email", "[mail, upn]", "mapping.email: -> mail, upn"},
		{"mapping.first_name", "[given]", "mapping.first_name: -> given"},
		{"mapping.last_name", "[sur]", "mapping.last_name: -> sur"},
		{"mapping.name", "[shown]", "mapping.name: -> shown"},
		{"mapping.groups", "[memberOf]", "mapping.groups: -> memberOf"},
		{"mapping.custom", "{cost_center: cc}", "mapping.custom.cost_center: -> cc"},
		{"mapping.required", "[last_name]", "mapping.required: -> last_name"},

		{"roles", "{Staff: member}", "roles.Staff: -> member"},
	}
}

// Each key of a connection changes what it is named after and nothing else, is
// exported, and makes the same connection of an empty store.
func TestEachSeedKeyIsReadBack(t *testing.T) {
	a, b := openInstallation(t), openInstallation(t)
	sections := map[string]string{}
	file := func() []byte {
		text := "environments:\n  - kind: staging\n    custom_attributes: [{name: cost_center}]\n    " +
			"roles: [{slug: member}]\norganizations:\n  - name: Foo\n    " +
			"domains: [{domain: foo.example, state: verified}]\nconnections:\n  - name: Foo\n    organization: Foo\n"
		for _, section := range slices.Sorted(maps.Keys(sections)) {
			if section != "" {
				text += "    " + section + ":\n"
			}
			text += sections[section]
		}
		return []byte(text)
	}
	a.seed(t, file())
	for _, k := range seedKeys(t, a.clock.Now()) {
		section, key, nested := strings.Cut(k.key, ".")
		indent := "      "
		if !nested {
			section, key, indent = "", k.key, "    "
		}
		sections[section] += indent + key + ": " + k.value + "\n"
		if report := a.seed(t, file()); len(report.Changed) != 1 || len(report.Created) > 0 {
			t.Errorf("%s: %+v", k.key, report)
			continue
		}
		if got := a.lastChanges(t); got != k.changes {
			t.Errorf("%s changes %q, want %q", k.key, got, k.changes)
		}
		if exported := a.export(t); !regexp.MustCompile(`(?m)^` + indent + key + `:`).Match(exported) {
			t.Errorf("%s is not exported:\n%s", k.key, exported)
		}
	}
	first := a.export(t)
	b.seed(t, first)
	if second := b.export(t); !bytes.Equal(first, second) {
		t.Errorf("the second export differs:\n%s\n--- instead of ---\n%s", second, first)
	}
}

// lastChanges are the fields of the newest entry of the history. That of a
// certificate, which is long, is left out.
func (h *installation) lastChanges(t *testing.T) string {
	t.Helper()
	history, err := h.History(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range history[0].Changes {
		for _, l := range model.Diff(c) {
			if !strings.HasPrefix(l.Field, "certificates[") {
				lines = append(lines, strings.ReplaceAll(fmt.Sprintf("%s: %s -> %s", l.Field, l.Before, l.After), "  ",
					" "))
			}
		}
	}
	return strings.Join(lines, "; ")
}

// A key that a seed learns has to be read back, too.
func TestSeedKeysAreAll(t *testing.T) {
	known := map[string]bool{}
	for _, k := range seedKeys(t, time.Now()) {
		known[k.key] = true
	}
	for _, elsewhere := range []string{ // read back by the other tests of seeds, or not used
		"id", "organization", "name", "connection_type", "state", "key", "policy", "policy.preset", "mapping", "oidc",
		"domains", "profiles",
	} {
		known[elsewhere] = true
	}
	for _, key := range model.SeedPolicyKeys() {
		if !known["policy."+key] {
			t.Errorf("policy.%s of a seed is read back by no test", key)
		}
	}
	for section, of := range map[string]any{"": model.SeedConnection{}, "mapping.": saml.Mapping{}} {
		for i := range reflect.TypeOf(of).NumField() {
			key, _, _ := strings.Cut(reflect.TypeOf(of).Field(i).Tag.Get(map[string]string{"": "yaml",
				"mapping.": "json"}[section]), ",")
			if !known[section+key] {
				t.Errorf("%s%s of a seed is read back by no test", section, key)
			}
		}
	}
}
