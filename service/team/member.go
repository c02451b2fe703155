package team

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/service/claim"
	"gatehouse/service/core"
)

// Members lists the team, by email.
func (s Service) Members(ctx context.Context) ([]model.TeamMember, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeTeam, core.Everything))
	if err != nil {
		return nil, err
	}
	return s.all(ctx)
}

func (s Service) all(ctx context.Context) ([]model.TeamMember, error) {
	all, err := core.ReadAll[model.TeamMember](ctx, s.core.Store, model.KindMember, "", "", 0)
	slices.SortFunc(all, func(a, b model.TeamMember) int { return cmp.Compare(a.Email, b.Email) })
	return all, err
}

// Member gives one by id.
func (s Service) Member(ctx context.Context, id model.ID) (model.TeamMember, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	return core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, id)
}

// MemberByEmail gives one by their address.
func (s Service) MemberByEmail(ctx context.Context, email string) (model.TeamMember, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	if email, err = model.CleanEmail("email", email); err != nil {
		return model.TeamMember{}, err
	}
	return core.ReadNamed[model.TeamMember](ctx, s.core.Store, model.NameMember.Of(email))
}

// ChangeRole gives a member another role and limit. The last Admin keeps theirs.
func (s Service) ChangeRole(ctx context.Context, id model.ID, role model.TeamRole,
	limit model.Limit) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.change(ctx, id, func(m *model.TeamMember) (string, error) {
		m.Role, m.Limit = role, limit
		what := "made member %s %s"
		if limit != "" {
			what += ", limited to " + string(limit)
		}
		return fmt.Sprintf(what, m.Email, role), nil
	})
}

// RevokeMember ends a member's access and their invitation at once. The last Admin stays.
func (s Service) RevokeMember(ctx context.Context, id model.ID) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	var revoked model.TeamMember
	err = s.guarded(ctx, func(team core.Edit) error {
		m, err := core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, id)
		if err != nil {
			return err
		}
		if err := s.notLastAdmin(ctx, m); err != nil {
			return err
		}
		ending, err := claim.Ending(ctx, s.core, m)
		if err != nil {
			return err
		}
		revoked = m
		return s.core.Apply(ctx, "revoked the access of member "+m.Email, append(ending, core.Deleted(m), team)...)
	})
	return revoked, err
}

// change changes one member; the function says what that is called.
func (s Service) change(ctx context.Context, id model.ID,
	f func(*model.TeamMember) (string, error)) (after model.TeamMember, err error) {
	err = s.guarded(ctx, func(team core.Edit) error {
		before, err := core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, id)
		if err != nil {
			return err
		}
		if after, err = core.Clone(before); err != nil {
			return err
		}
		action, err := f(&after)
		if err != nil {
			return err
		}
		if same, err := core.Equal(before, after); err != nil || same {
			return err
		}
		edits := []core.Edit{core.Changed(before, after.Touched(s.core.Now()))}
		if before.ActiveAdmin() != after.ActiveAdmin() {
			edits = append(edits, team)
		}
		if before.ActiveAdmin() && !after.ActiveAdmin() {
			if err := s.notLastAdmin(ctx, before); err != nil {
				return err
			}
		}
		if err := s.core.Apply(ctx, action, edits...); err != nil {
			return err
		}
		after = after.AtRevision(before.Revision + 1).(model.TeamMember)
		return nil
	})
	return after, err
}

// notLastAdmin refuses to do without the only member who can manage the team.
func (s Service) notLastAdmin(ctx context.Context, m model.TeamMember) error {
	if !m.ActiveAdmin() {
		return nil
	}
	all, err := s.all(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(x model.TeamMember) bool { return x.ID != m.ID && x.ActiveAdmin() }) {
		return model.Refuse("member", "make somebody else an Admin first", "%s is the last Admin of the team", m.Email)
	}
	return nil
}

// activeStep is how exactly it is kept when a member was last here.
const activeStep = time.Hour

// noteActive keeps when a member was here. That it cannot be kept is no reason to keep them
// out.
func (s Service) noteActive(ctx context.Context, m model.TeamMember) {
	now := s.core.Now().Truncate(activeStep)
	if !now.After(m.LastActive) {
		return
	}
	after := m
	after.LastActive = now
	if err := s.core.ApplyQuietly(ctx, core.Changed(m, after)); err != nil {
		s.core.Log.WarnContext(ctx, "when a member was here is not kept", "member", m.ID, "error", err)
	}
}
