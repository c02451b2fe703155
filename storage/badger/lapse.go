package badger

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// Lapse implements [storage.Store].
func (s *Store) Lapse(ctx context.Context, now time.Time, sessions ...storage.Lapsed) error {
	tell := make([][]tellable, len(sessions))
	for i, l := range sessions {
		var err error
		if tell[i], err = encodeEvents(l.Tell); err != nil {
			return err
		}
	}
	_, err := write(ctx, s, func(b *batch) (none, error) {
		for i, l := range sessions {
			r, err := load(b, l.Session)
			if errors.Is(err, model.ErrNotFound) {
				continue
			}
			if err != nil {
				return none{}, err
			}
			if r.Lapsed || r.StateAt(now) != model.TimedOut {
				continue
			}
			n := r
			n.Lapsed = true
			b.tell(tell[i])
			if err := b.putRow(&r, &n); err != nil {
				return none{}, err
			}
		}
		return none{}, nil
	})
	return err
}
