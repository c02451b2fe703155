package sso_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"gatehouse/web/webtest"
)

// What no SAML connection has is answered in the shape in which SDKs read it; and what only
// programs ask for is refused in JSON, also to a browser.
func TestWhatSAMLHasNot(t *testing.T) {
	l := webtest.Open(t)
	for _, test := range []struct {
		name, method, path, key string
		status                  int
		says                    string
	}{
		{"keys of none", "GET", "/sso/jwks/client_nope", "", 404, `"code":"not_found"`},
		{"logout without a key", "POST", "/sso/logout/authorize", "", 401, `"code":"unauthorized"`},
		{"profile without a token", "GET", "/sso/profile", "", 401, `{"error":"Unauthorized"}`},
		{"profile with a key", "GET", "/sso/profile", l.APIKey, 401, `{"error":"Unauthorized"}`},
		{"token by GET", "GET", "/sso/token", "", 405, `"code":"method_not_allowed"`},
	} {
		r, err := http.NewRequest(test.method, l.URL+test.path, strings.NewReader(`{"profile_id":"prof_1"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Authorization", "Bearer "+test.key)
		answer := webtest.Send(t, r)
		text := webtest.Body(t, answer)
		if answer.StatusCode != test.status || !strings.Contains(text, test.says) || !json.Valid([]byte(text)) {
			t.Errorf("%s: %d %s", test.name, answer.StatusCode, text)
		}
	}
}
