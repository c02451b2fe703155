package event

import (
	"context"
	"errors"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// TellRenewals tells apps of each certificate that has to be renewed, at each of the days
// on which that is due, once. Of a connection that signs nobody in, or that trusts another
// certificate which lives on, nothing is told.
func (s Service) TellRenewals(ctx context.Context) error {
	s, err := pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	for behind := model.ID(""); ; {
		all, err := core.Select[model.Connection](ctx, s.core.Store, storage.Selection{
			Kind: model.KindConnection, Behind: behind, Limit: core.ReadStep})
		if err != nil || len(all) == 0 {
			return err
		}
		for _, c := range all {
			after := c
			after.Certificates = slices.Clone(c.Certificates)
			if !after.RemindOfRenewal(s.core.Now()) {
				continue
			}
			// Who changes it at the same time leads to another try with the next run.
			if err := s.core.ApplyQuietly(ctx, core.Changed(c, after)); err != nil &&
				!errors.Is(err, model.ErrConflict) {
				return err
			}
		}
		behind = all[len(all)-1].ID
	}
}
