package memory

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// Forget implements [storage.Store]. Codes, tokens and replay keys stay: without
// their session they lead nowhere, and a message is not taken again.
func (s *Store) Forget(ctx context.Context, before time.Time) (int, error) {
	return do(ctx, s, func() (int, error) {
		if before.IsZero() {
			return 0, nil // nothing is older than that
		}
		var old []*session
		s.timeline.Reverse(func(one *session) bool {
			if !one.CreatedAt.Before(before) {
				return false
			}
			old = append(old, one)
			return true
		})
		for _, one := range old {
			s.remove(one)
		}
		s.forgetDeletions(before)
		return len(old), nil
	})
}

// forgetDeletions removes the changes that tell of records deleted before a time.
func (s *Store) forgetDeletions(before time.Time) {
	var old []change
	s.changes.Scan(func(c change) bool {
		if c.gone != nil && c.gone.Before(before) {
			old = append(old, c)
		}
		return true
	})
	for _, c := range old {
		s.changes.Delete(c)
	}
}

// Retain implements [storage.Store].
func (s *Store) Retain(ctx context.Context, r storage.Retention, now time.Time) (int, error) {
	return do(ctx, s, func() (int, error) {
		s.giveUp(now)
		over := s.tooMany(r, now)
		for _, one := range over {
			s.remove(one)
		}
		return len(over), nil
	})
}

// givenUpAfter is how long after its beginning a session that was never answered
// counts as one that nobody verified.
const givenUpAfter = 24 * time.Hour

// giveUp marks the sessions that wait for an answer that comes no more.
func (s *Store) giveUp(now time.Time) {
	var old []*session
	s.timeline.Reverse(func(one *session) bool {
		if one.CreatedAt.After(now.Add(-givenUpAfter)) {
			return false
		}
		if !one.Unverified && one.State == model.Started && one.StateAt(now) == model.TimedOut {
			old = append(old, one)
		}
		return true
	})
	for _, one := range old {
		n := *one
		n.Unverified = true
		s.put(n)
	}
}

// tooMany finds the oldest unverified sessions beyond what r keeps: of all, then
// of each connection.
func (s *Store) tooMany(r storage.Retention, now time.Time) (over []*session) {
	count, bytes, of := 0, int64(0), map[model.ID]int{}
	s.unverified.Scan(func(one *session) bool {
		count++
		bytes += one.size()
		of[one.ConnectionID]++
		return true
	})
	s.unverified.Reverse(func(one *session) bool {
		if r.Total > 0 && count > r.Total || r.Bytes > 0 && bytes > r.Bytes || r.Age > 0 &&
			one.CreatedAt.Before(now.Add(-r.Age)) ||
			r.PerConnection > 0 && of[one.ConnectionID] > r.PerConnection {
			over = append(over, one)
			count--
			bytes -= one.size()
			of[one.ConnectionID]--
		}
		return true
	})
	return over
}

// Expire implements [storage.Store].
func (s *Store) Expire(ctx context.Context, k storage.Keeping, most int, now time.Time) (int, error) {
	return do(ctx, s, func() (int, error) {
		var over []*session
		var bytes int64
		s.timeline.Scan(func(one *session) bool {
			if one.EnvironmentID != k.Environment {
				return true
			}
			bytes += one.size()
			age := now.Sub(one.CreatedAt)
			if age >= storage.LeastKept && (k.Age > 0 && age > k.Age || k.Bytes > 0 && bytes > k.Bytes) {
				over = append(over, one)
			}
			return true
		})
		over = over[max(0, len(over)-most):] // they are in the order of the timeline: the oldest are the last
		for _, one := range over {
			s.remove(one)
		}
		return len(over), nil
	})
}
