package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/interop/foreignidp"
	"gatehouse/model"
)

func TestPortalVerifiesDomains(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentDomainVerification)
	a.addDomain("globex.example")
	a.open("domains")
	a.send("domains", map[string]string{"domain": "acme.example"}) // Acme's
	if a.page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a domain of somebody else: %d", a.page.Status)
	}
	a.sees("acme.example")
	a.send("finish", nil)
	a.at("done")
	if link, err := l.Desk.Link(t.Context(), a.link.ID); err != nil || link.StateAt(l.clock.now()) != model.LinkUsed {
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
		{model.IntentDirectorySync, map[string]string{"directory": "Entra ID", "users": "250"}, [2]string{"Directory provider", "Entra ID"}},
		{model.IntentAuditLogs, map[string]string{"retention": "1 year"}, [2]string{"How long they must be kept", "1 year"}},
		{model.IntentLogStreams, map[string]string{"destination": "Splunk"}, [2]string{"Destination", "Splunk"}},
		{model.IntentBringYourOwnKey, map[string]string{"service": "AWS KMS"}, [2]string{"Key management service", "AWS KMS"}},
	} {
		t.Run(string(test.intent), func(t *testing.T) {
			l := listen(t)
			o := l.customer(t, "Globex")
			a := l.invite(t, o, model.PortalLink, test.intent)
			page := "request/" + string(test.intent)
			a.at(page)
			a.sees(test.intent.Label(), "not set up by itself")
			test.answers["contact"] = "not an address"
			a.send(page, test.answers)
			if a.page.Status != http.StatusUnprocessableEntity {
				t.Fatalf("a wrong contact: %d", a.page.Status)
			}
			for name, value := range test.answers {
				if got := a.form(page).Value(name); got != value {
					t.Errorf("%s was %q, is %q", name, value, got)
				}
			}
			a.send(page, map[string]string{"contact": "it@globex.example"})
			a.at("done")
			all, err := l.Desk.FeatureRequests(t.Context(), o.ID)
			if err != nil || len(all) != 1 || all[0].Intent != test.intent || all[0].Contact != "it@globex.example" || all[0].Details[test.detail[0]] != test.detail[1] || all[0].LinkID != a.link.ID {
				t.Fatalf("%+v %v", all, err)
			}
			a.open("")
			a.sees("was sent")
			history, err := l.Desk.History(t.Context(), o.ID)
			if err != nil || history[0].Actor.Via != "portal link" {
				t.Errorf("%+v %v", history, err)
			}
		})
	}
}

// A setup link for single sign-on and domains: the domains can be finished by
// themselves, or the link would never be used up.
func TestPortalFinishesDomainsBesideSingleSignOn(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentSSO, model.IntentDomainVerification)
	a.addDomain("globex.example")
	a.open("domains")
	a.sees("Continue")
	before := a.page
	for range 2 { // a second press changes nothing
		a.page = before
		a.send("finish", nil)
		a.at("")
		a.sees("Domain verification ✓ Done")
	}
	link, err := l.Desk.Link(t.Context(), a.link.ID)
	if err != nil || !slices.Equal(link.Done, []model.Intent{model.IntentDomainVerification}) || !link.Completed.IsZero() {
		t.Errorf("%+v %v", link, err)
	}
}

// A refused answer is named: there are several on the page.
func TestPortalRequestNamesTheAnswer(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.PortalLink, model.IntentDirectorySync)
	a.send("request/dsync", map[string]string{"contact": "it@globex.example", "groups": strings.Repeat("x", 1001)})
	a.sees("“Groups to synchronise” has 1001 characters. Shorten it to 1000.")
}

// A refusal that begins with a name is written as the name is.
func TestPortalRefusalBeginsWithAName(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Österreich")
	for range 200 {
		r, err := l.Desk.RequestFeature(t.Context(), model.FeatureRequest{OrganizationID: o.ID, Intent: model.IntentAuditLogs, Contact: "it@globex.example"})
		if err == nil {
			_, err = l.Desk.SettleRequest(t.Context(), r.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	a := l.invite(t, o, model.PortalLink, model.IntentAuditLogs)
	a.send("request/audit_logs", map[string]string{"contact": "it@globex.example"})
	a.sees("Österreich has 200 requests already. Ask your contact")
}

// An identity provider by other hands, whose metadata is uploaded; its private
// address is not fetched for somebody from outside.
func TestPortalWithAForeignProvider(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
	provider := foreignidp.Start(t, "alice", "correct horse", "alice@"+model.DemoDomain)
	a := l.invite(t, o, model.SetupLink, model.IntentSSO)
	outside := true // its users come from the domain of the sample organization
	if _, err := l.Desk.UpdateOrganization(t.Context(), o.ID, model.OrganizationPatch{AllowOutside: &outside}); err != nil {
		t.Fatal(err)
	}
	a.open("provider")
	a.send("provider", map[string]string{"type": "KeycloakSAML"})
	c := a.connection()
	provider.Trust(t, []byte(body(t, get(t, l.URL+"/sso/saml/metadata/"+c.Key))))

	a.open("metadata?how=file")
	a.send("metadata", map[string]string{"xml": body(t, get(t, provider.URL+"/metadata"))})
	a.ok()
	a.open("test")
	a.send("test", nil)
	login, ok := a.page.FormWith("password")
	if !ok {
		t.Fatalf("no login form at %s", a.page.URL)
	}
	for name, value := range map[string]string{"user": "alice", "password": "correct horse"} {
		if err := login.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if a.page, err = a.Submit(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	answer, ok := a.page.FormWith("SAMLResponse")
	if !ok {
		t.Fatalf("no response at %s: %s", a.page.URL, a.page.Text)
	}
	if a.page, err = a.Submit(t.Context(), answer); err != nil {
		t.Fatal(err)
	}
	a.sees("The test sign-in works", "alice@acme.example", "Smith")
	if c = a.connection(); c.State != model.Active {
		t.Errorf("%s", c.State)
	}
}

// Metadata by URL: fetched from public addresses alone.
func TestPortalFetchesMetadata(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentSSO)
	a.open("provider")
	a.send("provider", map[string]string{"type": "AzureSAML"})
	a.open("metadata")
	a.send("metadata", map[string]string{"url": "https://nowhere.example/metadata"})
	if kept := a.form("metadata").Value("url"); a.page.Status != http.StatusUnprocessableEntity || kept != "https://nowhere.example/metadata" {
		t.Errorf("%d, kept %q", a.page.Status, kept)
	}
	a.send("metadata", map[string]string{"url": "http://10.11.12.13/metadata"})
	a.sees("private network", `Choose "File" above`)
	if strings.Contains(strings.ToLower(a.page.Text), "allow private") {
		t.Errorf("advice that an IT admin cannot follow: %s", a.page.Text)
	}
	l.docs.put("https://login.example/metadata", []byte(l.idpMetadata(t)))
	a.send("metadata", map[string]string{"url": "https://login.example/metadata"})
	a.ok()
	if c := a.connection(); c.MetadataURL != "https://login.example/metadata" || c.State != model.Validating {
		t.Errorf("%+v", c)
	}
	if l.docs.private {
		t.Error("private addresses were allowed")
	}
}
