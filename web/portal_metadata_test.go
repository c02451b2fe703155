package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/web"
)

// drafted is an admin whose connection has no settings yet.
func (l *listener) drafted(t *testing.T) *admin {
	t.Helper()
	a := l.invite(t, l.customer(t, "Globex"), model.PortalLink, model.IntentSSO)
	a.open("provider")
	a.send("provider", map[string]string{"type": "GenericSAML"})
	return a
}

// A federation's metadata: the own identity provider is chosen out of several, by
// file and by URL.
func TestPortalChoosesAnIdentityProvider(t *testing.T) {
	l := listen(t)
	one := l.idpMetadata(t)
	one = one[strings.Index(one, "<md:EntityDescriptor"):]
	other := strings.ReplaceAll(one, l.customersIdP(t).EntityID, "https://other-idp.example/entity")
	several := []byte(`<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + other + one + `</md:EntitiesDescriptor>`)
	ids := entityIDs(several)
	if len(ids) != 2 {
		t.Fatalf("entity IDs %v", ids)
	}
	a := l.drafted(t)
	l.docs.put("https://federation.example/metadata", several)
	for how, values := range map[string]map[string]string{
		"file": {"xml": string(several)}, "url": {"url": "https://federation.example/metadata"},
	} {
		a.open("metadata?how=" + how)
		a.send("metadata", values)
		a.sees("describes 2 identity providers", ids[0], ids[1])
		a.send("metadata", map[string]string{"find": "nobody at all"})
		a.sees("None of them is called that")
		a.send("metadata", map[string]string{"find": ids[1]})
		if how == "url" && strings.Contains(a.page.Text, ids[0]) { // a file is on the page, whole
			t.Errorf("%s: the search finds all", how)
		}
		a.send("metadata", map[string]string{"provider": ids[1]})
		a.ok()
		if got := a.connection().IdPEntityID; got != ids[1] {
			t.Errorf("%s: %s was taken", how, got)
		}
	}
}

func entityIDs(doc []byte) []string {
	var all []string
	for _, part := range strings.Split(string(doc), `entityID="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		all = append(all, id)
	}
	return all
}

// Values entered by hand: what is saved stays, all mistakes are shown at once, and
// each at its field.
func TestPortalByHandKeepsAndTellsAll(t *testing.T) {
	l := listen(t)
	a := l.drafted(t)
	a.open("metadata?how=hand")
	a.send("metadata", map[string]string{"entity_id": "", "sso_url": "not a URL", "certificate": ""})
	a.sees("This was not saved", "certificate", "sign-on URL", "entity ID")
	_, cookie := l.cookieOf(t, a.org.ID, model.PortalLink, model.IntentSSO)
	if page := body(t, l.with(t, cookie, "metadata?how=hand", nil)); strings.Contains(page, "aria-invalid") {
		t.Error("a field is wrong before anything was sent")
	}
	p := l.customersIdP(t)
	a.send("metadata", map[string]string{"entity_id": p.EntityID, "sso_url": p.SSOURL, "certificate": b64(string(p.Cert))})
	a.ok()
	a.open("metadata?how=hand")
	a.send("metadata", map[string]string{"sso_url": p.SSOURL + "?tenant=2"})
	a.ok()
	if c := a.connection(); c.SSOURL != p.SSOURL+"?tenant=2" || len(c.Certificates) != 1 {
		t.Errorf("%s, %d certificates", c.SSOURL, len(c.Certificates))
	}
}

// Where a certificate that has expired is refused, the way to a new one stands.
func TestPortalExpiredCertificateShowsTheWay(t *testing.T) {
	l := listen(t)
	a := l.drafted(t)
	p := l.customersIdP(t)
	for _, life := range [][2]time.Duration{{-400 * 24 * time.Hour, -24 * time.Hour}, {-2 * time.Hour, -time.Hour}} {
		a.open("metadata?how=hand")
		a.send("metadata", map[string]string{"entity_id": p.EntityID, "sso_url": p.SSOURL, "certificate": b64(string(certificateOf(t, life[0], life[1])))})
		if a.page.Status != http.StatusUnprocessableEntity {
			t.Fatalf("taken: %d", a.page.Status)
		}
		a.sees("expired", "How to get a new certificate", "ask your contact: they can have the dates of certificates ignored")
	}
}

// Whoever comes back goes on at the step that was left.
func TestPortalResumesAtTheStepThatWasLeft(t *testing.T) {
	l := listen(t)
	a := l.invite(t, l.customer(t, "Globex"), model.SetupLink, model.IntentSSO)
	a.addDomain("globex.example")
	a.open("provider")
	a.send("provider", map[string]string{"type": "OktaSAML"})
	for _, page := range []string{"guide/3", "guide/2", "metadata"} {
		a.open(page)
		a.open("")
		a.follow("Continue")
		a.at(page)
	}
}

// Private addresses are fetched for IT admins only where the operator allows it.
func TestPortalPrivateMetadata(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		l := listen(t)
		l.docs.put("https://idp.corp.internal/metadata", []byte(l.idpMetadata(t)))
		server := httptest.NewServer(web.New(web.Options{Desk: l.Desk, Private: allowed}))
		t.Cleanup(server.Close)
		same := *l.Server
		same.Server = server
		l.Server = &same
		link, address, err := l.Desk.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink, Organization: l.customer(t, "Globex").ID, Intents: []model.Intent{model.IntentSSO}})
		if err != nil {
			t.Fatal(err)
		}
		a := &admin{t: t, l: l, Browser: l.Browser(t), org: model.Organization{ID: link.OrganizationID}, link: link}
		a.open(strings.TrimPrefix(address, l.Desk.BaseURL))
		a.open("provider")
		a.send("provider", map[string]string{"type": "OktaSAML"})
		a.open("metadata?how=url")
		a.send("metadata", map[string]string{"url": "https://idp.corp.internal/metadata"})
		a.ok()
		if l.docs.private != allowed || a.connection().MetadataPrivate != allowed {
			t.Errorf("allowed %v: asked for a private one %v, kept %v", allowed, l.docs.private, a.connection().MetadataPrivate)
		}
	}
}
