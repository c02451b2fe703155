package connection

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"gatehouse/model"
	"gatehouse/service/core"
)

// RefreshDue reads all metadata again whose last try is older than every. A
// failure is noted with its connection and does not end the others.
func (s Service) RefreshDue(ctx context.Context, every time.Duration) error {
	s, err := pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
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
