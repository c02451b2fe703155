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
		"its tenant": {map[string]any{"iss": ours, "tid": tenant}, ""},
		"another tenant": {map[string]any{"iss": "https://login.microsoftonline.com/other/v2.0", "tid": tenant},
			saml.OIDCIssuer},
		"no tenant": {map[string]any{"iss": template}, saml.OIDCIssuer},
		"a path for tenant": {map[string]any{"iss": "https://login.microsoftonline.com/x/v2.0", "tid": "x"},
			saml.OIDCIssuer},
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

// O17: an address that an administrator of any tenant may have typed names nobody: the
// sign-in name does, or nobody is signed in.
func TestO17MicrosoftUnprovedAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const consumers, tenant = "9188040d-6c67-4c5b-b112-36a304b66dad", "0f1e2d3c-0000-4000-8000-00000000abcd"
	const typed, name = "boss@acme.example", "mallory@evil.example"
	const anyTenant = "https://login.microsoftonline.com/" + oidc.TenantID + "/v2.0"
	for rule, test := range map[string]struct {
		issuer, tenant string
		edov, name     any
		email          string // "" is a refusal
	}{
		"not said":                 {anyTenant, tenant, nil, name, name},
		"said not":                 {anyTenant, tenant, false, name, name},
		"said otherwise":           {anyTenant, tenant, "yes", name, name},
		"proved":                   {anyTenant, tenant, true, name, typed},
		"proved as a number":       {anyTenant, tenant, 1, name, typed},
		"proved as a text":         {anyTenant, tenant, "1", name, typed},
		"a person's account":       {anyTenant, consumers, nil, name, typed},
		"without a sign-in name":   {anyTenant, tenant, nil, nil, ""},
		"one tenant that we chose": {"https://login.microsoftonline.com/" + tenant + "/v2.0", tenant, nil, name, typed},
	} {
		a := w.signIn(t)
		var claims map[string]any
		if err := json.Unmarshal(a.Token.Claims, &claims); err != nil {
			t.Fatal(err)
		}
		claims["iss"], claims["tid"] = "https://login.microsoftonline.com/"+test.tenant+"/v2.0", test.tenant
		claims["email"], claims["xms_edov"], claims["preferred_username"] = typed, test.edov, test.name
		delete(claims, "email_verified")
		a.Redirect.Issuer, a.UserInfo = "", nil
		a.Token.Claims, _ = json.Marshal(claims)
		s := w.judged()
		s.IdPEntityID, s.AllowOutside = test.issuer, true
		s.Mapping.Email = []string{"email", "preferred_username"}
		v := oidc.Judge(a, s, oidc.Expected{Nonce: "nonce-1", IssuedAt: w.clock}, w.clock)
		switch {
		case test.email == "" && (v.Accepted || v.Root().Cause != saml.OIDCEmailUnverified):
			t.Errorf("%s: %v %+v", rule, v.Accepted, v.Findings)
		case test.email != "" && (!v.Accepted || v.Profile.Email != test.email):
			t.Errorf("%s: %v %+v %+v", rule, v.Accepted, v.Profile, v.Findings)
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
