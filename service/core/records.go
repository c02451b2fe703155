package core

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
)

// Read gives one record as its noun.
func Read[T model.Noun](ctx context.Context, s storage.Records, k model.Kind, id model.ID) (T, error) {
	var zero T
	r, err := s.Record(ctx, k, id)
	if err != nil {
		return zero, fmt.Errorf("%s %q: %w", k, id, err)
	}
	return model.Decode[T](r)
}

// ReadNamed gives the record that holds a unique name.
func ReadNamed[T model.Noun](ctx context.Context, s storage.Records, name string) (T, error) {
	var zero T
	r, err := s.Named(ctx, name)
	if err != nil {
		return zero, fmt.Errorf("%q: %w", name, err)
	}
	return model.Decode[T](r)
}

// ReadAll gives the records of a kind under a parent.
func ReadAll[T model.Noun](ctx context.Context, s storage.Records, k model.Kind, parent, after model.ID,
	limit int) ([]T, error) {
	return Select[T](ctx, s, storage.Selection{Kind: k, Parent: parent, Behind: after, Limit: limit})
}

// Select gives the records of a selection.
func Select[T model.Noun](ctx context.Context, s storage.Records, q storage.Selection) ([]T, error) {
	records, err := s.Records(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list of %ss: %w", q.Kind, err)
	}
	all := make([]T, 0, len(records))
	for _, r := range records {
		n, err := model.Decode[T](r)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// ReadStep is how many records are read at once where there can be many.
const ReadStep = 200

// Edit is one noun before and after; a nil before creates, a nil after deletes.
type Edit struct {
	Before, After model.Noun
	guard         bool // not an action of anybody

	was, is json.RawMessage // the nouns as JSON, once they were encoded
}

// encode makes each noun JSON, unless it is already.
func (e *Edit) encode() error {
	for _, x := range []struct {
		noun model.Noun
		data *json.RawMessage
	}{{e.Before, &e.was}, {e.After, &e.is}} {
		if x.noun == nil || *x.data != nil {
			continue
		}
		data, err := json.Marshal(x.noun)
		if err != nil {
			kind, id := x.noun.RecordKey()
			return fmt.Errorf("%s %q: %w", kind, id, err)
		}
		*x.data = data
	}
	return nil
}

// Created, Changed and Deleted are the edits of one noun.
func Created(n model.Noun) Edit { return Edit{After: n} }

func Changed(before, after model.Noun) Edit { return Edit{Before: before, After: after} }

func Deleted(n model.Noun) Edit { return Edit{Before: n} }

// Guarded changes nothing, but the step fails with ErrConflict if the noun has
// changed since it was read: what is made under it must not outlive it.
func Guarded(n model.Noun) Edit { return Edit{Before: n, After: n, guard: true} }

// Apply makes all edits or none, together with the audit entry that tells who
// did what and how it can be undone.
func (c *Core) Apply(ctx context.Context, action string, edits ...Edit) error {
	_, err := c.Applied(ctx, action, edits...)
	return err
}

// Applied is apply with the audit entry that it left.
func (c *Core) Applied(ctx context.Context, action string, edits ...Edit) (model.AuditEntry, error) {
	entry, err := c.Entry(action, edits)
	if err != nil {
		return model.AuditEntry{}, err
	}
	if entry, err = c.Append(ctx, entry, edits...); err != nil {
		return entry, c.ExplainTaken(ctx, err)
	}
	Record(ctx, entry)
	return entry, nil
}

// ApplyQuietly is apply for what no person decides: counters, last uses, the
// state that a first sign-in brings.
func (c *Core) ApplyQuietly(ctx context.Context, edits ...Edit) error {
	changes, err := c.Changes(ctx, edits)
	if err != nil {
		return err
	}
	return c.Commit(ctx, changes)
}

// Changes are edits as the store takes them, with what apps are told of each.
func (c *Core) Changes(ctx context.Context, edits []Edit) ([]storage.Change, error) {
	now := c.Now()
	changes := make([]storage.Change, 0, len(edits))
	for i := range edits {
		e := &edits[i]
		if err := e.encode(); err != nil {
			return nil, err
		}
		n, data := e.After, e.is
		if n == nil {
			n, data = e.Before, e.was
		}
		x := storage.Change{Record: model.RecordOf(n, data, now)}
		if e.Before != nil {
			x.Based = e.Before.RecordRevision()
		}
		x.Delete = e.After == nil
		var err error
		if x.Tell, err = c.tells(ctx, *e, edits, now); err != nil {
			return nil, err
		}
		changes = append(changes, x)
	}
	return changes, nil
}

// UnlessFull passes over the error of a full disk: what is stored can still be
// looked at, and what was to be written is written with the next start.
func UnlessFull(err error) error {
	if errors.Is(err, storage.ErrNoSpace) {
		return nil
	}
	return err
}

// Missing turns ErrNotFound into a nil error for look-ups where absence is an
// answer.
func Missing(err error) (bool, error) {
	if errors.Is(err, model.ErrNotFound) {
		return true, nil
	}
	return false, err
}
