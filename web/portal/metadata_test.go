package portal_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// A federation's metadata: the own identity provider is chosen out of several, by
// file and by URL.
func TestPortalChoosesAnIdentityProvider(t *testing.T) {
	l := webtest.Open(t)
	one := l.IdPMetadata(t)
	one = one[strings.Index(one, "<md:EntityDescriptor"):]
	other := strings.ReplaceAll(one, l.CustomersIdP(t).EntityID, "https://other-idp.example/entity")
	several := []byte(`<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + other + one +
		`</md:EntitiesDescriptor>`)
	ids := entityIDs(several)
	if len(ids) != 2 {
		t.Fatalf("entity IDs %v", ids)
	}
	a := l.Drafted(t)
	l.Docs.Put("https://federation.example/metadata", several)
	for how, values := range map[string]map[string]string{
		"file": {"xml": string(several)}, "url": {"url": "https://federation.example/metadata"},
	} {
		a.Open("metadata?how=" + how)
		a.Send("metadata", values)
		a.Sees("describes 2 identity providers", ids[0], ids[1])
		a.Send("metadata", map[string]string{"find": "nobody at all"})
		a.Sees("None of them is called that")
		a.Send("metadata", map[string]string{"find": ids[1]})
		if how == "url" && strings.Contains(a.Page.Text, ids[0]) { // a file is on the page, whole
			t.Errorf("%s: the search finds all", how)
		}
		a.Send("metadata", map[string]string{"provider": ids[1]})
		a.OK()
		if got := a.Connection().IdPEntityID; got != ids[1] {
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
	l := webtest.Open(t)
	a := l.Drafted(t)
	a.Open("metadata?how=hand")
	a.Send("metadata", map[string]string{"entity_id": "", "sso_url": "not a URL", "certificate": ""})
	a.Sees("This was not saved", "certificate", "sign-on URL", "entity ID")
	_, cookie := l.CookieOf(t, a.Org.ID, model.PortalLink, model.IntentSSO)
	if page := webtest.Body(t, l.With(t, cookie, "metadata?how=hand", nil)); strings.Contains(page, "aria-invalid") {
		t.Error("a field is wrong before anything was sent")
	}
	p := l.CustomersIdP(t)
	a.Send("metadata", map[string]string{"entity_id": p.EntityID, "sso_url": p.SSOURL,
		"certificate": webtest.B64(string(p.Cert))})
	a.OK()
	a.Open("metadata?how=hand")
	a.Send("metadata", map[string]string{"sso_url": p.SSOURL + "?tenant=2"})
	a.OK()
	if c := a.Connection(); c.SSOURL != p.SSOURL+"?tenant=2" || len(c.Certificates) != 1 {
		t.Errorf("%s, %d certificates", c.SSOURL, len(c.Certificates))
	}
}

// Where a certificate that has expired is refused, the way to a new one stands.
func TestPortalExpiredCertificateShowsTheWay(t *testing.T) {
	l := webtest.Open(t)
	a := l.Drafted(t)
	p := l.CustomersIdP(t)
	for _, life := range [][2]time.Duration{{-400 * 24 * time.Hour, -24 * time.Hour}, {-2 * time.Hour, -time.Hour}} {
		a.Open("metadata?how=hand")
		a.Send("metadata", map[string]string{"entity_id": p.EntityID, "sso_url": p.SSOURL,
			"certificate": webtest.B64(string(certificateOf(t, life[0], life[1])))})
		if a.Page.Status != http.StatusUnprocessableEntity {
			t.Fatalf("taken: %d", a.Page.Status)
		}
		a.Sees("expired", "How to get a new certificate",
			"ask your contact: they can have the dates of certificates ignored")
	}
}

// Whoever comes back goes on at the step that was left.
func TestPortalResumesAtTheStepThatWasLeft(t *testing.T) {
	l := webtest.Open(t)
	a := l.Invite(t, l.Customer(t, "Globex"), model.SetupLink, model.IntentSSO)
	a.AddDomain("globex.example")
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "OktaSAML"})
	for _, page := range []string{"guide/3", "guide/2", "metadata"} {
		a.Open(page)
		a.Open("")
		a.Follow("Continue")
		a.At(page)
	}
}

// Private addresses are fetched for IT admins only where the operator allows it.
func TestPortalPrivateMetadata(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		l := webtest.Open(t)
		l.Docs.Put("https://idp.corp.internal/metadata", []byte(l.IdPMetadata(t)))
		server := httptest.NewServer(web.New(web.Options{Services: l.Services, Private: allowed}))
		t.Cleanup(server.Close)
		same := *l.Server
		same.Server = server
		l.Server = &same
		link, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink,
			Organization: l.Customer(t, "Globex").ID, Intents: []model.Intent{model.IntentSSO}})
		if err != nil {
			t.Fatal(err)
		}
		a := &webtest.Admin{T: t, World: l, Browser: l.Browser(t), Org: model.Organization{ID: link.OrganizationID},
			Link: link}
		a.Open(strings.TrimPrefix(address, l.Services.BaseURL))
		a.Open("provider")
		a.Send("provider", map[string]string{"type": "OktaSAML"})
		a.Open("metadata?how=url")
		a.Send("metadata", map[string]string{"url": "https://idp.corp.internal/metadata"})
		a.OK()
		if l.Docs.Private != allowed || a.Connection().MetadataPrivate != allowed {
			t.Errorf("allowed %v: asked for a private one %v, kept %v", allowed, l.Docs.Private,
				a.Connection().MetadataPrivate)
		}
	}
}
