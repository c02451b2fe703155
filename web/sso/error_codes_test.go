package sso_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// errorCase makes an app get an error: what is asked of /sso/authorize, or where else a
// sign-in begins, and what it is told.
type errorCase struct {
	name  string // the error code, and what leads to it
	given func(t *testing.T, l *webtest.World, a *webtest.App) url.Values
	begin func(l *webtest.World) string // "" is /sso/authorize with what is given
	fault string                        // of the identity provider
	words string                        // that the description has
	more  []string                      // parameters that the app gets beside error and error_description
}

func asks(q url.Values) func(*testing.T, *webtest.World, *webtest.App) url.Values {
	return func(*testing.T, *webtest.World, *webtest.App) url.Values { return q }
}

// The codes that an app can get. Two that WorkOS documents are never given:
// connection_domain_invalid, of an address domain that no connection has, because no domain
// selects a connection here; and signin_consent_denied, of a page between the identity
// provider and the app on which a person confirms the address, because there is none.
var errorCases = []errorCase{
	{name: "access_denied by the identity provider", given: asks(nil), fault: "idp-status",
		words: "did not sign the user in", more: []string{"state"}},
	{name: "access_denied at the OAuth provider", given: func(t *testing.T, l *webtest.World,
		_ *webtest.App) url.Values {
		l.GitHub(t).Deny = true
		return url.Values{"connection": {""}, "provider": {"GitHubOAuth"}}
	}, words: "did not sign the user in", more: []string{"state"}},
	{name: "ambiguous_connection_selector", given: func(t *testing.T, l *webtest.World, _ *webtest.App) url.Values {
		if _, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{
			Organization: l.Welcome.Organization.ID, Type: model.TestIdPType, Name: "Second"}); err != nil {
			t.Fatal(err)
		}
		return url.Values{"connection": {""}, "organization": {string(l.Welcome.Organization.ID)}}
	}, words: "several connections", more: []string{"state"}},
	{name: "connection_invalid of an unknown one", given: asks(url.Values{"connection": {"conn_unknown"}}),
		words: `no connection "conn_unknown"`, more: []string{"state"}},
	{name: "connection_invalid of a provider without credentials",
		given: asks(url.Values{"connection": {""}, "provider": {"GoogleOAuth"}}),
		words: "no credentials of Google", more: []string{"state"}},
	{name: "connection_strategy_invalid", given: asks(url.Values{"connection": {""}, "provider": {"authkit"}}),
		words: `no provider "authkit"`, more: []string{"state"}},
	{name: "connection_unlinked", given: func(t *testing.T, l *webtest.World, _ *webtest.App) url.Values {
		l.Reconfigure(t, func(c *model.Connection) { c.State = model.Inactive })
		return nil
	}, words: "is inactive", more: []string{"state"}},
	{name: "domain_connection_selector_not_allowed",
		given: asks(url.Values{"connection": {""}, "domain": {"acme.example"}}),
		words: "no longer a selector", more: []string{"state"}},
	{name: "idp_initiated_sso_disabled", given: func(t *testing.T, l *webtest.World, a *webtest.App) url.Values {
		l.Reconfigure(t, func(c *model.Connection) { c.Policy.AllowUnsolicited = false })
		l.Rewrite(t, model.KindEnvironment, l.Welcome.Environment.ID, "default_redirect", a.Callback())
		return nil
	}, begin: func(l *webtest.World) string {
		return l.URL + "/test-idp/start?connection=" + string(l.Welcome.Connection.ID)
	}, words: "begins at the identity provider", more: []string{"connection_id", "organization_id"}},
	{name: "invalid_connection_selector without one", given: asks(url.Values{"connection": {""}}),
		words: "exactly one of", more: []string{"state"}},
	{name: "invalid_connection_selector with two", given: asks(url.Values{"provider": {"GoogleOAuth"}}),
		words: "exactly one of", more: []string{"state"}},
	{name: "organization_invalid of an unknown one",
		given: asks(url.Values{"connection": {""}, "organization": {"org_unknown"}}),
		words: `no organization "org_unknown"`, more: []string{"state"}},
	{name: "organization_invalid without a connection",
		given: func(t *testing.T, l *webtest.World, _ *webtest.App) url.Values {
			return url.Values{"connection": {""}, "organization": {string(l.Customer(t, "Without").ID)}}
		}, words: "No connection associated with organization", more: []string{"state"}},
	{name: "oauth_failed", given: func(t *testing.T, l *webtest.World, _ *webtest.App) url.Values {
		l.GitHub(t).Secret = "another"
		return url.Values{"connection": {""}, "provider": {"GitHubOAuth"}}
	}, words: "Trace ", more: []string{"state"}},
	{name: "profile_not_allowed_outside_organization", given: asks(nil), fault: "domain-not-allowed",
		words: "verified domains", more: []string{"state"}},
	{name: "server_error of a response", given: asks(nil), fault: "wrong-audience", words: "Trace ",
		more: []string{"state"}},
	{name: "server_error of an ID token", given: func(t *testing.T, l *webtest.World, _ *webtest.App) url.Values {
		p, c := l.OpenID(t)
		p.Fault = "wrong-audience"
		return url.Values{"connection": {string(c.ID)}}
	}, words: "Trace ", more: []string{"state"}},
	// Of OAuth 2.0 itself, where the request is wrong.
	{name: "unsupported_response_type", given: asks(url.Values{"response_type": {"token"}}), words: `"code"`,
		more: []string{"state"}},
	{name: "invalid_request of a plain code challenge",
		given: asks(url.Values{"code_challenge": {"abc"}, "code_challenge_method": {"plain"}}),
		words: "S256", more: []string{"state"}},
}

// Each error comes to the app's redirect URI, with its code, words and state, and with
// nothing else: no name of a person, no secret. Where the redirect URI is not registered,
// no error leads there.
func TestErrorCodes(t *testing.T) {
	t.Parallel()
	for _, test := range errorCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l, a := webtest.Open(t), webtest.NewApp(t)
			asked := url.Values{"redirect_uri": {a.Callback()}, "state": {"app &state"}}
			for name, values := range test.given(t, l, a) {
				asked[name] = values
			}
			start := l.AuthorizeURL(asked)
			if test.begin != nil {
				start = test.begin(l)
			}
			at := signInWith(t, l, start, test.fault)
			code, _, _ := strings.Cut(test.name, " ")
			got := at.Query()
			if at.RawQuery = ""; at.String() != a.Callback() || got.Get("error") != code {
				t.Fatalf("%s got %v", &at, got)
			}
			if words := got.Get("error_description"); !strings.Contains(words, test.words) {
				t.Errorf("description %q lacks %q", words, test.words)
			}
			names := slices.Concat([]string{"error", "error_description"}, test.more)
			for name, values := range got {
				if len(values) != 1 || !slices.Contains(names, name) {
					t.Errorf("the app gets %s %q", name, values)
				}
			}
			for name, want := range map[string]string{"state": "app &state",
				"connection_id":   string(l.Welcome.Connection.ID),
				"organization_id": string(l.Welcome.Organization.ID)} {
				if slices.Contains(names, name) && got.Get(name) != want {
					t.Errorf("%s is %q, want %q", name, got.Get(name), want)
				}
			}
			for _, secret := range []string{"@", "secret-1", "another", "http:", l.APIKey} {
				if strings.Contains(got.Get("error_description"), secret) {
					t.Errorf("the description tells %q: %s", secret, got.Get("error_description"))
				}
			}

			asked.Set("redirect_uri", "https://evil.example/callback")
			foreign := webtest.Get(t, l.AuthorizeURL(asked))
			if foreign.StatusCode != http.StatusBadRequest || foreign.Header.Get("Location") != "" {
				t.Errorf("another's redirect URI: %d, on to %q", foreign.StatusCode, foreign.Header.Get("Location"))
			}
		})
	}
}

// signInWith goes wherever a sign-in leads, with a fault of the test identity provider,
// and gives where that is.
func signInWith(t *testing.T, l *webtest.World, start, fault string) url.URL {
	t.Helper()
	b := l.Browser(t)
	at, err := b.Get(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"fault", "SAMLResponse"} {
		f, there := at.FormWith(field)
		if !there {
			break
		}
		if field == "fault" && fault != "" {
			if err := f.Set("fault", fault); err != nil {
				t.Fatal(err)
			}
		}
		if at, err = b.Submit(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	return *at.URL
}

// What a stranger signs of the same kind leads no browser to the app.
func TestIdPInitiatedSSODisabledOfAStranger(t *testing.T) {
	t.Parallel()
	l := webtest.Open(t)
	l.Reconfigure(t, func(c *model.Connection) { c.Policy.AllowUnsolicited = false })
	at := signInWith(t, l, l.URL+"/test-idp/start?connection="+string(l.Welcome.Connection.ID), "other-key")
	if s := l.Sessions(t)[0]; at.Path == model.DemoCallback || s.State != model.Failed {
		t.Errorf("at %s: %s %s", &at, s.State, s.Cause)
	}
}
