package team

import (
	"context"
	"errors"
	"fmt"

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
	return s.reviseTeam(ctx, "named the team "+name, func(t *model.Team) { t.Name = name })
}

// How long the history holds what records were before and are after a change, in days, if
// not for ever: longer than a change can be taken back.
const (
	minKeepChanges = 30
	maxKeepChanges = 3650
)

// KeepChanges sets for how many days that is; 0 is for ever.
func (s Service) KeepChanges(ctx context.Context, days int) (model.Team, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.Team{}, err
	}
	if days != 0 && (days < minKeepChanges || days > maxKeepChanges) {
		return model.Team{}, model.Refuse("days", "use 365d, or forever", "%d days are outside of %d to %d", days,
			minKeepChanges, maxKeepChanges)
	}
	action := fmt.Sprintf("has the history keep what changed for %d days", days)
	if days == 0 {
		action = "has the history keep what changed for ever"
	}
	return s.reviseTeam(ctx, action, func(t *model.Team) { t.KeepChanges = days })
}

// reviseTeam changes what the members have in common; what changes nothing leaves no trace.
func (s Service) reviseTeam(ctx context.Context, action string, change func(*model.Team)) (team model.Team, err error) {
	err = s.guarded(ctx, func(edit core.Edit) error {
		before := edit.After.(model.Team)
		team = before
		if change(&team); team == before && team.Revision > 0 {
			return nil
		}
		edit.After = team
		return s.core.Apply(ctx, action, edit)
	})
	return team, err
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
