package sso_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/web/webtest"
)

// A response that is posted to any other address of ours leaves a session that
// says so, for the connection whose key stands in the path.
func TestResponseAtAWrongAddress(t *testing.T) {
	l := webtest.Open(t)
	provider, err := l.Services.TestIdP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key, c := l.Welcome.Connection.Key, l.Welcome.Connection.ID
	for _, test := range []struct {
		path       string
		connection model.ID
	}{
		{"/sso/saml/acs/" + key + "/", c},
		{"/sso/saml/acs//" + key, c},
		{"/sso/saml/acs/" + key + "/login", c},
		{"/SSO/saml/ACS/" + key, c},
		{"/" + key, c},
		{"/" + key + "/", c},
		{"/sso/saml/metadata/" + key, c},
		{"/saml/" + key + "/acs?x=y", c},
		{"/", ""},
		{"/sso/saml/acs", ""},
		{"/sso/saml/acs/", ""},
		{"/sso/authorize", ""},
		{"/sso/token", ""},
		{"/healthz", ""},
		{"/admin-portal/domains", ""},
		{"/nowhere/at/all", ""},
		{"/" + strings.Repeat("long/", 400), ""},
		{"/%3Cscript%3E", ""},
	} {
		t.Run(test.path[:min(len(test.path), 40)], func(t *testing.T) {
			form, err := provider.Respond(idp.Request{ACSURL: l.Services.ACSURL(l.Welcome.Connection),
				Audience: l.Services.EntityID(l.Welcome.Connection)},
				idp.Options{User: idp.DefaultUser(model.DemoDomain), Now: l.Clock.Now(), Fault: "none"})
			if err != nil {
				t.Fatal(err)
			}
			before := len(l.Sessions(t))
			r, _ := http.NewRequest(http.MethodPost, l.URL+test.path, strings.NewReader(string(form.Body())))
			r.Header.Set("Content-Type", webtest.FormType)
			r.Header.Set("Accept", "text/html")
			answer := webtest.Send(t, r)
			all := l.Sessions(t)
			if len(all) != before+1 {
				t.Fatalf("%d new sessions, want 1; the answer was %d", len(all)-before, answer.StatusCode)
			}
			s := all[0]
			if s.State != model.Failed || s.Cause != saml.WrongAddress || s.ConnectionID != test.connection {
				t.Errorf("%s with cause %q for connection %q", s.State, s.Cause, s.ConnectionID)
			}
			page := webtest.Body(t, answer)
			if answer.StatusCode != http.StatusBadRequest || !strings.Contains(page, s.Trace()) ||
				strings.Contains(page, "<script>") {
				t.Errorf("status %d, page:\n%s", answer.StatusCode, page)
			}
			detail, err := l.Services.SessionDetail(t.Context(), s.ID)
			if err != nil {
				t.Fatal(err)
			}
			if test.connection == "" && len(detail.Receipts[0].Body) != 0 {
				t.Error("the body of a message for nobody was kept")
			}
			if why := detail.Explanation; test.connection != "" &&
				!strings.Contains(why.Admin, l.Services.ACSURL(l.Welcome.Connection)) {
				t.Errorf("the IT admin is not told the ACS URL: %s", why.Admin)
			}
		})
	}
}

// What holds no response is none of that, and the handlers behind see their
// bodies as they came.
func TestPostsThatHoldNoResponse(t *testing.T) {
	l := webtest.Open(t)
	for _, test := range []struct {
		path, contentType, body string
		want                    int
	}{
		{"/", webtest.FormType, "RelayState=x", http.StatusMethodNotAllowed},
		{"/", webtest.FormType, "", http.StatusMethodNotAllowed},
		{"/", webtest.FormType, "text=" + url.QueryEscape("SAMLResponse=x"), http.StatusMethodNotAllowed},
		{"/" + l.Welcome.Connection.Key, webtest.FormType, "a=b", http.StatusNotFound},
		{"/sso/token", webtest.FormType, "grant_type=authorization_code&client_id=" + l.Welcome.Environment.ClientID +
			"&code=x&client_secret=" + l.APIKey, http.StatusBadRequest},
		{"/sso/token", webtest.FormType, "grant_type=" + strings.Repeat("x", 20<<10), http.StatusBadRequest},
	} {
		r, _ := http.NewRequest(http.MethodPost, l.URL+test.path, strings.NewReader(test.body))
		r.Header.Set("Content-Type", test.contentType)
		if answer := webtest.Send(t, r); answer.StatusCode != test.want {
			t.Errorf("%s %.40s: %d, want %d", test.path, test.body, answer.StatusCode, test.want)
		}
	}
	if all := l.Sessions(t); len(all) != 0 {
		t.Errorf("sessions were left: %+v", all)
	}
}

// A person who opens the ACS URL is told what it is for; the customer's sessions
// do not hear of it. The entity ID is where the metadata is.
func TestAddressesOpenedByAPerson(t *testing.T) {
	l := webtest.Open(t)
	key := l.Welcome.Connection.Key
	for _, test := range []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", l.ACS(), http.StatusOK, "for your identity provider"},
		{"GET", l.ACS() + "?utm=x", http.StatusOK, "for your identity provider"},
		{"HEAD", l.ACS(), http.StatusOK, ""},
		{"GET", "/sso/saml/acs/nobody", http.StatusNotFound, "no connection"},
		{"GET", "/" + key, http.StatusOK, "AssertionConsumerService"},
		{"HEAD", "/" + key, http.StatusOK, ""},
		{"GET", "/" + strings.ToUpper(key), http.StatusNotFound, "nothing at this address"},
		{"GET", "/nobody", http.StatusNotFound, "nothing at this address"},
	} {
		r, _ := http.NewRequest(test.method, l.URL+test.path, nil)
		r.Header.Set("Accept", "text/html")
		answer := webtest.Send(t, r)
		if text := webtest.Body(t, answer); answer.StatusCode != test.status || !strings.Contains(text, test.says) {
			t.Errorf("%s %s: %d\n%s", test.method, test.path, answer.StatusCode, text)
		}
	}
	if all := l.Sessions(t); len(all) != 0 {
		t.Errorf("sessions were left: %+v", all)
	}
}
