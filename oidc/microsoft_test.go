package oidc_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"gatehouse/oidc"
	"gatehouse/saml"
)

// O10: where any tenant's people are let in, the issuer is that of the tenant that the
// token names; O17: Microsoft says of an address whether its owner has proved it.
func TestO10MicrosoftTenants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
	const template = "https://login.microsoftonline.com/" + oidc.TenantID + "/v2.0"
	const ours = "https://login.microsoftonline.com/" + tenant + "/v2.0"
	for name, test := range map[string]struct {
		claims map[string]any
		cause  saml.Cause
	}{
		"its tenant":         {map[string]any{"iss": ours, "tid": tenant}, ""},
		"another tenant":     {map[string]any{"iss": "https://login.microsoftonline.com/other/v2.0", "tid": tenant}, saml.OIDCIssuer},
		"no tenant":          {map[string]any{"iss": template}, saml.OIDCIssuer},
		"a path for tenant":  {map[string]any{"iss": "https://login.microsoftonline.com/x/v2.0", "tid": "x"}, saml.OIDCIssuer},
		"proved address":     {map[string]any{"iss": ours, "tid": tenant, "xms_edov": "1"}, ""},
		"not proved address": {map[string]any{"iss": ours, "tid": tenant, "xms_edov": false}, saml.OIDCEmailUnverified},
	} {
		a := w.signIn(t)
		var claims map[string]any
		if err := json.Unmarshal(a.Token.Claims, &claims); err != nil {
			t.Fatal(err)
		}
		for k, v := range test.claims {
			claims[k] = v
		}
		a.Redirect.Issuer = ""
		a.Token.Claims, _ = json.Marshal(claims)
		s := w.judged()
		s.IdPEntityID = template
		v := oidc.Judge(a, s, oidc.Expected{Nonce: "nonce-1", IssuedAt: w.clock}, w.clock)
		if v.Accepted != (test.cause == "") || v.Root().Cause != test.cause {
			t.Errorf("%s: %v %+v", name, v.Accepted, v.Findings)
		}
	}
}

// O9: a key that is for another issuer's tokens verifies none of this one's.
func TestO9KeyOfAnotherIssuer(t *testing.T) {
	t.Parallel()
	for issuer, accepted := range map[string]bool{"": true, "ours": true, "https://other.example": false} {
		w := newWorld(t)
		if issuer == "ours" {
			issuer = w.server.URL
		}
		w.answers["/jwks"] = func(out http.ResponseWriter, _ *http.Request) {
			text, _ := json.Marshal(w.provider.Keys().Keys[0])
			var key map[string]any
			_ = json.Unmarshal(text, &key)
			key["issuer"] = issuer
			_ = json.NewEncoder(out).Encode(map[string]any{"keys": []any{key}})
		}
		v := w.judge(w.signIn(t))
		if v.Accepted != accepted || !accepted && v.Root().Cause != saml.OIDCSignature {
			t.Errorf("%q: %v %+v", issuer, v.Accepted, v.Findings)
		}
	}
}
