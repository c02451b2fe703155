package badger

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// lease is what stands behind the hash of a code, a token or a replay key: the
// session that holds it and until when.
type lease struct {
	until   int64
	session model.ID
	attempt []byte // that redeemed a code, and the token that it got; nil before
}

func (l lease) append(b []byte) []byte {
	return append(appendID(appendNanos(b, l.until), l.session), l.attempt...)
}

// lease finds what is held under a key.
func getLease(src source, k []byte) (l lease, found bool, err error) {
	v, found, err := src.get(k)
	if err != nil || !found {
		return lease{}, false, err
	}
	c := cutter{rest: v}
	l.until, l.session = c.nanos(), c.id()
	if len(c.rest) > 0 {
		l.attempt = c.rest
	}
	if c.short {
		return lease{}, false, fmt.Errorf("%w: a code, token or replay key cannot be read", model.ErrDamaged)
	}
	return l, true, nil
}

func (l lease) expired(now time.Time) bool { return nanosOf(now) >= l.until }

// putLease stores a lease, which may be there already, and notes that it ends.
func (b *batch) putLease(k []byte, l lease, found bool, e *expiry) {
	if found {
		b.replace(k, l.append(nil))
	} else {
		b.add(k, l.append(nil))
	}
	e.add(l.until, k)
}

// claimReplayKeys makes the outcome's replay keys its session's, or none.
func (b *batch) claimReplayKeys(o *storage.Outcome, e *expiry) error {
	for _, r := range o.Replay {
		k := key(classReplay, shortSum(r.Key))
		l, found, err := getLease(b, k)
		if err != nil {
			return err
		}
		if found && l.session != o.Session.ID && !l.expired(o.Receipt.At) {
			return &storage.Replayed{Earlier: l.session}
		}
		b.putLease(k, lease{until: nanosOf(r.Until), session: o.Session.ID}, found, e)
	}
	return nil
}

func (b *batch) putCode(c storage.Code, session model.ID, e *expiry) error {
	k := key(classCode, shortHash(c.Hash))
	l, found, err := getLease(b, k)
	if err != nil {
		return err
	}
	if found && l.session != session {
		return fmt.Errorf("the code was given out already: %w", model.ErrConflict)
	}
	b.putLease(k, lease{until: nanosOf(c.Expires), session: session}, found, e)
	return nil
}

// Coded implements [storage.Store].
func (s *Store) Coded(ctx context.Context, code model.Hash) (model.Session, model.Request, error) {
	type answer struct {
		session model.Session
		request model.Request
	}
	a, err := read(ctx, s, func(v snapshot) (a answer, err error) {
		l, found, err := getLease(v, key(classCode, shortHash(code)))
		if err != nil {
			return a, err
		}
		if !found {
			return a, fmt.Errorf("code: %w", model.ErrNotFound)
		}
		r, err := load(v, l.session)
		if err != nil {
			return a, err
		}
		a.session = r.Session
		if r.request.size > 0 {
			a.request, err = s.request(v, &r)
		}
		return a, err
	})
	return a.session, a.request, err
}

// exchanged is what a code gave. A second use is no error of the transaction: it
// ends the token.
type exchanged struct {
	session model.Session
	spent   bool
}

// Exchange implements [storage.Store].
func (s *Store) Exchange(ctx context.Context, e storage.Exchange) (model.Session, error) {
	events, err := encodeEvents(e.Tell)
	if err != nil {
		return model.Session{}, err
	}
	x, err := write(ctx, s, func(b *batch) (exchanged, error) { return b.exchange(e, events) })
	if err == nil && x.spent {
		err = fmt.Errorf("session %s: %w", x.session.ID, storage.ErrCodeSpent)
	}
	return x.session, err
}

func (b *batch) exchange(e storage.Exchange, events []tellable) (exchanged, error) {
	k := key(classCode, shortHash(e.Code))
	l, found, err := getLease(b, k)
	if err != nil {
		return exchanged{}, err
	}
	if !found {
		return exchanged{}, fmt.Errorf("code: %w", model.ErrNotFound)
	}
	r, err := load(b, l.session)
	attempt := shortSum(e.Attempt)
	switch {
	case err != nil:
		return exchanged{}, err
	case bytes.HasPrefix(l.attempt, attempt):
		return exchanged{session: r.Session}, nil // a repetition
	case len(l.attempt) > shortLen:
		return exchanged{r.Session, true}, b.remove(key(classToken, l.attempt[shortLen:]))
	case l.attempt != nil || l.expired(e.Now) || r.State != model.Authorized:
		return exchanged{r.Session, true}, nil // an earlier version did not note the token
	}
	n := r
	n.State, n.UpdatedAt = model.Successful, e.Now
	l.attempt = append(attempt, shortHash(e.Token)...)
	if err := b.put(k, l.append(nil)); err != nil {
		return exchanged{}, err
	}
	token := lease{until: nanosOf(e.Expires), session: r.ID}
	at := key(classToken, shortHash(e.Token))
	_, held, err := b.get(at)
	if err != nil {
		return exchanged{}, err
	}
	var ends expiry
	b.putLease(at, token, held, &ends)
	if err := b.putExpiry(ends); err != nil {
		return exchanged{}, err
	}
	b.at(e.Now)
	b.tell(events)
	return exchanged{session: n.Session}, b.putRow(&r, &n)
}

// Token implements [storage.Store].
func (s *Store) Token(ctx context.Context, token model.Hash, now time.Time) (model.Session, error) {
	return read(ctx, s, func(v snapshot) (model.Session, error) {
		l, found, err := getLease(v, key(classToken, shortHash(token)))
		if err != nil {
			return model.Session{}, err
		}
		if !found || l.expired(now) {
			return model.Session{}, fmt.Errorf("token: %w", model.ErrNotFound)
		}
		r, err := load(v, l.session)
		return r.Session, err
	})
}
