package memory

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// change says what changed last at a position: a session, or a record.
type change struct {
	pos     storage.Pos
	session *session
	kind    model.Kind
	id      model.ID
	gone    *time.Time // when the record was deleted, nil for one that is there
}

// next is the position of the next change, and tells those who wait for it.
func (s *Store) next() storage.Pos {
	s.position++
	close(s.changed)
	s.changed = make(chan struct{})
	return s.position
}

// Now implements [storage.Store]. What directories tell comes after it, where no change does.
func (s *Store) Now(ctx context.Context) (storage.Pos, error) {
	return do(ctx, s, func() (storage.Pos, error) {
		newest, _ := s.changes.Max()
		return newest.pos, nil
	})
}

// Tail implements [storage.Store].
func (s *Store) Tail(ctx context.Context, from storage.Pos, of storage.Changes, f func(storage.Changed) error) error {
	for {
		changes, to, more, err := s.after(ctx, from, of)
		if err != nil {
			return err
		}
		if err := stored.Deliver(ctx, changes, f); err != nil {
			return err
		}
		if to > from {
			from = to
			continue
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// after looks at what follows a position, up to another one; more is closed when
// there is more.
func (s *Store) after(ctx context.Context, from storage.Pos, of storage.Changes) (
	all []storage.Changed, to storage.Pos, more <-chan struct{}, err error,
) {
	to = from
	err = alter(ctx, s, func() error {
		more = s.changed
		looked := 0
		s.changes.Ascend(change{pos: from + 1}, func(c change) bool {
			to = c.pos
			looked++
			one := storage.Changed{Pos: c.pos, Kind: c.kind, ID: c.id}
			if c.session != nil {
				session := c.session.Session
				one.Session = &session
			}
			if c.session == nil || of == storage.AllChanges {
				all = append(all, one)
			}
			return looked < stored.TailStep
		})
		return nil
	})
	return all, to, more, err
}
