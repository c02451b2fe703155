package model

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// AuditEntry is one action of somebody, with what each record was before and is
// after: the history, the diff and the way back in one.
type AuditEntry struct {
	ID       ID            `json:"id"`
	At       time.Time     `json:"at"`
	Actor    Actor         `json:"actor"`
	Action   string        `json:"action"` // "created organization Acme"
	Changes  []AuditChange `json:"changes"`
	UndoneBy ID            `json:"undone_by,omitempty"`

	Revision uint64 `json:"-"`
}

// AuditChange is one record in an [AuditEntry]; see [Diff].
type AuditChange struct {
	Kind   Kind            `json:"kind"`
	Target ID              `json:"id"`
	Parent ID              `json:"parent,omitempty"`
	Before json.RawMessage `json:"before,omitempty"` // nil if it was created
	After  json.RawMessage `json:"after,omitempty"`  // nil if it was deleted
}

func (a AuditEntry) key() (Kind, ID)  { return KindAudit, a.ID }
func (a AuditEntry) parent() ID       { return "" }
func (a AuditEntry) names() []string  { return nil }
func (a AuditEntry) revision() uint64 { return a.Revision }
func (a AuditEntry) at(r uint64) noun { a.Revision = r; return a }

// Touches reports whether the entry changed a record, or one that belongs to it.
func (a AuditEntry) Touches(id ID) bool {
	return slices.ContainsFunc(a.Changes, func(c AuditChange) bool { return c.Target == id || c.Parent == id })
}

// History lists what was done, newest first; to one record, or with "" to all. Of
// it each principal sees what they may look at otherwise, too.
func (d *Desk) History(ctx context.Context, about ID) ([]AuditEntry, error) {
	asker := d
	d, err := d.see(ctx, ActSeeHistory, nothing)
	if err != nil {
		return nil, err
	}
	all, err := readAll[AuditEntry](ctx, d.store, KindAudit, "", "", 0)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a AuditEntry) bool {
		return about != "" && !a.Touches(about) || !asker.mayRead(ctx, a)
	})
	slices.Reverse(all)
	return all, nil
}

// mayRead reports whether the principal may see all that an entry tells of.
func (d *Desk) mayRead(ctx context.Context, a AuditEntry) bool {
	if d.passed {
		return true
	}
	for _, c := range a.Changes {
		row, err := c.Kind.row()
		if err != nil || d.May(row.see) != nil {
			return false
		}
	}
	if d.principal.Environment == "" && d.principal.Organization == "" {
		return true
	}
	at, err := d.placeOfEntry(ctx, a)
	return err == nil && d.principal.reaches(at) == nil
}

// entry makes the audit entry of a set of edits.
func (d *Desk) entry(action string, edits []edit) (AuditEntry, error) {
	e := AuditEntry{ID: d.newID(PrefixAudit, d.now()), At: d.now(), Actor: d.principal.actor(), Action: action}
	for _, x := range edits {
		if x.guard {
			continue
		}
		var c AuditChange
		var err error
		if x.before != nil {
			c.Kind, c.Target = x.before.key()
			c.Parent = x.before.parent()
			if c.Before, err = json.Marshal(x.before); err != nil {
				return e, err
			}
		}
		if x.after != nil {
			c.Kind, c.Target = x.after.key()
			c.Parent = x.after.parent()
			if c.After, err = json.Marshal(x.after); err != nil {
				return e, err
			}
		}
		e.Changes = append(e.Changes, c)
	}
	return e, nil
}
