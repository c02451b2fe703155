package badger

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

func logKey(directory, id model.ID) []byte {
	return key(classLog, packID(directory), packEntry(id))
}

// encodeRequests encodes and compresses requests: their bodies are JSON, and much of it.
func (s *Store) encodeRequests(requests []model.DirectoryRequest) (all []change, err error) {
	if err := stored.CheckRequests(requests); err != nil {
		return nil, err
	}
	for _, r := range requests {
		k := logKey(r.Directory, r.ID)
		r.ID, r.Directory = "", ""
		raw, err := stored.Encode(&r)
		if err != nil {
			return nil, err
		}
		all = append(all, change{k, s.dictionaries.plain.pack(raw).packed})
	}
	return all, nil
}

func (s *Store) decodeRequest(v snapshot, directory, id model.ID, packed []byte) (r model.DirectoryRequest, err error) {
	raw, err := s.dictionaries.unpack(v, packed)
	if err == nil {
		err = stored.Decode(raw, &r)
	}
	if err != nil {
		return r, fmt.Errorf("%w: request %s to directory %s: %w", model.ErrDamaged, id, directory, err)
	}
	r.ID, r.Directory = id, directory
	return r, nil
}

// LogDirectory implements [storage.Store].
func (s *Store) LogDirectory(ctx context.Context, requests ...model.DirectoryRequest) error {
	rows, err := s.encodeRequests(requests)
	if err != nil {
		return err
	}
	_, err = write(ctx, s, func(b *batch) (none, error) {
		for _, r := range rows {
			if err := b.put(r.key, r.value); err != nil {
				return none{}, err
			}
		}
		return none{}, nil
	})
	return err
}

// DirectoryRequest implements [storage.Store].
func (s *Store) DirectoryRequest(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error) {
	return read(ctx, s, func(v snapshot) (r model.DirectoryRequest, err error) {
		var packed []byte
		found := false
		if stored.CheckID(directory, id) == nil {
			packed, found, err = v.get(logKey(directory, id))
		}
		if err != nil {
			return r, err
		}
		if !found {
			return r, fmt.Errorf("request %s to directory %s: %w", id, directory, model.ErrNotFound)
		}
		return s.decodeRequest(v, directory, id, packed)
	})
}

// DirectoryLog implements [storage.Store].
func (s *Store) DirectoryLog(ctx context.Context, q storage.DirectoryLogQuery) ([]model.DirectoryRequest, error) {
	if stored.CheckID(q.Directory, q.Behind) != nil {
		return nil, nil
	}
	return read(ctx, s, func(v snapshot) (all []model.DirectoryRequest, err error) {
		prefix := key(classLog, packID(q.Directory))
		var behind []byte
		if q.Behind != "" {
			behind = logKey(q.Directory, q.Behind)
		}
		err = v.scanBack(prefix, behind, true, func(k, packed []byte) (bool, error) {
			id, _, _ := cutEntry(k[len(prefix):])
			r, err := s.decodeRequest(v, q.Directory, id, packed)
			all = append(all, r)
			if err == nil {
				err = ctx.Err()
			}
			return q.Limit <= 0 || len(all) < q.Limit, err
		})
		if err == nil {
			err = s.damage.get()
		}
		return all, err
	})
}

// ForgetDirectoryLog implements [storage.Store]. When it fails half-way, what it reports is forgotten.
func (s *Store) ForgetDirectoryLog(ctx context.Context, directory model.ID, before time.Time, keep, most int) (int,
	error) {
	if stored.CheckID(directory) != nil {
		return 0, nil
	}
	prefix, total := key(classLog, packID(directory)), 0
	kept, err := s.oldestKept(ctx, prefix, keep)
	if err != nil {
		return 0, err
	}
	for from := prefix; total < most; {
		old, err := read(ctx, s, func(v snapshot) (old [][]byte, err error) {
			err = v.scan(prefix, from, true, func(k, packed []byte) (bool, error) {
				if bytes.Compare(k, kept) >= 0 {
					id, _, _ := cutEntry(k[len(prefix):])
					r, err := s.decodeRequest(v, directory, id, packed)
					if err != nil || !r.At.Before(before) {
						return false, err
					}
				}
				old = append(old, bytes.Clone(k))
				return len(old) < min(sweepStep, most-total), nil
			})
			return old, err
		})
		if err != nil || len(old) == 0 {
			return total, err
		}
		n, err := s.removeAll(ctx, old)
		total += n
		if err != nil {
			return total, err
		}
		from = old[len(old)-1]
	}
	return total, nil
}

// oldestKept is the key of the oldest request of the newest so many; nil if there are no more than these.
func (s *Store) oldestKept(ctx context.Context, prefix []byte, keep int) (kept []byte, err error) {
	if keep <= 0 {
		return nil, nil
	}
	return read(ctx, s, func(v snapshot) (kept []byte, err error) {
		n := 0
		err = v.scanBack(prefix, nil, false, func(k, _ []byte) (bool, error) {
			if n++; n == keep {
				kept = bytes.Clone(k)
			}
			return n < keep, ctx.Err()
		})
		return kept, err
	})
}

// removeAll removes keys in one step, and reports how many were there.
func (s *Store) removeAll(ctx context.Context, keys [][]byte) (int, error) {
	return write(ctx, s, func(b *batch) (n int, err error) {
		for _, k := range keys {
			is, err := b.has(k)
			if err != nil {
				return 0, err
			}
			if is {
				b.drop(k)
				n++
			}
		}
		return n, nil
	})
}
