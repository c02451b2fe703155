package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// ConnectionTypes lists the types that a connection can have: those of SAML
// identity providers and the built-in test identity provider.
func ConnectionTypes() []string { return append(diagnose.ConnectionTypes(), TestIdPType) }

// TypeLabel is a connection type as people call it: "Okta" for "OktaSAML".
func TypeLabel(connectionType string) string {
	switch connectionType {
	case TestIdPType:
		return "Test identity provider"
	case "GenericSAML":
		return "Custom SAML"
	}
	if name := diagnose.ProviderName(connectionType); name != "" {
		return name
	}
	return connectionType
}

// NewConnection is what a connection starts with.
type NewConnection struct {
	Organization ID
	Type         string    // one of [ConnectionTypes]
	Name         string    // "" takes the organization's
	IdP          *IdPSetup // nil leaves a draft

	Policy *saml.Policy   // nil is the default one
	Asked  protocol.Asked // of each sign-in
}

// CreateConnection makes a connection: a draft, or with the identity provider's
// settings one that waits for its first sign-in. Settings with which no sign-in
// could succeed are refused, and then nothing is made.
func (d *Desk) CreateConnection(ctx context.Context, n NewConnection) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActCreateConnection, ofOrganization(n.Organization))
	if err != nil {
		return Connection{}, nil, err
	}
	o, err := d.Organization(ctx, n.Organization)
	if err != nil {
		return Connection{}, nil, err
	}
	c, lints, err := d.newConnection(ctx, o, n)
	if err == nil {
		err = d.mayRelax(nil, c)
	}
	if err != nil {
		return Connection{}, lints, err
	}
	err = d.apply(ctx, "created connection "+c.Name, guarded(o), created(c))
	if errors.Is(err, ErrConflict) {
		return d.CreateConnection(ctx, n) // the organization changed; it may be gone
	}
	if err != nil {
		return Connection{}, lints, err
	}
	return c.at(1).(Connection), lints, nil
}

// newConnection checks everything and stores nothing.
func (d *Desk) newConnection(
	ctx context.Context, o Organization, n NewConnection,
) (Connection, []diagnose.Lint, error) {
	now := d.now()
	if n.Name == "" {
		n.Name = o.Name
	}
	c := Connection{
		ID: NewID(PrefixConnection, now), EnvironmentID: o.EnvironmentID, OrganizationID: o.ID, Key: newConnectionKey(),
		Type: n.Type, Name: n.Name, State: Draft, Policy: saml.DefaultPolicy(), Asked: n.Asked, Created: now, Updated: now,
	}
	set(&c.Policy, n.Policy)
	env, err := d.Environment(ctx, o.EnvironmentID)
	if err != nil {
		return c, nil, err
	}
	if err := c.check(env); err != nil {
		return c, nil, err
	}
	if c.Type == TestIdPType {
		p, err := d.needTestIdP(ctx)
		if err != nil {
			return c, nil, err
		}
		c.trustTestIdP(p, idp.UsualCertificate, now)
	}
	var lints []diagnose.Lint
	if n.IdP != nil {
		if lints, err = d.configure(&c, o, *n.IdP); err != nil {
			return c, lints, err
		}
	}
	if err := d.checkTestIdP(ctx, Connection{}, c); err != nil {
		return c, lints, err
	}
	key, err := d.newSPKey(d.EntityID(c))
	c.SPKeys = []SPKey{key}
	return c, lints, err
}

// check cleans the name and refuses what cannot be stored, unless it was stored
// before.
func (c *Connection) check(env Environment, before ...error) error {
	for _, fault := range c.faults(env) {
		if !slices.ContainsFunc(before, func(had error) bool { return had.Error() == fault.Error() }) {
			return fault
		}
	}
	return nil
}

// faults cleans the name and lists what cannot be stored.
func (c *Connection) faults(env Environment) []error {
	var all []error
	note := func(err error) {
		if err != nil {
			all = append(all, err)
		}
	}
	name, err := cleanName("name", c.Name)
	note(err)
	if err == nil {
		c.Name = name
	}
	if !slices.Contains(ConnectionTypes(), c.Type) {
		note(refuse("type", "use one of "+strings.Join(ConnectionTypes(), ", "), "there is no connection type %q", short(c.Type)))
	}
	if len(c.Certificates) > maxCertificates {
		note(refuse("certificates", "remove those that are no longer used", "%d are more than the %d that are tried", len(c.Certificates), maxCertificates))
	}
	note(checkText("idp_entity_id", c.IdPEntityID, 2048))
	note(checkText("sso_url", c.SSOURL, 2048))
	if c.SSOBinding != "" && c.SSOBinding != Redirect && c.SSOBinding != Post {
		note(refuse("sso_binding", "use HTTP-Redirect or HTTP-POST", "there is no binding %q", short(string(c.SSOBinding))))
	}
	note(checkAsked(&c.Asked))
	return slices.Concat(all, policyFaults(c.Policy), mappingFaults(c.Mapping, env))
}

// maxCertificates bounds those of a connection; more would not be tried.
const maxCertificates = 10

// ConnectionPatch changes the fields that are set.
type ConnectionPatch struct {
	Name         *string
	Type         *string
	IdPEntityID  *string
	SSOURL       *string
	SSOBinding   *Binding
	Policy       *saml.Policy
	Mapping      *saml.Mapping
	SignRequests *bool

	NameIDFormat  *string
	AuthnContexts *[]string
	Comparison    *protocol.Comparison
	ForceAuthn    *bool

	AutoApprove *bool // changes of its metadata are taken over without asking
}

// UpdateConnection changes some fields of a connection, all or none. An error
// that it brings in and with which no sign-in could succeed is refused; one that
// was there before, and what is only doubtful, is given beside.
func (d *Desk) UpdateConnection(ctx context.Context, id ID, p ConnectionPatch) (Connection, []diagnose.Lint, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, nil, err
	}
	return d.reviseConnection(ctx, id, "changed connection %s", func(c *Connection, _ Organization) error {
		set(&c.Name, p.Name)
		set(&c.Type, p.Type)
		set(&c.IdPEntityID, p.IdPEntityID)
		set(&c.SSOURL, p.SSOURL)
		set(&c.SSOBinding, p.SSOBinding)
		set(&c.Policy, p.Policy)
		set(&c.Mapping, p.Mapping)
		set(&c.SignRequests, p.SignRequests)
		set(&c.NameIDFormat, p.NameIDFormat)
		set(&c.AuthnContexts, p.AuthnContexts)
		set(&c.Comparison, p.Comparison)
		set(&c.ForceAuthn, p.ForceAuthn)
		set(&c.AutoApprove, p.AutoApprove)
		return nil
	})
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// reviseConnection changes one; the action names it by %s. What is left of the
// identity provider's settings decides between draft and validating.
func (d *Desk) reviseConnection(ctx context.Context, id ID, action string, change func(*Connection, Organization) error) (Connection, []diagnose.Lint, error) {
	var lints []diagnose.Lint
	get := func() (Connection, error) { return d.Connection(ctx, id) }
	c, err := revise(ctx, d, get, func(c *Connection) (string, error) {
		o, err := d.Organization(ctx, c.OrganizationID)
		if err != nil {
			return "", err
		}
		env, err := d.Environment(ctx, c.EnvironmentID)
		if err != nil {
			return "", err
		}
		before := *c
		before.Certificates = slices.Clone(c.Certificates)
		faults, had := c.faults(env), d.lint(*c, o)
		if err := change(c, o); err != nil {
			return "", err
		}
		if c.Type == TestIdPType && before.Type != TestIdPType {
			return "", refuse("type", "make another connection of that type", "a connection cannot become one to the test identity provider")
		}
		if err := d.mayRelax(before, *c); err != nil {
			return "", err
		}
		if err := d.checkTestIdP(ctx, before, *c); err != nil {
			return "", err
		}
		if err := c.check(env, faults...); err != nil {
			return "", err
		}
		if lints, err = sound(d.lint(*c, o), *c, had); err != nil {
			return "", err
		}
		c.settle()
		return fmt.Sprintf(action, c.Name), nil
	})
	return c, lints, err
}

// Configured reports whether the identity provider's settings are complete.
func (c Connection) Configured() bool {
	return c.IdPEntityID != "" && c.SSOURL != "" && len(c.Certificates) > 0
}

// Trusts reports whether a certificate is among those of the identity provider.
func (c Connection) Trusts(der []byte) bool {
	return slices.ContainsFunc(c.Certificates, func(x Certificate) bool { return bytes.Equal(x.DER, der) })
}

// settle makes a configured draft wait for its first sign-in.
func (c *Connection) settle() {
	if c.State == Draft && c.Configured() {
		c.State = Validating
	}
	if c.SSOURL != "" && c.SSOBinding == "" {
		c.SSOBinding = Redirect
	}
}
