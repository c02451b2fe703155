package e2e

import (
	"testing"

	"gatehouse/model"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// An IT admin sets up single sign-on by OpenID Connect in a real browser: guide, a client that is
// refused, then one that works. Each page is looked at as those of SAML are.
func TestPortalByOpenIDConnectInABrowser(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	l := webtest.Open(t)
	_, issuer := l.OpenIDProvider(t)
	l.Config.Handler = web.New(web.Options{Services: l.Services, Private: true}) // the provider is on this machine
	o, err := l.Services.CreateOrganization(t.Context(), model.NewOrganization{Environment: l.Welcome.Environment.ID,
		Name: "Umbrella", Domains: []model.NewDomain{{Domain: "umbrella.example", State: model.DomainVerified}}})
	if err != nil {
		t.Fatal(err)
	}
	_, link, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: o.ID,
		Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	walk(t, "okta-openid", map[string]any{
		"javascript": true, "base": l.URL, "link": link, "type": "OktaOIDC",
		"idp": map[string]string{"issuer": issuer, "client": "client-1", "secret": "secret-1"},
	})
	connections, err := l.Services.Connections(t.Context(), model.ConnectionQuery{Organization: o.ID})
	if err != nil || len(connections) != 1 || connections[0].State != model.Active ||
		connections[0].Type != "OktaOIDC" {
		t.Errorf("connections %+v, %v", connections, err)
	}
}
