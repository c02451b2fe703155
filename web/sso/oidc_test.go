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

// A browser goes to an OpenID provider and comes back to the app, which gets the
// profile; a reload of the redirect and another browser get nothing.
func TestOpenIDThroughTheListener(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	p, c := l.OpenID(t)
	start := l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}, "state": {"app &state"},
		"connection": {string(c.ID)}})
	b := l.Browser(t)
	at, err := b.Get(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	got := <-a.Answers
	if got.Get("state") != "app &state" || got.Get("code") == "" {
		t.Fatalf("callback got %v at %s", got, at.URL)
	}
	status, token := l.Exchange(t, got.Get("code"))
	profile, _ := token["profile"].(map[string]any)
	if status != http.StatusOK || profile["idp_id"] != "user-1" || profile["connection_type"] != "OktaOIDC" ||
		profile["email"] != "grace@umbrella.example" || profile["oauth_tokens"] != nil {
		t.Fatalf("token: %d %v", status, token)
	}

	for _, secret := range []string{"secret-1", got.Get("code"), "code="} {
		if strings.Contains(l.Log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}

	p.Fault = "wrong-audience"
	if _, err = b.Get(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	if got := <-a.Answers; got.Get("error") != "server_error" || got.Get("state") != "app &state" {
		t.Errorf("a refused one: %v", got)
	}
	if s := l.Sessions(t)[0]; s.Cause != saml.OIDCAudience {
		t.Errorf("session %+v", s)
	}
}

// The callback answers a browser that brings nothing of its own with a page, and keeps
// no record.
func TestOpenIDCallbackAlone(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	_, c := l.OpenID(t)
	begun, err := l.Services.BeginLogin(t.Context(), model.Authorize{
		ClientID: l.Welcome.Environment.ClientID, RedirectURI: a.Callback(), ResponseType: "code",
		Connection: string(c.ID), Visitor: model.Visitor{Browser: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(begun.URL)
	if err != nil {
		t.Fatal(err)
	}
	state := url.QueryEscape(asked.Query().Get("state"))
	for query, want := range map[string]struct {
		status int
		words  string
	}{
		"":                                     {http.StatusOK, "redirect URI"},
		"?code=x":                              {http.StatusBadRequest, "belongs to no sign-in"},
		"?state=x&code=x":                      {http.StatusBadRequest, "belongs to no sign-in"},
		"?state=" + state + "&code=x":          {http.StatusBadRequest, "another browser"},
		"?code=" + strings.Repeat("x", 20<<10): {http.StatusBadRequest, "can&#39;t be read"},
	} {
		answer := webtest.Get(t, l.URL+model.OIDCPath+query)
		body := webtest.Body(t, answer)
		if answer.StatusCode != want.status || !strings.Contains(body, want.words) {
			t.Errorf("%.40s: %d %s", query, answer.StatusCode, body)
		}
	}
	if n := len(l.Sessions(t)); n != 1 {
		t.Errorf("%d sessions", n)
	}
	if s := l.Session(t, begun.Session.ID); s.State != model.Started {
		t.Errorf("session %+v", s)
	}
}
