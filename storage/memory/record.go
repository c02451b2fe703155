package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tidwall/btree"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// record is one as it is stored. It is never changed, only replaced.
type record struct {
	model.Record
	pos storage.Pos // of its last change
}

func byID(a, b *record) bool {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) < 0
}

func byParent(a, b *record) bool {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.ID, b.ID)) < 0
}

// clone is a record that shares nothing with another.
func clone(r model.Record) model.Record {
	r.Names, r.Data, r.Words = slices.Clone(r.Names), slices.Clone(r.Data), slices.Clone(r.Words)
	return r
}

// stand is the record as it stands, or nil.
func (s *Store) stand(k model.Kind, id model.ID) *record {
	found, _ := s.records.Get(&record{Record: model.Record{Kind: k, ID: id}})
	return found
}

// Record implements [storage.Store].
func (s *Store) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	return do(ctx, s, func() (model.Record, error) {
		if found := s.stand(k, id); found != nil {
			return clone(found.Record), nil
		}
		return model.Record{}, fmt.Errorf("%s %s: %w", k, id, model.ErrNotFound)
	})
}

// Named implements [storage.Store].
func (s *Store) Named(ctx context.Context, name string) (model.Record, error) {
	return do(ctx, s, func() (model.Record, error) {
		switch found := s.names[name]; {
		case found != nil:
			return clone(found.Record), nil
		case len(name) > stored.MaxName:
			return model.Record{}, fmt.Errorf("a name of %d bytes: %w", len(name), model.ErrNotFound)
		}
		return model.Record{}, fmt.Errorf("%s: %w", name, model.ErrNotFound)
	})
}

// Records implements [storage.Store].
func (s *Store) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	return do(ctx, s, func() (all []model.Record, _ error) {
		if q.Order == storage.ByName {
			return s.searched(q), nil
		}
		take := func(r *record) bool {
			if r.Kind != q.Kind || q.Parent != "" && r.Parent != q.Parent {
				return false
			}
			if r.ID != q.Behind {
				all = append(all, clone(r.Record))
			}
			return q.Limit <= 0 || len(all) < q.Limit
		}
		from := &record{Record: model.Record{Kind: q.Kind, Parent: q.Parent, ID: q.Behind}}
		if q.Order == storage.OldestFirst {
			s.listed(q.Parent).Ascend(from, take)
			return all, nil
		}
		if q.Behind == "" {
			from.ID = lastID
		}
		s.listed(q.Parent).Descend(from, take)
		return all, nil
	})
}

// lastID stands behind each id in the order: ids are ASCII.
const lastID model.ID = "\x7f"

// listed is the tree in which the records under a parent stand together.
func (s *Store) listed(parent model.ID) *btree.BTreeG[*record] {
	if parent == "" {
		return s.records
	}
	return s.children
}

// Apply implements [storage.Store].
func (s *Store) Apply(ctx context.Context, changes ...storage.Change) error {
	if err := stored.CheckChanges(changes); err != nil {
		return err
	}
	return alter(ctx, s, func() error {
		if s.applied(changes) {
			return nil // a repetition
		}
		if err := s.fit(changes); err != nil {
			return err
		}
		// All names are freed before any is taken: two records can swap theirs.
		for _, c := range changes {
			s.drop(c.Record.Kind, c.Record.ID)
		}
		for _, c := range changes {
			s.tell(c.Tell)
		}
		for _, c := range changes {
			s.keep(c)
		}
		return nil
	})
}

// applied reports whether all records are what the changes would make of them.
func (s *Store) applied(changes []storage.Change) bool {
	return !slices.ContainsFunc(changes, func(c storage.Change) bool {
		r, old := c.Record, s.stand(c.Record.Kind, c.Record.ID)
		if c.Delete {
			return old != nil || c.Based == 0
		}
		return old == nil || old.Revision != c.Based+1 || old.Parent != r.Parent || !slices.Equal(old.Names, r.Names) ||
			!bytes.Equal(old.Data, r.Data) || !old.At.Equal(r.At) || !slices.Equal(old.Words, r.Words) ||
			old.Environment != r.Environment
	})
}

// fit reports whether the records stand where the changes are based, and the
// names that they take are free.
func (s *Store) fit(changes []storage.Change) error {
	freed := map[string]bool{}
	for _, c := range changes {
		r := c.Record
		var revision uint64
		if old := s.stand(r.Kind, r.ID); old != nil {
			revision = old.Revision
			for _, name := range old.Names {
				freed[name] = true
			}
		}
		if revision != c.Based || c.Delete && c.Based == 0 {
			return fmt.Errorf("%s %s is at revision %d, not %d: %w", r.Kind, r.ID, revision, c.Based, model.ErrConflict)
		}
	}
	taken := map[string]model.ID{}
	for _, c := range changes {
		if c.Delete {
			continue
		}
		for _, name := range c.Record.Names {
			by, held := taken[name]
			if holder := s.names[name]; holder != nil && !freed[name] {
				by, held = holder.ID, true
			}
			if held {
				return &storage.NameTaken{Name: name, By: by}
			}
			taken[name] = c.Record.ID
		}
	}
	return nil
}

// drop takes a record out of its places.
func (s *Store) drop(k model.Kind, id model.ID) {
	old := s.stand(k, id)
	if old == nil {
		return
	}
	for _, name := range old.Names {
		delete(s.names, name)
	}
	s.records.Delete(old)
	s.children.Delete(old)
	s.changes.Delete(change{pos: old.pos})
}

// keep stores what a change makes of a record, and that it changed.
func (s *Store) keep(c storage.Change) {
	n := &record{Record: clone(c.Record), pos: s.next()}
	n.Revision, n.At = c.Based+1, moment(n.At)
	if c.Delete {
		s.changes.Set(change{pos: n.pos, kind: n.Kind, id: n.ID, gone: &n.At})
		return
	}
	s.records.Set(n)
	s.children.Set(n)
	for _, name := range n.Names {
		s.names[name] = n
	}
	s.changes.Set(change{pos: n.pos, kind: n.Kind, id: n.ID})
}
