package history

import (
	"bytes"
	"context"
	"time"

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
	err = s.each(ctx, q, func(entry model.AuditEntry) (bool, error) {
		if !asker.core.MayRead(ctx, entry) {
			return true, nil
		}
		entry, err := s.withUndo(ctx, entry)
		page.Entries = append(page.Entries, entry)
		if len(page.Entries) == q.Limit {
			page.Next = entry.ID
		}
		return page.Next == "", err
	})
	return page, err
}

// each goes through the entries that a query selects, newest first, as long as f goes on.
func (s Service) each(ctx context.Context, q model.HistoryQuery, f func(model.AuditEntry) (bool, error)) error {
	behind, oldest := span(q)
	for {
		records, err := s.core.Store.Records(ctx, storage.Selection{
			Kind: model.KindAudit, Order: storage.NewestFirst, Behind: behind, Limit: core.ReadStep,
		})
		if err != nil {
			return err
		}
		for _, r := range records {
			if behind = r.ID; behind < oldest {
				return nil
			}
			if !bytes.Contains(r.Data, []byte(q.About)) {
				continue // cheaper than reading it
			}
			entry, err := model.Decode[model.AuditEntry](r)
			if err != nil {
				return err
			}
			if !q.Fits(entry) {
				continue
			}
			if more, err := f(entry); err != nil || !more {
				return err
			}
		}
		if len(records) < core.ReadStep {
			return nil
		}
	}
}

// span is between which ids the entries of a query are. Within its millisecond an id
// is not to be foreseen.
func span(q model.HistoryQuery) (behind, oldest model.ID) {
	behind = q.Before
	if !q.Until.IsZero() {
		end := model.NewID(model.PrefixAudit, q.Until.Add(time.Millisecond))
		if behind == "" || end < behind {
			behind = end
		}
	}
	if !q.Since.IsZero() {
		oldest = model.NewID(model.PrefixAudit, q.Since.Add(-time.Millisecond))
	}
	return behind, oldest
}

// ExportAudit calls f with each entry that a query selects, newest first, whatever its
// limit.
func (s Service) ExportAudit(ctx context.Context, q model.HistoryQuery, f func(model.AuditEntry) error) error {
	s, err := pass(s.core.See(ctx, model.ActExportAudit, core.Everything))
	if err != nil {
		return err
	}
	if err := s.core.Shown(ctx, model.View{Right: model.ActExportAudit}, "exported the audit log"); err != nil {
		return err
	}
	return s.each(ctx, q, func(entry model.AuditEntry) (bool, error) {
		entry, err := s.withUndo(ctx, entry)
		if err != nil {
			return false, err
		}
		return true, f(entry)
	})
}
