package canned

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"gatehouse/model"
)

// memory is a store of records alone: the sessions are the desk's own, and what
// is not here nobody asks of it.
type memory struct {
	model.Store

	mu      sync.Mutex
	records map[model.Kind]map[model.ID]model.Record
	named   map[string]model.Record
	stream  []model.Changed
	bell    chan struct{} // closed and replaced at each change
}

func newMemory() *memory {
	return &memory{records: map[model.Kind]map[model.ID]model.Record{}, named: map[string]model.Record{}, bell: make(chan struct{})}
}

func (m *memory) Record(_ context.Context, k model.Kind, id model.ID) (model.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.records[k][id]; ok {
		return r, nil
	}
	return model.Record{}, fmt.Errorf("%s %s: %w", k, id, model.ErrNotFound)
}

func (m *memory) Named(_ context.Context, name string) (model.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.named[name]; ok {
		return r, nil
	}
	return model.Record{}, fmt.Errorf("%q: %w", name, model.ErrNotFound)
}

func (m *memory) Records(_ context.Context, k model.Kind, parent, after model.ID, limit int) ([]model.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []model.Record
	for _, r := range m.records[k] {
		if (parent == "" || r.Parent == parent) && r.ID > after {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b model.Record) int { return cmp.Compare(a.ID, b.ID) })
	if limit > 0 && len(all) > limit {
		all = all[:limit]
	}
	return all, nil
}

// Apply makes all changes or none.
func (m *memory) Apply(_ context.Context, changes ...model.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		r := c.Record
		if m.records[r.Kind][r.ID].Revision != c.Based {
			return model.ErrConflict
		}
		for _, name := range r.Names {
			if holder, taken := m.named[name]; taken && holder.ID != r.ID && !c.Delete && !gives(changes, holder.ID, name) {
				return &model.NameTaken{Name: name, By: holder.ID}
			}
		}
	}
	for _, c := range changes {
		m.put(c)
	}
	return nil
}

// gives reports whether a record gives a name up in the same step.
func gives(changes []model.Change, holder model.ID, name string) bool {
	return slices.ContainsFunc(changes, func(c model.Change) bool {
		return c.Record.ID == holder && (c.Delete || !slices.Contains(c.Record.Names, name))
	})
}

func (m *memory) put(c model.Change) {
	r := c.Record
	for _, name := range m.records[r.Kind][r.ID].Names {
		delete(m.named, name)
	}
	if m.records[r.Kind] == nil {
		m.records[r.Kind] = map[model.ID]model.Record{}
	}
	delete(m.records[r.Kind], r.ID)
	if !c.Delete {
		r.Revision = c.Based + 1
		m.records[r.Kind][r.ID] = r
		for _, name := range r.Names {
			m.named[name] = r
		}
	}
	m.note(model.Changed{Kind: r.Kind, ID: r.ID})
}

// note adds to the stream; the lock is held.
func (m *memory) note(c model.Changed) {
	c.Pos = model.Pos(len(m.stream) + 1)
	m.stream = append(m.stream, c)
	close(m.bell)
	m.bell = make(chan struct{})
}

// tell adds to the stream what is kept elsewhere.
func (m *memory) tell(c model.Changed) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.note(c)
}

// Now is the position behind the newest change.
func (m *memory) Now(context.Context) (model.Pos, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return model.Pos(len(m.stream)), nil
}

// Tail follows the changes until ctx ends.
func (m *memory) Tail(ctx context.Context, from model.Pos, f func(model.Changed) error) error {
	for {
		m.mu.Lock()
		news, bell := m.stream[from:], m.bell
		m.mu.Unlock()
		for _, c := range news {
			if err := f(c); err != nil {
				return err
			}
			from = c.Pos
		}
		if len(news) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-bell:
		}
	}
}
