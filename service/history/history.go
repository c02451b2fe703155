package history

import (
	"bytes"
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// History lists what was done, newest first. Of it each principal sees what they
// may look at otherwise, too.
func (s Service) History(ctx context.Context, q model.HistoryQuery) (model.HistoryPage, error) {
	asker := s
	s, err := pass(s.core.See(ctx, model.ActSeeHistory, core.Nothing))
	if err != nil {
		return model.HistoryPage{}, err
	}
	if q.Limit <= 0 {
		q.Limit = model.DefaultHistory
	}
	var page model.HistoryPage
	for behind := q.Before; ; {
		records, err := s.core.Store.Records(ctx, storage.Selection{
			Kind: model.KindAudit, Order: storage.NewestFirst, Behind: behind, Limit: core.ReadStep,
		})
		if err != nil {
			return model.HistoryPage{}, err
		}
		for _, r := range records {
			behind = r.ID
			if !bytes.Contains(r.Data, []byte(q.About)) {
				continue // cheaper than reading it
			}
			entry, err := model.Decode[model.AuditEntry](r)
			if err != nil {
				return model.HistoryPage{}, err
			}
			if q.Content != "" && entry.Content() != q.Content ||
				q.About != "" && !entry.Touches(q.About) || !asker.core.MayRead(ctx, entry) {
				continue
			}
			if entry, err = s.withUndo(ctx, entry); err != nil {
				return model.HistoryPage{}, err
			}
			page.Entries = append(page.Entries, entry)
			if len(page.Entries) == q.Limit {
				page.Next = entry.ID
				return page, nil
			}
		}
		if len(records) < core.ReadStep {
			return page, nil
		}
	}
}
