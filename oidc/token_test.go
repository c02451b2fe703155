package oidc

import "testing"

// FuzzToken reads whatever a token endpoint gives as an ID token, and whatever is a key set.
func FuzzToken(f *testing.F) {
	f.Add("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJ4In0.AAAA")
	f.Add("e30.e30.")
	f.Add(`{"keys":[{"kty":"RSA","n":"AQ","e":"AQAB"},{"kty":"EC","crv":"P-256"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if token, _, trouble := parseToken(text); trouble == nil {
			claimsOf(token.Claims).attributes()
		}
		keys, _ := parseKeys([]byte(text))
		if len(keys) > maxKeys {
			t.Errorf("%d keys", len(keys))
		}
	})
}
