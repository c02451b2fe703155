package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/service"
)

// finder gives the noun that an argument names.
type finder[T any] func(ctx context.Context, d *service.Services, text string) (T, error)

// about runs a verb on the noun that the first argument names; it gets the other
// arguments.
func about[T any](c *command, find finder[T],
	do func(ctx context.Context, d *service.Services, x T, args []string) error) func(*cobra.Command, []string) error {
	return c.with(func(ctx context.Context, d *service.Services, args []string) error {
		x, err := find(ctx, d, args[0])
		if err != nil {
			return err
		}
		return do(ctx, d, x, args[1:])
	})
}

// idOf finds the id alone.
func idOf[T model.Noun](find finder[T]) finder[model.ID] {
	return func(ctx context.Context, d *service.Services, text string) (model.ID, error) {
		x, err := find(ctx, d, text)
		_, id := x.RecordKey()
		return id, err
	}
}

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
	})
}

// findConnection takes an id, a key, a name, or what names an organization that
// has one connection.
func findConnection(ctx context.Context, d *service.Services, text string) (model.Connection, error) {
	if c, err := d.Connection(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return c, err
	}
	all, err := d.Connections(ctx, model.ConnectionQuery{Text: text})
	if err != nil {
		return model.Connection{}, err
	}
	c, err := one("connection", text, all,
		func(c model.Connection) bool { return c.Key == text || strings.EqualFold(c.Name, text) })
	if !errors.Is(err, model.ErrNotFound) {
		return c, err
	}
	o, failed := findOrganization(ctx, d, text)
	if errors.Is(failed, model.ErrNotFound) {
		return c, err
	}
	if failed == nil {
		all, failed = d.Connections(ctx, model.ConnectionQuery{Organization: o.ID})
	}
	if failed != nil {
		return c, failed
	}
	return one("connection", text, all, func(model.Connection) bool { return true })
}

// one gives the only noun that fits.
func one[T model.Noun](noun, text string, all []T, fits func(T) bool) (T, error) {
	var found []T
	var names []string
	for _, n := range all {
		if fits(n) {
			_, id := n.RecordKey()
			found, names = append(found, n), append(names, string(id))
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

var commandOf = map[string]string{"organization": "org", "connection": "connection", "key": "key",
	"directory": "directory", "token": "directory token", "webhook endpoint": "webhook"}
