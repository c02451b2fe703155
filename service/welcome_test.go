package service_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/service/signin"
	"gatehouse/storage"
)

func TestWelcome(t *testing.T) {
	h := openInstallation(t)
	w := h.welcome
	if !w.First || w.Environment.Kind != model.Staging || w.Organization.Name != "Acme" ||
		w.Connection.Type != model.TestIdPType {
		t.Errorf("%+v", w)
	}
	if !w.Environment.AllowsRedirect(w.Environment.DefaultRedirect) || len(w.Connection.SPKeys) != 1 ||
		!w.Organization.Demo() {
		t.Errorf("%+v", w.Environment)
	}
	again, err := h.Welcome(t.Context())
	if err != nil || again.First || again.Connection.ID != w.Connection.ID ||
		again.Organization.ID != w.Organization.ID {
		t.Errorf("%+v, %v", again, err)
	}
	if lints, err := h.Lint(t.Context(), w.Connection.ID); err != nil || len(lints) != 0 {
		t.Errorf("the sample has lints %+v, %v", lints, err)
	}
}

// What points at our own listener follows it.
func TestWelcomeAfterAMove(t *testing.T) {
	h := openInstallation(t)
	const others = 800 // more than one step of the store can hold
	for i := 0; i < others; i += 50 {
		var changes []storage.Change
		for j := range 50 {
			pair := h.orgAndConnection(t, i+j)
			pair[1].Record.Data = bytes.Replace(pair[1].Record.Data, []byte(`"OktaSAML"`),
				[]byte(`"`+model.TestIdPType+`"`), 1)
			changes = append(changes, pair...)
		}
		if err := h.Store.Apply(t.Context(), changes...); err != nil {
			t.Fatal(err)
		}
	}
	moved := service.New(service.Options{Store: h.Store, BaseURL: "http://127.0.0.1:5200/", Secrets: h.Secrets,
		NewRSA: testkeys.Ours}).For(tester)
	if _, err := moved.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := moved.Welcome(t.Context())
	if err != nil || !strings.HasPrefix(w.Connection.SSOURL, "http://127.0.0.1:5200/") ||
		!strings.HasPrefix(w.Environment.DefaultRedirect, "http://127.0.0.1:5200/") {
		t.Errorf("%s, %s, %v", w.Connection.SSOURL, w.Environment.DefaultRedirect, err)
	}
	all, err := moved.Connections(t.Context(), model.ConnectionQuery{})
	if err != nil || len(all) != others+1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	for _, c := range all {
		if c.SSOURL != w.Connection.SSOURL {
			t.Fatalf("%s stayed at %s", c.Name, c.SSOURL)
		}
	}
	if s, err := moved.Rehearse(t.Context(), signin.Rehearsal{User: ada()}); err != nil || s.State != model.Successful {
		t.Errorf("%s, %v", s.State, err)
	}
}

// Every fault of the test identity provider ends as it says, with a session of
// its own.
func TestRehearseEveryFault(t *testing.T) {
	h := openInstallation(t)
	for _, f := range idp.Faults() {
		s, err := h.Rehearse(t.Context(), signin.Rehearsal{Fault: f.Name})
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		if f.Accept != (s.State == model.Successful) || !f.Accept && (s.State != model.Failed || s.Cause != f.Cause ||
			s.Class != f.Class) {
			t.Errorf("%s: %s, %s, %s; want accepted %v, %s, %s", f.Name, s.State, s.Class, s.Cause, f.Accept,
				f.Class, f.Cause)
		}
	}
	if _, err := h.Rehearse(t.Context(), signin.Rehearsal{Fault: "nothing-like-it"}); !errors.Is(err,
		model.ErrNotFound) {
		t.Errorf("unknown fault: %v", err)
	}
	demos, err := h.Organizations(t.Context(), model.OrganizationQuery{Text: "gatehouse-demo"})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range demos {
		if !o.Demo() {
			t.Errorf("%s does not count as a sample", o.Name)
		}
	}
	if s, err := h.Export(t.Context()); err != nil || len(s.Organizations) != 0 || len(s.Connections) != 0 {
		t.Errorf("the samples are exported: %+v, %v", s, err)
	}
}

func TestRehearseOnAConnection(t *testing.T) {
	h := openInstallation(t)
	o := h.org(t, "Foo", "foo.example.com")
	c := h.connection(t, o, model.TestIdPType)
	s, err := h.Rehearse(t.Context(), signin.Rehearsal{Connection: c.ID, User: idp.DefaultUser("foo.example.com")})
	if err != nil || s.State != model.Successful || s.Origin != model.FromAdminPortal || s.ConnectionID != c.ID {
		t.Errorf("%+v, %v", s, err)
	}
	if now, _ := h.Connection(t.Context(), c.ID); now.State != model.Active {
		t.Errorf("after the first sign-in it is %s", now.State)
	}
	if s, err = h.Rehearse(t.Context(), signin.Rehearsal{Connection: c.ID, User: ada()}); err != nil ||
		s.Class != saml.OutsideOrg {
		t.Errorf("somebody of another domain: %s %s, %v", s.State, s.Class, err)
	}
	_, err = h.Rehearse(t.Context(), signin.Rehearsal{Connection: c.ID, Fault: "no-certificate", User: ada()})
	refused(t, err, "fault")
	okta := h.connection(t, o, "OktaSAML")
	_, err = h.Rehearse(t.Context(), signin.Rehearsal{Connection: okta.ID, User: ada()})
	refused(t, err, "connection")
}

func TestSetUp(t *testing.T) {
	h := openInstallation(t)
	n := model.NewOrganization{Environment: h.staging, Name: "Foo",
		Domains: []model.NewDomain{{Domain: "foo.example.com", State: model.DomainVerified}}}
	x, err := h.SetUp(t.Context(), model.Setup{Organization: n, Connection: &model.NewConnection{IdP: new(h.byHand(t))},
		Intents: []model.Intent{model.IntentCertificateRenewal}})
	if err != nil {
		t.Fatal(err)
	}
	o, c := x.Organization, x.Connection
	if c.OrganizationID != o.ID || c.State != model.Validating || c.Type != "GenericSAML" || c.Name != "Foo" {
		t.Fatalf("%+v %+v", o, c)
	}
	if len(history(t, h, o.ID)) != 1 {
		t.Error("it is not one action")
	}
	if current, err := h.CurrentLink(t.Context(), o.ID); err != nil || current.ID != x.Link.ID || h.opens(t,
		model.SetupLink, x.URL) != model.LinkActive {
		t.Errorf("its link is %s, the current one %s, %v", x.Link.ID, current.ID, err)
	}
	bad := h.byHand(t)
	bad.EntityID = " x"
	n.Name, n.Domains = "Bar", nil
	if _, err := h.SetUp(t.Context(),
		model.Setup{Organization: n, Connection: &model.NewConnection{IdP: &bad}}); err == nil {
		t.Error("not refused")
	}
	_, err = h.SetUp(t.Context(), model.Setup{Organization: n, Intents: []model.Intent{"scim"}})
	refused(t, err, "feature")
	if all, _ := h.Organizations(t.Context(), model.OrganizationQuery{Text: "Bar"}); len(all) != 0 {
		t.Error("the organization was made without its connection")
	}
}

func TestGuessType(t *testing.T) {
	for address, want := range map[string]string{
		"https://foo.okta.com/app/x/sso/saml": "OktaSAML", "https://foo.oktapreview.com/x": "OktaSAML",
		"https://okta.com.evil.example/x": "GenericSAML", "https://notokta.com/x": "GenericSAML",
		"https://sts.windows.net/0/": "AzureSAML", "https://accounts.google.com/o/saml2?idpid=C0": "GoogleSAML",
		"http://adfs.corp.example/adfs/services/trust": "ADFSSAML",
		"https://id.example.com/realms/acme":           "KeycloakSAML", "urn:foo.us.auth0.com": "GenericSAML",
		"https://foo.us.auth0.com/samlp/x": "Auth0SAML", "https://idp.example.com/idp/shibboleth": "ShibbolethSAML",
		"": "GenericSAML", "::": "GenericSAML",
	} {
		var s model.IdPSetup
		s.EntityID = address
		got := model.GuessType(s)
		if got != want || !slices.Contains(model.ConnectionTypes(), got) {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
