package sso_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/webtest"
)

// oauthSignIn sends a browser to a provider, and gives what the app gets.
func oauthSignIn(t *testing.T, l *webtest.World, a *webtest.App, provider string, more url.Values) url.Values {
	t.Helper()
	asked := url.Values{"redirect_uri": {a.Callback()}, "state": {"app state"}, "connection": {""},
		"provider": {provider}}
	for name, values := range more {
		asked[name] = values
	}
	b := l.Browser(t)
	at, err := b.Get(t.Context(), l.AuthorizeURL(asked))
	if f, posted := at.FormWith("state"); err == nil && posted {
		_, err = b.Submit(t.Context(), f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return <-a.Answers
}

// An app names a provider and gets a profile of no organization; the session is one like
// any other, and none of its secrets is in the answer or the log.
func TestOAuthSignIn(t *testing.T) {
	t.Parallel()
	for provider, run := range map[string]func(*webtest.World){
		"GoogleOAuth":    func(l *webtest.World) { l.OAuth(t, "google") },
		"MicrosoftOAuth": func(l *webtest.World) { l.OAuth(t, "microsoft") },
		"GitHubOAuth":    func(l *webtest.World) { l.GitHub(t) },
		"AppleOAuth":     func(l *webtest.World) { l.Apple(t) },
	} {
		l, a := webtest.Open(t), webtest.NewApp(t)
		run(l)
		got := oauthSignIn(t, l, a, provider, nil)
		if got.Get("state") != "app state" || got.Get("code") == "" {
			t.Fatalf("%s: the app got %v", provider, got)
		}
		status, token := l.Exchange(t, got.Get("code"))
		p, _ := token["profile"].(map[string]any)
		if status != http.StatusOK || p["connection_type"] != provider || p["email"] != "grace@umbrella.example" ||
			p["organization_id"] != nil || !strings.HasPrefix(p["connection_id"].(string), "conn_") ||
			p["idp_id"] == "" {
			t.Errorf("%s: %d %v", provider, status, token)
		}
		if _, there := p["organization_id"]; !there {
			t.Errorf("%s: the profile has no organization_id", provider)
		}
		s := l.Sessions(t)[0]
		detail, err := l.Services.SessionDetail(t.Context(), s.ID)
		if err != nil || detail.State != model.Successful || detail.Connection.Type != provider ||
			s.OrganizationID != "" {
			t.Fatalf("%s: %v %+v", provider, err, detail.Session)
		}
		for _, secret := range []string{"secret-1", "gho_token", "github-code"} {
			if strings.Contains(string(detail.Response())+l.Log.String(), secret) {
				t.Errorf("%s: %q is kept", provider, secret)
			}
		}
	}
}

// What goes wrong at GitHub is told as of other providers.
func TestOAuthGitHubRefuses(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	g := l.GitHub(t)
	for _, test := range []struct {
		name  string
		set   func()
		code  string
		cause saml.Cause
	}{
		{"the user says no", func() { g.Deny = true }, "access_denied", saml.OIDCDenied},
		{"address not verified", func() {
			g.Deny, g.Unverified = false, true
		}, "oauth_failed", saml.OIDCEmailUnverified},
		{"no primary address", func() { g.Unverified, g.Email = false, "" }, "oauth_failed", saml.OIDCMissingClaims},
		{"wrong secret", func() { g.Secret = "another" }, "oauth_failed", saml.OIDCClientRefused},
	} {
		test.set()
		got := oauthSignIn(t, l, a, "GitHubOAuth", nil)
		if s := l.Sessions(t)[0]; got.Get("error") != test.code || s.Cause != test.cause || s.State != model.Failed {
			t.Errorf("%s: %v, %s %s", test.name, got, s.State, s.Cause)
		}
		detail, err := l.Services.SessionDetail(t.Context(), l.Sessions(t)[0].ID)
		if err != nil || detail.Explanation.Fixer == "" {
			t.Errorf("%s: %v %+v", test.name, err, detail.Explanation)
		}
		today, err := l.Services.JudgeAgain(t.Context(), detail)
		if told := test.cause == saml.OIDCEmailUnverified || test.cause == saml.OIDCMissingClaims; err != nil ||
			told != (today != nil && today.Verdict.Root().Cause == test.cause) {
			t.Errorf("%s: judged again: %v %+v", test.name, err, today)
		}
	}
}

// What an app asks for the provider arrives there, in the forms of all SDKs, and replaces
// nothing of ours.
func TestOAuthWishes(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	g := l.GitHub(t)
	oauthSignIn(t, l, a, "GitHubOAuth", url.Values{
		"provider_scopes": {"repo", "gist,read:org"}, "provider_query_params[allow_signup]": {"false"},
		"provider_query_params[client_id]": {"another"}, "provider_query_params[request]": {"x"},
		"login_hint": {"grace"}, "prompt": {"consent"},
	})
	asked := g.Asked()
	for name, want := range map[string]string{
		"scope": "read:user user:email repo gist read:org", "allow_signup": "false", "client_id": "client-1",
		"request": "", "nonce": "", "login_hint": "grace", "prompt": "consent", "code_challenge_method": "S256",
		"redirect_uri": l.URL + model.OIDCPath,
	} {
		if asked.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, asked.Get(name), want)
		}
	}
}

// Once the credentials are gone, so is the connection; its sessions stay.
func TestOAuthCredentialsRemoved(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	l.GitHub(t)
	code := oauthSignIn(t, l, a, "GitHubOAuth", nil).Get("code")
	env := l.Welcome.Environment.ID
	if _, err := l.Services.RemoveOAuth(t.Context(), env, "github"); err != nil {
		t.Fatal(err)
	}
	if status, answer := l.Exchange(t, code); status != http.StatusBadRequest || answer["error"] != "invalid_grant" {
		t.Errorf("the code gave %d %v", status, answer)
	}
	if got := oauthSignIn(t, l, a, "GitHubOAuth", nil); got.Get("error") != "connection_invalid" {
		t.Errorf("a new sign-in: %v", got)
	}
	detail, err := l.Services.SessionDetail(t.Context(), l.Sessions(t)[0].ID)
	if err != nil || detail.Connection.ID != "" || len(detail.Receipts) != 1 {
		t.Errorf("%v %+v", err, detail)
	}
}
