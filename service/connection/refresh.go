package connection

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/model"
	"gatehouse/service/core"
)

// RunRefresh keeps up with the world outside until ctx ends: it reads metadata
// again that is older than every, looks for the records of pending domains, and
// purges what was deleted for good. It looks at once and then each tenth of
// every, at least once an hour.
func (s Service) RunRefresh(ctx context.Context, every time.Duration) error {
	s, err := s.do(ctx, model.ActMaintain, core.Everything)
	if err != nil {
		return err
	}
	tick := time.NewTicker(min(max(every/10, time.Second), time.Hour))
	defer tick.Stop()
	for {
		if err := s.RefreshDue(ctx, every); err != nil && ctx.Err() == nil {
			s.core.Log.Error("refresh of metadata", "error", err)
		}
		if _, err := s.tenant().CheckPendingDomains(ctx); err != nil && ctx.Err() == nil {
			s.core.Log.Error("verification of domains", "error", err)
		}
		if _, err := s.history().PurgeDeleted(ctx); err != nil && ctx.Err() == nil {
			s.core.Log.Error("purge of what was deleted", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// RefreshDue reads all metadata again whose last try is older than every. A
// failure is noted with its connection and does not end the others.
func (s Service) RefreshDue(ctx context.Context, every time.Duration) error {
	s, err := s.do(ctx, model.ActMaintain, core.Everything)
	if err != nil {
		return err
	}
	all, err := s.Connections(ctx, model.ConnectionQuery{})
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(8)
	for _, c := range all {
		if c.MetadataURL == "" || s.core.Now().Sub(c.MetadataTried) < every {
			continue
		}
		group.Go(func() error {
			if _, err := s.RefreshMetadata(ctx, c.ID); err != nil && ctx.Err() == nil {
				s.core.Log.Warn("metadata could not be refreshed", "connection", c.ID, "error", err)
			}
			return nil
		})
	}
	return group.Wait()
}
