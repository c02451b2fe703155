package memory

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// note appends requests to the log.
func (d *directory) note(requests []model.DirectoryRequest) {
	for _, r := range requests {
		r = cloneRequest(r)
		r.At = moment(r.At)
		d.log[r.ID] = r
	}
}

// cloneRequest is a request that shares nothing with another.
func cloneRequest(r model.DirectoryRequest) model.DirectoryRequest {
	r.Warnings, r.Done = slices.Clone(r.Warnings), slices.Clone(r.Done)
	r.Body, r.Answer = bytes.Clone(r.Body), bytes.Clone(r.Answer)
	return r
}

// logged are the ids of requests, the oldest first.
func (d *directory) logged() (ids []model.ID) {
	for id := range d.log {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// LogDirectory implements [storage.Store].
func (s *Store) LogDirectory(ctx context.Context, requests ...model.DirectoryRequest) error {
	if err := stored.CheckRequests(requests); err != nil {
		return err
	}
	return alter(ctx, s, func() error {
		for _, r := range requests {
			s.made(r.Directory).note([]model.DirectoryRequest{r})
		}
		return nil
	})
}

// DirectoryRequest implements [storage.Store].
func (s *Store) DirectoryRequest(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error) {
	return do(ctx, s, func() (model.DirectoryRequest, error) {
		r, found := s.directory(directory).log[id]
		if !found {
			return r, fmt.Errorf("request %s to directory %s: %w", id, directory, model.ErrNotFound)
		}
		return cloneRequest(r), nil
	})
}

// DirectoryLog implements [storage.Store].
func (s *Store) DirectoryLog(ctx context.Context, q storage.DirectoryLogQuery) ([]model.DirectoryRequest, error) {
	return do(ctx, s, func() (all []model.DirectoryRequest, _ error) {
		d := s.directory(q.Directory)
		for _, id := range slices.Backward(d.logged()) {
			if q.Behind != "" && id >= q.Behind {
				continue
			}
			all = append(all, cloneRequest(d.log[id]))
			if len(all) == q.Limit {
				break
			}
		}
		return all, nil
	})
}

// ForgetDirectoryLog implements [storage.Store].
func (s *Store) ForgetDirectoryLog(ctx context.Context, directory model.ID, before time.Time, keep, most int) (int,
	error) {
	return do(ctx, s, func() (n int, _ error) {
		d := s.directory(directory)
		all := d.logged()
		for i, id := range all {
			beyond := keep > 0 && len(all)-i > keep
			if n == most || !beyond && !d.log[id].At.Before(before) {
				break
			}
			delete(d.log, id)
			n++
		}
		return n, nil
	})
}
