package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gatehouse/service"
	"gatehouse/testclient"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

func TestHeadersOnEveryAnswer(t *testing.T) {
	l := webtest.Open(t)
	seen := map[string]bool{}
	for _, path := range []string{
		"/", "/demo", "/demo/callback", "/test-idp/", "/test-idp/metadata",
		"/test-idp/start?connection=" + string(l.Welcome.Connection.ID), "/sso/authorize", "/sso/profile", "/sso/token",
		l.ACS(), "/healthz", "/assets/gatehouse.css", "/assets/none", "/nowhere",
	} {
		h := webtest.Get(t, l.URL+path).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		} {
			if h.Get(name) != want && !(name == "Referrer-Policy" && h.Get(name) == "same-origin") {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") ||
			strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if cache := h.Get("Cache-Control"); cache != "no-store" && path != "/assets/gatehouse.css" {
			t.Errorf("%s: Cache-Control %q", path, cache)
		}
		id := h.Get("X-Request-ID")
		if !strings.HasPrefix(id, "req_") || seen[id] {
			t.Errorf("%s: X-Request-ID %q", path, id)
		}
		seen[id] = true
	}
}

// Errors are a page to a browser and JSON to a program.
func TestErrorsSpeakTheCallersLanguage(t *testing.T) {
	l := webtest.Open(t)
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/nowhere", 404}, {"GET", "/sso/saml/metadata/unknown", 404}, {"DELETE", "/portal/link", 405},
		{"POST", "/sso/authorize", 405}, {"DELETE", "/test-idp/sso", 405}, {"POST", "/", 405},
		{"GET", "/portal/generate_link", 405}, {"PUT", "/portal/generate_link", 405},
	} {
		for _, accept := range []string{"text/html,*/*", "application/json, text/plain, */*", ""} {
			r, _ := http.NewRequest(test.method, l.URL+test.path, nil)
			r.Header.Set("Accept", accept)
			answer := webtest.Send(t, r)
			if answer.StatusCode != test.status {
				t.Errorf("%s %s: %d, want %d", test.method, test.path, answer.StatusCode, test.status)
			}
			if test.status == 405 && answer.Header.Get("Allow") == "" {
				t.Errorf("%s %s: no Allow header", test.method, test.path)
			}
			text := webtest.Body(t, answer)
			if page := strings.Contains(text, "<html"); page != strings.Contains(accept, "html") {
				t.Errorf("%s %s for %q: a page is %t", test.method, test.path, accept, page)
			} else if !page && !json.Valid([]byte(text)) {
				t.Errorf("%s %s for %q: not JSON: %s", test.method, test.path, accept, text)
			}
		}
	}
}

// An SDK writes resources with a capital letter; keys keep their case.
func TestPathsFoldTheirFirstSegment(t *testing.T) {
	l := webtest.Open(t)
	for path, want := range map[string]int{
		"/SSO/saml/metadata/" + l.Welcome.Connection.Key:                  http.StatusOK,
		"/sso/saml/metadata/" + strings.ToUpper(l.Welcome.Connection.Key): http.StatusNotFound,
		"/HealthZ": http.StatusOK,
	} {
		if got := webtest.Get(t, l.URL+path).StatusCode; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

// A panic is an answer with the request's id, and all that is known of it in the log.
func TestPanicIsAnswered(t *testing.T) {
	log := &webtest.Buffer{}
	// no store: every verb panics
	handler := web.New(web.Options{Services: service.New(service.Options{}), Log: webtest.NewLog(log)})
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/sso/saml/acs/key", strings.NewReader("SAMLResponse=x")))
	id := w.Header().Get("X-Request-ID")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "goroutine") ||
		strings.Contains(w.Body.String(), "nil pointer") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), id) || !strings.Contains(log.String(), "nil pointer") {
		t.Errorf("log: %s", log)
	}
}

// No secret that passes through reaches the log.
func TestLogHoldsNoSecrets(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, url.Values{"state": {"app-state-secret"}})
	_, token := l.Exchange(t, code)
	r, _ := http.NewRequest(http.MethodGet, l.URL+"/sso/profile?access_token="+token["access_token"].(string), nil)
	r.Header.Set("Authorization", "Bearer "+token["access_token"].(string))
	webtest.Send(t, r)
	if _, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{Fault: "unsigned"}); err != nil {
		t.Fatal(err)
	}
	log := l.Log.String()
	if !strings.Contains(log, "route=\"POST /sso/token\"") || !strings.Contains(log, "status=200") {
		t.Fatalf("the log has no line for the token endpoint:\n%s", log)
	}
	secrets := map[string]string{
		"code": code, "token": token["access_token"].(string), "API key": l.APIKey, "state": "app-state-secret",
		"RelayState": "RelayState", "response": "SAMLResponse", "request": "SAMLRequest", "person": "ada.lovelace",
	}
	for name, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("the log shows the %s", name)
		}
	}
}

// Pages are small, ask no other host for anything and hold no script.
func TestPagesAreSmallAndOurOwn(t *testing.T) {
	l := webtest.Open(t)
	loads := regexp.MustCompile(`(?i)(src|href|action)="(https?:)?//[^"]*"`)
	for _, path := range []string{
		"/", "/demo", "/demo/callback?state=x", "/test-idp/",
		"/test-idp/start?connection=" + string(l.Welcome.Connection.ID), "/nowhere", l.ACS(), "/sso/authorize",
	} {
		text := webtest.Body(t, webtest.Get(t, l.URL+path))
		if len(text) > 60<<10 {
			t.Errorf("%s has %d bytes", path, len(text))
		}
		for _, found := range loads.FindAllString(text, -1) {
			if strings.Contains(found, `"`+l.URL+"/") {
				continue
			}
			t.Errorf("%s refers to another host: %s", path, found)
		}
		if regexp.MustCompile(`(?i)<script[^>]*>\s*\S|\son[a-z]+=|style="|<style`).MatchString(text) {
			t.Errorf("%s holds a script or style of its own", path)
		}
	}
}

// An instance for development answers its own machine alone, whatever is asked.
func TestDevelopmentAnswersItsMachineAlone(t *testing.T) {
	l := webtest.Open(t)
	h := web.New(web.Options{Services: l.Services, Development: true})
	for _, path := range []string{"/", "/healthz", "/organizations", "/sso/authorize", "/portal/x",
		l.ACS(), "/nowhere"} {
		for host, served := range map[string]bool{
			"127.0.0.1:4100": true, "localhost:4100": true, "rebound.evil.example:4100": false, "10.0.0.7:4100": false,
		} {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			r.Host = host
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if (w.Code != http.StatusMisdirectedRequest) != served {
				t.Errorf("%s at %s: %d", path, host, w.Code)
			}
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/organizations", http.NoBody)
	r.Host = "127.0.0.1:4100"
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusMisdirectedRequest ||
		!strings.Contains(w.Body.String(), `"code":"misdirected"`) {
		t.Errorf("through a proxy: %d %s", w.Code, w.Body)
	}
}
