package model

import (
	"context"
	"errors"

	"gatehouse/saml/diagnose"
)

// PreviewConnection says what [Desk.CreateConnection] would make, and what the
// pre-flight check finds: with an error among the findings it would be refused.
// Nothing is stored.
func (d *Desk) PreviewConnection(ctx context.Context, n NewConnection) (Connection, []diagnose.Lint, error) {
	d, err := d.see(ctx, ActSeeConnections, ofOrganization(n.Organization))
	if err != nil {
		return Connection{}, nil, err
	}
	o, err := d.Organization(ctx, n.Organization)
	if err != nil {
		return Connection{}, nil, err
	}
	c, lints, err := d.newConnection(ctx, o, n)
	return previewed(c, lints, err)
}

// PreviewConfigure says what [Desk.Configure] would make of a connection, as
// [Desk.PreviewConnection] does.
func (d *Desk) PreviewConfigure(ctx context.Context, id ID, s IdPSetup) (Connection, []diagnose.Lint, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return c, nil, err
	}
	o, err := d.Organization(ctx, c.OrganizationID)
	if err != nil {
		return c, nil, err
	}
	before := c
	lints, err := d.configure(&c, o, s)
	if err == nil {
		err = d.checkTestIdP(ctx, before, c)
	}
	return previewed(c, lints, err)
}

// previewed puts what refuses among the findings.
func previewed(c Connection, lints []diagnose.Lint, err error) (Connection, []diagnose.Lint, error) {
	if refusal, ok := errors.AsType[*Unsound](err); ok {
		return c, merge(refusal.Lints, lints), nil
	}
	return c, lints, err
}
