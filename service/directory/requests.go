package directory

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// DirectoryLog gives requests of a directory, the newest first, behind one if one is given.
func (s Service) DirectoryLog(ctx context.Context, directory, behind model.ID,
	limit int) ([]model.DirectoryRequest, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryLog, core.OfDirectory(directory)))
	if err != nil {
		return nil, err
	}
	if err := s.writeReads(ctx, directory); err != nil && !errors.Is(err, storage.ErrNoSpace) {
		return nil, err
	}
	return s.core.Store.DirectoryLog(ctx, storage.DirectoryLogQuery{Directory: directory, Behind: behind, Limit: limit})
}

// maxSearched is how many requests one search looks at.
const maxSearched = 5000

// SearchDirectoryLog gives requests of a directory that a search lets through, the newest first. What is outside of
// its times is not read, and of the rest a bounded number: Next of the answer goes on behind these.
func (s Service) SearchDirectoryLog(ctx context.Context, q model.DirectoryLogSearch) (model.DirectoryLogFound, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryLog, core.OfDirectory(q.Directory)))
	if err != nil {
		return model.DirectoryLogFound{}, err
	}
	if err := s.writeReads(ctx, q.Directory); err != nil && !errors.Is(err, storage.ErrNoSpace) {
		return model.DirectoryLogFound{}, err
	}
	return s.searchLog(ctx, q)
}

func (s Service) searchLog(ctx context.Context, q model.DirectoryLogSearch) (found model.DirectoryLogFound, err error) {
	for of := (storage.DirectoryLogQuery{Directory: q.Directory, Behind: q.From(), Limit: core.ReadStep}); ; {
		step, err := s.core.Store.DirectoryLog(ctx, of)
		if err != nil {
			return found, err
		}
		for _, r := range step {
			if q.Ends(r) {
				return found, nil
			}
			found.Scanned, found.Back, of.Behind = found.Scanned+1, r.At, r.ID
			if q.Search.MatchRequest(r) {
				found.Requests = append(found.Requests, r)
			}
			if len(found.Requests) == q.Limit && q.Limit > 0 || found.Scanned == maxSearched {
				found.Next = r.ID
				return found, nil
			}
		}
		if len(step) < of.Limit {
			return found, nil
		}
	}
}

// DirectoryRequest gives one request of a directory.
func (s Service) DirectoryRequest(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryLog, core.OfDirectory(directory)))
	if err != nil {
		return model.DirectoryRequest{}, err
	}
	return s.core.Store.DirectoryRequest(ctx, directory, id)
}

// writeReads writes the requests that wait for the log.
func (s Service) writeReads(ctx context.Context, directory model.ID) error {
	all := s.state.takeReads(directory)
	if len(all) == 0 {
		return nil
	}
	err := s.core.Store.LogDirectory(ctx, all...)
	if err != nil {
		s.state.giveBack(all)
	}
	return err
}

const (
	readsLag    = time.Second      // how long a request that changed nothing waits for the log
	sweepPause  = 10 * time.Minute // between two looks for what nobody can see any more
	sweptAtOnce = 5000             // rows
)

// RunDirectories writes the log of what was read, and clears away what nobody can see any more, until ctx ends.
func (s Service) RunDirectories(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	reads, sweep := time.NewTicker(readsLag), time.NewTicker(sweepPause)
	defer reads.Stop()
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return s.writeReads(context.WithoutCancel(ctx), "")
		case <-reads.C:
			if err := s.writeReads(ctx, ""); err != nil {
				s.core.Log.WarnContext(ctx, "requests of directories were not logged", "error", err)
			}
		case <-sweep.C:
			if err := s.sweep(ctx); err != nil {
				s.core.Log.WarnContext(ctx, "directories were not cleared up", "error", err)
			}
		}
	}
}

// sweep clears away what nobody can see any more.
func (s Service) sweep(ctx context.Context) error {
	err := core.UntilNone(func() (int, error) { return s.core.Store.SweepDirectories(ctx, sweptAtOnce, s.core.Now()) })
	if err != nil {
		return err
	}
	return s.eachDirectory(ctx, func(id model.ID) error {
		before := s.core.Now().Add(-model.DirectoryLogLife)
		return core.UntilNone(func() (int, error) {
			return s.core.Store.ForgetDirectoryLog(ctx, id, before, model.MaxDirectoryLog, sweptAtOnce)
		})
	})
}

// eachDirectory goes through all directories.
func (s Service) eachDirectory(ctx context.Context, f func(model.ID) error) error {
	of := storage.Selection{Kind: model.KindDirectory, Limit: core.ReadStep}
	for {
		page, err := core.Select[model.Directory](ctx, s.core.Store, of)
		if err != nil {
			return err
		}
		for _, d := range page {
			if err := f(d.ID); err != nil {
				return err
			}
		}
		if len(page) < of.Limit {
			return nil
		}
		of.Behind = page[len(page)-1].ID
	}
}
