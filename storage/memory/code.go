package memory

import (
	"context"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// lease is what stands behind a token or a replay key: the session that holds
// it, and until when.
type lease struct {
	session model.ID
	until   time.Time
}

func (l lease) ended(now time.Time) bool { return !now.Before(l.until) }

// code is a lease that one attempt may redeem.
type code struct {
	lease
	redeemed bool
	attempt  string
	token    model.Hash // that it gave
}

// free reports whether nobody else holds what an outcome claims.
func (s *Store) free(o *storage.Outcome) error {
	for _, r := range o.Replay {
		if l, held := s.replay[r.Key]; held && l.session != o.Session.ID && !l.ended(o.Receipt.At) {
			return &storage.Replayed{Earlier: l.session}
		}
	}
	if o.Code != nil {
		if c := s.codes[o.Code.Hash]; c != nil && c.session != o.Session.ID {
			return fmt.Errorf("the code was given out already: %w", model.ErrConflict)
		}
	}
	return nil
}

// lend gives the session of an outcome what the outcome claims.
func (s *Store) lend(o *storage.Outcome) {
	for _, r := range o.Replay {
		s.replay[r.Key] = lease{o.Session.ID, r.Until}
	}
	if o.Code != nil {
		s.codes[o.Code.Hash] = &code{lease: lease{o.Session.ID, o.Code.Expires}}
	}
}

// given finds a code with its session.
func (s *Store) given(hash model.Hash) (*code, *session, error) {
	c := s.codes[hash]
	if c == nil {
		return nil, nil, fmt.Errorf("code: %w", model.ErrNotFound)
	}
	of, err := s.load(c.session)
	return c, of, err
}

// Coded implements [storage.Store].
func (s *Store) Coded(ctx context.Context, hash model.Hash) (model.Session, model.Request, error) {
	of, err := do(ctx, s, func() (*session, error) {
		_, of, err := s.given(hash)
		return of, err
	})
	if err != nil {
		return model.Session{}, model.Request{}, err
	}
	return of.Session, of.copyRequest(), nil
}

// Exchange implements [storage.Store].
func (s *Store) Exchange(ctx context.Context, e storage.Exchange) (model.Session, error) {
	if err := stored.CheckEvents(e.Tell); err != nil {
		return model.Session{}, err
	}
	return do(ctx, s, func() (model.Session, error) {
		c, of, err := s.given(e.Code)
		switch {
		case err != nil:
			return model.Session{}, err
		case c.redeemed && c.attempt == e.Attempt:
			return of.Session, nil // a repetition
		case c.redeemed:
			delete(s.tokens, c.token)
			return of.Session, fmt.Errorf("session %s: %w", of.ID, storage.ErrCodeSpent)
		case c.ended(e.Now) || of.State != model.Authorized:
			return of.Session, fmt.Errorf("session %s: %w", of.ID, storage.ErrCodeSpent)
		}
		c.redeemed, c.attempt, c.token = true, e.Attempt, e.Token
		s.tokens[e.Token] = lease{of.ID, e.Expires}
		n := *of
		n.State, n.UpdatedAt = model.Successful, e.Now
		s.tell(e.Tell)
		s.put(n)
		return s.sessions[n.ID].Session, nil
	})
}

// Token implements [storage.Store].
func (s *Store) Token(ctx context.Context, token model.Hash, now time.Time) (model.Session, error) {
	return do(ctx, s, func() (model.Session, error) {
		l, held := s.tokens[token]
		if !held || l.ended(now) {
			return model.Session{}, fmt.Errorf("token: %w", model.ErrNotFound)
		}
		of, err := s.load(l.session)
		if err != nil {
			return model.Session{}, err
		}
		return of.Session, nil
	})
}
