package core

import (
	"context"

	"gatehouse/model"
)

// MayRead reports whether the principal may see all that an entry tells of.
func (core *Core) MayRead(ctx context.Context, a model.AuditEntry) bool {
	if core.Passed {
		return true
	}
	for _, c := range a.Changes {
		row, err := c.Kind.Row()
		if err != nil || core.May(row.See) != nil {
			return false
		}
	}
	if core.Principal.Environment == "" && core.Principal.Organization == "" {
		return true
	}
	at, err := core.placeOfEntry(ctx, a)
	return err == nil && core.Principal.Reaches(at) == nil
}

// Entry makes the audit entry of a set of edits.
func (core *Core) Entry(action string, edits []Edit) (model.AuditEntry, error) {
	e := model.AuditEntry{ID: core.NewID(model.PrefixAudit, core.Now()), At: core.Now(), Actor: core.Principal.Actor(), Action: action}
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
		c := model.AuditChange{Parent: n.RecordParent(), Before: x.was, After: x.is}
		c.Kind, c.Target = n.RecordKey()
		e.Changes = append(e.Changes, c)
	}
	return e, nil
}
