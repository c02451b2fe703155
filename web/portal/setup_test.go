package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// The whole way, without JavaScript: link, domain, provider, guide, metadata,
// attributes, a test that fails, one that works, done.
func TestPortalSetsUpSingleSignOn(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	a := l.Invite(t, o, model.SetupLink, model.IntentSSO)
	a.At("")
	if strings.Contains(a.Page.URL.String(), "setup") {
		t.Error("the token is still in the address")
	}
	a.Sees("Single Sign-On", "Globex")
	a.AddDomain("globex.example")

	a.Open("provider")
	a.Send("provider", map[string]string{"type": "OktaSAML"})
	a.At("guide/1")
	c := a.Connection()
	if c.Type != "OktaSAML" || c.State != model.Draft {
		t.Fatalf("%+v", c)
	}
	a.Open("guide/2")
	a.Sees("Single sign-on URL", l.Services.ACSURL(c), "Audience URI", l.Services.EntityID(c))

	a.Open("metadata?how=file")
	a.Send("metadata", map[string]string{"xml": "<html><body>Sign in</body></html>"})
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Fatalf("HTML instead of metadata: %d", a.Page.Status)
	}
	a.Sees("This was not saved")
	if kept := a.Form("metadata").Value("xml"); !strings.Contains(kept, "Sign in") {
		t.Errorf("the input is lost: %q", kept)
	}
	a.Send("metadata", map[string]string{"xml": l.IdPMetadata(t)})
	a.OK()
	if c = a.Connection(); c.State != model.Validating {
		t.Fatalf("after the metadata: %s", c.State)
	}
	a.Open("attributes")
	a.Sees("after the first test")
	a.Send("attributes", nil)
	a.At("test")

	a.SignIn(map[string]string{"fault": "wrong-audience", "email": "ada@globex.example"})
	a.Sees("The test sign-in failed", "Expected", "Received", l.Services.EntityID(c), "Okta")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	a.Sees("The test sign-in works", "ada@globex.example")
	if c = a.Connection(); c.State != model.Active {
		t.Fatalf("after the test: %s", c.State)
	}
	result := a.Page
	a.Open("attributes")
	a.Sees("ada@globex.example", "Lovelace")
	a.Page = result
	a.Send("finish", nil)
	a.At("done")
	a.Sees("All set")

	for _, step := range []string{"opened", "page Domains", "page Identity provider", "page Guide: Tell Okta",
		"error Metadata", "test Test began", "test Test result failed: ", "test Test result succeeded",
		"configured Single Sign-On"} {
		if !strings.Contains(a.Steps(), step) {
			t.Errorf("the flight recorder lacks %q:\n%s", step, a.Steps())
		}
	}
	history, err := l.Services.History(t.Context(), model.HistoryQuery{About: c.ID})
	if err != nil || len(history.Entries) == 0 {
		t.Fatal(err)
	}
	for _, entry := range history.Entries {
		by := entry.Actor
		if by.Name != "IT admin" || by.Via != "setup link" || by.Kind != model.PortalVisitor || by.ID == "" ||
			by.Peer != "127.0.0.1" {
			t.Errorf("%q by %+v", entry.Action, entry.Actor)
		}
	}
	a.Open("")
	if a.Page.Status != http.StatusGone {
		t.Errorf("a used link still opens: %d %s", a.Page.Status, a.Page.Text)
	}
	a.Sees("complete")
}

// By hand, with success URLs.
func TestPortalByHandAndSuccessURL(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Initech")
	_, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: o.ID, Intents: []model.Intent{model.IntentSSO},
		SuccessURL: "https://app.example/done", ReturnURL: "https://app.example/settings",
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &webtest.Admin{T: t, World: l, Browser: l.Browser(t), Org: o}
	a.Open(address)
	a.At("domains")
	a.AddDomain("initech.example")
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "GenericSAML"})
	a.At("guide/1")
	idp := l.CustomersIdP(t)
	a.Open("metadata?how=hand")
	a.Send("metadata", map[string]string{"entity_id": idp.EntityID, "sso_url": "not a URL",
		"certificate": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"})
	a.Sees("private key")
	a.Send("metadata", map[string]string{"entity_id": idp.EntityID, "sso_url": idp.SSOURL,
		"certificate": webtest.B64(string(idp.Cert))})
	a.OK()
	a.Open("test")
	a.SignIn(map[string]string{"email": "ada@initech.example"})
	a.Sees("works")
	f := a.Form("finish")
	a.Page, err = a.SubmitAndStay(t.Context(), f)
	if err != nil || a.Page.Location == nil || a.Page.Location.String() != "https://app.example/done" {
		t.Fatalf("finished to %v, %v", a.Page.Location, err)
	}
	a.Open("")
	a.At("connection")
	a.Sees("Custom SAML", "Active", idp.SSOURL)
	a.Open("events?sort=state")
	a.Sees("ada@initech.example", "Success")
	s := l.Sessions(t)[0]
	a.Open("events/" + string(s.ID))
	a.Sees("<saml2p:Response", "AuthnRequest", "checks passed")
	a.Open("reset")
	a.Send("reset", nil)
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Errorf("reset without a confirmation: %d", a.Page.Status)
	}
	a.Send("reset", map[string]string{"sure": "yes"})
	a.At("provider")
	a.Sees("The connection was reset")
	if c := a.Connection(); c.State != model.Draft || c.SSOURL != "" {
		t.Errorf("after the reset: %+v", c)
	}
}
