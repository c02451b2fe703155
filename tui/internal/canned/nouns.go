package canned

import (
	"context"
	"fmt"
	"strings"

	"gatehouse/model"
)

// Organizations lists those that match.
func (d *Desk) Organizations(_ context.Context, q model.OrganizationQuery) ([]model.Organization, error) {
	var found []model.Organization
	for _, o := range d.organizations {
		if o.EnvironmentID == q.Environment && holds(q.Text, o.Name, string(o.ID), fmt.Sprint(o.VerifiedDomains())) {
			found = append(found, o)
		}
	}
	return found, d.Err
}

// Organization gives one.
func (d *Desk) Organization(_ context.Context, id model.ID) (model.Organization, error) {
	for _, o := range d.organizations {
		if o.ID == id {
			return o, d.Err
		}
	}
	return model.Organization{}, fmt.Errorf("organization %s: %w", id, model.ErrNotFound)
}

// Connections lists those that match.
func (d *Desk) Connections(_ context.Context, q model.ConnectionQuery) ([]model.Connection, error) {
	var found []model.Connection
	for _, c := range d.connections {
		if c.EnvironmentID == q.Environment && (q.Organization == "" || q.Organization == c.OrganizationID) && holds(q.Text, c.Name, c.Type, string(c.ID)) {
			found = append(found, c)
		}
	}
	return found, d.Err
}

// Connection gives one.
func (d *Desk) Connection(_ context.Context, id model.ID) (model.Connection, error) {
	for _, c := range d.connections {
		if c.ID == id {
			return c, d.Err
		}
	}
	return model.Connection{}, fmt.Errorf("connection %s: %w", id, model.ErrNotFound)
}

// BaseURL is where the canned listener would be.
const BaseURL = "http://127.0.0.1:4100"

// EntityID is ours for a connection.
func (d *Desk) EntityID(c model.Connection) string { return BaseURL + "/" + c.Key }

// ACSURL is ours for a connection.
func (d *Desk) ACSURL(c model.Connection) string { return BaseURL + "/sso/saml/acs/" + c.Key }

// MetadataURL is ours for a connection.
func (d *Desk) MetadataURL(c model.Connection) string { return BaseURL + "/sso/saml/metadata/" + c.Key }

// SPMetadata is ours for a connection, in short.
func (d *Desk) SPMetadata(c model.Connection) []byte {
	return []byte(`<EntityDescriptor entityID="` + d.EntityID(c) + `"/>`)
}

func holds(text string, values ...string) bool {
	text = strings.ToLower(text)
	for _, v := range values {
		if strings.Contains(strings.ToLower(v), text) {
			return true
		}
	}
	return false
}

// CreateOrganization makes one, unless its name is "taken".
func (d *Desk) CreateOrganization(_ context.Context, n model.NewOrganization) (model.Organization, error) {
	if n.Name == "taken" {
		return model.Organization{}, &model.FieldError{Field: "name", Reason: "is taken", Remedy: "choose another"}
	}
	o := model.Organization{ID: id("org", Now, len(d.organizations)), EnvironmentID: n.Environment, Name: n.Name, ExternalID: n.ExternalID, Created: Now}
	for _, x := range n.Domains {
		o.Domains = append(o.Domains, model.Domain{Domain: x.Domain, State: x.State})
	}
	d.organizations = append(d.organizations, o)
	return o, d.Err
}

// AddDomain gives an organization a domain.
func (d *Desk) AddDomain(ctx context.Context, organization model.ID, domain string, state model.DomainState) (model.Organization, model.Domain, error) {
	for i := range d.organizations {
		if d.organizations[i].ID == organization {
			x := model.Domain{Domain: domain, State: state}
			d.organizations[i].Domains = append(d.organizations[i].Domains, x)
			return d.organizations[i], x, d.Err
		}
	}
	return model.Organization{}, model.Domain{}, fmt.Errorf("organization %s: %w", organization, model.ErrNotFound)
}
