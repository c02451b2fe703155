package sso_test

import (
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/web/webtest"
)

// What cannot be trusted with a redirect is answered with a page.
func TestAuthorizeErrorsOnAPage(t *testing.T) {
	l := webtest.Open(t)
	for _, test := range []struct {
		name  string
		query url.Values
		want  string
	}{
		{"unknown client", url.Values{"client_id": {"client_unknown"}}, "client_id_invalid"},
		{"no client", url.Values{"client_id": {""}}, "client_id_invalid"},
		{"foreign redirect", url.Values{"redirect_uri": {"https://evil.example/callback"}}, "redirect_uri_invalid"},
		{"redirect of a user at another host",
			url.Values{"redirect_uri": {"http://127.0.0.1:3999@evil.example/callback"}}, "redirect_uri_invalid"},
		{"redirect with a backslash", url.Values{"redirect_uri": {`http://evil.example\@127.0.0.1:3999/callback`}},
			"redirect_uri_invalid"},
		{"redirect without a host", url.Values{"redirect_uri": {"//evil.example/callback"}}, "redirect_uri_invalid"},
		{"redirect in a script", url.Values{"redirect_uri": {"javascript:alert(1)//<script>"}}, "redirect_uri_invalid"},
		{"repeated redirect", url.Values{"redirect_uri": {"http://127.0.0.1:1/callback", "https://evil.example/"}},
			"invalid_request"},
		{"repeated state", url.Values{"state": {"a", "b"}}, "invalid_request"},
		{"repeated client", url.Values{"client_id": {"a", "b"}}, "invalid_request"},
		{"two names, two connections", url.Values{"connection_id": {"conn_other"}}, "invalid_request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := webtest.Get(t, l.AuthorizeURL(test.query))
			page := webtest.Body(t, answer)
			if answer.StatusCode != http.StatusBadRequest || answer.Header.Get("Location") != "" {
				t.Errorf("status %d, location %q", answer.StatusCode, answer.Header.Get("Location"))
			}
			if !strings.Contains(page, test.want) || strings.Contains(page, "<script>") {
				t.Errorf("the page does not name %s, or lets markup in:\n%s", test.want, page)
			}
		})
	}
}

func TestAuthorizeSelectors(t *testing.T) {
	l := webtest.Open(t)
	connection, organization := string(l.Welcome.Connection.ID), string(l.Welcome.Organization.ID)
	for name, q := range map[string]url.Values{
		"connection":               {},
		"connection_id":            {"connection": {""}, "connection_id": {connection}},
		"organization":             {"connection": {""}, "organization": {organization}},
		"organization_id":          {"connection": {""}, "organization_id": {organization}},
		"default redirect":         {"redirect_uri": {""}},
		"repeated unknown":         {"provider_scopes": {"a", "b"}, "utm": {"1", "2"}},
		"domain hint is no choice": {"domain_hint": {"acme.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			answer := webtest.Get(t, l.AuthorizeURL(q))
			to, err := answer.Location()
			if err != nil || to.Path != "/test-idp/sso" {
				t.Fatalf("%d, redirected to %v: %s", answer.StatusCode, to, webtest.Body(t, answer))
			}
			document, relayState, err := protocol.ReadRedirect(to.RawQuery)
			if err != nil {
				t.Fatal(err)
			}
			begun := l.Sessions(t)[0]
			if relayState != string(begun.ID) || !strings.Contains(string(document), `ID="`+string(begun.ID)+`"`) {
				t.Errorf("RelayState %q and the request do not carry the session %q", relayState, begun.ID)
			}
		})
	}
}

func TestAuthorizePromptLoginForcesAuthentication(t *testing.T) {
	l := webtest.Open(t)
	for prompt, want := range map[string]bool{"login": true, "": false} {
		answer := webtest.Get(t, l.AuthorizeURL(url.Values{"prompt": {prompt}}))
		to, err := answer.Location()
		if err != nil {
			t.Fatal(err)
		}
		document, _, err := protocol.ReadRedirect(to.RawQuery)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(document), `ForceAuthn="true"`); got != want {
			t.Errorf("prompt=%q: ForceAuthn %t", prompt, got)
		}
	}
}

// Who is refused at the beginning of a sign-in came from a vendor's app: the page
// is in its look, with whom to ask and the way back. Of an app that is not known
// it is ours.
func TestAuthorizeRefusalIsTheVendors(t *testing.T) {
	l := webtest.Open(t)
	if _, err := l.Services.SetBranding(t.Context(), model.Branding{EnvironmentID: l.Welcome.Environment.ID,
		Name: "Hooli Cloud", Support: "help@hooli.example"}); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		query  url.Values
		vendor bool
	}{
		"redirect URI not registered": {url.Values{"redirect_uri": {"https://elsewhere.example/callback"}}, true},
		"unknown client":              {url.Values{"client_id": {"client_none"}}, false},
		"no client":                   {url.Values{"client_id": {""}}, false},
	} {
		answer := webtest.Get(t, l.AuthorizeURL(test.query))
		page := webtest.Body(t, answer)
		if answer.StatusCode != http.StatusBadRequest || strings.Contains(page, "Hooli Cloud") != test.vendor ||
			strings.Contains(page, "mailto:help@hooli.example") != test.vendor {
			t.Errorf("%s: %d %s", name, answer.StatusCode, page)
		}
		if strings.Contains(page, "elsewhere.example/callback\"") {
			t.Errorf("%s: the page leads to an address that nobody registered", name)
		}
	}
}

// Requests are signed by a connection that is set to sign them, and by no other, though each
// connection has a key.
func TestOnlyASigningConnectionSigns(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, binding := range []model.Binding{model.Redirect, model.Post} {
		for _, signed := range []bool{false, true} {
			l.Reconfigure(t, func(c *model.Connection) { c.SSOBinding, c.SignRequests = binding, signed })
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
				l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}}), nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			sent := answer.Header.Get("Location") + webtest.Body(t, answer)
			if field := regexp.MustCompile(`name="SAMLRequest" value="([^"]+)"`).FindStringSubmatch(
				sent); field != nil {
				document, err := base64.StdEncoding.DecodeString(html.UnescapeString(field[1]))
				if err != nil {
					t.Fatal(err)
				}
				sent = string(document)
			}
			if !strings.Contains(sent, "SAMLRequest=") && !strings.Contains(sent, "AuthnRequest") {
				t.Fatalf("%s: no request in %s", binding, sent)
			}
			if has := strings.Contains(sent, "Signature"); has != signed {
				t.Errorf("%s, to be signed %t: %s", binding, signed, sent)
			}
		}
	}
}
