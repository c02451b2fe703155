package core

import (
	"context"

	"gatehouse/model"
)

// MayRead reports whether the principal may see all that an entry tells of.
func (c *Core) MayRead(ctx context.Context, a model.AuditEntry) bool {
	if c.Passed {
		return true
	}
	if a.View != nil && c.May(a.View.Right) != nil {
		return false
	}
	for _, x := range a.Changes {
		row, err := x.Kind.Row()
		if err != nil || c.May(row.See) != nil {
			return false
		}
	}
	if c.Principal.Environment == "" && c.Principal.Organization == "" {
		return true
	}
	at, err := c.placeOfEntry(ctx, a)
	return err == nil && c.Principal.Reaches(at) == nil
}

// Entry makes the audit entry of a set of edits.
func (c *Core) Entry(action string, edits []Edit) (model.AuditEntry, error) {
	e := model.AuditEntry{ID: c.NewID(model.PrefixAudit, c.Now()), At: c.Now(), Actor: c.Principal.Actor(),
		Action: action}
	for i := range edits {
		x := &edits[i]
		if x.guard {
			continue
		}
		if err := x.encode(); err != nil {
			return e, err
		}
		n := x.After
		if n == nil {
			n = x.Before
		}
		change := model.AuditChange{Parent: n.RecordParent(), Before: x.was, After: x.is}
		change.Kind, change.Target = n.RecordKey()
		e.Changes = append(e.Changes, change)
	}
	return e, nil
}
