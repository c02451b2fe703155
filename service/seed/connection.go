package seed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// addConnection plans one.
func (p *plan) addConnection(ctx context.Context, s model.SeedConnection) error {
	o, err := p.organizationOf(s.Organization)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(p.connections, func(c model.Connection) bool {
		if s.ID != "" {
			return c.ID == s.ID
		}
		return c.OrganizationID == o.ID && c.Name == strings.TrimSpace(s.Name)
	})
	c := model.Connection{
		ID: s.ID, EnvironmentID: o.EnvironmentID, OrganizationID: o.ID, Key: s.Key, Type: "GenericSAML",
		State:  model.Draft,
		Policy: saml.DefaultPolicy(), Created: p.core.Now(), Updated: p.core.Now(),
	}
	env := p.environmentOf(o.EnvironmentID)
	var before model.Noun
	var faults []error // that are stored already
	if at >= 0 {
		before = p.connections[at]
		if c, err = core.Clone(p.connections[at]); err != nil {
			return err
		}
		if c.OrganizationID != o.ID {
			return model.Refuse("organization", "make a new connection there", "%s belongs to another organization",
				c.ID)
		}
		if s.Key != "" && s.Key != c.Key {
			return model.Refuse("key", "leave it out",
				"the key of a connection never changes: identity providers have it in their settings")
		}
		faults = c.Faults(env)
	} else if err := p.identify(&c, s); err != nil {
		return err
	}
	var was model.Connection
	if at >= 0 {
		was = p.connections[at]
		if s.Type != "" && was.ByOIDC() != model.IsOIDC(s.Type) {
			return model.Refuse("type", "make another connection of that type",
				"a connection by SAML cannot become one by OpenID Connect, nor the other way round")
		}
	}
	if err := p.fillConnection(ctx, &c, s, was.Type == model.TestIdPType); err != nil {
		return err
	}
	if err := connection.CheckTestIdP(ctx, p.core, was, c); err != nil {
		return err
	}
	if err := c.Check(env, faults...); err != nil {
		return err
	}
	if err := p.settleConnection(&c, s); err != nil {
		return err
	}
	p.warn(c, o)
	if at >= 0 {
		p.connections[at] = c
	} else {
		p.connections = append(p.connections, c)
	}
	return p.keep("connection "+c.Name, before, c)
}

// organizationOf finds the organization that a connection names.
func (p *plan) organizationOf(text string) (model.Organization, error) {
	var named []model.Organization
	for _, o := range p.organizations {
		if string(o.ID) == text {
			return o, nil
		}
		if text != "" && (o.Name == strings.TrimSpace(text) || o.ExternalID == text) {
			named = append(named, o)
		}
	}
	switch len(named) {
	case 0:
		return model.Organization{}, model.Refuse("organization", "write its name, id or external id",
			"there is no organization %q", model.Short(text))
	case 1:
		return named[0], nil
	}
	return model.Organization{}, model.Refuse("organization", "write its id", "%d organizations are called %q",
		len(named), model.Short(text))
}

// identify gives a new connection its id, key and key pair.
func (p *plan) identify(c *model.Connection, s model.SeedConnection) error {
	if c.ID == "" {
		c.ID = model.StableID(model.PrefixConnection, string(c.OrganizationID), s.Name)
	} else if err := checkGivenID(model.PrefixConnection, c.ID); err != nil {
		return err
	}
	if c.Key == "" {
		c.Key = strings.ToLower(strings.TrimPrefix(string(model.StableID("key", string(c.ID))), "key_")[:16])
	}
	if len(c.Key) > 64 || strings.Trim(c.Key,
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		return model.Refuse("key", "use letters, digits, - and _", "%q cannot stand in a URL", model.Short(c.Key))
	}
	if model.IsOIDC(s.Type) {
		return nil
	}
	key, err := connection.NewSPKey(p.core, p.connection().EntityID(*c))
	c.SPKeys = []model.SPKey{key}
	return err
}

// fillConnection takes over what the file says. A connection to the test identity
// provider may be known already.
func (p *plan) fillConnection(ctx context.Context, c *model.Connection, s model.SeedConnection,
	known bool) (err error) {
	c.Name = s.Name
	if s.Type != "" {
		c.Type = s.Type
	}
	model.SetIf(&c.IdPEntityID, s.IdPEntityID)
	model.SetIf(&c.SSOURL, s.SSOURL)
	model.SetIf(&c.SSOBinding, s.SSOBinding)
	model.SetIf(&c.MetadataURL, s.MetadataURL)
	model.SetIf(&c.MetadataPrivate, s.MetadataPrivate)
	model.SetIf(&c.AutoApprove, s.AutoApprove)
	model.SetIf(&c.SignRequests, s.SignRequests)
	if s.NameIDFormat != nil {
		c.NameIDFormat = model.NameIDFormat(*s.NameIDFormat)
	}
	if s.AuthnContexts != nil {
		c.AuthnContexts = s.AuthnContexts
	}
	model.SetIf(&c.Comparison, s.Comparison)
	model.SetIf(&c.ForceAuthn, s.ForceAuthn)
	if s.Certificates != nil {
		var all [][]byte
		for _, text := range s.Certificates {
			der, err := protocol.ParseCertificate([]byte(text))
			if err != nil {
				return &model.FieldError{Field: "certificates", Reason: err.Error(), Err: err}
			}
			all = append(all, der)
		}
		c.Trust(all, connection.Stamp(p.core))
	}
	if s.OIDC != nil {
		if err := connection.SetProvider(p.core, c, model.OIDCSetup{
			Issuer: s.OIDC.Issuer, DiscoveryURL: s.OIDC.DiscoveryURL, ClientID: s.OIDC.ClientID,
			ClientSecret: s.OIDC.ClientSecret, Scopes: s.OIDC.Scopes, Reach: fetch.PrivateToo(s.OIDC.Private),
		}); err != nil {
			return err
		}
	}
	if s.Policy != nil {
		if c.Policy, err = s.Policy.Policy(); err != nil {
			return err
		}
	}
	if s.Mapping != nil {
		c.Mapping = *s.Mapping
	}
	if s.Roles != nil {
		c.Roles = nil
		if err := c.GiveRoles(p.environmentOf(c.EnvironmentID), s.Roles); err != nil {
			return err
		}
	}
	if c.Type != model.TestIdPType {
		return nil
	}
	if p.core.TestIdPOff != "" && known {
		return nil // it stays as it is, and signs nobody in
	}
	provider, err := connection.NeedTestIdP(ctx, p.core)
	if err != nil {
		return err
	}
	state := c.State
	c.TrustTestIdP(provider, idp.UsualCertificate, p.core.Now())
	if state != model.Draft {
		c.State = state
	}
	return nil
}

// settleConnection gives a connection the state that the file says, as far as its
// settings allow.
func (p *plan) settleConnection(c *model.Connection, s model.SeedConnection) error {
	c.Settle()
	switch s.State {
	case "", model.Draft:
	case model.Validating, model.Active:
		if c.Configured() && c.State != model.Active {
			c.State, c.PausedFrom = s.State, ""
		}
	case model.Inactive:
		if c.State != model.Inactive {
			c.State, c.PausedFrom = model.Inactive, c.State
		}
	default:
		return model.Refuse("state", "use validating, active or inactive", "there is no state %q",
			model.Short(string(s.State)))
	}
	return nil
}

// warn reports what the pre-flight check finds. None of it refuses the file: a
// certificate that expired since the export must not keep the rest from being
// restored.
func (p *plan) warn(c model.Connection, o model.Organization) {
	if !c.Configured() && c.ByOIDC() {
		p.report.Notes = append(p.report.Notes, fmt.Sprintf(
			"%s is a draft: give it a provider (gatehouse connection update %s --issuer URL --client-id ID "+
				"--client-secret-file FILE)", c.Name, c.ID))
		return
	}
	if !c.Configured() {
		p.report.Notes = append(p.report.Notes,
			fmt.Sprintf(
				"%s is a draft: give it metadata (gatehouse connection import %s --metadata FILE), or "+
					"connection_type TestIdp", c.Name, c.ID))
		return
	}
	for _, l := range connection.Findings(p.core, c, o) {
		line := fmt.Sprintf("%s: %s; %s", c.Name, l.Message, l.Remedy)
		if l.Level == diagnose.LintError {
			p.report.Warnings = append(p.report.Warnings, "nobody can sign in through "+line)
		} else {
			p.report.Notes = append(p.report.Notes, line)
		}
	}
}

// environmentOf gives one as the file leaves it.
func (p *plan) environmentOf(id model.ID) model.Environment {
	for _, e := range p.environments {
		if e.ID == id {
			return e
		}
	}
	return model.Environment{}
}
