package history

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// History lists what was done, newest first; to one record, or with "" to all. Of
// it each principal sees what they may look at otherwise, too.
func (s Service) History(ctx context.Context, about model.ID) ([]model.AuditEntry, error) {
	asker := s
	s, err := s.see(ctx, model.ActSeeHistory, core.Nothing)
	if err != nil {
		return nil, err
	}
	all, err := core.ReadAll[model.AuditEntry](ctx, s.core.Store, model.KindAudit, "", "", 0)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a model.AuditEntry) bool {
		return about != "" && !a.Touches(about) || !asker.core.MayRead(ctx, a)
	})
	slices.Reverse(all)
	return all, nil
}
