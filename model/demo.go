package model

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// demoConnection makes a connection to the test identity provider that holds
// what some of its faults need.
func (d *Desk) demoConnection(o Organization, p *idp.Provider, n idp.Needs) (Connection, error) {
	now := d.now()
	c := Connection{
		ID: NewID(PrefixConnection, now), EnvironmentID: o.EnvironmentID, OrganizationID: o.ID,
		Key: newConnectionKey(), Type: TestIdPType, Name: o.Name + " test sign-in",
		Policy: saml.DefaultPolicy(), Created: now, Updated: now,
	}
	c.trustTestIdP(p, n, now)
	key, err := d.newSPKey(d.EntityID(c))
	c.SPKeys = []SPKey{key}
	return c, err
}

// newConnectionKey makes the part of our URLs that names a connection.
func newConnectionKey() string {
	b := make([]byte, 12)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// sampleNeeds marks Acme among the demonstration organizations: its connection
// serves the faults that need nothing special.
const sampleNeeds idp.Needs = "acme"

// errNoSample says that there is nothing to play with any more.
var errNoSample = fmt.Errorf("the sample organization Acme, through which test users sign in, was deleted: %w", ErrNotFound)

// DemoConnection gives the connection to the test identity provider that holds
// what a fault needs. Beside Acme's own, each is made at its first use, under an
// organization named after what is wrong with it; but nothing is made once Acme
// was deleted.
func (d *Desk) DemoConnection(ctx context.Context, n idp.Needs) (Connection, error) {
	d, err := d.do(ctx, ActTestSignIn, everything)
	if err != nil {
		return Connection{}, err
	}
	p, err := d.needTestIdP(ctx)
	if err != nil {
		return Connection{}, err
	}
	all, err := d.Environments(ctx)
	if err != nil || len(all) == 0 {
		return Connection{}, errors.Join(err, errNoSample)
	}
	env := all[0]
	_, sample, err := d.demoOf(ctx, env, sampleNeeds)
	if none, err := missing(err); err != nil {
		return Connection{}, err
	} else if none {
		return Connection{}, errNoSample
	}
	if n == idp.UsualCertificate || n == idp.EncryptionKey {
		return sample, nil
	}
	_, c, err := d.demoOf(ctx, env, n)
	if none, err := missing(err); !none {
		return c, err
	}
	o := d.demoOrganization(env, "Acme ("+strings.ReplaceAll(string(n), "-", " ")+")", demoDomain(n), n)
	if c, err = d.demoConnection(o, p, n); err != nil {
		return Connection{}, err
	}
	err = d.apply(ctx, "set up "+o.Name, created(o), created(c))
	if _, taken := errors.AsType[*NameTaken](err); taken {
		_, c, err = d.demoOf(ctx, env, n) // somebody else was first
	}
	return c, err
}

// demoOrganization makes one with a domain of its own: the test identity provider
// proves nothing, so a demonstration never lets in people of foreign domains.
func (d *Desk) demoOrganization(env Environment, name, domain string, n idp.Needs) Organization {
	now := d.now()
	return Organization{
		ID: NewID(PrefixOrganization, now), EnvironmentID: env.ID, Name: name, ExternalID: demoExternalID(n), Sample: string(n),
		Domains: []Domain{{ID: NewID(PrefixDomain, now), Domain: domain, State: DomainVerified, Created: now, Updated: now}},
		Created: now, Updated: now,
	}
}

func demoDomain(n idp.Needs) string { return string(n) + "." + DemoDomain }

// demoPrefix marks the organizations that every installation furnishes itself
// with, by their external id.
const demoPrefix = "gatehouse-demo-"

func demoExternalID(n idp.Needs) string { return demoPrefix + string(n) }

// Demo reports whether an installation furnished itself with the organization.
func (o Organization) Demo() bool {
	return o.Sample != "" || strings.HasPrefix(o.ExternalID, demoPrefix) // those of earlier versions have only the latter
}

// admitsOutside reports whether people of foreign domains may sign in.
func (o Organization) admitsOutside() bool { return o.AllowOutside && !o.Demo() }

// demoOf finds the demonstration organization that was made for a need, and its
// connection to the test identity provider. ErrNotFound if one of them is gone.
func (d *Desk) demoOf(ctx context.Context, env Environment, n idp.Needs) (Organization, Connection, error) {
	all, err := d.Organizations(ctx, OrganizationQuery{Environment: env.ID})
	if err != nil {
		return Organization{}, Connection{}, err
	}
	i := slices.IndexFunc(all, func(o Organization) bool { return o.Sample == string(n) || o.ExternalID == demoExternalID(n) })
	if i < 0 {
		return Organization{}, Connection{}, fmt.Errorf("demonstration organization %q: %w", n, ErrNotFound)
	}
	connections, err := d.Connections(ctx, ConnectionQuery{Organization: all[i].ID})
	if err != nil {
		return Organization{}, Connection{}, err
	}
	j := slices.IndexFunc(connections, func(c Connection) bool { return c.Type == TestIdPType })
	if j < 0 {
		return all[i], Connection{}, fmt.Errorf("connection of %s: %w", all[i].Name, ErrNotFound)
	}
	return all[i], connections[j], nil
}

// ClearDemos deletes the demonstration organizations that were made since a time,
// all but Acme: a tour leaves nothing behind.
func (d *Desk) ClearDemos(ctx context.Context, since time.Time) error {
	d, err := d.do(ctx, ActTestSignIn, everything)
	if err != nil {
		return err
	}
	all, err := d.Organizations(ctx, OrganizationQuery{})
	if err != nil {
		return err
	}
	since = since.UTC().Truncate(time.Millisecond) // as d.now is
	for _, o := range all {
		if !o.Demo() || o.Sample == string(sampleNeeds) || o.Created.Before(since) {
			continue
		}
		if _, err := d.DeleteOrganization(ctx, o.ID); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// follow brings what points at our own listener up to date after it has moved:
// the connections to the test identity provider and the demo's callback. And the
// demonstration organizations of earlier versions, which let everybody in, get a
// domain of their own.
func (d *Desk) follow(ctx context.Context) error {
	connections, err := d.Connections(ctx, ConnectionQuery{})
	if err != nil {
		return err
	}
	var edits []edit
	for _, c := range connections {
		if d.testIdPOff == "" && c.Type == TestIdPType && (c.SSOURL != d.testIdPSSOURL() || c.IdPEntityID != d.testIdPEntityID()) {
			moved := c
			moved.SSOURL, moved.IdPEntityID, moved.Updated = d.testIdPSSOURL(), d.testIdPEntityID(), d.now()
			edits = append(edits, changed(c, moved))
		}
	}
	organizations, err := d.Organizations(ctx, OrganizationQuery{})
	if err != nil {
		return err
	}
	for _, o := range organizations {
		if need, old := strings.CutPrefix(o.ExternalID, demoPrefix); old && o.Sample == "" {
			known := o
			known.Sample, known.AllowOutside, known.Updated = need, false, d.now()
			if len(o.Domains) == 0 {
				known.Domains = d.demoOrganization(Environment{}, "", demoDomain(idp.Needs(need)), idp.Needs(need)).Domains
			}
			edits = append(edits, changed(o, known))
		}
	}
	environments, err := d.Environments(ctx)
	if err != nil {
		return err
	}
	for _, e := range environments {
		if moved, ok := d.moveDemo(e); ok {
			edits = append(edits, changed(e, moved))
		}
	}
	// Each says the same alone, and thousands do not fit into one step.
	for step := range slices.Chunk(edits, seedStep) {
		if err := d.applyQuietly(ctx, step...); err != nil {
			return fmt.Errorf("follow the listener to %s: %w", d.BaseURL, err)
		}
	}
	return nil
}

// DemoCallback is the path where the built-in demonstration app gets its codes.
const DemoCallback = "/demo/callback"

// moveDemo replaces the demo's callback at an older base URL.
func (d *Desk) moveDemo(e Environment) (Environment, bool) {
	here := d.BaseURL + DemoCallback
	i := slices.IndexFunc(e.RedirectURIs, func(u string) bool { return strings.HasSuffix(u, DemoCallback) })
	if i < 0 || e.RedirectURIs[i] == here {
		return e, false
	}
	if e.DefaultRedirect == e.RedirectURIs[i] {
		e.DefaultRedirect = here
	}
	e.RedirectURIs = slices.Clone(e.RedirectURIs)
	e.RedirectURIs[i] = here
	e.Updated = d.now()
	return e, true
}
