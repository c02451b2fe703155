package team

import (
	"cmp"
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Choose changes how the member who acts likes a console; empty fields stay as they are.
func (s Service) Choose(ctx context.Context, choices model.Choices) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActKeepOwnKeys, core.Nothing))
	if err != nil {
		return model.TeamMember{}, err
	}
	if err := choices.Check(); err != nil {
		return model.TeamMember{}, err
	}
	self, err := s.self(ctx)
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.change(ctx, self.ID, func(m *model.TeamMember) (string, error) {
		m.Choices = model.Choices{Theme: cmp.Or(choices.Theme, m.Choices.Theme),
			Mentions: cmp.Or(choices.Mentions, m.Choices.Mentions)}
		return "chose how the console of " + m.Email + " looks and tells", nil
	})
}
