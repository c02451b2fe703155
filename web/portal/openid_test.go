package portal_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// openID runs an OpenID provider, and invites an admin whose domain is verified. The
// portal may fetch from its address, which is private, where the operator allows it.
func openID(t *testing.T, private bool) (*webtest.Admin, string) {
	t.Helper()
	l := webtest.Open(t)
	_, issuer := l.OpenIDProvider(t)
	l.Config.Handler = web.New(web.Options{Services: l.Services, Private: private})
	a := l.Invite(t, l.Customer(t, "Umbrella"), model.SetupLink, model.IntentSSO)
	a.AddDomain("umbrella.example")
	return a, issuer
}

// enter fills in the form of the client.
func enter(a *webtest.Admin, issuer, client, secret string) {
	a.T.Helper()
	a.Send("client", map[string]string{"issuer": issuer, "client_id": client, "client_secret": secret})
}

// The whole way by OpenID Connect, without JavaScript: provider, guide, client, a test
// that fails by a wrong secret, a new secret, a test that works, done.
func TestPortalSetsUpOpenIDConnect(t *testing.T) {
	a, issuer := openID(t, true)
	a.Open("provider")
	a.Sees("Custom OpenID Connect", "Entra ID (OIDC)", "Google (OIDC)", "Okta (OIDC)")
	a.Send("provider", map[string]string{"type": "OktaOIDC"})
	a.At("guide/1")
	a.Open("guide/2")
	a.Sees("Sign-in redirect URIs", a.World.URL+model.OIDCPath)
	a.Open("guide/4")
	a.Follow("Continue to the client")
	a.At("client")
	enter(a, issuer, "client-1", "secret-0")
	a.At("attributes")
	a.Sees("given_name")
	c := a.Connection()
	if c.State != model.Validating || c.OIDC.Issuer != issuer || c.OIDC.DiscoveryURL != "" {
		t.Fatalf("%s, %+v", c.State, c.OIDC)
	}
	a.Open("test")
	a.Send("test", nil)
	a.Sees("The test sign-in failed", "client secret", "enter it here")
	a.Follow("Correct the client")
	a.At("client")
	a.Sees("Leave it empty to keep it")
	if page := a.Form("client"); page.Value("client_secret") != "" || page.Value("issuer") != issuer {
		t.Errorf("the form shows %+v", page.Fields)
	}
	enter(a, issuer+"/.well-known/openid-configuration", "client-1", "secret-1")
	a.At("attributes")
	a.Open("test")
	a.Send("test", nil)
	a.Sees("The test sign-in works", "grace@umbrella.example")
	if c = a.Connection(); c.State != model.Active {
		t.Fatalf("after the test: %s", c.State)
	}
	a.Open("connection")
	a.Sees("Okta (OIDC)", "Active", issuer, "client-1", "stored, and shown to nobody", a.World.URL+model.OIDCPath)
	if strings.Contains(a.Page.Text, "secret-1") || strings.Contains(a.Steps(), "secret-1") {
		t.Error("the client secret is shown")
	}
	a.Follow("20")
	a.Sees("code_challenge", "grace@umbrella.example")
	a.Open("connection")
	a.Send("finish", nil)
	a.At("done")
}

// After a reset another kind of provider can be chosen. The connection stays if people
// have signed in through it, for their profiles are of it; else the new one replaces it.
func TestPortalChangesKindAfterAReset(t *testing.T) {
	for _, used := range []bool{false, true} {
		a, issuer := openID(t, true)
		a.Open("provider")
		a.Send("provider", map[string]string{"type": "GenericOIDC"})
		a.Open("client")
		enter(a, issuer, "client-1", "secret-1")
		a.Open("test")
		a.Send("test", nil)
		a.Sees("The test sign-in works")
		was := a.Connection().ID
		if used {
			app := webtest.NewApp(t)
			address := a.World.AuthorizeURL(url.Values{"redirect_uri": {app.Callback()}, "connection": {string(was)}})
			if _, err := a.World.Browser(t).Get(t.Context(), address); err != nil {
				t.Fatal(err)
			}
			if status, answer := a.World.Exchange(t, (<-app.Answers).Get("code")); status != http.StatusOK {
				t.Fatalf("%d %v", status, answer)
			}
		}
		a.Open("provider")
		a.Send("provider", map[string]string{"type": "OktaSAML"})
		if a.Page.Status != http.StatusConflict {
			t.Errorf("another provider for one that works: %d", a.Page.Status)
		}
		a.Sees("Sign-ins through your identity provider are set up already", "reset the connection first")
		a.Open("reset")
		a.Send("reset", map[string]string{"sure": "yes"})
		a.Send("provider", map[string]string{"type": "OktaSAML"})
		a.At("guide/1")
		a.Open("metadata")
		a.At("metadata")
		if _, err := a.World.Services.Connection(t.Context(), was); used != (err == nil) {
			t.Errorf("used %t: the connection is read with %v", used, err)
		}
	}
}

// What is wrong with what was entered is said in words, and what was entered stays.
func TestPortalRefusesAnOpenIDProvider(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html>Welcome</html>"))
	}))
	t.Cleanup(page.Close)
	a, issuer := openID(t, true)
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "GenericOIDC"})
	for name, test := range map[string]struct {
		issuer, client, secret string
		says                   []string
	}{
		"nothing": {"", "", "", []string{"The issuer is missing", "The client ID is missing",
			"The client secret is missing"}},
		"no address":       {"idp.example.com", "client-1", "secret-1", []string{"is no address of a provider"}},
		"a slash too many": {issuer + "/", "client-1", "secret-1", []string{"The provider calls itself", issuer}},
		"a page":           {page.URL, "client-1", "secret-1", []string{"there is no OpenID provider"}},
		"the test provider's": {a.World.URL + model.TestIdPIssuer, "client-1", "secret-1",
			[]string{"test identity provider"}},
	} {
		t.Run(name, func(t *testing.T) {
			a.Open("client")
			enter(a, test.issuer, test.client, test.secret)
			if a.Page.Status != http.StatusUnprocessableEntity {
				t.Errorf("%d", a.Page.Status)
			}
			a.Sees(append(test.says, "This was not saved")...)
			form := a.Form("client")
			if form.Value("issuer") != test.issuer || form.Value("client_id") != test.client ||
				form.Value("client_secret") != "" {
				t.Errorf("the form has %+v", form.Fields)
			}
			if c := a.Connection(); c.State != model.Draft || c.OIDC.Secret != nil {
				t.Errorf("%s, %+v", c.State, c.OIDC)
			}
		})
	}
}

// A provider inside a network is asked only where the operator allows it, and a stored
// secret is sent to no other issuer.
func TestPortalKeepsAnOpenIDProvidersBounds(t *testing.T) {
	a, issuer := openID(t, false)
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "GenericOIDC"})
	a.Open("client")
	enter(a, issuer, "client-1", "secret-1")
	a.Sees("private network")

	a, issuer = openID(t, true)
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "GenericOIDC"})
	a.Open("client")
	enter(a, issuer, "client-1", "secret-1")
	_, other := a.World.OpenIDProvider(t)
	a.Open("client")
	enter(a, other, "client-1", "")
	a.Sees("it is not sent to another address")
}

// A choice of the other kind takes the place of a draft, and each kind has its own page
// for the provider's values.
func TestPortalChangesBetweenSAMLAndOpenIDConnect(t *testing.T) {
	a, _ := openID(t, true)
	for _, kind := range []struct{ name, page, other string }{
		{"OktaSAML", "metadata", "client"}, {"OktaOIDC", "client", "metadata"},
		{"GoogleOIDC", "client", "metadata"}, {"GoogleSAML", "metadata", "client"},
	} {
		a.Open("provider")
		a.Send("provider", map[string]string{"type": kind.name})
		if c := a.Connection(); c.Type != kind.name || c.Name != "Umbrella" {
			t.Errorf("%+v", c)
		}
		a.Open(kind.page)
		a.At(kind.page)
		a.Open(kind.other)
		a.At(kind.page)
	}
}
