package model

import (
	"context"
	"time"
)

// leastForgotten is how old sessions must be to be forgotten: a slip in an age
// must not take what somebody is just looking into.
const leastForgotten = time.Hour

// CountSessions counts the sessions of an environment, or with "" of all, that
// began before a time; a zero time counts all.
func (d *Desk) CountSessions(ctx context.Context, environment ID, before time.Time) (int, error) {
	d, err := d.see(ctx, ActSeeSessions, within(&environment, nil))
	if err != nil {
		return 0, err
	}
	page, err := d.store.Sessions(ctx, Query{Environment: environment, Until: before, Filter: Nothing()})
	return page.Scanned, err
}

// ForgetSessions deletes the sessions that began before a time, with all that
// belongs to them. It cannot be taken back.
func (d *Desk) ForgetSessions(ctx context.Context, before time.Time) (int, error) {
	d, err := d.do(ctx, ActForgetSessions, everything)
	if err != nil {
		return 0, err
	}
	if err := d.checkForget(before); err != nil {
		return 0, err
	}
	return d.store.Forget(ctx, before)
}

// Forgettable counts what [Desk.ForgetSessions] would delete.
func (d *Desk) Forgettable(ctx context.Context, before time.Time) (int, error) {
	d, err := d.see(ctx, ActForgetSessions, everything)
	if err != nil {
		return 0, err
	}
	if err := d.checkForget(before); err != nil {
		return 0, err
	}
	return d.CountSessions(ctx, "", before)
}

func (d *Desk) checkForget(before time.Time) error {
	if before.IsZero() || before.After(d.now().Add(-leastForgotten)) {
		return refuse("before", "say how old, like 90d, or a date, like 2026-01-31", "sessions of the last hour are kept")
	}
	return nil
}
