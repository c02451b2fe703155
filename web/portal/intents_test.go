package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/interop/foreignidp"
	"gatehouse/model"
	"gatehouse/web/webtest"
)

func TestPortalVerifiesDomains(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentDomainVerification)
	a.AddDomain("globex.example")
	a.Open("domains")
	a.Send("domains", map[string]string{"domain": "acme.example"}) // Acme's
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a domain of somebody else: %d", a.Page.Status)
	}
	a.Sees("acme.example")
	a.Send("finish", nil)
	a.At("done")
	if link, err := l.Services.Link(t.Context(), a.Link.ID); err != nil ||
		link.StateAt(l.Clock.Now()) != model.LinkUsed {
		t.Errorf("%+v %v", link, err)
	}
}

// What an operator has to set up is asked for, kept and never called done.
func TestPortalRequests(t *testing.T) {
	for _, test := range []struct {
		intent  model.Intent
		answers map[string]string
		detail  [2]string
	}{
		{model.IntentAuditLogs, map[string]string{"retention": "1 year"}, [2]string{"How long they must be kept",
			"1 year"}},
		{model.IntentLogStreams, map[string]string{"destination": "Splunk"}, [2]string{"Destination", "Splunk"}},
		{model.IntentBringYourOwnKey, map[string]string{"service": "AWS KMS"},
			[2]string{"Key management service", "AWS KMS"}},
	} {
		t.Run(string(test.intent), func(t *testing.T) {
			l := webtest.Open(t)
			o := l.Customer(t, "Globex")
			a := l.Invite(t, o, model.PortalLink, test.intent)
			page := "request/" + string(test.intent)
			a.At(page)
			a.Sees(test.intent.Label(), "not set up by itself")
			test.answers["contact"] = "not an address"
			a.Send(page, test.answers)
			if a.Page.Status != http.StatusUnprocessableEntity {
				t.Fatalf("a wrong contact: %d", a.Page.Status)
			}
			for name, value := range test.answers {
				if got := a.Form(page).Value(name); got != value {
					t.Errorf("%s was %q, is %q", name, value, got)
				}
			}
			a.Send(page, map[string]string{"contact": "it@globex.example"})
			a.At("done")
			all, err := l.Services.FeatureRequests(t.Context(), o.ID)
			if err != nil || len(all) != 1 || all[0].Intent != test.intent || all[0].Contact != "it@globex.example" ||
				all[0].Details[test.detail[0]] != test.detail[1] || all[0].LinkID != a.Link.ID {
				t.Fatalf("%+v %v", all, err)
			}
			a.Open("")
			a.Sees("was sent")
			history, err := l.Services.History(t.Context(), model.HistoryQuery{About: o.ID})
			if err != nil || history.Entries[0].Actor.Via != "portal link" {
				t.Errorf("%+v %v", history, err)
			}
		})
	}
}

// A setup link for single sign-on and domains: the domains can be finished by
// themselves, or the link would never be used up.
func TestPortalFinishesDomainsBesideSingleSignOn(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentSSO, model.IntentDomainVerification)
	a.AddDomain("globex.example")
	a.Open("domains")
	a.Sees("Continue")
	before := a.Page
	for range 2 { // a second press changes nothing
		a.Page = before
		a.Send("finish", nil)
		a.At("")
		a.Sees("Domain verification ✓ Done")
	}
	link, err := l.Services.Link(t.Context(), a.Link.ID)
	if err != nil || !slices.Equal(link.Done, []model.Intent{model.IntentDomainVerification}) ||
		!link.Completed.IsZero() {
		t.Errorf("%+v %v", link, err)
	}
}

// A refused answer is named: there are several on the page.
func TestPortalRequestNamesTheAnswer(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.PortalLink, model.IntentDirectorySync)
	a.Open("request/dsync")
	a.Send("request/dsync", map[string]string{"contact": "it@globex.example", "groups": strings.Repeat("x", 1001)})
	a.Sees("“Groups to synchronise” has 1001 characters. Shorten it to 1000.")
}

// A refusal that begins with a name is written as the name is.
func TestPortalRefusalBeginsWithAName(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Österreich")
	for range 200 {
		r, err := l.Services.RequestFeature(t.Context(), model.FeatureRequest{OrganizationID: o.ID,
			Intent: model.IntentAuditLogs, Contact: "it@globex.example"})
		if err == nil {
			_, err = l.Services.SettleRequest(t.Context(), r.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	a := l.Invite(t, o, model.PortalLink, model.IntentAuditLogs)
	a.Send("request/audit_logs", map[string]string{"contact": "it@globex.example"})
	a.Sees("Österreich has 200 requests already. Ask your contact")
}

// An identity provider by other hands, whose metadata is uploaded; its private
// address is not fetched for somebody from outside.
func TestPortalWithAForeignProvider(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	provider := foreignidp.Start(t, "alice", "correct horse", "alice@"+model.DemoDomain)
	a := l.Invite(t, o, model.SetupLink, model.IntentSSO)
	outside := true // its users come from the domain of the sample organization
	if _, err := l.Services.UpdateOrganization(t.Context(), o.ID,
		model.OrganizationPatch{AllowOutside: &outside}); err != nil {
		t.Fatal(err)
	}
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "KeycloakSAML"})
	c := a.Connection()
	provider.Trust(t, []byte(webtest.Body(t, webtest.Get(t, l.URL+"/sso/saml/metadata/"+c.Key))))

	a.Open("metadata?how=file")
	a.Send("metadata", map[string]string{"xml": webtest.Body(t, webtest.Get(t, provider.URL+"/metadata"))})
	a.OK()
	a.Open("test")
	a.Send("test", nil)
	login, ok := a.Page.FormWith("password")
	if !ok {
		t.Fatalf("no login form at %s", a.Page.URL)
	}
	for name, value := range map[string]string{"user": "alice", "password": "correct horse"} {
		if err := login.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if a.Page, err = a.Submit(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	answer, ok := a.Page.FormWith("SAMLResponse")
	if !ok {
		t.Fatalf("no response at %s: %s", a.Page.URL, a.Page.Text)
	}
	if a.Page, err = a.Submit(t.Context(), answer); err != nil {
		t.Fatal(err)
	}
	a.Sees("The test sign-in works", "alice@acme.example", "Smith")
	if c = a.Connection(); c.State != model.Active {
		t.Errorf("%s", c.State)
	}
}

// Metadata by URL: fetched from public addresses alone.
func TestPortalFetchesMetadata(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentSSO)
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "AzureSAML"})
	a.Open("metadata")
	a.Send("metadata", map[string]string{"url": "https://nowhere.example/metadata"})
	if kept := a.Form("metadata").Value("url"); a.Page.Status != http.StatusUnprocessableEntity ||
		kept != "https://nowhere.example/metadata" {
		t.Errorf("%d, kept %q", a.Page.Status, kept)
	}
	a.Send("metadata", map[string]string{"url": "http://10.11.12.13/metadata"})
	a.Sees("private network", `Choose "File" above`)
	if strings.Contains(strings.ToLower(a.Page.Text), "allow private") {
		t.Errorf("advice that an IT admin cannot follow: %s", a.Page.Text)
	}
	l.Docs.Put("https://login.example/metadata", []byte(l.IdPMetadata(t)))
	a.Send("metadata", map[string]string{"url": "https://login.example/metadata"})
	a.OK()
	if c := a.Connection(); c.MetadataURL != "https://login.example/metadata" || c.State != model.Validating {
		t.Errorf("%+v", c)
	}
	if l.Docs.Private {
		t.Error("private addresses were allowed")
	}
}
