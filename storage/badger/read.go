package badger

import (
	"context"
	"fmt"
	"sort"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// findPlace finds where a session stands.
func findPlace(src source, id model.ID) (place, bool, error) {
	if id == "" || stored.CheckID(id) != nil {
		return place{}, false, nil
	}
	v, found, err := src.get(key(classPointer, packID(id)))
	if err != nil || !found {
		return place{}, false, err
	}
	p, ok := parsePointer(id, v)
	if !ok {
		return place{}, false, fmt.Errorf("%w: the pointer to session %s", model.ErrDamaged, id)
	}
	return p, true, nil
}

// loadRow reads the row at a place that something pointed to.
func loadRow(src source, p place) (row, error) {
	v, found, err := src.get(p.row())
	if err != nil {
		return row{}, fmt.Errorf("session %s: %w", p.id, err)
	}
	if !found {
		return row{}, fmt.Errorf("%w: the row of session %s is missing", model.ErrDamaged, p.id)
	}
	r, ok := parseRow(p, v, nil)
	if !ok {
		return row{}, fmt.Errorf("%w: the row of session %s cannot be read", model.ErrDamaged, p.id)
	}
	return r, nil
}

// load reads a session by its id.
func load(src source, id model.ID) (row, error) {
	p, found, err := findPlace(src, id)
	if err != nil {
		return row{}, err
	}
	if !found {
		return row{}, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
	}
	return loadRow(src, p)
}

// read answers with one consistent look at the store.
func read[T any](ctx context.Context, s *Store, f func(snapshot) (T, error)) (T, error) {
	var result T
	err := s.view(ctx, func(v snapshot) (err error) {
		result, err = f(v)
		return err
	})
	if err != nil {
		var zero T
		return zero, err
	}
	return result, nil
}

// Session implements [storage.Store].
func (s *Store) Session(ctx context.Context, id model.ID) (model.Session, error) {
	if x, err := s.recently(ctx, id); err != nil || x != nil {
		if err != nil {
			return model.Session{}, err
		}
		return x.row.Session, nil
	}
	return read(ctx, s, func(v snapshot) (model.Session, error) {
		r, err := load(v, id)
		return r.Session, err
	})
}

// Request implements [storage.Store].
func (s *Store) Request(ctx context.Context, id model.ID) (model.Request, error) {
	if x, err := s.recently(ctx, id); err != nil || x != nil {
		if err != nil {
			return model.Request{}, err
		}
		return x.copied(), nil
	}
	return read(ctx, s, func(v snapshot) (model.Request, error) {
		r, err := load(v, id)
		if err != nil {
			return model.Request{}, err
		}
		if r.request.size == 0 {
			return model.Request{}, fmt.Errorf("request of session %s: %w", id, model.ErrNotFound)
		}
		return s.request(v, &r)
	})
}

// request reads the request that a row says there is.
func (s *Store) request(v snapshot, r *row) (model.Request, error) {
	raw, found, err := s.blob(v, key(classRequest, packID(r.ID)))
	if err != nil {
		return model.Request{}, fmt.Errorf("request of session %s: %w", r.ID, err)
	}
	if !found || (seal{}).add(sumOf(raw)) != r.request {
		return model.Request{}, fmt.Errorf("%w: the request of session %s is missing or changed", model.ErrDamaged,
			r.ID)
	}
	return decodeRequest(r.ID, raw)
}

// Receipts implements [storage.Store].
func (s *Store) Receipts(ctx context.Context, session model.ID) ([]model.Receipt, error) {
	return read(ctx, s, func(v snapshot) ([]model.Receipt, error) {
		r, err := load(v, session)
		if err != nil {
			return nil, err
		}
		all, err := s.receipts(v, &r)
		if err != nil {
			return nil, fmt.Errorf("receipts of session %s: %w", session, err)
		}
		return all, nil
	})
}

// arrived is a receipt as it was read.
type arrived struct {
	model.Receipt
	order int
	raw   []byte
}

func (s *Store) receipts(v snapshot, r *row) ([]model.Receipt, error) {
	keys, err := receiptKeys(v, r.ID)
	if err != nil {
		return nil, err
	}
	all := make([]arrived, 0, len(keys))
	for _, k := range keys {
		raw, _, err := s.blob(v, k.at)
		if err != nil {
			return nil, err
		}
		a := arrived{raw: raw}
		if a.Receipt, a.order, err = decodeReceipt(r.ID, k.id, raw); err != nil {
			return nil, fmt.Errorf("%w: %w", model.ErrDamaged, err)
		}
		all = append(all, a)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].order < all[j].order })
	var sealed seal
	receipts := make([]model.Receipt, len(all))
	for i, a := range all {
		sealed = sealed.add(sumOf(a.raw))
		receipts[i] = a.Receipt
	}
	if len(all) != r.Receipts || sealed != r.bodies {
		return nil, fmt.Errorf("%w: %d of %d bodies are there, %d of %d bytes, or they were changed",
			model.ErrDamaged, len(all), r.Receipts, sealed.size, r.bodies.size)
	}
	return receipts, nil
}

type receiptKey struct {
	at []byte // without the number of a chunk
	id model.ID
}

func receiptKeys(v snapshot, session model.ID) (keys []receiptKey, err error) {
	prefix := key(classReceipt, packID(session))
	err = v.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
		id, chunk, ok := cutID(k[len(prefix):])
		if !ok || len(chunk) != 1 {
			return false, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
		}
		if chunk[0] == 0 {
			keys = append(keys, receiptKey{at: append([]byte(nil), k[:len(k)-1]...), id: id})
		}
		return true, nil
	})
	return keys, err
}

// Events implements [storage.Store].
func (s *Store) Events(ctx context.Context, session model.ID) ([]model.Event, error) {
	return read(ctx, s, func(v snapshot) (all []model.Event, err error) {
		r, err := load(v, session)
		if err != nil {
			return nil, err
		}
		err = v.scan(key(classEvent, packID(session)), nil, true, func(_, value []byte) (bool, error) {
			var e model.Event
			err := stored.Decode(value, &e)
			all = append(all, e)
			return true, err
		})
		if err == nil && uint64(len(all)) != r.events {
			err = fmt.Errorf("%d of %d are there", len(all), r.events)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: events of session %s: %w", model.ErrDamaged, session, err)
		}
		return all, nil
	})
}

// Claimants implements [storage.Store].
func (s *Store) Claimants(ctx context.Context, session model.ID) ([]model.ID, error) {
	return read(ctx, s, func(v snapshot) (all []model.ID, err error) {
		prefix := key(classClaim, packID(session))
		err = v.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
			id, rest, ok := cutID(k[len(prefix):])
			if !ok || len(rest) != 0 {
				return false, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
			}
			all = append(all, id)
			return len(all) < storage.MaxClaimants, nil
		})
		return all, err
	})
}
