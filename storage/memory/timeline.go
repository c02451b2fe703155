package memory

import (
	"context"

	"github.com/tidwall/btree"

	"gatehouse/model"
)

const defaultLimit = 50

// Sessions implements [storage.Store]. It walks over a copy, so that Match may ask
// the store.
func (s *Store) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	w := walk{ctx: ctx, q: q, page: model.Page{Done: true}}
	timeline, err := do(ctx, s, func() (_ *btree.BTreeG[*session], err error) {
		if w.before, err = s.cursor(q.Before); err != nil {
			return nil, err
		}
		if w.after, err = s.cursor(q.After); err != nil {
			return nil, err
		}
		return s.timeline.Copy(), nil
	})
	if err != nil {
		return model.Page{}, err
	}
	if from := w.from(); from != nil {
		timeline.Ascend(from, w.look)
	} else {
		timeline.Scan(w.look)
	}
	if w.err != nil {
		return model.Page{}, w.err
	}
	return w.page, nil
}

func (s *Store) cursor(id model.ID) (*session, error) {
	if id == "" {
		return nil, nil
	}
	return s.load(id)
}

// walk is one way along the timeline, newest first.
type walk struct {
	ctx           context.Context
	q             model.Query
	before, after *session // its cursors, or nil
	page          model.Page
	last          model.ID // that was looked at
	err           error
}

// from is where the walk begins; nil for the newest session.
func (w *walk) from() *session {
	if w.q.Until.IsZero() {
		return w.before
	}
	until := &session{Session: model.Session{CreatedAt: w.q.Until}} // behind all of that moment
	if w.before == nil || newer(w.before, until) {
		return until
	}
	return w.before
}

// look takes one session, and reports whether to go on.
func (w *walk) look(s *session) bool {
	switch {
	case w.before != nil && s.ID == w.before.ID:
		return true
	case w.after != nil && !newer(s, w.after), s.CreatedAt.Before(w.q.Since):
		return false
	case !w.near(s):
		return true
	case len(w.page.Sessions) >= w.q.Limit: // one more is there: a page that is full has a next one
		w.page.Next = w.last
		return false
	case w.q.Scan > 0 && w.page.Scanned >= w.q.Scan:
		w.page.Next, w.page.Done = w.last, false
		return false
	}
	if w.err = w.ctx.Err(); w.err != nil {
		return false
	}
	w.page.Scanned++
	w.last = s.ID
	if w.matches(&s.Session) {
		w.page.Sessions = append(w.page.Sessions, s.Session)
	}
	return true
}

// near reports whether a session is in the timeline that the query is about: that
// of a connection or of an environment. Others do not count as looked at.
func (w *walk) near(s *session) bool {
	if w.q.Connection != "" {
		return s.ConnectionID == w.q.Connection
	}
	return w.q.Environment == "" || s.EnvironmentID == w.q.Environment
}

func (w *walk) matches(s *model.Session) bool {
	return (w.q.Environment == "" || s.EnvironmentID == w.q.Environment) &&
		(w.q.Organization == "" || s.OrganizationID == w.q.Organization) &&
		w.q.Filter.Match(*s, w.q.At, w.q.Names)
}
