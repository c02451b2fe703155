package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// A domain that was a mistake goes at once; one whose people sign in goes only
// after a tick that says what it means.
func TestPortalRemovesADomain(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentDomainVerification)
	a.open("domains")
	a.send("domains", map[string]string{"domain": "glbex.example"})
	a.send(strings.TrimPrefix(a.page.URL.Path, "/admin-portal/")+"/remove", nil)
	a.at("domains")
	if left := a.domains(); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}

	a.addDomain("globex.example")
	page := strings.TrimPrefix(a.page.URL.Path, "/admin-portal/")
	a.send(page+"/remove", nil)
	if a.page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a verified domain was removed without a question: %d", a.page.Status)
	}
	a.sees("Nothing was removed", "can no longer sign in")
	if left := a.domains(); len(left) != 1 {
		t.Fatalf("left: %v", left)
	}
	a.send(page+"/remove", map[string]string{"sure": "yes"})
	a.at("domains")
	if left := a.domains(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// A domain whose record was not found in time is waited for anew.
func TestPortalRestartsADomain(t *testing.T) {
	l := listen(t)
	org := l.customer(t, "Globex")
	a := l.invite(t, org, model.SetupLink, model.IntentDomainVerification)
	a.open("domains")
	a.send("domains", map[string]string{"domain": "globex.example"})
	page := strings.TrimPrefix(a.page.URL.Path, "/admin-portal/")

	l.clock.forward(31 * 24 * time.Hour)
	a = l.invite(t, org, model.SetupLink, model.IntentDomainVerification)
	a.open(page)
	a.sees("The record was not found within 30 days")
	a.send(page+"/restart", nil)
	a.at(page)
	a.sees("Waiting for the record")
	record := a.domains()[0].Record()
	l.dns.set(record.Name, record.Value)
	l.clock.forward(time.Minute)
	a.send(page+"/check", nil)
	a.sees("is verified")
}

// A refused value is marked at its field, for those who do not see the summary.
func TestPortalMarksTheRefusedField(t *testing.T) {
	l := listen(t)
	_, cookie := l.cookieOf(t, l.customer(t, "Globex").ID, model.PortalLink, model.IntentDomainVerification)
	page := body(t, l.with(t, cookie, "domains", nil))
	if strings.Contains(page, "aria-invalid") {
		t.Error("the field is wrong before anything was sent")
	}
	page = body(t, l.with(t, cookie, "domains", url.Values{"form_token": {tokenOf(t, page)}, "domain": {"no dot"}}))
	if !strings.Contains(page, `aria-invalid="true"`) || !strings.Contains(page, `id="domain-problem"`) {
		t.Error("the field is not marked")
	}
}

func (a *admin) domains() []model.Domain {
	a.t.Helper()
	o, err := a.l.Desk.Organization(a.t.Context(), a.org.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	return o.Domains
}
