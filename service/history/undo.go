package history

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
	"gatehouse/storage"
)

// Undo takes an action back. What it deleted is there again, what it created is
// gone, and of what it changed each field is what it was before; fields that the
// action did not change keep what they are now. It is refused with ErrConflict
// if somebody has worked on the same since, and after [model.UndoLife].
func (s Service) Undo(ctx context.Context, id model.ID) (model.AuditEntry, error) {
	s, err := pass(s.core.Do(ctx, model.ActUndo, core.OfEntry(id)))
	if err != nil {
		return model.AuditEntry{}, err
	}
	entry, err := core.Read[model.AuditEntry](ctx, s.core.Store, model.KindAudit, id)
	if err != nil {
		return model.AuditEntry{}, err
	}
	if entry, err = s.withUndo(ctx, entry); err != nil {
		return model.AuditEntry{}, err
	}
	if entry.UndoneBy != "" {
		return model.AuditEntry{}, fmt.Errorf("%q was taken back already: %w", entry.Action, model.ErrConflict)
	}
	if s.core.Now().Sub(entry.At) > model.UndoLife {
		return model.AuditEntry{}, model.Refuse("undo", "make the change by hand", "%q is older than seven days",
			entry.Action)
	}
	if why := entry.Final(); why != "" {
		return model.AuditEntry{}, model.Refuse("undo", "make a new one", "%q cannot be taken back: %s", entry.Action,
			why)
	}
	changes, err := s.wayBack(ctx, entry)
	if err != nil {
		return model.AuditEntry{}, err
	}
	var edits []core.Edit
	for _, c := range slices.Backward(changes) {
		e, err := s.reverse(ctx, c)
		if err != nil {
			return model.AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
		}
		edits = append(edits, e)
	}
	if err := s.core.Rights(ctx, edits); err != nil {
		return model.AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	guards, err := s.keepWhole(ctx, edits)
	if err != nil {
		return model.AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	undo, err := s.core.Entry("took back: "+entry.Action, edits)
	if err != nil {
		return model.AuditEntry{}, err
	}
	undo.Undoes = entry.ID
	undo, err = s.core.Append(ctx, undo, append(edits, guards...)...)
	if taken, ok := errors.AsType[*storage.NameTaken](err); ok && taken.Name == undo.RecordNames()[0] {
		err = model.ErrConflict // somebody took it back at the same time
	}
	if err := s.core.ExplainTaken(ctx, err); err != nil {
		return model.AuditEntry{}, fmt.Errorf("take back %q: %w", entry.Action, err)
	}
	core.Record(ctx, undo)
	return undo, nil
}

// wayBack gives what an action changed, secrets included. Entries of earlier versions hold
// it themselves.
func (s Service) wayBack(ctx context.Context, entry model.AuditEntry) ([]model.AuditChange, error) {
	w, err := core.Read[model.WayBack](ctx, s.core.Store, model.KindWayBack, entry.ID)
	switch none, err := core.Missing(err); {
	case err != nil:
		return nil, err
	case none && entry.Withholds():
		return nil, fmt.Errorf("%w: the way back from %q is missing: make the change by hand", model.ErrDamaged,
			entry.Action)
	case none:
		return entry.Changes, nil
	}
	return w.Changes, nil
}

// withUndo tells of an entry what took it back. Entries are never changed: the later
// one says so. Earlier versions noted it in the earlier one.
func (s Service) withUndo(ctx context.Context, a model.AuditEntry) (model.AuditEntry, error) {
	if a.UndoneBy != "" || a.View != nil {
		return a, nil
	}
	r, err := s.core.Store.Named(ctx, model.NameUndo.Of(string(a.ID)))
	if none, err := core.Missing(err); none || err != nil {
		return a, err
	}
	a.UndoneBy = r.ID
	return a, nil
}

// reverse makes the edit that takes one change back.
func (s Service) reverse(ctx context.Context, c model.AuditChange) (core.Edit, error) {
	row, err := c.Kind.Row()
	if err == nil && !row.Undo {
		err = fmt.Errorf("a record of kind %s cannot be taken back", c.Kind)
	}
	if err != nil {
		return core.Edit{}, err
	}
	r, err := s.core.Store.Record(ctx, c.Kind, c.Target)
	gone, err := core.Missing(err)
	if err != nil {
		return core.Edit{}, err
	}
	switch {
	case c.After == nil && !gone:
		return core.Edit{}, fmt.Errorf("%s %s is there again: %w", c.Kind, c.Target, model.ErrConflict)
	case c.After == nil:
		before, err := model.DecodeKind(model.Record{Kind: c.Kind, ID: c.Target, Data: c.Before})
		return core.Created(before), err
	case gone:
		return core.Edit{}, fmt.Errorf("%s %s was deleted since: %w", c.Kind, c.Target, model.ErrConflict)
	}
	now, err := model.DecodeKind(r)
	if err != nil {
		return core.Edit{}, err
	}
	if c.Before == nil {
		if c.Kind == model.KindEnvironment {
			return core.Edit{}, model.Refuse("undo", "there is always a Staging and a Production",
				"an environment is not taken back")
		}
		if _, err := withBack(r.Data, nil, c.After); err != nil {
			return core.Edit{}, fmt.Errorf("%s %s was %w: delete it instead", c.Kind, c.Target, err)
		}
		return core.Deleted(now), nil
	}
	r.Data, err = withBack(r.Data, c.Before, c.After)
	if err != nil {
		return core.Edit{}, fmt.Errorf("%s %s was %w", c.Kind, c.Target, err)
	}
	back, err := model.DecodeKind(r)
	if err != nil {
		return core.Edit{}, err
	}
	if dated, ok := back.(core.Revisable); ok {
		back = dated.Touched(s.core.Now())
	}
	return core.Changed(now, back), nil
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
			return nil, fmt.Errorf("%w: %v", model.ErrDamaged, err)
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
// [model.ErrConflict].
type changedSince string

func (c changedSince) Error() string { return "changed again since (" + string(c) + ")" }

func (c changedSince) Is(target error) bool { return target == model.ErrConflict }

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
func (s Service) keepWhole(ctx context.Context, edits []core.Edit) ([]core.Edit, error) {
	there := map[model.ID]bool{} // as the edits leave it
	for _, e := range edits {
		if e.After != nil {
			_, id := e.After.RecordKey()
			there[id] = true
		} else {
			_, id := e.Before.RecordKey()
			there[id] = false
		}
	}
	var guards []core.Edit
	for _, e := range edits {
		if o, ok := e.Before.(model.Organization); ok && e.After == nil {
			children, err := tenant.ChildrenOf(ctx, s.core, o.ID)
			if err != nil {
				return nil, err
			}
			for _, c := range children {
				if _, id := c.RecordKey(); !contained(there, id) {
					return nil, model.Refuse("undo", "delete the organization instead",
						"%s has got connections or links since", o.Name)
				}
			}
		}
		if e.Before != nil || e.After == nil {
			continue
		}
		switch e.After.(type) {
		case model.Connection, model.Link:
			parent := e.After.RecordParent()
			if contained(there, parent) {
				break
			}
			o, err := s.tenant().Organization(ctx, parent)
			if none, err := core.Missing(err); none {
				return nil, model.Refuse("undo", "take back its deletion first", "its organization %s was deleted",
					parent)
			} else if err != nil {
				return nil, err
			}
			there[parent] = true
			guards = append(guards, core.Guarded(o))
		}
	}
	return guards, nil
}

func contained(there map[model.ID]bool, id model.ID) bool { _, known := there[id]; return known }
