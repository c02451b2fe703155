package connection

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
	"gatehouse/service/core"
)

// CreateConnection makes a connection: a draft, or with the identity provider's
// settings one that waits for its first sign-in. Settings with which no sign-in
// could succeed are refused, and then nothing is made.
func (s Service) CreateConnection(ctx context.Context,
	n model.NewConnection) (model.Connection, []diagnose.Lint, error) {
	s, err := pass(s.core.Do(ctx, model.ActCreateConnection, core.OfOrganization(n.Organization)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	o, err := s.tenant().Organization(ctx, n.Organization)
	if err != nil {
		return model.Connection{}, nil, err
	}
	c, lints, err := NewConnection(ctx, s.core, o, n)
	if err == nil {
		err = s.core.MayRelax(nil, c)
	}
	if err != nil {
		return model.Connection{}, lints, err
	}
	err = s.core.Apply(ctx, "created connection "+c.Name, core.Guarded(o), core.Created(c))
	if errors.Is(err, model.ErrConflict) {
		return s.CreateConnection(ctx, n) // the organization changed; it may be gone
	}
	if err != nil {
		return model.Connection{}, lints, err
	}
	return c.AtRevision(1).(model.Connection), lints, nil
}

// NewConnection checks everything and stores nothing.
func NewConnection(
	ctx context.Context, passed *core.Core, o model.Organization, n model.NewConnection,
) (model.Connection, []diagnose.Lint, error) {
	s := On(passed)
	now := s.core.Now()
	if n.Name == "" {
		n.Name = o.Name
	}
	c := model.Connection{
		ID: s.core.NewID(model.PrefixConnection, now), EnvironmentID: o.EnvironmentID, OrganizationID: o.ID,
		Key:  newConnectionKey(),
		Type: n.Type, Name: n.Name, State: model.Draft, Policy: saml.DefaultPolicy(), Asked: n.Asked, Created: now,
		Updated: now,
	}
	model.SetIf(&c.Policy, n.Policy)
	env, err := s.tenant().Environment(ctx, o.EnvironmentID)
	if err != nil {
		return c, nil, err
	}
	if err := c.Check(env); err != nil {
		return c, nil, err
	}
	if c.Type == model.TestIdPType {
		p, err := NeedTestIdP(ctx, s.core)
		if err != nil {
			return c, nil, err
		}
		c.TrustTestIdP(p, idp.UsualCertificate, now)
	}
	var lints []diagnose.Lint
	if n.OIDC != nil {
		if err := SetProvider(s.core, &c, *n.OIDC); err != nil {
			return c, nil, err
		}
	}
	if n.IdP != nil {
		if lints, err = s.configure(&c, o, *n.IdP); err != nil {
			return c, lints, err
		}
	}
	if err := CheckTestIdP(ctx, s.core, model.Connection{}, c); err != nil {
		return c, lints, err
	}
	if c.ByOIDC() {
		lints, err = s.settleProvider(&c, o, env)
		return c, lints, err
	}
	key, err := NewSPKey(s.core, s.EntityID(c))
	c.SPKeys = []model.SPKey{key}
	return c, lints, err
}

// UpdateConnection changes some fields of a connection, all or none. An error
// that it brings in and with which no sign-in could succeed is refused; one that
// was there before, and what is only doubtful, is given beside.
func (s Service) UpdateConnection(ctx context.Context, id model.ID,
	p model.ConnectionPatch) (model.Connection, []diagnose.Lint, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	return ReviseConnection(ctx, s.core, id, "changed connection %s",
		func(c *model.Connection, _ model.Organization) error {
			model.SetIf(&c.Name, p.Name)
			model.SetIf(&c.Type, p.Type)
			model.SetIf(&c.IdPEntityID, p.IdPEntityID)
			model.SetIf(&c.SSOURL, p.SSOURL)
			model.SetIf(&c.SSOBinding, p.SSOBinding)
			model.SetIf(&c.Policy, p.Policy)
			model.SetIf(&c.Mapping, p.Mapping)
			model.SetIf(&c.SignRequests, p.SignRequests)
			model.SetIf(&c.NameIDFormat, p.NameIDFormat)
			model.SetIf(&c.AuthnContexts, p.AuthnContexts)
			model.SetIf(&c.Comparison, p.Comparison)
			model.SetIf(&c.ForceAuthn, p.ForceAuthn)
			model.SetIf(&c.AutoApprove, p.AutoApprove)
			if p.OIDC != nil {
				return SetProvider(s.core, c, *p.OIDC)
			}
			return nil
		})
}

// ReviseConnection changes one; the action names it by %s. What is left of the
// identity provider's settings decides between draft and validating.
func ReviseConnection(ctx context.Context, passed *core.Core, id model.ID, action string,
	change func(*model.Connection, model.Organization) error) (model.Connection, []diagnose.Lint, error) {
	s := On(passed)
	var lints []diagnose.Lint
	get := func() (model.Connection, error) { return s.Connection(ctx, id) }
	c, err := core.Revise(ctx, s.core, get, func(c *model.Connection) (string, error) {
		o, err := s.tenant().Organization(ctx, c.OrganizationID)
		if err != nil {
			return "", err
		}
		env, err := s.tenant().Environment(ctx, c.EnvironmentID)
		if err != nil {
			return "", err
		}
		before := *c
		before.Certificates = slices.Clone(c.Certificates)
		faults, had := c.Faults(env), Findings(s.core, *c, o)
		if err := change(c, o); err != nil {
			return "", err
		}
		if c.Type == model.TestIdPType && before.Type != model.TestIdPType {
			return "", model.Refuse("type", "make another connection of that type",
				"a connection cannot become one to the test identity provider")
		}
		if c.ByOIDC() != before.ByOIDC() {
			return "", model.Refuse("type", "make another connection of that type",
				"a connection by SAML cannot become one by OpenID Connect, nor the other way round")
		}
		if err := s.core.MayRelax(before, *c); err != nil {
			return "", err
		}
		if err := CheckTestIdP(ctx, s.core, before, *c); err != nil {
			return "", err
		}
		if err := c.Check(env, faults...); err != nil {
			return "", err
		}
		if lints, err = sound(Findings(s.core, *c, o), *c, had); err != nil {
			return "", err
		}
		c.Settle()
		return fmt.Sprintf(action, c.Name), nil
	})
	return c, lints, err
}
