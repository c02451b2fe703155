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

// Apple tells a name at the first sign-in alone, and in a form that nobody has signed: it
// fills the names of the profile, of later sign-ins too, and nothing else of it is believed or kept.
func TestAppleTellsTheNameOnce(t *testing.T) {
	t.Parallel()
	l, a := webtest.Open(t), webtest.NewApp(t)
	p := l.Apple(t)
	for _, test := range []struct{ user, first, last string }{
		{p.Apple.User, "Grace", "Hopper"},
		{"", "Grace", "Hopper"},
		{"not JSON", "Grace", "Hopper"},
		{`{"name":{"firstName":{"of":"another kind"}},"email":"forged@elsewhere.example"}`, "Grace", "Hopper"},
		{`{"name":{"firstName":"` + strings.Repeat("x", 5000) + `"}}`, "Grace", "Hopper"},
		{`{"sub":"somebody else","email_verified":true,"name":{"lastName":"<b>"}}`, "", "<b>"},
	} {
		p.Apple.User = test.user
		_, token := l.Exchange(t, oauthSignIn(t, l, a, "AppleOAuth", nil).Get("code"))
		profile, _ := token["profile"].(map[string]any)
		first, _ := profile["first_name"].(string)
		last, _ := profile["last_name"].(string)
		if profile["email"] != "grace@umbrella.example" || profile["idp_id"] != "user-1" || first != test.first ||
			last != test.last {
			t.Errorf("%.60s: %v", test.user, token)
		}
		detail, err := l.Services.SessionDetail(t.Context(), l.Sessions(t)[0].ID)
		if kept := string(detail.Response()); err != nil || strings.Contains(kept, "forged@") ||
			strings.Contains(kept, "somebody else") {
			t.Errorf("%.60s: %v, kept %s", test.user, err, kept)
		}
		// The record of the person keeps the name that was told last.
		people, err := l.Services.Profiles(t.Context(), l.Sessions(t)[0].ConnectionID, "", 10)
		if err != nil || len(people) != 1 || people[0].FirstName != test.first || people[0].LastName != test.last {
			t.Errorf("%.60s: %v, the record is %+v", test.user, err, people)
		}
		if today, err := l.Services.JudgeAgain(t.Context(), detail); err != nil || today != nil {
			t.Errorf("%.60s: judged again: %v %+v", test.user, err, today)
		}
	}
}

// What goes wrong at Apple is told as of other providers.
func TestAppleRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault, key, team string
		cancelled        bool
		code             string
		cause            saml.Cause
	}{
		"the user cancels":   {cancelled: true, code: "access_denied", cause: saml.OIDCDenied},
		"another key":        {key: "ANOTHERKEY", code: "oauth_failed", cause: saml.OIDCClientRefused},
		"another team":       {team: "ANOTHERONE", code: "oauth_failed", cause: saml.OIDCClientRefused},
		"no address":         {fault: "no-email", code: "oauth_failed", cause: saml.OIDCMissingClaims},
		"an expired token":   {fault: "expired", code: "oauth_failed", cause: saml.OIDCExpired},
		"another's audience": {fault: "wrong-audience", code: "oauth_failed", cause: saml.OIDCAudience},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, a := webtest.Open(t), webtest.NewApp(t)
			p := l.Apple(t)
			p.Fault, p.Apple.Cancelled = test.fault, test.cancelled
			if test.key != "" {
				p.Apple.KeyID = test.key
			}
			if test.team != "" {
				p.Apple.TeamID = test.team
			}
			got := oauthSignIn(t, l, a, "AppleOAuth", nil)
			if s := l.Sessions(t)[0]; got.Get("error") != test.code || s.Cause != test.cause ||
				s.State != model.Failed {
				t.Errorf("%v, %s %s", got, s.State, s.Cause)
			}
			detail, err := l.Services.SessionDetail(t.Context(), l.Sessions(t)[0].ID)
			if err != nil || detail.Explanation.Fixer == "" {
				t.Errorf("%v %+v", err, detail.Explanation)
			}
		})
	}
}

// An answer is posted from Apple's site, so the cookie of the browser does not come with it:
// the post changes nothing, and sends the browser to bring by GET what belongs to an answer.
func TestPostedCallback(t *testing.T) {
	t.Parallel()
	l := webtest.Open(t)
	l.Apple(t)
	begun, err := l.Services.BeginLogin(t.Context(), model.Authorize{
		ClientID: l.Welcome.Environment.ClientID, RedirectURI: "http://127.0.0.1:3999/callback", ResponseType: "code",
		Provider: "AppleOAuth", Visitor: model.Visitor{Browser: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(begun.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"response_mode": "form_post", "scope": "openid email name",
		"response_type": "code"} {
		if got := asked.Query().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	state := asked.Query().Get("state")
	for _, test := range []struct {
		name string
		form url.Values
		want url.Values // nil is a refusal
	}{
		{"an answer", url.Values{"state": {state}, "code": {"c"}, "user": {"{}"}, "id_token": {"a.b.c"}},
			url.Values{"state": {state}, "code": {"c"}, "user": {"{}"}}},
		{"a refusal", url.Values{"state": {state}, "error": {"user_cancelled_authorize"}},
			url.Values{"state": {state}, "error": {"user_cancelled_authorize"}}},
		{"two codes", url.Values{"state": {state}, "code": {"c", "d"}},
			url.Values{"state": {state}, "code": {"c", "d"}}},
		{"too long", url.Values{"state": {state}, "code": {strings.Repeat("x", 20<<10)}}, nil},
	} {
		answer := webtest.PostForm(t, l.URL+model.OIDCPath, test.form)
		to, err := answer.Location()
		switch {
		case test.want == nil && (answer.StatusCode != http.StatusBadRequest || err == nil):
			t.Errorf("%s: %d, on to %v", test.name, answer.StatusCode, to)
		case test.want != nil && (err != nil || answer.StatusCode != http.StatusSeeOther ||
			to.String() != l.URL+model.OIDCPath+"?"+test.want.Encode()):
			t.Errorf("%s: %d, on to %v", test.name, answer.StatusCode, to)
		}
		if s := l.Session(t, begun.Session.ID); s.State != model.Started || len(l.Sessions(t)) != 1 {
			t.Errorf("%s: %+v", test.name, s)
		}
	}
}
