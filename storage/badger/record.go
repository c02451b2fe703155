package badger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// storedRecord is a record without what stands in its key.
type storedRecord struct {
	Parent   model.ID        `cbor:"1,keyasint,omitempty"`
	Revision uint64          `cbor:"2,keyasint"`
	Names    []string        `cbor:"3,keyasint,omitempty"`
	Data     json.RawMessage `cbor:"4,keyasint,omitempty"`
	At       time.Time       `cbor:"5,keyasint"`
	Changed  uint64          `cbor:"6,keyasint"` // position of its last change

	Words       []string `cbor:"7,keyasint,omitempty"`
	Environment model.ID `cbor:"8,keyasint,omitempty"`
}

func (r *storedRecord) record(k model.Kind, id model.ID) model.Record {
	return model.Record{Kind: k, ID: id, Parent: r.Parent, Revision: r.Revision, Names: r.Names, Data: r.Data, At: r.At,
		Words: r.Words, Environment: r.Environment}
}

func kindKey(c class, k model.Kind, ids ...model.ID) []byte {
	b := append(key(c, []byte(k)), 0)
	for i, id := range ids {
		if i > 0 {
			b = append(b, 0)
		}
		b = append(b, id...)
	}
	return b
}

func recordKey(k model.Kind, id model.ID) []byte        { return kindKey(classRecord, k, id) }
func childKey(k model.Kind, parent, id model.ID) []byte { return kindKey(classChild, k, parent, id) }
func nameKey(name string) []byte                        { return key(className, []byte(name)) }

// cutKind splits kind 0 id.
func cutKind(b []byte) (model.Kind, model.ID, bool) {
	k, id, ok := bytes.Cut(b, []byte{0})
	return model.Kind(k), model.ID(id), ok
}

func getRecord(src source, k model.Kind, id model.ID) (storedRecord, bool, error) {
	v, found, err := src.get(recordKey(k, id))
	if err != nil || !found {
		return storedRecord{}, false, err
	}
	r, err := decodeRecord(k, id, v)
	return r, err == nil, err
}

func decodeRecord(k model.Kind, id model.ID, v []byte) (r storedRecord, err error) {
	if err := stored.Decode(v, &r); err != nil {
		return storedRecord{}, fmt.Errorf("%w: %s %s: %w", model.ErrDamaged, k, id, err)
	}
	return r, nil
}

// Record implements [storage.Store].
func (s *Store) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	return read(ctx, s, func(v snapshot) (model.Record, error) { return findRecord(v, k, id) })
}

func findRecord(v snapshot, k model.Kind, id model.ID) (model.Record, error) {
	if stored.CheckID(model.ID(k), id) == nil {
		r, found, err := getRecord(v, k, id)
		if err != nil || found {
			return r.record(k, id), err
		}
	}
	return model.Record{}, fmt.Errorf("%s %s: %w", k, id, model.ErrNotFound)
}

// Named implements [storage.Store].
func (s *Store) Named(ctx context.Context, name string) (model.Record, error) {
	return read(ctx, s, func(v snapshot) (model.Record, error) {
		if len(name) > stored.MaxName {
			return model.Record{}, fmt.Errorf("a name of %d bytes: %w", len(name), model.ErrNotFound)
		}
		held, found, err := v.get(nameKey(name))
		if err != nil {
			return model.Record{}, err
		}
		if !found {
			return model.Record{}, fmt.Errorf("%s: %w", name, model.ErrNotFound)
		}
		k, id, _ := cutKind(held)
		r, err := findRecord(v, k, id)
		if errors.Is(err, model.ErrNotFound) {
			err = fmt.Errorf("%w: %s %s, which holds the name %s, is missing", model.ErrDamaged, k, id, name)
		}
		return r, err
	})
}

// Records implements [storage.Store].
func (s *Store) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	return read(ctx, s, func(v snapshot) (all []model.Record, err error) {
		if stored.CheckID(model.ID(q.Kind), q.Parent, q.Behind) != nil {
			return nil, nil
		}
		take := func(id model.ID, r storedRecord) (bool, error) {
			all = append(all, r.record(q.Kind, id))
			return q.Limit <= 0 || len(all) < q.Limit, ctx.Err()
		}
		named := func(id model.ID) (bool, error) {
			r, found, err := getRecord(v, q.Kind, id)
			if err == nil && !found {
				err = fmt.Errorf("%w: %s %s is missing", model.ErrDamaged, q.Kind, id)
			}
			if err != nil {
				return false, err
			}
			return take(id, r)
		}
		switch {
		case q.Order == storage.ByName:
			err = s.searched(ctx, v, q, named)
		case q.Parent != "":
			err = listed(v, q, append(kindKey(classChild, q.Kind, q.Parent), 0), false,
				func(id model.ID, _ []byte) (bool, error) { return named(id) })
		default: // the records themselves are in the order of their ids
			err = listed(v, q, kindKey(classRecord, q.Kind), true, func(id model.ID, value []byte) (bool, error) {
				r, err := decodeRecord(q.Kind, id, value)
				if err != nil {
					return false, err
				}
				return take(id, r)
			})
		}
		if err == nil {
			err = s.damage.get()
		}
		return all, err
	})
}

// listed calls take with the ids that stand under a prefix, as a selection by id picks
// them, and with what stands there if values is set.
func listed(v snapshot, q storage.Selection, prefix []byte, values bool,
	take func(model.ID, []byte) (bool, error)) error {
	found := func(key, value []byte) (bool, error) { return take(model.ID(key[len(prefix):]), value) }
	var behind []byte
	if q.Behind != "" {
		behind = slices.Concat(prefix, []byte(q.Behind))
	}
	if q.Order == storage.NewestFirst {
		return v.scanBack(prefix, behind, values, found)
	}
	from := prefix
	if behind != nil {
		from = append(behind, 0)
	}
	return v.scan(prefix, from, values, found)
}

// Apply implements [storage.Store].
func (s *Store) Apply(ctx context.Context, changes ...storage.Change) error {
	if err := stored.CheckChanges(changes); err != nil {
		return err
	}
	var events []tellable
	for _, c := range changes {
		of, err := encodeEvents(c.Tell)
		if err != nil {
			return err
		}
		events = append(events, of...)
	}
	_, err := write(ctx, s, func(b *batch) (none, error) { return none{}, b.applyAll(changes, events) })
	return err
}

// applyAll frees the names of all changed records before any is taken, so that
// two records can swap theirs in one step.
func (b *batch) applyAll(changes []storage.Change, events []tellable) error {
	olds := make([]storedRecord, len(changes))
	done := 0
	for i, c := range changes {
		r := c.Record
		old, found, err := getRecord(b, r.Kind, r.ID)
		if err != nil {
			return err
		}
		if made(c, old, found) {
			done++
		}
		olds[i] = old
	}
	if done == len(changes) {
		return nil // a repetition
	}
	b.records = true
	for i, c := range changes {
		r := c.Record
		if olds[i].Revision != c.Based || c.Delete && c.Based == 0 {
			return fmt.Errorf("%s %s is at revision %d, not %d: %w", r.Kind, r.ID, olds[i].Revision, c.Based,
				model.ErrConflict)
		}
		for _, n := range olds[i].Names {
			if err := b.remove(nameKey(n)); err != nil {
				return err
			}
		}
	}
	b.tell(events)
	for i, c := range changes {
		if err := b.applyOne(c, olds[i]); err != nil {
			return err
		}
	}
	return nil
}

// made reports whether the record is what the change would make of it.
func made(c storage.Change, old storedRecord, found bool) bool {
	r := c.Record
	if c.Delete {
		return !found && c.Based > 0
	}
	return found && old.Revision == c.Based+1 && old.Parent == r.Parent && slices.Equal(old.Names, r.Names) &&
		bytes.Equal(old.Data, r.Data) && old.At.Equal(r.At) && slices.Equal(old.Words, r.Words) &&
		old.Environment == r.Environment
}

func (b *batch) applyOne(c storage.Change, old storedRecord) error {
	r := c.Record
	if c.Based > 0 && (c.Delete || old.Parent != r.Parent) {
		if err := b.remove(childKey(r.Kind, old.Parent, r.ID)); err != nil {
			return err
		}
	}
	n := storedRecord{
		Parent: r.Parent, Revision: c.Based + 1, Names: r.Names, Data: r.Data, At: r.At,
		Words: r.Words, Environment: r.Environment,
	}
	if c.Delete {
		n = storedRecord{}
	}
	if err := b.reword(r.Kind, r.ID, &old, &n); err != nil {
		return err
	}
	what := kindKey(classRecord, r.Kind, r.ID)
	if c.Delete {
		b.position(old.Changed, appendGone(what, r.At))
		return b.remove(recordKey(r.Kind, r.ID))
	}
	for _, name := range r.Names {
		held, found, err := b.get(nameKey(name))
		if err != nil {
			return err
		}
		if _, by, _ := cutKind(held); found {
			return &storage.NameTaken{Name: name, By: by}
		}
		if err := b.put(nameKey(name), kindKey(0, r.Kind, r.ID)[1:]); err != nil {
			return err
		}
	}
	n.Changed = b.position(old.Changed, what)
	v, err := stored.Encode(n)
	if err != nil {
		return err
	}
	if err := b.put(recordKey(r.Kind, r.ID), v); err != nil {
		return err
	}
	return b.put(childKey(r.Kind, r.Parent, r.ID), nil)
}
