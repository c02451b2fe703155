package connection

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// NewDemoConnection makes a connection to the test identity provider that holds
// what some of its faults need.
func NewDemoConnection(passed *core.Core, o model.Organization, p *idp.Provider,
	n idp.Needs) (model.Connection, error) {
	s := On(passed)
	now := s.core.Now()
	c := model.Connection{
		ID: model.NewID(model.PrefixConnection, now), EnvironmentID: o.EnvironmentID, OrganizationID: o.ID,
		Key: newConnectionKey(), Type: model.TestIdPType, Name: o.Name + " test sign-in",
		Policy: saml.DefaultPolicy(), Created: now, Updated: now,
	}
	if n == OpenIDNeeds {
		c.Type, c.OIDC.Issuer = "GenericOIDC", TestIdPIssuer(s.core)
		registerAtTestIdP(s.core, &c)
		c.State = model.Validating
		return c, nil
	}
	c.TrustTestIdP(p, n, now)
	key, err := NewSPKey(s.core, s.EntityID(c))
	c.SPKeys = []model.SPKey{key}
	return c, err
}

// newConnectionKey makes the part of our URLs that names a connection.
func newConnectionKey() string {
	b := make([]byte, 12)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// SampleNeeds marks Acme among the demonstration organizations: its connection
// serves the faults that need nothing special.
const SampleNeeds idp.Needs = "acme"

// OpenIDNeeds marks the demonstration organization whose connection is by OpenID Connect.
const OpenIDNeeds idp.Needs = "openid-connect"

// errNoSample says that there is nothing to play with any more.
var errNoSample = fmt.Errorf("the sample organization Acme, through which test users sign in, was deleted: %w",
	model.ErrNotFound)

// DemoConnection gives the connection to the test identity provider that holds
// what a fault needs. Beside Acme's own, each is made at its first use, under an
// organization named after what is wrong with it; but nothing is made once Acme
// was deleted.
func (s Service) DemoConnection(ctx context.Context, n idp.Needs) (model.Connection, error) {
	s, err := pass(s.core.Do(ctx, model.ActTestSignIn, core.Everything))
	if err != nil {
		return model.Connection{}, err
	}
	p, err := NeedTestIdP(ctx, s.core)
	if err != nil {
		return model.Connection{}, err
	}
	all, err := s.tenant().Environments(ctx)
	if err != nil || len(all) == 0 {
		return model.Connection{}, errors.Join(err, errNoSample)
	}
	env := all[0]
	_, sample, err := FindDemo(ctx, s.core, env, SampleNeeds)
	if none, err := core.Missing(err); err != nil {
		return model.Connection{}, err
	} else if none {
		return model.Connection{}, errNoSample
	}
	if n == idp.UsualCertificate || n == idp.EncryptionKey {
		return sample, nil
	}
	_, c, err := FindDemo(ctx, s.core, env, n)
	if none, err := core.Missing(err); !none {
		return c, err
	}
	what := strings.ReplaceAll(string(n), "-", " ")
	if n == OpenIDNeeds {
		what = "OpenID Connect"
	}
	o := NewDemoOrganization(s.core, env, "Acme ("+what+")", DemoDomain(n), n)
	if c, err = NewDemoConnection(s.core, o, p, n); err != nil {
		return model.Connection{}, err
	}
	err = s.core.Apply(ctx, "set up "+o.Name, core.Created(o), core.Created(c))
	if _, taken := errors.AsType[*storage.NameTaken](err); taken {
		_, c, err = FindDemo(ctx, s.core, env, n) // somebody else was first
	}
	return c, err
}

// NewDemoOrganization makes one with a domain of its own: the test identity provider
// proves nothing, so a demonstration never lets in people of foreign domains.
func NewDemoOrganization(passed *core.Core, env model.Environment, name, domain string,
	n idp.Needs) model.Organization {
	now := passed.Now()
	return model.Organization{
		ID: model.NewID(model.PrefixOrganization, now), EnvironmentID: env.ID, Name: name,
		ExternalID: demoExternalID(n), Sample: string(n),
		Domains: []model.Domain{{ID: model.NewID(model.PrefixDomain, now), Domain: domain, State: model.DomainVerified,
			Created: now, Updated: now}},
		Created: now, Updated: now,
	}
}

func DemoDomain(n idp.Needs) string { return string(n) + "." + model.DemoDomain }

func demoExternalID(n idp.Needs) string { return model.DemoPrefix + string(n) }

// FindDemo finds the demonstration organization that was made for a need, and its
// connection to the test identity provider. ErrNotFound if one of them is gone.
func FindDemo(ctx context.Context, passed *core.Core, env model.Environment,
	n idp.Needs) (model.Organization, model.Connection, error) {
	s := On(passed)
	all, err := s.tenant().Organizations(ctx, model.OrganizationQuery{Environment: env.ID})
	if err != nil {
		return model.Organization{}, model.Connection{}, err
	}
	i := slices.IndexFunc(all, func(o model.Organization) bool {
		return o.Sample == string(n) || o.ExternalID == demoExternalID(n)
	})
	if i < 0 {
		return model.Organization{}, model.Connection{}, fmt.Errorf("demonstration organization %q: %w", n,
			model.ErrNotFound)
	}
	connections, err := s.Connections(ctx, model.ConnectionQuery{Organization: all[i].ID})
	if err != nil {
		return model.Organization{}, model.Connection{}, err
	}
	j := slices.IndexFunc(connections, model.Connection.AtTestIdP)
	if j < 0 {
		return all[i], model.Connection{}, fmt.Errorf("connection of %s: %w", all[i].Name, model.ErrNotFound)
	}
	return all[i], connections[j], nil
}
