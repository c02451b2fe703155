package connection

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml/diagnose"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// ReadProvider reads the discovery document of the OpenID provider that somebody
// entered, and gives what was entered with the issuer that it names. One that names
// another issuer than was entered is refused, as it would be at each sign-in. Private
// addresses are refused unless an operator allows them.
func (s Service) ReadProvider(ctx context.Context, x model.OIDCSetup) (model.OIDCSetup, error) {
	s, err := pass(s.core.See(ctx, model.ActLookOutside, core.Nothing))
	if err != nil {
		return x, err
	}
	if x.Issuer == TestIdPIssuer(s.core) {
		return x, nil // our own
	}
	field, address := "issuer", x.DiscoveryAddress()
	if x.DiscoveryURL != "" {
		field = "discovery_url"
	} else if x.Issuer == "" {
		return x, model.Refuse("issuer", "copy it from the provider, like https://idp.example.com", "it is empty")
	}
	p, err := s.core.OIDC.Discover(ctx, address, x.Reach)
	if err != nil {
		why := err.Error()
		if t, ok := errors.AsType[*oidc.Trouble](err); ok && t.Reason == "unreadable" {
			why = "there is no OpenID provider at " + address + ": " + t.Text
		}
		return x, &model.FieldError{Field: field, Reason: why, Err: err}
	}
	if x.Issuer != "" && x.Issuer != p.Issuer {
		return x, model.Refuse("issuer", "enter it as the provider has it, to the letter",
			"the provider calls itself %q", model.Short(p.Issuer))
	}
	x.Issuer = p.Issuer
	return x, nil
}

// SetProvider puts what was entered of an OpenID provider into a connection. A secret
// that is stored is for the provider that it was entered for: another address needs
// it again.
func SetProvider(passed *core.Core, c *model.Connection, x model.OIDCSetup) error {
	if !c.ByOIDC() {
		return model.Refuse("type", "use one of "+strings.Join(model.OIDCTypes(), ", "),
			"%s is no connection by OpenID Connect", c.Name)
	}
	was := c.OIDC
	c.OIDC = model.OIDC{
		Issuer: strings.TrimSpace(x.Issuer), DiscoveryURL: strings.TrimSpace(x.DiscoveryURL),
		ClientID: strings.TrimSpace(x.ClientID), Scopes: x.Scopes, Private: x.Reach == fetch.Anywhere,
		Secret: was.Secret,
	}
	if c.OIDC.Issuer == TestIdPIssuer(passed) {
		registerAtTestIdP(passed, c)
		return nil
	}
	moved := c.OIDC.Issuer != was.Issuer || c.OIDC.DiscoveryURL != was.DiscoveryURL
	secret := strings.TrimSpace(x.ClientSecret)
	switch {
	case secret != "":
		if err := model.CheckText("client_secret", secret, 2000); err != nil {
			return model.Refuse("client_secret", "copy it again from the provider",
				"is longer than 2000 characters or holds invisible ones")
		}
		c.OIDC.Secret = passed.Secrets.Seal([]byte(secret), secretContext(*c))
	case moved && was.Secret != nil:
		return model.Refuse("client_secret", "enter it again",
			"the stored secret is for %s: it is not sent to another address", model.Short(was.Issuer))
	}
	return nil
}

func secretContext(c model.Connection) string {
	if name, byOAuth := model.OAuthProviderOf(c.Type); byOAuth {
		return tenant.OAuthSecret(c.EnvironmentID, name)
	}
	return "oidc secret " + string(c.ID)
}

// Provider are the settings of a connection by OpenID Connect, with its secret.
func Provider(passed *core.Core, c model.Connection) (oidc.Settings, error) {
	s := oidc.Settings{
		Issuer: c.OIDC.Issuer, Discovery: c.OIDC.DiscoveryURL, ClientID: c.OIDC.ClientID,
		RedirectURI: On(passed).ACSURL(c), Scopes: c.OIDC.Scopes, Reach: fetch.PrivateToo(c.OIDC.Private),
		GitHub: c.Type == oidc.GitHub,
	}
	if c.OIDC.OnThisMachine {
		s.Reach = fetch.Loopback
	}
	if c.OIDC.Secret == nil {
		return s, nil
	}
	secret, err := passed.Secrets.Open(c.OIDC.Secret, secretContext(c))
	if err != nil {
		return s, err
	}
	if c.Type != oidc.Apple {
		s.ClientSecret = string(secret)
		return s, nil
	}
	s.Apple = &oidc.AppleClient{TeamID: c.OIDC.AppleTeam, KeyID: c.OIDC.AppleKey}
	if s.Apple.Key, err = model.AppleKey(secret); err != nil {
		return s, fmt.Errorf("%w: the key of %s %v", model.ErrDamaged, c.Name, err)
	}
	return s, nil
}

// settleProvider checks a new connection by OpenID Connect.
func (s Service) settleProvider(c *model.Connection, o model.Organization,
	env model.Environment) ([]diagnose.Lint, error) {
	if err := c.Check(env); err != nil {
		return nil, err
	}
	lints, err := sound(Findings(s.core, *c, o), *c, nil)
	if err == nil {
		c.Settle()
	}
	return lints, err
}

// providerFindings is what the pre-flight check finds of a connection by OpenID
// Connect.
func providerFindings(c model.Connection, o model.Organization) (all []diagnose.Lint) {
	if c.OIDC.Issuer == "" {
		all = append(all, diagnose.Lint{Level: diagnose.LintError, Field: "issuer",
			Message: "the provider's issuer is not set", Remedy: "copy it from the provider"})
	}
	if c.OIDC.ClientID == "" {
		all = append(all, diagnose.Lint{Level: diagnose.LintError, Field: "client_id",
			Message: "our client ID is not set", Remedy: "copy it from the application at the provider"})
	}
	if len(o.VerifiedDomains()) == 0 && !o.AdmitsOutside() && !c.ByOAuth() {
		all = append(all, diagnose.Lint{Level: diagnose.LintError, Field: "domains",
			Message: "the organization has no verified domain: every sign-in will be refused",
			Remedy:  "verify a domain, or allow profiles outside the organization"})
	}
	if c.OIDC.Issuer != "" && c.OIDC.Secret == nil {
		all = append(all, diagnose.Lint{Level: diagnose.LintWarning, Field: "client_secret",
			Message: "there is no client secret: only a provider that has us as a public client accepts that",
			Remedy:  "copy it from the application at the provider"})
	}
	return all
}
