package api_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/service"
	"gatehouse/web/webtest"
)

// Whoever asks too often is told in JSON, and when to ask again in whole seconds.
func TestTooManyRequests(t *testing.T) {
	l := webtest.Open(t)
	limited := l.Reopen(t, l.Options(service.Options{RateLimit: 90}))
	get := func(path, key string) (*http.Response, string) {
		r, err := http.NewRequestWithContext(t.Context(), "GET", limited.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+key)
		a := webtest.Send(t, r)
		return a, webtest.Body(t, a)
	}
	for key, times := range map[string]int{l.APIKey: 90, "sk_test_no": 9} {
		for i := range times {
			if a, text := get("/organizations", key); a.StatusCode == http.StatusTooManyRequests {
				t.Fatalf("refused after %d: %s", i, text)
			}
		}
		a, text := get("/organizations", key)
		if a.StatusCode != http.StatusTooManyRequests || !strings.Contains(text, `"code":"rate_limit_exceeded"`) ||
			!strings.Contains(text, "in a minute: wait ") ||
			(a.Header.Get("Retry-After") != "1" && a.Header.Get("Retry-After") != "7") {
			t.Errorf("%d, again after %q: %s", a.StatusCode, a.Header.Get("Retry-After"), text)
		}
	}
	a := webtest.PostForm(t, limited.URL+"/sso/token", map[string][]string{"client_id": {"x"}, "client_secret": {"y"},
		"grant_type": {"authorization_code"}})
	if text := webtest.Body(t, a); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") != "7" ||
		!strings.Contains(text, `"error":"rate_limit_exceeded"`) {
		t.Errorf("%d, again after %q: %s", a.StatusCode, a.Header.Get("Retry-After"), text)
	}
}
