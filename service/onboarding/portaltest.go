package onboarding

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/signin"
)

// A test's answer that fails verification makes a session of its own, and the
// one that waits for the answer stays as it is: a message that was not verified
// changes no earlier record. Whoever tests has to see the two as one, or the
// test seems to wait while its answer failed.

// TestResult is the session that shows what came of a test: its own, or while
// that waits the last failed one whose message claims to answer it.
func (s Service) TestResult(ctx context.Context, id model.ID) (model.SessionDetail, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfSession(id)))
	if err != nil {
		return model.SessionDetail{}, err
	}
	detail, err := s.signin().SessionDetail(ctx, id)
	if err != nil || !detail.Session.WaitsForTest() {
		return detail, err
	}
	for _, claimant := range slices.Backward(detail.Claimants) {
		failed, err := s.signin().SessionDetail(ctx, claimant)
		if none, err := core.Missing(err); err != nil {
			return detail, err
		} else if !none && failed.Session.ConnectionID == detail.Session.ConnectionID {
			return failed, nil
		}
	}
	return detail, nil
}

// SignIns lists the last sign-ins of a connection as somebody outside may see
// them, newest first: a test that waits is left out once a failed answer to it is
// there.
func (svc Service) SignIns(ctx context.Context, connection model.ID, most int) ([]model.Session, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeSessions, core.OfConnection(connection)))
	if err != nil {
		return nil, err
	}
	page, err := svc.core.Store.Sessions(ctx, model.Query{Connection: connection, Limit: 2 * most})
	if err != nil {
		return nil, err
	}
	answered := map[model.ID]bool{}
	for _, s := range page.Sessions {
		answered[s.Claims] = true
	}
	all := slices.DeleteFunc(page.Sessions, func(s model.Session) bool { return s.WaitsForTest() && answered[s.ID] })
	all = all[:min(most, len(all))]
	for i := range all {
		if all[i], err = signin.OutwardSession(ctx, svc.core, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// LastTest is the newest test sign-in of a connection, or its failed answer; ok is
// false if there was none.
func (svc Service) LastTest(ctx context.Context, connection model.ID) (s model.Session, ok bool, err error) {
	svc, err = svc.pass(svc.core.See(ctx, model.ActSeeSessions, core.OfConnection(connection)))
	if err != nil {
		return model.Session{}, false, err
	}
	tests, err := svc.core.Store.Sessions(ctx, model.Query{
		Connection: connection, Limit: 1, Scan: 1000, Filter: model.Is(model.FieldOrigin, model.FromAdminPortal),
	})
	if err != nil || len(tests.Sessions) == 0 {
		return model.Session{}, false, err
	}
	s, err = signin.OutwardSession(ctx, svc.core, tests.Sessions[0])
	return s, err == nil, err
}
