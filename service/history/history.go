package history

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
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
	all := storage.Selection{Kind: model.KindAudit, Order: storage.NewestFirst, Behind: behind}
	for x, err := range core.Stream(ctx, s.core.Store, all, selected(q)) {
		if err != nil {
			return err
		}
		if x.id < oldest {
			return nil
		}
		if !x.fits {
			continue
		}
		if more, err := f(x.entry); err != nil || !more {
			return err
		}
	}
	return nil
}

// candidate is an entry that a query may have selected.
type candidate struct {
	id    model.ID
	fits  bool
	entry model.AuditEntry // if it fits
}

// selected reads an entry if a query may select it.
func selected(q model.HistoryQuery) func(model.Record) (candidate, error) {
	texts := demanded(q)
	return func(r model.Record) (candidate, error) {
		x := candidate{id: r.ID}
		if len(texts) > 0 && !containsAll(bytes.ToLower(r.Data), texts) {
			return x, nil
		}
		entry, err := model.Decode[model.AuditEntry](r)
		x.fits, x.entry = err == nil && q.Fits(entry), entry
		return x, err
	}
}

// demanded are the texts, in lower case, that are in the JSON of each entry which a query
// selects: to look for them is cheaper than to read it.
func demanded(q model.HistoryQuery) (texts [][]byte) {
	for _, text := range append([]string{string(q.About), q.Who, q.Action}, q.Words...) {
		text = strings.ToLower(text)
		if encoded, err := json.Marshal(text); err == nil && text != "" && string(encoded) == `"`+text+`"` {
			texts = append(texts, []byte(text))
		}
	}
	return texts
}

func containsAll(data []byte, texts [][]byte) bool {
	return !slices.ContainsFunc(texts, func(text []byte) bool { return !bytes.Contains(data, text) })
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
