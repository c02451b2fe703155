package model

import (
	"context"
	"slices"
)

// A test's answer that fails verification makes a session of its own, and the
// one that waits for the answer stays as it is: a message that was not verified
// changes no earlier record. Whoever tests has to see the two as one, or the
// test seems to wait while its answer failed.

// TestResult is the session that shows what came of a test: its own, or while
// that waits the last failed one whose message claims to answer it.
func (d *Desk) TestResult(ctx context.Context, id ID) (Story, error) {
	d, err := d.see(ctx, ActSeeSessions, ofSession(id))
	if err != nil {
		return Story{}, err
	}
	story, err := d.Story(ctx, id)
	if err != nil || !story.Session.waitsForTest() {
		return story, err
	}
	for _, claimant := range slices.Backward(story.Claimants) {
		failed, err := d.Story(ctx, claimant)
		if none, err := missing(err); err != nil {
			return story, err
		} else if !none && failed.Session.ConnectionID == story.Session.ConnectionID {
			return failed, nil
		}
	}
	return story, nil
}

// SignIns lists the last sign-ins of a connection as somebody outside may see
// them, newest first: a test that waits is left out once a failed answer to it is
// there.
func (d *Desk) SignIns(ctx context.Context, connection ID, most int) ([]Session, error) {
	d, err := d.see(ctx, ActSeeSessions, ofConnection(connection))
	if err != nil {
		return nil, err
	}
	page, err := d.store.Sessions(ctx, Query{Connection: connection, Limit: 2 * most})
	if err != nil {
		return nil, err
	}
	answered := map[ID]bool{}
	for _, s := range page.Sessions {
		answered[s.Claims] = true
	}
	all := slices.DeleteFunc(page.Sessions, func(s Session) bool { return s.waitsForTest() && answered[s.ID] })
	all = all[:min(most, len(all))]
	for i := range all {
		if all[i], err = d.outwardSession(ctx, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// LastTest is the newest test sign-in of a connection, or its failed answer; ok is
// false if there was none.
func (d *Desk) LastTest(ctx context.Context, connection ID) (s Session, ok bool, err error) {
	d, err = d.see(ctx, ActSeeSessions, ofConnection(connection))
	if err != nil {
		return Session{}, false, err
	}
	tests, err := d.store.Sessions(ctx, Query{
		Connection: connection, Limit: 1, Scan: 1000, Filter: Is(FieldOrigin, FromAdminPortal),
	})
	if err != nil || len(tests.Sessions) == 0 {
		return Session{}, false, err
	}
	s, err = d.outwardSession(ctx, tests.Sessions[0])
	return s, err == nil, err
}

func (s Session) waitsForTest() bool { return s.Origin == FromAdminPortal && s.State == Started }
