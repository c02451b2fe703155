package sso_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/oidc/idp"
	"gatehouse/web/webtest"
)

// askLogout has the person of a profile signed out, as an app does.
func askLogout(t *testing.T, l *webtest.World, key, body string) (status int, answer map[string]string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, l.URL+"/sso/logout/authorize", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	sent := webtest.Send(t, r)
	if err := json.Unmarshal([]byte(webtest.Body(t, sent)), &answer); err != nil {
		t.Fatal(err)
	}
	return sent.StatusCode, answer
}

// openIDProfile signs in by OpenID Connect at a provider that signs people out, if it has
// an address for that.
func openIDProfile(t *testing.T, l *webtest.World, signsOut string) (p *idp.Provider, body string) {
	t.Helper()
	p, c := l.OpenID(t)
	p.EndSession = signsOut
	a := webtest.NewApp(t)
	if _, err := l.Browser(t).Get(t.Context(), l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()},
		"connection": {string(c.ID)}})); err != nil {
		t.Fatal(err)
	}
	_, token := l.Exchange(t, (<-a.Answers).Get("code"))
	return p, `{"profile_id":"` + token["profile"].(map[string]any)["id"].(string) + `"}`
}

// An app gets an address that leads a browser to where the provider signs people out, for
// ten minutes, and only there.
func TestLogout(t *testing.T) {
	t.Parallel()
	l := webtest.Open(t)
	_, body := openIDProfile(t, l, "http://127.0.0.1:1/end?tenant=a")
	status, answer := askLogout(t, l, l.APIKey, body)
	token := answer["logout_token"]
	if status != http.StatusOK || answer["logout_url"] != l.URL+"/sso/logout?token="+token || token == "" ||
		len(answer) != 2 {
		t.Fatalf("%d %v", status, answer)
	}
	leads := func(address string) string { return webtest.Get(t, address).Header.Get("Location") }
	if got := leads(answer["logout_url"]); got != "http://127.0.0.1:1/end?client_id=client-1&tenant=a" {
		t.Errorf("on to %q", got)
	}
	forged := webtest.B64(`{"address":"https://evil.example/","until":"2999-01-01T00:00:00Z"}`)
	_, sum, _ := strings.Cut(token, ".")
	for _, bad := range []string{"", "x", token + "x", token[1:], strings.TrimRight(forged, "=") + "." + sum} {
		page := webtest.Get(t, l.URL+"/sso/logout?token="+url.QueryEscape(bad))
		if page.StatusCode != http.StatusNotFound || page.Header.Get("Location") != "" {
			t.Errorf("%.20q: %d, on to %q", bad, page.StatusCode, page.Header.Get("Location"))
		}
	}
	l.Clock.Forward(11 * time.Minute)
	if got := leads(answer["logout_url"]); got != "" {
		t.Errorf("after its time, on to %q", got)
	}
}

// Who has no such place is refused in the words that SDKs read, and another environment's
// profile is not found.
func TestLogoutRefused(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	_, byOIDC := openIDProfile(t, l, "")
	_, token := l.Exchange(t, l.Code(t, a, nil))
	bySAML := `{"profile_id":"` + token["profile"].(map[string]any)["id"].(string) + `"}`
	all, err := l.Services.Environments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, elsewhere, err := l.Services.CreateKey(t.Context(), all[1].ID, "another environment's")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		key, body string
		status    int
		code      string
	}{
		"by SAML":               {l.APIKey, bySAML, 400, "connection_invalid"},
		"by OpenID Connect":     {l.APIKey, byOIDC, 400, "connection_invalid"},
		"another environment's": {elsewhere, bySAML, 404, ""},
		"unknown":               {l.APIKey, `{"profile_id":"prof_none"}`, 404, ""},
		"no profile":            {l.APIKey, `{}`, 400, "invalid_request"},
		"no JSON":               {l.APIKey, `profile_id=prof_none`, 400, "invalid_request"},
	} {
		status, answer := askLogout(t, l, test.key, test.body)
		if status != test.status || answer["error"] != test.code || test.code == "" && answer["message"] == "" {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
}
