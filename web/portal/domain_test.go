package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// A domain that was a mistake goes at once; one whose people sign in goes only
// after a tick that says what it means.
func TestPortalRemovesADomain(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentDomainVerification)
	a.Open("domains")
	a.Send("domains", map[string]string{"domain": "glbex.example"})
	a.Send(strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")+"/remove", nil)
	a.At("domains")
	if left := a.Domains(); len(left) != 0 {
		t.Fatalf("left: %v", left)
	}

	a.AddDomain("globex.example")
	page := strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")
	a.Send(page+"/remove", nil)
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a verified domain was removed without a question: %d", a.Page.Status)
	}
	a.Sees("Nothing was removed", "can no longer sign in")
	if left := a.Domains(); len(left) != 1 {
		t.Fatalf("left: %v", left)
	}
	a.Send(page+"/remove", map[string]string{"sure": "yes"})
	a.At("domains")
	if left := a.Domains(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// A domain whose record was not found in time is waited for anew.
func TestPortalRestartsADomain(t *testing.T) {
	l := webtest.Open(t)
	org := l.Customer(t, "Globex")
	a := l.Invite(t, org, model.SetupLink, model.IntentDomainVerification)
	a.Open("domains")
	a.Send("domains", map[string]string{"domain": "globex.example"})
	page := strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")

	l.Clock.Forward(31 * 24 * time.Hour)
	a = l.Invite(t, org, model.SetupLink, model.IntentDomainVerification)
	a.Open(page)
	a.Sees("The record was not found within 30 days")
	a.Send(page+"/restart", nil)
	a.At(page)
	a.Sees("Waiting for the record")
	record := a.Domains()[0].Record()
	l.DNS.Set(record.Name, record.Value)
	l.Clock.Forward(time.Minute)
	a.Send(page+"/check", nil)
	a.Sees("is verified")
}

// A refused value is marked at its field, for those who do not see the summary.
func TestPortalMarksTheRefusedField(t *testing.T) {
	l := webtest.Open(t)
	_, cookie := l.CookieOf(t, l.Customer(t, "Globex").ID, model.PortalLink, model.IntentDomainVerification)
	page := webtest.Body(t, l.With(t, cookie, "domains", nil))
	if strings.Contains(page, "aria-invalid") {
		t.Error("the field is wrong before anything was sent")
	}
	page = webtest.Body(t, l.With(t, cookie, "domains", url.Values{"form_token": {webtest.FormToken(t, page)},
		"domain": {"no dot"}}))
	if !strings.Contains(page, `aria-invalid="true"`) || !strings.Contains(page, `id="domain-problem"`) {
		t.Error("the field is not marked")
	}
}
