package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// explainTaken says in words whose a unique name is. What it gives still is a
// *NameTaken.
func (d *Desk) explainTaken(ctx context.Context, err error) error {
	taken, ok := errors.AsType[*NameTaken](err)
	if !ok {
		return err
	}
	what, value := parseName(taken.Name)
	holder := string(taken.By)
	if o, failed := read[Organization](ctx, d.store, KindOrganization, taken.By); failed == nil {
		holder = fmt.Sprintf("the organization %s (%s)", o.Name, o.ID)
	}
	refused := &FieldError{Reason: fmt.Sprintf("%q belongs to %s already", value, holder), Err: err}
	switch what {
	case nameDomain:
		refused.Field, refused.Remedy = "domain", "remove it there first, or sign these users in through that organization"
	case nameExternal:
		refused.Field, refused.Remedy = "external_id", "choose another, or work with that organization"
	case nameClient:
		refused.Field, refused.Reason, refused.Remedy = "client_id", fmt.Sprintf("%q belongs to another environment", value), "choose another"
	case nameACS:
		refused.Field, refused.Reason, refused.Remedy = "key", fmt.Sprintf("%q belongs to another connection (%s)", value, taken.By), "leave it out, and a new one is made"
	case nameDomainID:
		refused.Field, refused.Reason, refused.Remedy = "domain", fmt.Sprintf("the id %q belongs to a domain of %s", value, holder), "leave it out, and a new one is made"
	default:
		return err
	}
	return refused
}

// ForOutsiders is a refusal without whose the value is: what people of another
// organization are told.
func ForOutsiders(err *FieldError) *FieldError {
	taken, ok := errors.AsType[*NameTaken](err.Err)
	if !ok {
		return err
	}
	_, value := parseName(taken.Name)
	return &FieldError{Field: err.Field, Reason: fmt.Sprintf("%q is in use already", value), Remedy: "ask your contact, who can see where", Err: err}
}

// commit applies changes. Stores of earlier versions hold the names of domains
// that are only claimed: such a name is let go when somebody needs it.
func (d *Desk) commit(ctx context.Context, changes []Change) error {
	err := d.store.Apply(ctx, changes...)
	taken, ok := errors.AsType[*NameTaken](err)
	if !ok {
		return err
	}
	if what, _ := parseName(taken.Name); what != nameDomain {
		return err
	}
	o, failed := read[Organization](ctx, d.store, KindOrganization, taken.By)
	if failed != nil || slices.Contains(o.names(), taken.Name) {
		return err
	}
	release, failed := d.changes([]edit{changed(o, o)})
	if failed != nil {
		return err
	}
	if failed := d.store.Apply(ctx, release...); failed != nil && !errors.Is(failed, ErrConflict) {
		return err
	}
	return d.store.Apply(ctx, changes...)
}
