package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// explainTaken says in words whose a unique name is. What it gives still is a
// *NameTaken.
func (d *Desk) explainTaken(ctx context.Context, err error) error {
	taken, ok := errors.AsType[*NameTaken](err)
	if !ok {
		return err
	}
	what, rest, _ := strings.Cut(taken.Name, "/")
	_, value, _ := strings.Cut(rest, "/") // behind the environment
	holder := string(taken.By)
	if o, failed := d.Organization(ctx, taken.By); failed == nil {
		holder = fmt.Sprintf("the organization %s (%s)", o.Name, o.ID)
	}
	refused := &FieldError{Reason: fmt.Sprintf("%q belongs to %s already", value, holder), Err: err}
	switch what {
	case "domain":
		refused.Field, refused.Remedy = "domain", "remove it there first, or sign these users in through that organization"
	case "external":
		refused.Field, refused.Remedy = "external_id", "choose another, or work with that organization"
	case "client":
		refused.Field, refused.Reason, refused.Remedy = "client_id", fmt.Sprintf("%q belongs to another environment", rest), "choose another"
	case "acs":
		refused.Field, refused.Reason, refused.Remedy = "key", fmt.Sprintf("%q belongs to another connection (%s)", rest, taken.By), "leave it out, and a new one is made"
	case "org_domain":
		refused.Field, refused.Reason, refused.Remedy = "domain", fmt.Sprintf("the id %q belongs to a domain of %s", rest, holder), "leave it out, and a new one is made"
	default:
		return err
	}
	return refused
}
