package portal

import (
	"cmp"
	"net/http"
	"slices"

	"gatehouse/fetch"
	"gatehouse/model"
)

// clientPage asks for what the application at an OpenID provider has.
type clientPage struct {
	Provider, Redirect string
	Address, ClientID  string // as they were entered
	Kept               bool   // a client secret is stored, and stays if none is entered
	Findings           []finding
}

// Wrong reports whether a field was refused.
func (p clientPage) Wrong(field string) bool {
	return slices.ContainsFunc(p.Findings, func(f finding) bool { return f.Grave && f.Field == field })
}

// clientValues is what is configured of an OpenID provider.
func clientValues(c model.Connection) []value {
	all := []value{{"Issuer", c.OIDC.Issuer}}
	if c.OIDC.DiscoveryURL != "" {
		all = append(all, value{"Discovery document", c.OIDC.DiscoveryURL})
	}
	secret := "not set"
	if c.OIDC.Secret != nil {
		secret = "stored, and shown to nobody"
	}
	return append(all, value{"Client ID", c.OIDC.ClientID}, value{"Client secret", secret})
}

// clientForm asks for the values of an OpenID provider.
func (v *visit) clientForm() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	if c, ok := v.needFor(model.SetupClient); ok {
		v.showClient(http.StatusOK, c, cmp.Or(c.OIDC.DiscoveryURL, c.OIDC.Issuer), c.OIDC.ClientID, nil)
	}
}

func (v *visit) showClient(status int, c model.Connection, address, clientID string, found []finding) {
	v.show(status, "client", "Bring back the values of "+named(c), clientPage{
		Provider: named(c), Redirect: v.services.ACSURL(c), Address: address, ClientID: clientID,
		Kept: c.OIDC.Secret != nil, Findings: found,
	})
}

// saveClient takes them. What was entered stays where they are refused, but for the
// secret, which is shown to nobody.
func (v *visit) saveClient() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.needFor(model.SetupClient)
	if !ok {
		return
	}
	x := model.OIDCSetup{
		ClientID: v.field("client_id"), ClientSecret: v.field("client_secret"),
		Reach: fetch.PrivateToo(v.portal.private),
	}.At(v.field("issuer"))
	if _, err := v.services.EnterClient(v.r.Context(), c.ID, x); err != nil {
		found := findings(err, nil)
		if found == nil {
			v.failed(err)
			return
		}
		v.refusedAll(found)
		v.showClient(http.StatusUnprocessableEntity, c, v.field("issuer"), x.ClientID, found)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "client given"})
	v.redirect("attributes")
}
