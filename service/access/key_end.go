package access

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// AwaitKeyEnd waits until the API key that proved the principal proves nobody any more: then it
// gives no error. The key for development has no end.
func (s Service) AwaitKeyEnd(ctx context.Context) error {
	key := s.core.Principal.ID
	s, err := s.pass(s.core.See(ctx, model.ActSeeEnvironments, core.OfEnvironment(s.core.Principal.Environment)))
	if err != nil {
		return err
	}
	if key == developmentKey {
		<-ctx.Done()
		return ctx.Err()
	}
	from, err := s.core.Store.Now(ctx)
	if err != nil {
		return err
	}
	for {
		k, err := core.Read[model.APIKey](ctx, s.core.Store, model.KindKey, key)
		if gone, err := core.Missing(err); gone || err != nil {
			return err
		}
		now := s.core.Now()
		if k.Ended(now) {
			return nil
		}
		if from, err = s.keyChanged(ctx, k, now, from); err != nil {
			return err
		}
	}
}

var errKeyChanged = errors.New("the key was changed")

// keyChanged waits until a key is changed behind a position, or is to end, and says how far it looked.
func (s Service) keyChanged(ctx context.Context, k model.APIKey, now time.Time, from storage.Pos) (storage.Pos, error) {
	ending := ctx
	if !k.Expires.IsZero() {
		var cancel context.CancelFunc
		ending, cancel = context.WithTimeout(ctx, k.Expires.Sub(now))
		defer cancel()
	}
	err := s.core.Store.Tail(ending, from, storage.RecordChanges, func(c storage.Changed) error {
		from = c.Pos
		if c.Kind == model.KindKey && c.ID == k.ID {
			return errKeyChanged
		}
		return nil
	})
	if ctx.Err() == nil && (errors.Is(err, errKeyChanged) || ending.Err() != nil) {
		return from, nil
	}
	return from, err
}
