package testidp_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/oidc/idp"
	"gatehouse/service/connection"
	"gatehouse/testclient"
	"gatehouse/web/webtest"
)

// Each fault of OpenID Connect, chosen on the sign-in page, leaves a session that names it.
func TestOpenIDFaultsThroughTheListener(t *testing.T) {
	l := webtest.Open(t)
	for _, f := range append(idp.Faults(), idp.Fault{}) {
		result, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{OpenID: true, Fault: f.Name})
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		s, want := l.Session(t, result.Session()), model.Failed
		if f.Name == "" {
			want = model.Successful
		}
		if s.State != want || s.Cause != f.Cause {
			t.Errorf("%s: the session is %s %s, not %s", f.Name, s.State, s.Cause, f.Cause)
		}
		detail, err := l.Services.SessionDetail(t.Context(), s.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(detail.Receipts); n != 1 || detail.Receipts[0].Verdict.RootReason() != f.Reason {
			t.Errorf("%s: %d receipts of %+v", f.Name, n, detail.Receipts)
		}
	}
}

// By OpenID Connect, too, a login hint that names a fault is answered with it at once.
func TestLoginHintAsksForAFaultOfOpenID(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	c, err := l.Services.DemoConnection(t.Context(), connection.OpenIDNeeds)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(idp.Faults(), idp.Fault{Name: "none"}) {
		start := l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}, "connection": {string(c.ID)},
			"login_hint": {"fault+" + f.Name + "@acme.test"}})
		page, err := l.Browser(t).Get(t.Context(), start)
		if err != nil {
			t.Fatal(err)
		}
		if got := <-a.Answers; (got.Get("code") != "") != (f.Name == "none") {
			t.Errorf("%s: the app is told %v", f.Name, got)
		}
		if s := l.Session(t, page.Session); s.Cause != f.Cause {
			t.Errorf("%s: the session is %s %s", f.Name, s.State, s.Cause)
		}
	}
	page, err := l.Browser(t).Get(t.Context(), l.AuthorizeURL(url.Values{"connection": {string(c.ID)},
		"login_hint": {"fault+no-such@acme.test"}}))
	if err != nil || page.Title != "There is no such fault" {
		t.Errorf("an unknown one leads to %q, %v", page.Title, err)
	}
}

// A connection that has the issuer of the test identity provider is its client, with
// nothing to copy; what the provider publishes can be read by anybody who may reach it.
func TestOpenIDConnectionToTheTestIdP(t *testing.T) {
	l := webtest.Open(t)
	issuer := l.URL + model.TestIdPIssuer
	setup, err := l.Services.ReadProvider(t.Context(), model.OIDCSetup{Issuer: issuer})
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{
		Organization: l.Welcome.Organization.ID, Type: "OktaOIDC", Name: "Trial", OIDC: &setup})
	if err != nil || c.State != model.Validating || !c.AtTestIdP() {
		t.Fatalf("%v %+v", err, c)
	}
	result, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{Connection: c.ID})
	if err != nil || l.Session(t, result.Session()).State != model.Successful {
		t.Errorf("%v %+v", err, result)
	}
	for path, holds := range map[string]string{"/.well-known/openid-configuration": issuer, "/jwks": idp.KeyID} {
		answer := webtest.Get(t, issuer+path)
		text := webtest.Body(t, answer)
		if answer.StatusCode != http.StatusOK || !json.Valid([]byte(text)) || !strings.Contains(text, holds) {
			t.Errorf("%s: %d %s", path, answer.StatusCode, text)
		}
	}
}

// The test identity provider sends nobody elsewhere, knows no other client, and gives no
// token to who has not the secret.
func TestOpenIDTestIdPAnswersItsOwnClientsAlone(t *testing.T) {
	l := webtest.Open(t)
	_, foreign := l.OpenID(t)
	c, err := l.Services.DemoConnection(t.Context(), connection.OpenIDNeeds)
	if err != nil {
		t.Fatal(err)
	}
	issuer := l.URL + model.TestIdPIssuer
	for name, q := range map[string]url.Values{
		"another redirect URI": {"client_id": {string(c.ID)}, "redirect_uri": {"https://evil.example"}},
		"another's connection": {"client_id": {string(foreign.ID)}, "redirect_uri": {l.URL + model.OIDCPath}},
		"by SAML": {"client_id": {string(l.Welcome.Connection.ID)},
			"redirect_uri": {l.URL + model.OIDCPath}},
		"nothing": {},
	} {
		answer := webtest.Get(t, issuer+"/authorize?"+q.Encode())
		if answer.StatusCode != http.StatusBadRequest || answer.Header.Get("Location") != "" {
			t.Errorf("%s: %d to %q", name, answer.StatusCode, answer.Header.Get("Location"))
		}
		webtest.Body(t, answer)
	}
	answer := webtest.PostForm(t, issuer+"/token", url.Values{"grant_type": {"authorization_code"},
		"client_id": {string(c.ID)}, "client_secret": {"guessed"}, "code": {"x"}})
	if text := webtest.Body(t, answer); answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("token: %d %s", answer.StatusCode, text)
	}
}

// In Production nobody signs in through it, and no other address than its own is asked
// inside the process.
func TestOpenIDTestIdPIsNotForProduction(t *testing.T) {
	l := webtest.Open(t)
	all, err := l.Services.Environments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range all {
		if env.Kind != model.Production {
			continue
		}
		o, err := l.Services.CreateOrganization(t.Context(), model.NewOrganization{Environment: env.ID, Name: "Real"})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID,
			Type: "GenericOIDC", OIDC: &model.OIDCSetup{Issuer: l.URL + model.TestIdPIssuer}})
		if err == nil || !strings.Contains(err.Error(), "signs nobody in") {
			t.Errorf("it is taken: %v", err)
		}
	}
	if _, err := l.Services.ReadProvider(t.Context(), model.OIDCSetup{Issuer: l.URL + "/elsewhere",
		Reach: fetch.Public}); err == nil {
		t.Error("our own listener was reached")
	}
}
