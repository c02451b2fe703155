package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/web/webtest"
)

// Portal links by API: one intent, five minutes, an organization of the key's
// environment; what is refused says which field.
func TestGenerateLink(t *testing.T) {
	l := webtest.Open(t)
	org := string(l.Welcome.Organization.ID)
	for name, test := range map[string]struct {
		key, body string
		status    int
		says      string
	}{
		"sso": {l.APIKey, `{"organization":"` + org + `","intent":"sso"}`, 201,
			`"link":"` + l.URL + `/portal/`},
		"intent left out": {l.APIKey, `{"organization":"` + org + `"}`, 201, `"link"`},
		"as the SDKs send": {l.APIKey, `{"organization":"` + org +
			`","intent":"dsync","return_url":"","success_url":"","admin_emails":["it@acme.example"]}`, 201, `"link"`},
		"return URL": {l.APIKey,
			`{"organization":"` + org + `","intent":"sso","return_url":"https://app.example.com/"}`, 201, `"link"`},
		"not HTTPS": {l.APIKey, `{"organization":"` + org +
			`","intent":"sso","return_url":"http://app.example.com/"}`, 422, `"return_url"`},
		"unknown intent":  {l.APIKey, `{"organization":"` + org + `","intent":"everything"}`, 422, `"intent"`},
		"no organization": {l.APIKey, `{"intent":"sso"}`, 422, `{"field":"organization","code":"required"`},
		"empty one": {l.APIKey, `{"organization":"","intent":"sso"}`, 422,
			`{"field":"organization","code":"required"`},
		"not a string": {l.APIKey, `{"organization":"` + org + `","intent":["sso"]}`, 422,
			`{"field":"intent","code":"invalid"`},
		"a list": {l.APIKey, `["` + org + `"]`, 400, "JSON object"},
		"other one": {l.APIKey, `{"organization":"org_nope","intent":"sso"}`, 404,
			"Organization not found: 'org_nope'."},
		"wrong key":        {"sk_test_nope", `{"organization":"` + org + `","intent":"sso"}`, 401, "message"},
		"no key":           {"", `{"organization":"` + org + `","intent":"sso"}`, 401, "message"},
		"not JSON":         {l.APIKey, `organization=` + org, 400, "JSON"},
		"a body of 100 kB": {l.APIKey, `{"organization":"` + strings.Repeat("x", 100_000) + `"}`, 400, "message"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest("POST", l.URL+"/portal/generate_link", strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			if test.key != "" {
				r.Header.Set("Authorization", "Bearer "+test.key)
			}
			answer := webtest.Send(t, r)
			if text := webtest.Body(t, answer); answer.StatusCode != test.status || !strings.Contains(text,
				test.says) || !strings.Contains(answer.Header.Get("Content-Type"), "application/json") {
				t.Errorf("status %d, want %d with %q: %s", answer.StatusCode, test.status, test.says, text)
			}
		})
	}
}

// The link opens the portal until its five minutes are over, to the second.
func TestGeneratedLinkExpires(t *testing.T) {
	l := webtest.Open(t)
	r, err := http.NewRequest("POST", l.URL+"/portal/generate_link",
		strings.NewReader(`{"organization":"`+string(l.Welcome.Organization.ID)+`","intent":"sso"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+l.APIKey)
	text := webtest.Body(t, webtest.Send(t, r))
	link := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), `{"link":"`), `"}`)
	open := func() int {
		t.Helper()
		answer := webtest.Get(t, link)
		webtest.Body(t, answer)
		return answer.StatusCode
	}
	l.Clock.Forward(5*time.Minute - time.Second)
	if status := open(); status != http.StatusSeeOther && status != http.StatusFound {
		t.Errorf("a second before its end it answers %d, want a redirect into the portal", status)
	}
	l.Clock.Forward(time.Second)
	if status := open(); status != http.StatusGone {
		t.Errorf("at its end it answers %d, want 410", status)
	}
}
