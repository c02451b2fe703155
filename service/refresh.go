package service

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// RunRefresh keeps up with the world outside until ctx ends: it reads metadata
// again that is older than every, looks for the records of pending domains,
// purges what was deleted for good, and trims the history. It looks at once and then each tenth of
// every, at least once an hour.
func (s *Services) RunRefresh(ctx context.Context, every time.Duration) error {
	c, err := s.core.Do(ctx, model.ActMaintain, core.Everything)
	if err != nil {
		return err
	}
	s = on(c, s.states)
	tick := time.NewTicker(min(max(every/10, time.Second), time.Hour))
	defer tick.Stop()
	for {
		if err := s.RefreshDue(ctx, every); err != nil && ctx.Err() == nil {
			c.Log.Error("refresh of metadata", "error", err)
		}
		if _, err := s.CheckPendingDomains(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("verification of domains", "error", err)
		}
		if _, err := s.PurgeDeleted(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("purge of what was deleted", "error", err)
		}
		if _, err := s.TrimHistory(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("trimming of the history", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}
