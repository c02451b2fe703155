package service_test

import (
	"errors"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
)

// A setup needs the rights of all that it makes: who may not make one thing of it
// makes none.
func TestSetupsAreRefusedWhole(t *testing.T) {
	h := openInstallation(t)
	staging, _ := h.environments(t)
	idp := h.byHand(t)
	sha1 := model.NewConnection{Type: "OktaSAML", IdP: &idp}
	sha1.Policy = &saml.Policy{AllowSHA1: true}
	for name, x := range map[string]struct {
		who   rune
		setup model.Setup
	}{
		"Support vouches for a domain": {'S', model.Setup{Organization: model.NewOrganization{
			Domains: []model.NewDomain{{Domain: "initech.example", State: model.DomainVerified}}}}},
		"Support lets outsiders in":     {'S', model.Setup{Organization: model.NewOrganization{AllowOutside: true}}},
		"Support relaxes a policy":      {'S', model.Setup{Connection: &sha1}},
		"an API key makes a connection": {'K', model.Setup{Connection: &model.NewConnection{Type: "OktaSAML"}}},
		"a visitor makes a link":        {'P', model.Setup{Intents: []model.Intent{model.IntentSSO}}},
		"nobody makes an organization":  {'N', model.Setup{}},
		"Support does so with all beside": {'S',
			model.Setup{Connection: &sha1, Intents: []model.Intent{model.IntentSSO}}},
	} {
		t.Run(name, func(t *testing.T) {
			x.setup.Organization.Environment, x.setup.Organization.Name = staging.ID, "Refused"
			who := h.principals(t, target{env: staging.ID})[x.who]
			_, err := h.For(who).SetUp(t.Context(), x.setup)
			if _, refused := errors.AsType[*model.Forbidden](err); !refused {
				t.Fatalf("%v", err)
			}
			all, err := h.Organizations(t.Context(), model.OrganizationQuery{Text: "Refused"})
			if err != nil || len(all) != 0 {
				t.Errorf("%d are stored, %v", len(all), err)
			}
		})
	}
}
