package team

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Team gives what the members have in common.
func (s Service) Team(ctx context.Context) (model.Team, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeTeam, core.Everything))
	if err != nil {
		return model.Team{}, err
	}
	return s.team(ctx)
}

// team is that which is stored, or one at revision 0.
func (s Service) team(ctx context.Context) (model.Team, error) {
	t, err := core.Read[model.Team](ctx, s.core.Store, model.KindTeam, model.TheTeam)
	if none, err := core.Missing(err); none || err != nil {
		return model.Team{Name: model.DefaultTeamName}, err
	}
	return t, nil
}

// RenameTeam gives the team another name.
func (s Service) RenameTeam(ctx context.Context, name string) (model.Team, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.Team{}, err
	}
	if name, err = model.CleanName("name", name); err != nil {
		return model.Team{}, err
	}
	var named model.Team
	err = s.guarded(ctx, func(team core.Edit) error {
		named = team.After.(model.Team)
		if named.Name == name && named.Revision > 0 {
			return nil
		}
		named.Name = name
		team.After = named
		return s.core.Apply(ctx, "named the team "+name, team)
	})
	return named, err
}

// guarded runs a change together with an edit of the team, which every change of who is an
// Admin makes with it: two that are made at once are then made one after the other, each with
// what the other left.
func (s Service) guarded(ctx context.Context, change func(team core.Edit) error) error {
	for tries := 1; ; tries++ {
		t, err := s.team(ctx)
		if err != nil {
			return err
		}
		edit := core.Created(t.Touched(s.core.Now()))
		if t.Revision > 0 {
			edit = core.Changed(t, t.Touched(s.core.Now()))
		}
		if err = change(edit); !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return err
		}
	}
}
