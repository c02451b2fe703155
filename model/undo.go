package model

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// UndoLife is how long a change can be taken back.
const UndoLife = 7 * 24 * time.Hour

// Undo takes an action back. What it deleted is there again, what it created is
// gone, and of what it changed each field is what it was before; fields that the
// action did not change keep what they are now. It is refused with ErrConflict
// if somebody has worked on the same since, and after [UndoLife].
func (d *Desk) Undo(ctx context.Context, id ID) (AuditEntry, error) {
	d, err := d.do(ctx, ActUndo, ofEntry(id))
	if err != nil {
		return AuditEntry{}, err
	}
	entry, err := read[AuditEntry](ctx, d.store, KindAudit, id)
	if err != nil {
		return AuditEntry{}, err
	}
	if entry.UndoneBy != "" {
		return AuditEntry{}, fmt.Errorf("%q was taken back already: %w", entry.Action, ErrConflict)
	}
	if why := entry.Final(); why != "" {
		return AuditEntry{}, refuse("undo", "make a new one", "%q cannot be taken back: %s", entry.Action, why)
	}
	if d.now().Sub(entry.At) > UndoLife {
		return AuditEntry{}, refuse("undo", "make the change by hand", "%q is older than seven days", entry.Action)
	}
	var edits []edit
	for _, c := range slices.Backward(entry.Changes) {
		e, err := d.reverse(ctx, c)
		if err != nil {
			return AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
		}
		edits = append(edits, e)
	}
	if err := d.rights(ctx, edits); err != nil {
		return AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	guards, err := d.keepWhole(ctx, edits)
	if err != nil {
		return AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	undo, err := d.entry("took back: "+entry.Action, edits)
	if err != nil {
		return AuditEntry{}, err
	}
	marked := entry
	marked.UndoneBy = undo.ID
	changes, err := d.changes(append(append(edits, guards...), changed(entry, marked), created(undo)))
	if err != nil {
		return AuditEntry{}, err
	}
	if err := d.explainTaken(ctx, d.commit(ctx, changes)); err != nil {
		return AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	record(ctx, undo)
	return undo, nil
}

// reverse makes the edit that takes one change back.
func (d *Desk) reverse(ctx context.Context, c AuditChange) (edit, error) {
	row, err := c.Kind.row()
	if err == nil && !row.undo {
		err = fmt.Errorf("a record of kind %s cannot be taken back", c.Kind)
	}
	if err != nil {
		return edit{}, err
	}
	r, err := d.store.Record(ctx, c.Kind, c.Target)
	gone, err := missing(err)
	if err != nil {
		return edit{}, err
	}
	switch {
	case c.After == nil && !gone:
		return edit{}, fmt.Errorf("%s %s is there again: %w", c.Kind, c.Target, ErrConflict)
	case c.After == nil:
		before, err := decodeKind(Record{Kind: c.Kind, ID: c.Target, Data: c.Before})
		return created(before), err
	case gone:
		return edit{}, fmt.Errorf("%s %s was deleted since: %w", c.Kind, c.Target, ErrConflict)
	}
	now, err := decodeKind(r)
	if err != nil {
		return edit{}, err
	}
	if c.Before == nil {
		if c.Kind == KindEnvironment {
			return edit{}, refuse("undo", "there is always a Staging and a Production", "an environment is not taken back")
		}
		if _, err := withBack(r.Data, nil, c.After); err != nil {
			return edit{}, fmt.Errorf("%s %s was %w: delete it instead", c.Kind, c.Target, err)
		}
		return deleted(now), nil
	}
	r.Data, err = withBack(r.Data, c.Before, c.After)
	if err != nil {
		return edit{}, fmt.Errorf("%s %s was %w", c.Kind, c.Target, err)
	}
	back, err := decodeKind(r)
	if err != nil {
		return edit{}, err
	}
	if dated, ok := back.(revisable); ok {
		back = dated.touched(d.now())
	}
	return changed(now, back), nil
}

// withBack gives the record with those fields as before that the change from
// before to after had set; ErrConflict if one of them is no longer as after.
// Without a before it had set all.
func withBack(now, before, after json.RawMessage) (json.RawMessage, error) {
	var n, b, a map[string]json.RawMessage
	for _, x := range []struct {
		data json.RawMessage
		into *map[string]json.RawMessage
	}{{now, &n}, {before, &b}, {after, &a}} {
		if x.data == nil {
			continue
		}
		if err := json.Unmarshal(x.data, x.into); err != nil {
			return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
		}
	}
	for field := range allFields(n, b, a) {
		if field == "updated_at" || before != nil && bytes.Equal(b[field], a[field]) {
			continue
		}
		if !bytes.Equal(n[field], a[field]) {
			return nil, changedSince(field)
		}
		if value, had := b[field]; had {
			n[field] = value
		} else {
			delete(n, field)
		}
	}
	return json.Marshal(n)
}

// changedSince is a field that a later change, by anybody, has set: an
// [ErrConflict].
type changedSince string

func (c changedSince) Error() string        { return "changed again since (" + string(c) + ")" }
func (c changedSince) Is(target error) bool { return target == ErrConflict }

// Final says why an action cannot be taken back, "" if it can: what was revoked
// may be in wrong hands, and stays dead.
func (a AuditEntry) Final() string {
	for _, c := range a.Changes {
		switch {
		case c.Kind == KindKey && c.After == nil:
			return "a revoked key stays revoked"
		case (c.Kind == KindSetupLink || c.Kind == KindPortalLink) && revokes(c):
			return "a revoked link stays revoked"
		}
	}
	return ""
}

func revokes(c AuditChange) bool {
	var before, after struct {
		Revoked time.Time `json:"revoked_at"`
	}
	if c.Before == nil || c.After == nil || json.Unmarshal(c.Before, &before) != nil || json.Unmarshal(c.After, &after) != nil {
		return false
	}
	return before.Revoked.IsZero() && !after.Revoked.IsZero()
}

func allFields(maps ...map[string]json.RawMessage) map[string]bool {
	all := map[string]bool{}
	for _, m := range maps {
		for field := range m {
			all[field] = true
		}
	}
	return all
}

// keepWhole refuses to leave a connection or link without its organization, and
// gives the guards that keep it so until the step is made.
func (d *Desk) keepWhole(ctx context.Context, edits []edit) ([]edit, error) {
	there := map[ID]bool{} // as the edits leave it
	for _, e := range edits {
		if e.after != nil {
			_, id := e.after.key()
			there[id] = true
		} else {
			_, id := e.before.key()
			there[id] = false
		}
	}
	var guards []edit
	for _, e := range edits {
		if o, ok := e.before.(Organization); ok && e.after == nil {
			children, err := d.childrenOf(ctx, o.ID)
			if err != nil {
				return nil, err
			}
			for _, c := range children {
				if _, id := c.key(); !contained(there, id) {
					return nil, refuse("undo", "delete the organization instead", "%s has got connections or links since", o.Name)
				}
			}
		}
		if e.before != nil || e.after == nil {
			continue
		}
		switch e.after.(type) {
		case Connection, Link:
			parent := e.after.parent()
			if contained(there, parent) {
				break
			}
			o, err := d.Organization(ctx, parent)
			if none, err := missing(err); none {
				return nil, refuse("undo", "take back its deletion first", "its organization %s was deleted", parent)
			} else if err != nil {
				return nil, err
			}
			there[parent] = true
			guards = append(guards, guarded(o))
		}
	}
	return guards, nil
}

func contained(there map[ID]bool, id ID) bool { _, known := there[id]; return known }
