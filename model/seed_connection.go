package model

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// connection plans one.
func (p *plan) connection(ctx context.Context, s SeedConnection) error {
	o, err := p.organizationOf(s.Organization)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(p.connections, func(c Connection) bool {
		if s.ID != "" {
			return c.ID == s.ID
		}
		return c.OrganizationID == o.ID && c.Name == strings.TrimSpace(s.Name)
	})
	c := Connection{
		ID: s.ID, EnvironmentID: o.EnvironmentID, OrganizationID: o.ID, Key: s.Key, Type: "GenericSAML", State: Draft,
		Policy: saml.DefaultPolicy(), Created: p.now(), Updated: p.now(),
	}
	env := p.environmentOf(o.EnvironmentID)
	var before noun
	var faults []error // that are stored already
	if at >= 0 {
		before = p.connections[at]
		if c, err = clone(p.connections[at]); err != nil {
			return err
		}
		if c.OrganizationID != o.ID {
			return refuse("organization", "make a new connection there", "%s belongs to another organization", c.ID)
		}
		if s.Key != "" && s.Key != c.Key {
			return refuse("key", "leave it out", "the key of a connection never changes: identity providers have it in their settings")
		}
		faults = c.faults(env)
	} else if err := p.identify(&c, s); err != nil {
		return err
	}
	var was Connection
	if at >= 0 {
		was = p.connections[at]
	}
	if err := p.fillConnection(ctx, &c, s, was.Type == TestIdPType); err != nil {
		return err
	}
	if err := p.checkTestIdP(ctx, was, c); err != nil {
		return err
	}
	if err := c.check(env, faults...); err != nil {
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
func (p *plan) organizationOf(text string) (Organization, error) {
	var named []Organization
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
		return Organization{}, refuse("organization", "write its name, id or external id", "there is no organization %q", short(text))
	case 1:
		return named[0], nil
	}
	return Organization{}, refuse("organization", "write its id", "%d organizations are called %q", len(named), short(text))
}

// identify gives a new connection its id, key and key pair.
func (p *plan) identify(c *Connection, s SeedConnection) error {
	if c.ID == "" {
		c.ID = stableID(PrefixConnection, string(c.OrganizationID), s.Name)
	} else if err := checkGivenID(PrefixConnection, c.ID); err != nil {
		return err
	}
	if c.Key == "" {
		c.Key = strings.ToLower(strings.TrimPrefix(string(stableID("key", string(c.ID))), "key_")[:16])
	}
	if len(c.Key) > 64 || strings.Trim(c.Key, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		return refuse("key", "use letters, digits, - and _", "%q cannot stand in a URL", short(c.Key))
	}
	key, err := p.newSPKey(p.EntityID(*c))
	c.SPKeys = []SPKey{key}
	return err
}

// fillConnection takes over what the file says. A connection to the test identity
// provider may be known already.
func (p *plan) fillConnection(ctx context.Context, c *Connection, s SeedConnection, known bool) (err error) {
	c.Name = s.Name
	if s.Type != "" {
		c.Type = s.Type
	}
	set(&c.IdPEntityID, s.IdPEntityID)
	set(&c.SSOURL, s.SSOURL)
	set(&c.SSOBinding, s.SSOBinding)
	set(&c.MetadataURL, s.MetadataURL)
	set(&c.MetadataPrivate, s.MetadataPrivate)
	set(&c.AutoApprove, s.AutoApprove)
	set(&c.SignRequests, s.SignRequests)
	if s.NameIDFormat != nil {
		c.NameIDFormat = NameIDFormat(*s.NameIDFormat)
	}
	if s.AuthnContexts != nil {
		c.AuthnContexts = s.AuthnContexts
	}
	set(&c.Comparison, s.Comparison)
	set(&c.ForceAuthn, s.ForceAuthn)
	if s.Certificates != nil {
		var all [][]byte
		for _, text := range s.Certificates {
			der, err := protocol.ParseCertificate([]byte(text))
			if err != nil {
				return &FieldError{Field: "certificates", Reason: err.Error(), Err: err}
			}
			all = append(all, der)
		}
		c.trust(all, p.stamp())
	}
	if s.Policy != nil {
		if c.Policy, err = s.Policy.policy(); err != nil {
			return err
		}
	}
	if s.Mapping != nil {
		c.Mapping = s.Mapping.mapping()
	}
	if c.Type != TestIdPType {
		return nil
	}
	if p.testIdPOff != "" && known {
		return nil // it stays as it is, and signs nobody in
	}
	provider, err := p.needTestIdP(ctx)
	if err != nil {
		return err
	}
	state := c.State
	c.trustTestIdP(provider, idp.UsualCertificate, p.now())
	if state != Draft {
		c.State = state
	}
	return nil
}

// settleConnection gives a connection the state that the file says, as far as its
// settings allow.
func (p *plan) settleConnection(c *Connection, s SeedConnection) error {
	c.settle()
	switch s.State {
	case "", Draft:
	case Validating, Active:
		if c.Configured() && c.State != Active {
			c.State, c.PausedFrom = s.State, ""
		}
	case Inactive:
		if c.State != Inactive {
			c.State, c.PausedFrom = Inactive, c.State
		}
	default:
		return refuse("state", "use validating, active or inactive", "there is no state %q", short(string(s.State)))
	}
	return nil
}

// warn reports what the pre-flight check finds. None of it refuses the file: a
// certificate that expired since the export must not keep the rest from being
// restored.
func (p *plan) warn(c Connection, o Organization) {
	if !c.Configured() {
		p.report.Notes = append(p.report.Notes, fmt.Sprintf("%s is a draft: give it metadata (gatehouse connection import %s --metadata FILE), or connection_type TestIdp", c.Name, c.ID))
		return
	}
	for _, l := range p.lint(c, o) {
		line := fmt.Sprintf("%s: %s; %s", c.Name, l.Message, l.Remedy)
		if l.Level == diagnose.LintError {
			p.report.Warnings = append(p.report.Warnings, "nobody can sign in through "+line)
		} else {
			p.report.Notes = append(p.report.Notes, line)
		}
	}
}

// environmentOf gives one as the file leaves it.
func (p *plan) environmentOf(id ID) Environment {
	for _, e := range p.environments {
		if e.ID == id {
			return e
		}
	}
	return Environment{}
}
