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

// Now implements [storage.Store].
func (s *Store) Now(ctx context.Context) (storage.Pos, error) {
	return do(ctx, s, func() (storage.Pos, error) { return s.position, nil })
}

// Tail implements [storage.Store].
func (s *Store) Tail(ctx context.Context, from storage.Pos, f func(storage.Changed) error) error {
	for {
		changes, more, err := s.after(ctx, from)
		if err != nil {
			return err
		}
		if from, err = stored.Deliver(ctx, changes, from, f); err != nil {
			return err
		}
		if len(changes) > 0 {
			continue
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// after reads what follows a position; more is closed when there is more.
func (s *Store) after(ctx context.Context, from storage.Pos) (all []storage.Changed, more <-chan struct{}, err error) {
	err = alter(ctx, s, func() error {
		more = s.changed
		s.changes.Ascend(change{pos: from + 1}, func(c change) bool {
			one := storage.Changed{Pos: c.pos, Kind: c.kind, ID: c.id}
			if c.session != nil {
				session := c.session.Session
				one.Session = &session
			}
			all = append(all, one)
			return len(all) < stored.TailStep
		})
		return nil
	})
	return all, more, err
}
