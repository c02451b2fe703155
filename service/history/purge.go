package history

import (
	"context"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// PurgeDeleted deletes what belonged to connections, links and organizations
// whose deletion can no longer be taken back: profiles, the steps of onboardings
// and requests; and portal links that have been over for as long. It reports how
// many, without the ways back that nobody can go any more and the answers that no app
// can ask for again.
func (s Service) PurgeDeleted(ctx context.Context) (purged int, err error) {
	s, err = pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return 0, err
	}
	for _, row := range model.Kinds {
		var lost func([]model.Record) ([]model.Record, error)
		switch row.Keep {
		case model.KeepUntilOver:
			lost = s.longOver
		case model.KeepWithParent:
			lost = s.orphaned(ctx, row)
		case model.KeepForUndo:
			lost = s.olderThan(model.UndoLife)
		case model.KeepForADay:
			lost = s.olderThan(model.RepeatableLife)
		default:
			continue
		}
		n, err := s.purge(ctx, row.Kind, lost)
		if row.Keep != model.KeepForUndo && row.Keep != model.KeepForADay {
			purged += n
		}
		if err != nil {
			return purged, fmt.Errorf("purge %ss: %w", row.Kind, err)
		}
	}
	return purged, s.forgetDirectories(ctx)
}

// purge deletes the records that a test picks out of each page.
func (s Service) purge(ctx context.Context, k model.Kind,
	lost func([]model.Record) ([]model.Record, error)) (purged int, err error) {
	for after := model.ID(""); ; {
		records, err := s.core.Store.Records(ctx, storage.Selection{Kind: k, Behind: after, Limit: core.ReadStep})
		if err != nil || len(records) == 0 {
			return purged, err
		}
		after = records[len(records)-1].ID
		if records, err = lost(records); err != nil {
			return purged, err
		}
		if len(records) == 0 {
			continue
		}
		var changes []storage.Change
		for _, r := range records {
			changes = append(changes, storage.Change{Record: r, Based: r.Revision, Delete: true})
		}
		if err := s.core.Store.Apply(ctx, changes...); err != nil {
			return purged, err
		}
		purged += len(changes)
	}
}

// forgetAtOnce is how many rows of a directory are forgotten in one go.
const forgetAtOnce = 5000

// forgetDirectories forgets the users, groups and logs of directories that are gone for good.
func (s Service) forgetDirectories(ctx context.Context) error {
	for behind := model.ID(""); ; {
		all, err := s.core.Store.DirectoriesKept(ctx, behind, core.ReadStep)
		if err != nil || len(all) == 0 {
			return err
		}
		behind = all[len(all)-1]
		gone, err := s.gone(ctx, all, func(id model.ID) error {
			_, err := s.core.Store.Record(ctx, model.KindDirectory, id)
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range gone {
			err := core.UntilNone(func() (int, error) { return s.core.Store.ForgetDirectory(ctx, id, forgetAtOnce) })
			if err != nil {
				return err
			}
		}
	}
}

// longOver picks portal links that open nothing any more: there is one for each
// click in an app, and every one would be kept for ever.
func (s Service) longOver(records []model.Record) (over []model.Record, err error) {
	for _, r := range records {
		l, err := model.Decode[model.Link](r)
		if err != nil {
			return nil, err
		}
		if s.core.Now().Sub(l.Expires) >= model.UndoLife {
			over = append(over, r)
		}
	}
	return over, nil
}

// olderThan picks what was last changed longer ago.
func (s Service) olderThan(age time.Duration) func([]model.Record) ([]model.Record, error) {
	return func(records []model.Record) (past []model.Record, err error) {
		for _, r := range records {
			if s.core.Now().Sub(r.At) > age {
				past = append(past, r)
			}
		}
		return past, nil
	}
}

// orphaned picks records whose parent is gone for good.
func (s Service) orphaned(ctx context.Context, row model.KindRow) func([]model.Record) ([]model.Record, error) {
	gone := map[model.ID]bool{}
	return func(records []model.Record) (lost []model.Record, err error) {
		var unseen []model.ID
		for _, r := range records {
			if _, known := gone[r.Parent]; !known {
				gone[r.Parent] = false
				unseen = append(unseen, r.Parent)
			}
		}
		found, err := s.gone(ctx, unseen, func(id model.ID) error { return s.parentOf(ctx, row, id) })
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			gone[id] = true
		}
		for _, r := range records {
			if gone[r.Parent] {
				lost = append(lost, r)
			}
		}
		return lost, nil
	}
}

// gone picks what is not there any more, as reading it tells, and cannot come back.
func (s Service) gone(ctx context.Context, ids []model.ID, read func(model.ID) error) (gone []model.ID, err error) {
	var missed []model.ID
	for _, id := range ids {
		missing, err := core.Missing(read(id))
		if err != nil {
			return nil, err
		}
		if missing {
			missed = append(missed, id)
		}
	}
	if len(missed) == 0 {
		return nil, nil
	}
	// After they were missed: one that is deleted right now is among them.
	kept, err := s.deletedSince(ctx, s.core.Now().Add(-model.UndoLife))
	if err != nil {
		return nil, err
	}
	for _, id := range missed {
		if !kept[id] {
			gone = append(gone, id)
		}
	}
	return gone, nil
}

// deletedSince lists what was deleted after a time and may come back.
func (s Service) deletedSince(ctx context.Context, since time.Time) (map[model.ID]bool, error) {
	history, err := s.DoneSince(ctx, since)
	if err != nil {
		return nil, err
	}
	kept := map[model.ID]bool{}
	for _, entry := range history {
		for _, c := range entry.Changes {
			if c.After == nil {
				kept[c.Target] = true
			}
		}
	}
	return kept, nil
}

// parentOf is nil if there is what a record of a kind belongs to: a link can be of
// either kind, a note is about an organization or a session, and a claim about a session.
func (s Service) parentOf(ctx context.Context, row model.KindRow, id model.ID) (err error) {
	switch {
	case row.Kind == model.KindNote, row.Kind == model.KindClaim:
		_, err = s.core.Subject(ctx, id)
	case row.Parent == model.KindSetupLink:
		_, err = s.core.Link(ctx, id)
	case row.Parent == model.KindConnection:
		_, err = s.core.Connection(ctx, id)
	default:
		_, err = s.core.Store.Record(ctx, row.Parent, id)
	}
	return err
}
