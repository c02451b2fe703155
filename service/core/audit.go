package core

import (
	"context"
	"encoding/json"

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
	for _, x := range edits {
		if x.guard {
			continue
		}
		var c model.AuditChange
		var err error
		if x.Before != nil {
			c.Kind, c.Target = x.Before.RecordKey()
			c.Parent = x.Before.RecordParent()
			if c.Before, err = json.Marshal(x.Before); err != nil {
				return e, err
			}
		}
		if x.After != nil {
			c.Kind, c.Target = x.After.RecordKey()
			c.Parent = x.After.RecordParent()
			if c.After, err = json.Marshal(x.After); err != nil {
				return e, err
			}
		}
		e.Changes = append(e.Changes, c)
	}
	return e, nil
}
