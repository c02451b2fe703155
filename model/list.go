package model

import (
	"context"
	"errors"
	"strings"
)

// Organizations lists those of an environment, or with "" of all, in the order of
// their names. What it gives is shared: change it through the verbs.
func (d *Desk) Organizations(ctx context.Context, q OrganizationQuery) ([]Organization, error) {
	d, err := d.see(ctx, ActSeeOrganizations, within(&q.Environment, nil))
	if err != nil {
		return nil, err
	}
	test := func(o *Organization) bool { return q.Environment == "" || o.EnvironmentID == q.Environment }
	var all []Organization
	err = d.catalogue.look(ctx, func() { all = d.catalogue.organizations.find(q.Text, q.Limit, test) })
	if !errors.Is(err, errBehind) {
		return all, err
	}
	return readSome(ctx, d.store, KindOrganization, q.Environment, q.Text, q.Limit, test)
}

func (o Organization) words() []string {
	words := []string{o.Name, o.ExternalID, string(o.ID)}
	for _, x := range o.Domains {
		words = append(words, x.Domain)
	}
	return words
}

// Connections lists connections in the order of their names. What it gives is
// shared: change it through the verbs.
func (d *Desk) Connections(ctx context.Context, q ConnectionQuery) ([]Connection, error) {
	d, err := d.see(ctx, ActSeeConnections, within(&q.Environment, &q.Organization))
	if err != nil {
		return nil, err
	}
	test := func(c *Connection) bool {
		return (q.Environment == "" || c.EnvironmentID == q.Environment) && (q.Organization == "" || c.OrganizationID == q.Organization)
	}
	if q.Organization == "" { // those of one organization are few
		var all []Connection
		err := d.catalogue.look(ctx, func() { all = d.catalogue.connections.find(q.Text, q.Limit, test) })
		if !errors.Is(err, errBehind) {
			return all, err
		}
	}
	return readSome(ctx, d.store, KindConnection, q.Organization, q.Text, q.Limit, test)
}

func (c Connection) words() []string {
	return []string{c.Name, c.Type, TypeLabel(c.Type), string(c.ID), c.IdPEntityID, c.Key}
}

// readSome is a list read from the store itself.
func readSome[T searchable](ctx context.Context, s Store, k Kind, parent ID, text string, limit int, test func(*T) bool) ([]T, error) {
	nouns, err := readAll[T](ctx, s, k, parent, "", 0)
	if err != nil {
		return nil, err
	}
	var d drawer[T]
	d.fill(nouns)
	return d.find(text, limit, test), nil
}

// contains compares without regard to case; lower is lower case already.
func contains(s, lower string) bool { return strings.Contains(strings.ToLower(s), lower) }
