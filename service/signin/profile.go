package signin

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
)

// signedIn brings the person's profile up to date.
func (svc Service) signedIn(ctx context.Context, s model.Session, u model.UserProfile) {
	before, err := core.Read[model.Profile](ctx, svc.core.Store, model.KindProfile, u.ID)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		svc.core.Log.ErrorContext(ctx, "profile", "id", u.ID, "error", err)
		return
	}
	if before.LastSession == s.ID {
		return // a repeated exchange
	}
	after := before
	after.ID, after.ConnectionID, after.OrganizationID, after.IdPID = u.ID, s.ConnectionID, s.OrganizationID, u.IdPID
	after.Email, after.FirstName, after.LastName = u.Email, OrEmpty(u.FirstName), OrEmpty(u.LastName)
	after.LastSignIn, after.LastSession = svc.core.Now(), s.ID
	after.SignIns++
	e := core.Edit{After: after}
	if before.ID == "" {
		after.Created = after.LastSignIn
		e.After = after
	} else {
		e.Before = before
	}
	// Two sign-ins of one person at once: either is the last.
	if err := svc.core.ApplyQuietly(ctx, e); err != nil && !errors.Is(err, model.ErrConflict) {
		svc.core.Log.ErrorContext(ctx, "profile", "id", u.ID, "error", err)
	}
}

// Profiles lists the people that signed in through a connection.
func (s Service) Profiles(ctx context.Context, connection, after model.ID, limit int) ([]model.Profile, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeProfiles, core.OfConnection(connection)))
	if err != nil {
		return nil, err
	}
	return core.ReadAll[model.Profile](ctx, s.core.Store, model.KindProfile, connection, after, limit)
}

func OrEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
