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
		if of, ok := t.Data.(model.ConnectionEvent); ok && t.Name != model.ConnectionDeleted {
			if of.Domains, err = c.domainsOf(ctx, of.OrganizationID, edits); err != nil {
				return nil, err
			}
			t.Data = of
		}
		if of, ok := t.Data.(model.DirectoryEvent); ok && t.Name != model.DirectoryDeleted {
			if of.Domains, err = c.domainsOf(ctx, of.OrganizationID, edits); err != nil {
				return nil, err
			}
			t.Data = of
		}
		event, err := t.Event(now)
		if err != nil {
			return nil, err
		}
		all = append(all, event)
	}
	return all, nil
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
