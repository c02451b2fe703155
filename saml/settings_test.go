package saml_test

import (
	"encoding/json"
	"testing"

	"gatehouse/saml"
)

// TestPolicyOfAnEarlierVersion: what was strict before there was a switch for it
// stays strict; what was not, does not become it; and what is stored now comes
// back as it is.
func TestPolicyOfAnEarlierVersion(t *testing.T) {
	for stored, strict := range map[string]bool{
		`{"require":"either","skew":180000000000,"strict_key_info":true}`:                 true,
		`{"require":"either","skew":180000000000,"allow_unsolicited":true}`:               false,
		`{"require":"either","skew":180000000000,"strict_key_info":true,"strict":false}`:  false,
		`{"require":"either","skew":180000000000,"allow_unsolicited":true,"strict":true}`: true,
		`{}`: false,
	} {
		var p saml.Policy
		check(t, json.Unmarshal([]byte(stored), &p))
		if p.Strict != strict {
			t.Errorf("%s: strict %v, want %v", stored, p.Strict, strict)
		}
	}
	for _, p := range []saml.Policy{saml.DefaultPolicy(), saml.StrictPolicy(), {StrictKeyInfo: true}, {Strict: true}} {
		data, err := json.Marshal(p)
		check(t, err)
		var back saml.Policy
		if check(t, json.Unmarshal(data, &back)); back != p {
			t.Errorf("%s came back as %+v", data, back)
		}
	}
	var p saml.Policy
	if err := json.Unmarshal([]byte(`{"skew":"soon"}`), &p); err == nil {
		t.Error("a skew that is no number was read")
	}
}
