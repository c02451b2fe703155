package webtest

import (
	"encoding/json"
	"net/url"
	"testing"
)

// Code signs in and gives the code that the app gets.
func (l *World) Code(t *testing.T, a *App, extra url.Values) string {
	t.Helper()
	q := url.Values{"redirect_uri": {a.Callback()}}
	for name, values := range extra {
		q[name] = values
	}
	SignIn(t, l.Browser(t), l.AuthorizeURL(q))
	got := <-a.Answers
	if got.Get("code") == "" {
		t.Fatalf("no code: %v", got)
	}
	return got.Get("code")
}

// Redeem sends a form to the token endpoint, as changed.
func (l *World) Redeem(t *testing.T, code string, change func(url.Values)) (int, map[string]any) {
	t.Helper()
	form := url.Values{
		"client_id": {l.Welcome.Environment.ClientID}, "client_secret": {l.APIKey},
		"grant_type": {"authorization_code"}, "code": {code},
	}
	if change != nil {
		change(form)
	}
	answer := PostForm(t, l.URL+"/sso/token", form)
	var read map[string]any
	if err := json.Unmarshal([]byte(Body(t, answer)), &read); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, read
}
