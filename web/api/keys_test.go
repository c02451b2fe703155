package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// A key that is limited is told which permission it lacks, and what it may do goes on.
func TestLimitedKey(t *testing.T) {
	l := webtest.Open(t)
	staging := l.Welcome.Environment
	_, key, err := l.Services.CreateKey(t.Context(), staging.ID, "reports", model.KeyReads)
	if err != nil {
		t.Fatal(err)
	}
	if a := call(t, l, key, "GET", "/organizations", ""); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.text)
	}
	for _, at := range [][3]string{{"POST", "/organizations", `{"name":"x"}`},
		{"POST", "/portal/generate_link", `{"organization":"` + string(l.Welcome.Organization.ID) + `"}`},
		{"DELETE", "/connections/" + string(l.Welcome.Connection.ID), ""}} {
		a := call(t, l, key, at[0], at[1], at[2])
		message, _ := a.fields["message"].(string)
		if a.status != http.StatusForbidden || a.fields["code"] != "forbidden" ||
			!strings.Contains(message, "use one that has the permission") {
			t.Errorf("%s %s: %d %s", at[0], at[1], a.status, a.text)
		}
	}
	form := url.Values{"client_id": {staging.ClientID}, "client_secret": {key},
		"grant_type": {"authorization_code"}, "code": {"x"}}
	r, err := http.NewRequestWithContext(t.Context(), "POST", l.URL+"/sso/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "app/1")
	answer := webtest.Send(t, r)
	if text := webtest.Body(t, answer); answer.StatusCode != http.StatusBadRequest ||
		!strings.Contains(text, `"error":"unauthorized_client"`) {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
	keys, err := l.Services.KeysInUse(t.Context(), staging.ID)
	if err != nil {
		t.Fatal(err)
	}
	if u := keys[len(keys)-1].Use; u.UserAgent != "app/1" || u.Peer != "127.0.0.1" || u.At.IsZero() {
		t.Errorf("the last use is %+v", u)
	}
}
