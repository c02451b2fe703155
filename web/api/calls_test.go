package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// What an app asks and what it gets stands in the API log, with its session and organization, and
// without any secret of it.
func TestRequestsAreLogged(t *testing.T) {
	l, app := webtest.Open(t), webtest.NewApp(t)
	org := string(l.Welcome.Organization.ID)
	code := l.Code(t, app, nil)
	_, granted := l.Exchange(t, code)
	token, _ := granted["access_token"].(string)
	l.Exchange(t, code) // once more, which is refused and ends the token
	ask(t, token, "GET", l.URL+"/sso/profile", "")
	made := call(t, l, l.APIKey, "POST", "/portal/generate_link", `{"organization":"`+org+`","intent":"sso"}`)
	link, _ := made.fields["link"].(string)
	call(t, l, "sk_test_wrong", "GET", "/organizations/"+org+"?code="+code, "")
	call(t, l, l.APIKey, "POST", "/organizations", `{"name":"Zoë"}`)
	if len(code) < 20 || len(token) < 20 || !strings.Contains(link, "http") {
		t.Fatalf("%q %q %q", code, token, link)
	}

	all, err := l.Services.APICalls(t.Context(), model.APICallQuery{Environment: l.Welcome.Environment.ID})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range all {
		whole, err := l.Services.APICall(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(c.Method, " ", c.Path, " ", c.Status, " ", c.Key, " ", c.SessionID != "", " ",
			c.OrganizationID))
		text, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		for name, secret := range map[string]string{"code": code, "token": token, "key": l.APIKey, "link": link,
			"other key": "sk_test_wrong"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("the %s stands in %s", name, text)
			}
		}
		if whole.Peer != "127.0.0.1" || whole.Answer == "" || !strings.HasPrefix(string(whole.ID), "req_") {
			t.Errorf("%s", text)
		}
	}
	want := []string{"POST /sso/token 200 Default key true ", "POST /sso/token 400 Default key true ",
		"GET /sso/profile 401  false ", "POST /portal/generate_link 201 Default key false " + org,
		"GET /organizations/" + org + " 401  false " + org, "POST /organizations 201 Default key false "}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("the log has\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	last, err := l.Services.APICall(t.Context(), all[len(all)-1].ID)
	if err != nil || last.Request != `{"name":"Zoë"}` || !strings.Contains(last.Answer, `"name":"Zoë"`) ||
		last.KeyHint == "" {
		t.Errorf("%+v, %v", last, err)
	}
}

// A body that is too long is answered as ever, and not kept.
func TestLongRequestIsLogged(t *testing.T) {
	l := webtest.Open(t)
	if a := call(t, l, l.APIKey, "POST", "/organizations",
		`{"name":"`+strings.Repeat("x", 400_000)+`"}`); a.status != http.StatusBadRequest {
		t.Errorf("%d %s", a.status, a.text)
	}
	all, err := l.Services.APICalls(t.Context(), model.APICallQuery{Status: "400"})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d calls, %v", len(all), err)
	}
	if c, err := l.Services.APICall(t.Context(), all[0].ID); err != nil || len(c.Request) > 100 {
		t.Errorf("%d bytes are kept, %v", len(c.Request), err)
	}
}

// An app that asks at the wrong address, or with the wrong method, is seen to; a stranger who does leaves nothing.
func TestRequestsThatNothingTakesAreLogged(t *testing.T) {
	l := webtest.Open(t)
	for _, at := range []struct{ method, path, want string }{
		{"GET", "/organisations", "404 Default key"}, {"GET", "/connections/x/y", "404 Default key"},
		{"PATCH", "/connections", "405 Default key"}, {"GET", "/sso/token", "405 Default key"},
		{"POST", "/v1/organizations", "404 Default key"}, {"GET", "/gatehouse/v2/sessions", "404 Default key"},
		{"DELETE", "/sso/profile/x", "404 Default key"},
	} {
		before := apiCalls(t, l)
		ask(t, "", at.method, l.URL+at.path, "")
		if all := apiCalls(t, l); len(all) != len(before) {
			t.Errorf("%s %s of a stranger: %+v", at.method, at.path, all[len(all)-1])
		}
		ask(t, l.APIKey, at.method, l.URL+at.path, "")
		all := apiCalls(t, l)
		if len(all) != len(before)+1 {
			t.Errorf("%s %s: %d requests in the log", at.method, at.path, len(all))
			continue
		}
		last := all[len(all)-1]
		if got := fmt.Sprint(last.Status, " ", last.Key); got != at.want || last.Path != at.path ||
			last.Method != at.method {
			t.Errorf("%s %s: %s, as %s %s, want %s", at.method, at.path, got, last.Method, last.Path, at.want)
		}
	}
}

func apiCalls(t *testing.T, l *webtest.World) []model.APICall {
	t.Helper()
	all, err := l.Services.APICalls(t.Context(), model.APICallQuery{Environment: l.Welcome.Environment.ID})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
