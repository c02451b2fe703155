package claim

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Claims lists those of an environment, "" for all, also of people whose access has ended.
func (s Service) Claims(ctx context.Context, environment model.ID) ([]model.Claim, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeClaims, core.Within(&environment, nil)))
	if err != nil {
		return nil, err
	}
	all, err := s.all(ctx)
	var within []model.Claim
	for _, c := range all {
		if environment == "" || c.EnvironmentID == environment {
			within = append(within, c)
		}
	}
	return within, err
}

func (s Service) all(ctx context.Context) ([]model.Claim, error) {
	return core.Select[model.Claim](ctx, s.core.Store, storage.Selection{Kind: model.KindClaim})
}

// ClaimOf is that of a session; without one it is zero.
func (s Service) ClaimOf(ctx context.Context, session model.ID) (model.Claim, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeClaims, core.OfSession(session)))
	if err != nil {
		return model.Claim{}, err
	}
	return s.of(ctx, session)
}

func (s Service) of(ctx context.Context, session model.ID) (model.Claim, error) {
	c, err := core.Read[model.Claim](ctx, s.core.Store, model.KindClaim, session)
	_, err = core.Missing(err)
	return c, err
}

// ClaimSession takes a session in hand. One that somebody else has stays theirs: the refusal says
// whose it is. Of two who claim it at once, one has it.
func (s Service) ClaimSession(ctx context.Context, session model.ID) (model.Claim, error) {
	s, err := pass(s.core.Do(ctx, model.ActClaim, core.OfSession(session)))
	if err != nil {
		return model.Claim{}, err
	}
	return s.take(ctx, session, model.Claim{})
}

// TakeOverSession takes a session in hand that somebody has. If another one has it by now, it stays
// theirs.
func (s Service) TakeOverSession(ctx context.Context, session model.ID, from model.Actor) (model.Claim, error) {
	s, err := pass(s.core.Do(ctx, model.ActClaim, core.OfSession(session)))
	if err != nil {
		return model.Claim{}, err
	}
	return s.take(ctx, session, model.Claim{SessionID: session, By: from})
}

// take claims a session unless somebody holds it but whoever it is taken over from.
func (s Service) take(ctx context.Context, session model.ID, from model.Claim) (model.Claim, error) {
	for tries := 1; ; tries++ {
		held, err := s.of(ctx, session)
		if err != nil || held.HeldBy(s.core.Principal.Actor()) {
			return held, err
		}
		if held.Holds() && !(from.Holds() && from.HeldBy(held.By)) {
			return held, held.Held()
		}
		mine, err := s.mine(ctx, session)
		if err != nil {
			return model.Claim{}, err
		}
		edits, err := s.whileMember(ctx)
		if err != nil {
			return model.Claim{}, err
		}
		if held.SessionID == "" {
			edits = append(edits, core.Created(mine))
		} else {
			edits = append(edits, core.Changed(held, mine))
		}
		words := "took session " + model.Session{ID: session}.Trace()
		if held.Holds() {
			words += " over from " + held.By.Name
		} else {
			words += " in hand"
		}
		err = s.core.Apply(ctx, words, edits...)
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return mine.AtRevision(held.Revision + 1).(model.Claim), err
		}
	}
}

// whileMember lets a step fail that the end of the principal's membership overtakes.
func (s Service) whileMember(ctx context.Context) ([]core.Edit, error) {
	if s.core.Principal.Kind != model.Member {
		return nil, nil
	}
	m, err := core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, s.core.Principal.ID)
	return []core.Edit{core.Guarded(m)}, err
}

// mine is the claim that the principal would have.
func (s Service) mine(ctx context.Context, session model.ID) (model.Claim, error) {
	x, err := s.core.Store.Session(ctx, session)
	if err != nil {
		return model.Claim{}, err
	}
	all, err := s.all(ctx)
	if err != nil {
		return model.Claim{}, err
	}
	me, had := s.core.Principal.Actor(), 0
	for _, c := range all {
		if c.HeldBy(me) {
			had++
		}
	}
	if had >= model.MaxClaims {
		return model.Claim{}, model.Refuse("session", "release some first: the filter claimed:me finds them",
			"you have %d in hand already", had)
	}
	return model.Claim{SessionID: session, EnvironmentID: x.EnvironmentID, OrganizationID: x.OrganizationID,
		Began: x.CreatedAt, By: me, Since: s.core.Now()}, nil
}

// ReleaseSession lets go of a session that the principal has in hand.
func (s Service) ReleaseSession(ctx context.Context, session model.ID) (model.Claim, error) {
	s, err := pass(s.core.Do(ctx, model.ActClaim, core.OfSession(session)))
	if err != nil {
		return model.Claim{}, err
	}
	c, err := s.of(ctx, session)
	switch {
	case err != nil:
		return c, err
	case !c.Holds():
		return c, model.Refuse("session", "there is nothing to release", "nobody has it in hand")
	case !c.HeldBy(s.core.Principal.Actor()):
		return c, c.Held()
	}
	return c, s.core.Apply(ctx, "released session "+model.Session{ID: session}.Trace(), core.Deleted(c))
}

// Ending are the edits by which the claims of a member end together with their access. The claims
// stay, so that everybody sees who had the session.
func Ending(ctx context.Context, c *core.Core, m model.TeamMember) ([]core.Edit, error) {
	all, err := On(c).all(ctx)
	if err != nil {
		return nil, err
	}
	var edits []core.Edit
	for _, x := range all {
		if x.Holds() && x.By.Kind == model.Member && x.By.ID == m.ID {
			ended := x
			ended.Ended = c.Now()
			edits = append(edits, core.Changed(x, ended))
		}
	}
	return edits, nil
}
