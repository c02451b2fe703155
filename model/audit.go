package model

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// UndoLife is how long a change can be taken back.
const UndoLife = 7 * 24 * time.Hour

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

// AuditChange is one record in an [AuditEntry].
type AuditChange struct {
	Kind   Kind            `json:"kind"`
	Target ID              `json:"id"`
	Parent ID              `json:"parent,omitempty"`
	Names  []string        `json:"names,omitempty"` // those that the record held before
	Based  uint64          `json:"based,omitempty"` // revision before; 0 if it was created
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

func (a AuditEntry) key() (Kind, ID)  { return KindAudit, a.ID }
func (a AuditEntry) parent() ID       { return "" }
func (a AuditEntry) names() []string  { return nil }
func (a AuditEntry) revision() uint64 { return a.Revision }
func (a AuditEntry) at(r uint64) noun { a.Revision = r; return a }

// Touches reports whether the entry changed a record.
func (a AuditEntry) Touches(id ID) bool {
	return slices.ContainsFunc(a.Changes, func(c AuditChange) bool { return c.Target == id })
}

// History lists what was done, newest first; to one record, or with "" to all.
func (d *Desk) History(ctx context.Context, about ID) ([]AuditEntry, error) {
	all, err := readAll[AuditEntry](ctx, d.Store, KindAudit, "", "", 0)
	if err != nil {
		return nil, err
	}
	if about != "" {
		all = slices.DeleteFunc(all, func(a AuditEntry) bool { return !a.Touches(about) })
	}
	slices.Reverse(all)
	return all, nil
}

// Undo takes an action back: every record becomes what it was before. It is
// refused with ErrConflict if one has changed since, and after [UndoLife].
func (d *Desk) Undo(ctx context.Context, id ID) (AuditEntry, error) {
	entry, err := read[AuditEntry](ctx, d.Store, KindAudit, id)
	if err != nil {
		return AuditEntry{}, err
	}
	if entry.UndoneBy != "" {
		return AuditEntry{}, fmt.Errorf("%q was taken back already: %w", entry.Action, ErrConflict)
	}
	if d.now().Sub(entry.At) > UndoLife {
		return AuditEntry{}, fmt.Errorf("%q is older than seven days and cannot be taken back", entry.Action)
	}
	undo := AuditEntry{ID: NewID(PrefixAudit, d.now()), At: d.now(), Actor: d.actor, Action: "took back: " + entry.Action}
	var changes []Change
	for _, c := range slices.Backward(entry.Changes) {
		// What the record is at now: one more than it was based on, unless it was deleted.
		change := Change{Record: Record{Kind: c.Kind, ID: c.Target, Parent: c.Parent, Names: c.Names, Data: c.Before, At: d.now()}}
		if c.After != nil {
			change.Based = c.Based + 1
		}
		if c.Before == nil {
			change.Delete, change.Record.Data = true, c.After
		}
		changes = append(changes, change)
		back := AuditChange{Kind: c.Kind, Target: c.Target, Parent: c.Parent, Based: change.Based, Before: c.After, After: c.Before}
		if c.After != nil {
			current, err := d.Store.Record(ctx, c.Kind, c.Target)
			if err != nil {
				return AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
			}
			back.Names = current.Names
		}
		undo.Changes = append(undo.Changes, back)
	}
	marked := entry
	marked.UndoneBy = undo.ID
	rest, err := d.changes([]edit{changed(entry, marked), created(undo)})
	if err != nil {
		return AuditEntry{}, err
	}
	if err := d.Store.Apply(ctx, append(changes, rest...)...); err != nil {
		return AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	return undo, nil
}

// entry makes the audit entry of a set of edits.
func (d *Desk) entry(action string, edits []edit) (AuditEntry, error) {
	e := AuditEntry{ID: NewID(PrefixAudit, d.now()), At: d.now(), Actor: d.actor, Action: action}
	for _, x := range edits {
		var c AuditChange
		var err error
		if x.before != nil {
			c.Kind, c.Target = x.before.key()
			c.Parent, c.Names, c.Based = x.before.parent(), x.before.names(), x.before.revision()
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
