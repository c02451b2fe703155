package memory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// session is one with all that belongs to it. It is never changed, only replaced.
type session struct {
	model.Session
	request  *model.Request // nil for an IdP-initiated session
	receipts []receipt      // in the order of their arrival
	events   []model.Event  // by time
	pos      storage.Pos    // of its last change
}

// receipt is encoded, so that nobody shares its insides with the store.
type receipt struct {
	id    model.ID
	bytes []byte
}

// perSession is what a session takes beside its messages.
const perSession = 512

func (s *session) size() int64 {
	size := perSession
	if s.request != nil {
		size += len(s.request.XML)
	}
	for _, r := range s.receipts {
		size += len(r.bytes)
	}
	return int64(size)
}

// newer puts the newest session first: by time, then by id.
func newer(a, b *session) bool {
	if c := a.CreatedAt.Compare(b.CreatedAt); c != 0 {
		return c > 0
	}
	return a.ID > b.ID
}

// load finds a session.
func (s *Store) load(id model.ID) (*session, error) {
	if found, ok := s.sessions[id]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
}

// put stores a session in all its places, and that it changed.
func (s *Store) put(n session) {
	n.CreatedAt, n.UpdatedAt, n.Deadline = moment(n.CreatedAt), moment(n.UpdatedAt), moment(n.Deadline)
	if old := s.sessions[n.ID]; old != nil {
		s.remove(old)
	}
	n.pos = s.next()
	s.sessions[n.ID] = &n
	s.timeline.Set(&n)
	if n.Unverified {
		s.unverified.Set(&n)
	}
	if n.Claims != "" {
		if s.claimants[n.Claims] == nil {
			s.claimants[n.Claims] = tree(func(a, b model.ID) bool { return a < b })
		}
		s.claimants[n.Claims].Set(n.ID)
	}
	s.changes.Set(change{pos: n.pos, session: &n})
}

// remove takes a session out of all its places.
func (s *Store) remove(old *session) {
	delete(s.sessions, old.ID)
	s.timeline.Delete(old)
	s.unverified.Delete(old)
	if of := s.claimants[old.Claims]; of != nil {
		of.Delete(old.ID)
		if of.Len() == 0 {
			delete(s.claimants, old.Claims)
		}
	}
	s.changes.Delete(change{pos: old.pos})
}

// Put stores a session as it is given, new or in place of one with its id. It is
// no operation of [storage.Store]: tests and the storybook invent sessions with it.
func (s *Store) Put(m model.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var n session
	if old := s.sessions[m.ID]; old != nil {
		n = *old
	}
	n.Session = m
	s.put(n)
}

// Begin implements [storage.Store].
func (s *Store) Begin(ctx context.Context, m model.Session, r model.Request, tell ...model.AppEvent) error {
	if err := errors.Join(stored.CheckSession(&m), stored.CheckEvents(tell)); err != nil {
		return err
	}
	r.SessionID, r.XML = m.ID, slices.Clone(r.XML)
	m.Receipts = 0
	return alter(ctx, s, func() error {
		if s.sessions[m.ID] == nil {
			s.tell(tell)
			s.put(session{Session: m, request: &r})
		}
		return nil
	})
}

// Accept implements [storage.Store].
func (s *Store) Accept(ctx context.Context, o storage.Outcome) (model.Session, error) {
	if err := errors.Join(stored.CheckOutcome(&o), stored.CheckEvents(o.Tell)); err != nil {
		return model.Session{}, err
	}
	o.Receipt.SessionID = o.Session.ID
	bytes, err := stored.Encode(stored.Encodable(o.Receipt))
	if err != nil {
		return model.Session{}, err
	}
	return do(ctx, s, func() (model.Session, error) { return s.accept(&o, bytes) })
}

func (s *Store) accept(o *storage.Outcome, bytes []byte) (model.Session, error) {
	id := o.Session.ID
	n := session{Session: o.Session}
	if old := s.sessions[id]; old != nil {
		switch {
		case slices.ContainsFunc(old.receipts, func(r receipt) bool { return r.id == o.Receipt.ID }):
			return old.Session, nil // a repetition
		case !o.Update:
			return model.Session{}, fmt.Errorf("session %s exists: %w", id, model.ErrConflict)
		case old.State != model.Started:
			return old.Session, fmt.Errorf("session %s: %w", id, storage.ErrSettled)
		}
		n = *old
		n.Session = o.Session
		n.Lapsed = old.Lapsed
	} else if o.Update {
		return model.Session{}, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
	}
	if err := s.free(o); err != nil {
		return model.Session{}, err
	}
	s.lend(o)
	n.receipts = append(slices.Clip(n.receipts), receipt{o.Receipt.ID, bytes})
	n.Receipts = len(n.receipts)
	s.tell(o.Tell)
	s.put(n)
	return s.sessions[id].Session, nil
}

// Note implements [storage.Store].
func (s *Store) Note(ctx context.Context, id model.ID, e model.Event) error {
	e.At = moment(e.At)
	return alter(ctx, s, func() error {
		old, err := s.load(id)
		if err != nil || len(old.events) >= storage.MaxEvents || slices.Contains(old.events, e) {
			return err
		}
		at, _ := slices.BinarySearchFunc(old.events, e, func(a, b model.Event) int {
			if a.At.After(b.At) {
				return 1
			}
			return -1 // behind those of the same moment
		})
		n := *old
		n.events = slices.Insert(slices.Clone(old.events), at, e)
		s.put(n)
		return nil
	})
}

// Count implements [storage.Store].
func (s *Store) Count(ctx context.Context, id model.ID, more int, at time.Time) error {
	return alter(ctx, s, func() error {
		old, err := s.load(id)
		if err != nil {
			return err
		}
		n := *old
		n.Repeats += more
		n.UpdatedAt = at
		s.put(n)
		return nil
	})
}

// Session implements [storage.Store].
func (s *Store) Session(ctx context.Context, id model.ID) (model.Session, error) {
	found, err := s.find(ctx, id)
	if err != nil {
		return model.Session{}, err
	}
	return found.Session, nil
}

func (s *Store) find(ctx context.Context, id model.ID) (*session, error) {
	return do(ctx, s, func() (*session, error) { return s.load(id) })
}

// Request implements [storage.Store].
func (s *Store) Request(ctx context.Context, id model.ID) (model.Request, error) {
	found, err := s.find(ctx, id)
	if err != nil {
		return model.Request{}, err
	}
	if found.request == nil {
		return model.Request{}, fmt.Errorf("request of session %s: %w", id, model.ErrNotFound)
	}
	return found.copyRequest(), nil
}

func (s *session) copyRequest() model.Request {
	if s.request == nil {
		return model.Request{}
	}
	r := *s.request
	r.XML = slices.Clone(r.XML)
	return r
}

// Receipts implements [storage.Store].
func (s *Store) Receipts(ctx context.Context, id model.ID) ([]model.Receipt, error) {
	found, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	all := make([]model.Receipt, len(found.receipts))
	for i, r := range found.receipts {
		if err := stored.Decode(r.bytes, &all[i]); err != nil {
			return nil, fmt.Errorf("receipt %s of session %s: %w", r.id, id, err)
		}
	}
	return all, nil
}

// Events implements [storage.Store].
func (s *Store) Events(ctx context.Context, id model.ID) ([]model.Event, error) {
	found, err := s.find(ctx, id)
	if err != nil {
		return nil, err
	}
	return slices.Clone(found.events), nil
}

// Claimants implements [storage.Store].
func (s *Store) Claimants(ctx context.Context, id model.ID) ([]model.ID, error) {
	return do(ctx, s, func() (all []model.ID, _ error) {
		of, ok := s.claimants[id]
		if !ok {
			return nil, nil
		}
		of.Scan(func(claimant model.ID) bool {
			all = append(all, claimant)
			return len(all) < storage.MaxClaimants
		})
		return all, nil
	})
}
