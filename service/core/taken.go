package core

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/storage"
)

// ExplainTaken says in words whose a unique name is. What it gives still is a
// *NameTaken.
func (c *Core) ExplainTaken(ctx context.Context, err error) error {
	taken, ok := errors.AsType[*storage.NameTaken](err)
	if !ok {
		return err
	}
	what, value := model.ParseName(taken.Name)
	holder := string(taken.By)
	if o, failed := Read[model.Organization](ctx, c.Store, model.KindOrganization, taken.By); failed == nil {
		holder = fmt.Sprintf("the organization %s (%s)", o.Name, o.ID)
	}
	refused := &model.FieldError{Reason: fmt.Sprintf("%q belongs to %s already", value, holder), Err: err}
	switch what {
	case model.NameDomain:
		refused.Field, refused.Remedy = "domain", "remove it there first, or sign these users in through that "+
			"organization"
	case model.NameExternal:
		refused.Field, refused.Remedy = "external_id", "choose another, or work with that organization"
	case model.NameWebhook:
		refused.Field, refused.Reason, refused.Remedy = "endpoint_url", fmt.Sprintf("%q has an endpoint already (%s)",
			value, taken.By), "change that one, or choose another URL"
	case model.NameITContact:
		refused.Field, refused.Reason, refused.Remedy = "email", fmt.Sprintf("%q is an IT contact already (%s)",
			value, taken.By), "invite that one"
	case model.NameClient:
		refused.Field, refused.Reason, refused.Remedy = "client_id", fmt.Sprintf("%q belongs to another environment",
			value), "choose another"
	case model.NameACS:
		refused.Field, refused.Reason, refused.Remedy = "key", fmt.Sprintf("%q belongs to another connection (%s)",
			value, taken.By), "leave it out, and a new one is made"
	case model.NameDomainID:
		refused.Field, refused.Reason, refused.Remedy = "domain", fmt.Sprintf("the id %q belongs to a domain of %s",
			value, holder), "leave it out, and a new one is made"
	default:
		return err
	}
	return refused
}

// ForOutsiders is a refusal without whose the value is: what people of another
// organization are told.
func ForOutsiders(err *model.FieldError) *model.FieldError {
	taken, ok := errors.AsType[*storage.NameTaken](err.Err)
	if !ok {
		return err
	}
	_, value := model.ParseName(taken.Name)
	return &model.FieldError{Field: err.Field, Reason: fmt.Sprintf("%q is in use already", value),
		Remedy: "ask your contact, who can see where", Err: err}
}

// Commit applies changes. Stores of earlier versions hold the names of domains
// that are only claimed: such a name is let go when somebody needs it.
func (c *Core) Commit(ctx context.Context, changes []storage.Change) error {
	err := c.Store.Apply(ctx, changes...)
	taken, ok := errors.AsType[*storage.NameTaken](err)
	if !ok {
		return err
	}
	if what, _ := model.ParseName(taken.Name); what != model.NameDomain {
		return err
	}
	o, failed := Read[model.Organization](ctx, c.Store, model.KindOrganization, taken.By)
	if failed != nil || slices.Contains(o.RecordNames(), taken.Name) {
		return err
	}
	release, failed := c.Changes(ctx, []Edit{Changed(o, o)})
	if failed != nil {
		return err
	}
	if failed := c.Store.Apply(ctx, release...); failed != nil && !errors.Is(failed, model.ErrConflict) {
		return err
	}
	return c.Store.Apply(ctx, changes...)
}
