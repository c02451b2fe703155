package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gatehouse/model"
	"gatehouse/service"
)

// findOrganization takes an id, an external id, a name or a domain, in any
// environment.
func findOrganization(ctx context.Context, d *service.Services, text string) (model.Organization, error) {
	if o, err := d.Organization(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return o, err
	}
	all, err := d.Organizations(ctx, model.OrganizationQuery{Text: text})
	if err != nil {
		return model.Organization{}, err
	}
	return one("organization", text, all, func(o model.Organization) bool {
		if o.ExternalID == text || strings.EqualFold(o.Name, text) {
			return true
		}
		for _, x := range o.Domains {
			if strings.EqualFold(x.Domain, text) {
				return true
			}
		}
		return false
	}, func(o model.Organization) string { return string(o.ID) })
}

// findConnection takes an id, a key, a name, or what names an organization that
// has one connection.
func findConnection(ctx context.Context, d *service.Services, text string) (model.Connection, error) {
	if c, err := d.Connection(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return c, err
	}
	name := func(c model.Connection) string { return string(c.ID) }
	all, err := d.Connections(ctx, model.ConnectionQuery{Text: text})
	if err != nil {
		return model.Connection{}, err
	}
	c, err := one("connection", text, all,
		func(c model.Connection) bool { return c.Key == text || strings.EqualFold(c.Name, text) }, name)
	if !errors.Is(err, model.ErrNotFound) {
		return c, err
	}
	o, missing := findOrganization(ctx, d, text)
	if missing != nil {
		return c, err
	}
	if all, missing = d.Connections(ctx, model.ConnectionQuery{Organization: o.ID}); missing != nil {
		return c, missing
	}
	return one("connection", text, all, func(model.Connection) bool { return true }, name)
}

// findDomain takes an id or a name.
func findDomain(ctx context.Context, d *service.Services, text string) (model.Organization, model.Domain, error) {
	if o, x, err := d.Domain(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return o, x, err
	}
	environments, err := d.Environments(ctx)
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	for _, e := range environments {
		if o, x, err := d.DomainNamed(ctx, e.ID, text); !errors.Is(err, model.ErrNotFound) {
			return o, x, err
		}
	}
	return model.Organization{}, model.Domain{}, fmt.Errorf("domain %q: %w; see gatehouse domain list", text,
		model.ErrNotFound)
}

// one gives the only noun that fits.
func one[T any](noun, text string, all []T, fits func(T) bool, name func(T) string) (T, error) {
	var found []T
	var names []string
	for _, n := range all {
		if fits(n) {
			found, names = append(found, n), append(names, name(n))
		}
	}
	var none T
	switch len(found) {
	case 0:
		return none, fmt.Errorf("%s %q: %w; see gatehouse %s list", noun, text, model.ErrNotFound, commandOf[noun])
	case 1:
		return found[0], nil
	}
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	return none, usageError{fmt.Errorf("%s %q: several fit, so give the id of one: %s", noun, text,
		strings.Join(names, ", "))}
}

var commandOf = map[string]string{"organization": "org", "connection": "connection", "key": "key"}
