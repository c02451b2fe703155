package event

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// What is kept of the events of one environment, and how many are forgotten in one run.
const (
	keptFor       = 90 * 24 * time.Hour
	mostKept      = 1_000_000
	mostForgotten = 50_000
)

// RunEvents tells of certificates that have to be renewed and forgets the oldest events,
// every hour and as long as there is more to do, until ctx ends.
func (s Service) RunEvents(ctx context.Context) error {
	s, err := pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	for {
		s.report(ctx, "apps were not told of certificates that end", s.TellRenewals(ctx))
		n, err := s.ForgetAppEvents(ctx)
		s.report(ctx, "old events were not forgotten", err)
		wait := time.Hour
		if n >= mostForgotten && err == nil {
			wait = time.Second
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

func (s Service) report(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, storage.ErrNoSpace) { // a full disk is told elsewhere
		s.core.Log.WarnContext(ctx, what, "error", err)
	}
}

// ForgetAppEvents deletes the events of each environment that are older than 90 days, and
// the oldest of more than a million, some ten thousand at most, and reports how many.
func (s Service) ForgetAppEvents(ctx context.Context) (total int, err error) {
	s, err = pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return 0, err
	}
	all, err := core.Select[model.Environment](ctx, s.core.Store, storage.Selection{Kind: model.KindEnvironment})
	for i := 0; i < len(all) && err == nil; i++ {
		var n int
		n, err = s.core.Store.ForgetAppEvents(ctx,
			storage.AppEventsKept{Environment: all[i].ID, Age: keptFor, Number: mostKept}, mostForgotten, s.core.Now())
		total += n
	}
	return total, err
}
