package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize/english"

	"gatehouse/model"
	"gatehouse/service/core"
)

// leastForgotten is how old sessions must be to be forgotten: a slip in an age
// must not take what somebody is just looking into.
const leastForgotten = time.Hour

// CountSessions counts the sessions of an environment, or with "" of all, that
// began before a time; a zero time counts all.
func (s Service) CountSessions(ctx context.Context, environment model.ID, before time.Time) (int, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.Within(&environment, nil)))
	if err != nil {
		return 0, err
	}
	page, err := s.core.Store.Sessions(ctx,
		model.Query{Environment: environment, Until: before, Filter: model.Nothing()})
	return page.Scanned, err
}

// ForgetSessions deletes the sessions that began before a time, with all that
// belongs to them. It cannot be taken back.
func (s Service) ForgetSessions(ctx context.Context, before time.Time) (int, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActForgetSessions, core.Everything))
	if err != nil {
		return 0, err
	}
	if err := s.checkForget(before); err != nil {
		return 0, err
	}
	n, err := s.core.Store.Forget(ctx, before)
	if n == 0 {
		return n, err
	}
	told := s.core.Apply(context.WithoutCancel(ctx), fmt.Sprintf("forgot %s of before %s",
		english.Plural(n, "session", ""), before.UTC().Format("2006-01-02 15:04 UTC"))) // also if it ended half-way
	return n, errors.Join(err, told)
}

// Forgettable counts what [Service.ForgetSessions] would delete.
func (s Service) Forgettable(ctx context.Context, before time.Time) (int, error) {
	s, err := s.pass(s.core.See(ctx, model.ActForgetSessions, core.Everything))
	if err != nil {
		return 0, err
	}
	if err := s.checkForget(before); err != nil {
		return 0, err
	}
	return s.CountSessions(ctx, "", before)
}

func (s Service) checkForget(before time.Time) error {
	if before.IsZero() || before.After(s.core.Now().Add(-leastForgotten)) {
		return model.Refuse("before", "say how old, like 90d, or a date, like 2026-01-31",
			"sessions of the last hour are kept")
	}
	return nil
}
