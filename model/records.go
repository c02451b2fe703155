package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// noun is a record with its Go type.
type noun interface {
	key() (Kind, ID)
	parent() ID
	names() []string         // unique over the store
	revision() uint64        // that it was read at; 0 for a new one
	at(revision uint64) noun // a copy that knows its revision
}

// read gives one record as its noun.
func read[T noun](ctx context.Context, s Store, k Kind, id ID) (T, error) {
	var zero T
	r, err := s.Record(ctx, k, id)
	if err != nil {
		return zero, fmt.Errorf("%s %q: %w", k, id, err)
	}
	return decode[T](r)
}

// readNamed gives the record that holds a unique name.
func readNamed[T noun](ctx context.Context, s Store, name string) (T, error) {
	var zero T
	r, err := s.Named(ctx, name)
	if err != nil {
		return zero, fmt.Errorf("%q: %w", name, err)
	}
	return decode[T](r)
}

// readAll gives the records of a kind under a parent.
func readAll[T noun](ctx context.Context, s Store, k Kind, parent, after ID, limit int) ([]T, error) {
	records, err := s.Records(ctx, k, parent, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list of %ss: %w", k, err)
	}
	all := make([]T, 0, len(records))
	for _, r := range records {
		n, err := decode[T](r)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func decode[T noun](r Record) (T, error) {
	var n T
	if err := json.Unmarshal(r.Data, &n); err != nil {
		return n, fmt.Errorf("%w: %s %q cannot be read: %v", ErrDamaged, r.Kind, r.ID, err)
	}
	return n.at(r.Revision).(T), nil
}

// edit is one noun before and after; a nil before creates, a nil after deletes.
type edit struct {
	before, after noun
	guard         bool // not an action of anybody
}

func created(n noun) edit             { return edit{after: n} }
func changed(before, after noun) edit { return edit{before: before, after: after} }
func deleted(n noun) edit             { return edit{before: n} }

// guarded changes nothing, but the step fails with ErrConflict if the noun has
// changed since it was read: what is made under it must not outlive it.
func guarded(n noun) edit { return edit{before: n, after: n, guard: true} }

// apply makes all edits or none, together with the audit entry that tells who
// did what and how it can be undone.
func (d *Desk) apply(ctx context.Context, action string, edits ...edit) error {
	_, err := d.applied(ctx, action, edits...)
	return err
}

// maxEntry bounds an audit entry, which a store keeps as one record.
const maxEntry = 480 << 10

// applied is apply with the audit entry that it left.
func (d *Desk) applied(ctx context.Context, action string, edits ...edit) (AuditEntry, error) {
	entry, err := d.entry(action, edits)
	if err != nil {
		return AuditEntry{}, err
	}
	changes, err := d.changes(append(edits, created(entry)))
	if err != nil {
		return AuditEntry{}, err
	}
	if size := len(changes[len(changes)-1].Record.Data); size > maxEntry {
		return AuditEntry{}, fmt.Errorf("%s: this changes %d records at once, more than can be taken back again: do it in smaller steps", action, len(edits))
	}
	if err := d.commit(ctx, changes); err != nil {
		return entry, d.explainTaken(ctx, err)
	}
	record(ctx, entry)
	return entry, nil
}

// applyQuietly is apply for what no person decides: counters, last uses, the
// state that a first sign-in brings.
func (d *Desk) applyQuietly(ctx context.Context, edits ...edit) error {
	changes, err := d.changes(edits)
	if err != nil {
		return err
	}
	return d.commit(ctx, changes)
}

func (d *Desk) changes(edits []edit) ([]Change, error) {
	now := d.now()
	changes := make([]Change, 0, len(edits))
	for _, e := range edits {
		n := e.after
		if n == nil {
			n = e.before
		}
		kind, id := n.key()
		data, err := json.Marshal(n)
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", kind, id, err)
		}
		c := Change{Record: Record{Kind: kind, ID: id, Parent: n.parent(), Names: n.names(), Data: data, At: now}}
		if e.before != nil {
			c.Based = e.before.revision()
		}
		c.Delete = e.after == nil
		changes = append(changes, c)
	}
	return changes, nil
}

// missing turns ErrNotFound into a nil error for look-ups where absence is an
// answer.
func missing(err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}
