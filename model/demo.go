package model

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// TestIdPType is the connection type of the built-in test identity provider.
const TestIdPType = "TestIdp"

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

// DemoConnection gives the connection to the test identity provider that holds
// what a fault needs. Beside Acme's own, each is made at its first use, under an
// organization named after what is wrong with it.
func (d *Desk) DemoConnection(ctx context.Context, n idp.Needs) (Connection, error) {
	w, err := d.Welcome(ctx)
	if err != nil {
		return Connection{}, err
	}
	if n == idp.UsualCertificate || n == idp.EncryptionKey {
		if w.Connection.ID == "" {
			return Connection{}, fmt.Errorf("the sample connection to the test identity provider was deleted: %w", ErrNotFound)
		}
		return w.Connection, nil
	}
	c, err := d.demoOf(ctx, w.Environment, n)
	if none, err := missing(err); !none {
		return c, err
	}
	p, err := d.TestIdP(ctx)
	if err != nil {
		return Connection{}, err
	}
	now := d.now()
	o := Organization{
		ID: NewID(PrefixOrganization, now), EnvironmentID: w.Environment.ID, ExternalID: demoExternalID(n),
		Name:         "Acme (" + strings.ReplaceAll(string(n), "-", " ") + ")",
		AllowOutside: true, // the domain belongs to Acme
		Created:      now, Updated: now,
	}
	c, err = d.demoConnection(o, p, n)
	if err != nil {
		return Connection{}, err
	}
	err = d.apply(ctx, "set up "+o.Name, created(o), created(c))
	if _, taken := errors.AsType[*NameTaken](err); taken {
		return d.demoOf(ctx, w.Environment, n) // somebody else was first
	}
	return c, err
}

// demoPrefix marks the organizations that every installation furnishes itself
// with, by their external id.
const demoPrefix = "gatehouse-demo-"

func demoExternalID(n idp.Needs) string { return demoPrefix + string(n) }

// Demo reports whether an installation furnished itself with the organization.
func (o Organization) Demo() bool { return strings.HasPrefix(o.ExternalID, demoPrefix) }

// demoOf finds the demonstration connection that was made for a need.
func (d *Desk) demoOf(ctx context.Context, env Environment, n idp.Needs) (Connection, error) {
	o, err := readNamed[Organization](ctx, d.Store, "external/"+string(env.ID)+"/"+demoExternalID(n))
	if err != nil {
		return Connection{}, err
	}
	all, err := d.Connections(ctx, ConnectionQuery{Organization: o.ID})
	if err != nil {
		return Connection{}, err
	}
	if len(all) == 0 {
		return Connection{}, fmt.Errorf("connection of %s: %w", o.Name, ErrNotFound)
	}
	return all[0], nil
}

// follow brings what points at our own listener up to date after it has moved:
// the connections to the test identity provider and the demo's callback.
func (d *Desk) follow(ctx context.Context) error {
	p, err := d.TestIdP(ctx)
	if err != nil {
		return err
	}
	connections, err := d.Connections(ctx, ConnectionQuery{})
	if err != nil {
		return err
	}
	var edits []edit
	for _, c := range connections {
		if c.Type == TestIdPType && (c.SSOURL != p.SSOURL || c.IdPEntityID != p.EntityID) {
			moved := c
			moved.SSOURL, moved.IdPEntityID, moved.Updated = p.SSOURL, p.EntityID, d.now()
			edits = append(edits, changed(c, moved))
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
