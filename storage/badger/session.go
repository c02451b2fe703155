package badger

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// Begin implements [storage.Store].
func (s *Store) Begin(
	ctx context.Context, session model.Session, r model.Request, tell ...model.AppEvent,
) error {
	if err := stored.CheckSession(&session); err != nil {
		return err
	}
	events, err := encodeEvents(tell)
	if err != nil {
		return err
	}
	raw, err := encodeRequest(r)
	if err != nil {
		return err
	}
	if r, err = decodeRequest(session.ID, raw); err != nil {
		return err
	}
	return s.writeBody(ctx, session.ConnectionID, raw, func(b *batch, body blob) error {
		if _, found, err := findPlace(b, session.ID); err != nil || found {
			return err
		}
		n := row{Session: session, request: seal{}.add(body.sum)}
		n.Receipts = 0
		if err := b.addBlob(key(classRequest, packID(session.ID)), body); err != nil {
			return err
		}
		b.at(session.CreatedAt)
		b.tell(events)
		if err := b.putRow(nil, &n); err != nil {
			return err
		}
		b.noteBegun(&n, r)
		return nil
	})
}

type none struct{}

// writeBody writes a step that stores a body, compressed beforehand, so that the
// one goroutine that commits does not have to.
func (s *Store) writeBody(ctx context.Context, conn model.ID, raw []byte, apply func(*batch, blob) error) error {
	for {
		c, err := s.codec(ctx, conn)
		if err != nil {
			return err
		}
		body := c.pack(raw)
		_, err = write(ctx, s, func(b *batch) (none, error) { return none{}, apply(b, body) })
		if err != errStale {
			return err
		}
		// The dictionary was dropped since: pack again with what is there now.
		s.dictionaries.forget(conn)
	}
}

// codec is that for a connection's new bodies.
func (s *Store) codec(ctx context.Context, conn model.ID) (c *codec, err error) {
	if c = s.dictionaries.inUse(conn); c != nil {
		return c, nil
	}
	err = s.view(ctx, func(v snapshot) (err error) {
		c, err = s.dictionaries.of(v, conn)
		return err
	})
	return c, err
}

// Accept implements [storage.Store].
func (s *Store) Accept(ctx context.Context, o storage.Outcome) (model.Session, error) {
	if err := stored.CheckOutcome(&o); err != nil {
		return model.Session{}, err
	}
	events, err := encodeEvents(o.Tell)
	if err != nil {
		return model.Session{}, err
	}
	order, content, err := s.prepare(ctx, &o)
	if err != nil {
		return model.Session{}, err
	}
	conn := o.Receipt.ConnectionID
	for {
		body, raw, err := s.packReceipt(ctx, o.Receipt, order, content != nil)
		if err != nil {
			return model.Session{}, err
		}
		now, err := write(ctx, s, func(b *batch) (model.Session, error) {
			now, err := s.accept(b, &o, order, body, events)
			if err == nil && content != nil {
				err = b.mint(conn, content(raw), s.dictionaries.plain)
			}
			return now, err
		})
		if err == errStale {
			s.dictionaries.forget(conn)
			continue
		}
		if other, ok := err.(orderChanged); ok {
			order = int(other)
			continue
		}
		return now, err
	}
}

// packReceipt encodes and compresses a receipt. The memory that this takes is free
// again when the receipt waits for its group: what few use stays in the processor's
// caches. raw is what was compressed, if it is asked for.
func (s *Store) packReceipt(ctx context.Context, r model.Receipt, order int, keep bool) (body blob, raw []byte,
	err error) {
	c, err := s.codec(ctx, r.ConnectionID)
	if err != nil {
		return blob{}, nil, err
	}
	scratch := scratches.Get().(*scratch)
	defer scratches.Put(scratch)
	if raw, err = scratch.encode(r, order, &s.repeated); err != nil {
		return blob{}, nil, err
	}
	body = c.pack(raw)
	if keep {
		return body, slices.Clone(raw), nil
	}
	return body, nil, nil
}

// orderChanged says that the session has that many receipts by now.
type orderChanged int

func (n orderChanged) Error() string {
	return fmt.Sprintf("the session has %d receipts by now", int(n))
}

// prepare reads what an outcome builds on: how many receipts there are, and if
// the connection has no dictionary yet and the message is fit to become one,
// how to make its content. A message that nobody signed never shapes how
// others are kept.
func (s *Store) prepare(ctx context.Context,
	o *storage.Outcome) (order int, content func(raw []byte) []byte, err error) {
	conn := o.Receipt.ConnectionID
	if o.Update && s.dictionaries.inUse(conn) != nil {
		if x := s.recent.find(o.Session.ID); x != nil {
			return x.row.Receipts, nil, nil
		}
	}
	err = s.view(ctx, func(v snapshot) error {
		var request []byte
		if o.Update {
			p, found, err := findPlace(v, o.Session.ID)
			if err != nil || !found {
				return err
			}
			r, err := loadRow(v, p)
			if err != nil {
				return err
			}
			order = r.Receipts
		}
		if conn == "" || !o.Receipt.Verdict.Verified {
			return nil
		}
		if _, found, err := v.get(key(classCurrent, packID(conn))); err != nil || found {
			return err
		}
		request, _, err := s.blob(v, key(classRequest, packID(o.Session.ID)))
		if err != nil {
			return err
		}
		content = func(raw []byte) []byte { return slices.Concat(request, raw) }
		return nil
	})
	return order, content, err
}

// accept is the step of Accept.
func (s *Store) accept(
	b *batch, o *storage.Outcome, order int, body blob, events []tellable,
) (model.Session, error) {
	id := o.Session.ID
	at := key(classReceipt, packID(id), packID(o.Receipt.ID))
	before, found, err := b.load(id)
	if err != nil {
		return model.Session{}, err
	}
	var old *row
	n := row{Session: o.Session}
	n.Receipts = 0
	if found {
		seen := false
		if before.Receipts > 0 {
			_, seen, err = b.get(chunkKey(at, 0))
		}
		switch {
		case err != nil:
			return model.Session{}, err
		case seen:
			return before.Session, nil // a repetition
		case !o.Update:
			return model.Session{}, fmt.Errorf("session %s exists: %w", id, model.ErrConflict)
		case before.State != model.Started:
			return before.Session, fmt.Errorf("session %s: %w", id, storage.ErrSettled)
		case before.Receipts != order:
			return model.Session{}, orderChanged(before.Receipts)
		}
		old = &before
		n.Receipts, n.request, n.bodies, n.events = before.Receipts, before.request, before.bodies, before.events
		n.Lapsed = before.Lapsed
	} else if o.Update {
		return model.Session{}, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
	}
	var ends expiry
	if err := b.claimReplayKeys(o, &ends); err != nil {
		return model.Session{}, err
	}
	if o.Code != nil {
		if err := b.putCode(*o.Code, id, &ends); err != nil {
			return model.Session{}, err
		}
	}
	if err := b.putExpiry(ends); err != nil {
		return model.Session{}, err
	}
	if err := b.addBlob(at, body); err != nil {
		return model.Session{}, err
	}
	n.Receipts++
	n.bodies = n.bodies.add(body.sum)
	b.at(o.Receipt.At)
	b.tell(events)
	return n.Session, b.putRow(old, &n)
}

// Note implements [storage.Store].
func (s *Store) Note(ctx context.Context, id model.ID, e model.Event) error {
	v, err := stored.Encode(e)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(e.What + "\x00" + e.Note))
	k := key(classEvent, packID(id), appendNanos(nil, nanosOf(e.At)), sum[:8])
	_, err = write(ctx, s, func(b *batch) (none, error) {
		r, err := load(b, id)
		if err != nil {
			return none{}, err
		}
		if _, again, err := b.get(k); err != nil || again || r.events >= storage.MaxEvents {
			return none{}, err
		}
		n := r
		n.events++
		b.at(e.At)
		b.add(k, v)
		return none{}, b.putRow(&r, &n)
	})
	return err
}

// at notes the time that a step happened at.
func (b *batch) at(t time.Time) { b.clock = max(b.clock, nanosOf(t)) }

// putRow stores a session in all its places and in the log of changes. old is
// the row that it replaces, or nil.
func (b *batch) putRow(old, n *row) error {
	b.touched[n.ID] = true
	p, listed := placeOf(&n.Session), old
	var before uint64
	if old != nil {
		before = old.changed
		if was := placeOf(&old.Session); was != p || old.ConnectionID != n.ConnectionID || old.Claims != n.Claims {
			if err := b.removePlaces(old); err != nil {
				return err
			}
			old = nil
		}
	} else {
		b.meta.Begun++
		b.meta.Last = n.ID
	}
	if err := b.listUnverified(listed, n); err != nil {
		return err
	}
	n.changed = b.position(before, key(classSession, packID(n.ID)))
	v := appendRow(make([]byte, 0, 192), n)
	if old != nil {
		b.replace(p.row(), v)
		return nil
	}
	b.add(p.row(), v)
	b.add(p.pointer())
	if n.ConnectionID != "" {
		b.add(p.byConnection(n.ConnectionID), packID(p.env))
	}
	if n.Claims != "" {
		b.add(key(classClaim, packID(n.Claims), packID(n.ID)), nil)
	}
	return nil
}

// removePlaces removes the keys that point to a session, and its row.
func (b *batch) removePlaces(r *row) error {
	b.touched[r.ID] = true
	p := placeOf(&r.Session)
	k, _ := p.pointer()
	for _, k := range [...][]byte{
		p.row(), k, p.byConnection(r.ConnectionID), key(classClaim, packID(r.Claims), packID(r.ID)),
	} {
		if err := b.remove(k); err != nil {
			return err
		}
	}
	return nil
}
