package signin

import (
	"context"
	"errors"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

const (
	timeoutsEvery = 20 * time.Second

	// mostInProgress is how long a session can be in progress at most: an hour for the
	// response, then as long as its code lives, and a little for clocks.
	mostInProgress = time.Hour + model.CodeLife + 5*time.Minute

	timeoutsStep = 100       // sessions that are told in one step
	timeoutsScan = 5000      // and looked at in one reading
	timeoutsNote = time.Hour // how often it is kept how far they were told
)

// toldUntil is how far apps were told of sessions that ran out of time: those that began
// before are done. It lags behind, which is no harm, for each session has a mark of its own.
type toldUntil struct {
	Began    time.Time `json:"began"`
	Revision uint64    `json:"-"`
}

const toldUntilID model.ID = "timeouts"

func (u toldUntil) RecordKey() (model.Kind, model.ID) { return model.KindSetting, toldUntilID }

func (u toldUntil) RecordParent() model.ID { return "" }

func (u toldUntil) RecordNames() []string { return nil }

func (u toldUntil) RecordRevision() uint64 { return u.Revision }

func (u toldUntil) AtRevision(r uint64) model.Noun { u.Revision = r; return u }

// RunTimeouts tells apps of sessions that ran out of time, within a minute, until ctx ends.
func (s Service) RunTimeouts(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	tick := time.NewTicker(timeoutsEvery)
	defer tick.Stop()
	for {
		s.tellRetention(ctx, "apps were not told of sessions that timed out", s.TellTimeouts(ctx))
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// TellTimeouts tells apps of each session that has run out of time by now, once. Those that
// ran out of it while nothing ran are among them.
func (s Service) TellTimeouts(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	now := s.core.Now()
	done := now.Add(-mostInProgress)
	until, err := core.Read[toldUntil](ctx, s.core.Store, model.KindSetting, toldUntilID)
	first, err := core.Missing(err)
	if err != nil {
		return err
	}
	if first || until.Began.After(done) { // or a clock was put back
		until.Began = done
	}
	all, err := core.Select[model.Environment](ctx, s.core.Store, storage.Selection{Kind: model.KindEnvironment})
	for i := 0; i < len(all) && err == nil; i++ {
		err = s.tellTimeouts(ctx, all[i].ID, until.Began, now)
	}
	if err != nil || !first && done.Sub(until.Began) < timeoutsNote {
		return err
	}
	next := toldUntil{Began: done}
	if first {
		return s.core.ApplyQuietly(ctx, core.Created(next))
	}
	return s.core.ApplyQuietly(ctx, core.Changed(until, next))
}

// tellTimeouts tells of the sessions of an environment that began after a time.
func (s Service) tellTimeouts(ctx context.Context, env model.ID, since, now time.Time) error {
	q := model.Query{Environment: env, Since: since, At: now, Limit: timeoutsStep, Scan: timeoutsScan,
		Filter: model.Is(model.FieldState, model.TimedOut)}
	for {
		page, err := s.core.Store.Sessions(ctx, q)
		if err != nil {
			return err
		}
		var lapsed []storage.Lapsed
		for _, x := range page.Sessions {
			if x.Lapsed {
				continue
			}
			tell, err := s.tellOfTimeout(ctx, x, now)
			if err != nil {
				return err
			}
			lapsed = append(lapsed, storage.Lapsed{Session: x.ID, Tell: tell})
		}
		if len(lapsed) > 0 {
			if err := s.core.Store.Lapse(ctx, now, lapsed...); err != nil {
				return err
			}
		}
		if q.Before = page.Next; q.Before == "" {
			return nil
		}
	}
}

func (s Service) tellOfTimeout(ctx context.Context, x model.Session, now time.Time) ([]model.AppEvent, error) {
	r, err := s.core.Store.Request(ctx, x.ID)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return nil, err
	}
	why := &model.SignInFailed{Code: "no_response", Message: "No response came from the identity provider in time"}
	if x.State == model.Authorized {
		why = &model.SignInFailed{Code: "code_not_exchanged", Message: "The app did not exchange its code in time"}
	}
	x.UpdatedAt = now
	return tellOf(model.SSOTimedOut, x, r.Peer, r.UserAgent, why)
}
