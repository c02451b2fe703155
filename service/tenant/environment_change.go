package tenant

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// UpdateEnvironment makes all changes, in their order, or none.
func (s Service) UpdateEnvironment(ctx context.Context, id model.ID,
	changes ...model.EnvironmentChange) (model.Environment, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeSettings, core.OfEnvironment(id)))
	if err != nil {
		return model.Environment{}, err
	}
	action := "changed %s"
	if len(changes) == 1 {
		action = changes[0].Action
	}
	return s.reviseEnvironment(ctx, id, action, func(e *model.Environment) error {
		for _, c := range changes {
			if err := c.Do(e); err != nil {
				return err
			}
		}
		return nil
	})
}
