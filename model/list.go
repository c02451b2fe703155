package model

import (
	"context"
	"slices"
	"strings"
)

// Organizations lists those of an environment by name.
func (d *Desk) Organizations(ctx context.Context, q OrganizationQuery) ([]Organization, error) {
	all, err := readAll[Organization](ctx, d.Store, KindOrganization, q.Environment, q.After, 0)
	if err != nil {
		return nil, err
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	all = slices.DeleteFunc(all, func(o Organization) bool { return !o.mentions(text) })
	return first(all, q.Limit), nil
}

func (o Organization) mentions(text string) bool {
	if text == "" || contains(o.Name, text) || contains(o.ExternalID, text) || contains(string(o.ID), text) {
		return true
	}
	return slices.ContainsFunc(o.Domains, func(x Domain) bool { return contains(x.Domain, text) })
}

// Connections lists connections in the order they were made.
func (d *Desk) Connections(ctx context.Context, q ConnectionQuery) ([]Connection, error) {
	all, err := readAll[Connection](ctx, d.Store, KindConnection, q.Organization, q.After, 0)
	if err != nil {
		return nil, err
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	all = slices.DeleteFunc(all, func(c Connection) bool {
		return q.Environment != "" && c.EnvironmentID != q.Environment || !c.mentions(text)
	})
	return first(all, q.Limit), nil
}

func (c Connection) mentions(text string) bool {
	return text == "" || contains(c.Name, text) || contains(c.Type, text) || contains(string(c.ID), text) ||
		contains(c.IdPEntityID, text) || contains(c.Key, text)
}

// contains compares without regard to case; lower is lower case already.
func contains(s, lower string) bool { return strings.Contains(strings.ToLower(s), lower) }

func first[T any](all []T, limit int) []T {
	if limit > 0 && len(all) > limit {
		return all[:limit]
	}
	return all
}
