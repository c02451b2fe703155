package history

import (
	"context"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// DoneSince lists what was done from a time on, newest first: [Service.History]
// without reading all that went before.
func (s Service) DoneSince(ctx context.Context, since time.Time) ([]model.AuditEntry, error) {
	asker := s
	s, err := pass(s.core.See(ctx, model.ActSeeHistory, core.Nothing))
	if err != nil {
		return nil, err
	}
	after := model.NewID(model.PrefixAudit,
		since.Add(-time.Millisecond)) // within its millisecond an id is not to be foreseen
	all, err := core.ReadAll[model.AuditEntry](ctx, s.core.Store, model.KindAudit, "", after, 0)
	all = slices.DeleteFunc(all, func(a model.AuditEntry) bool { return !asker.core.MayRead(ctx, a) })
	slices.Reverse(all)
	return all, err
}
