package core

import (
	"context"
	"time"

	"gatehouse/model"
)

// tells are the events of an edit, one of several.
func (c *Core) tells(ctx context.Context, e Edit, edits []Edit, now time.Time) (all []model.AppEvent, err error) {
	if e.guard {
		return nil, nil
	}
	for _, t := range model.Tells(e.Before, e.After) {
		if t.Data, err = c.withDomains(ctx, t, edits); err != nil {
			return nil, err
		}
		event, err := t.Event(now)
		if err != nil {
			return nil, err
		}
		all = append(all, event)
	}
	return all, nil
}

// withDomains is what is told, with the domains of the organization where they belong to it: a connection and a
// directory that are deleted are told of without.
func (c *Core) withDomains(ctx context.Context, t model.Telling, edits []Edit) (any, error) {
	var err error
	switch of := t.Data.(type) {
	case model.ConnectionEvent:
		if t.Name != model.ConnectionDeleted {
			of.Domains, err = c.domainsOf(ctx, of.OrganizationID, edits)
		}
		return of, err
	case model.DirectoryEvent:
		if t.Name != model.DirectoryDeleted {
			of.Domains, err = c.domainsOf(ctx, of.OrganizationID, edits)
		}
		return of, err
	}
	return t.Data, nil
}

// domainsOf are the domains of an organization as the edits leave it; none of one that is
// not there.
func (c *Core) domainsOf(ctx context.Context, id model.ID, edits []Edit) ([]model.Domain, error) {
	for _, e := range edits {
		if o, ok := e.After.(model.Organization); ok && o.ID == id {
			return o.Domains, nil
		}
	}
	o, err := Read[model.Organization](ctx, c.Store, model.KindOrganization, id)
	_, err = Missing(err)
	return o.Domains, err
}
