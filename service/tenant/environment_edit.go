package tenant

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// reviseEnvironment changes one; the action names it by %s.
func (s Service) reviseEnvironment(ctx context.Context, id model.ID, action string,
	change func(*model.Environment) error) (model.Environment, error) {
	get := func() (model.Environment, error) { return s.Environment(ctx, id) }
	return core.Revise(ctx, s.core, get, func(e *model.Environment) (string, error) {
		before, was := slices.Clone(e.RedirectURIs), *e
		if err := change(e); err != nil {
			return "", err
		}
		err := e.Check(before)
		if err == nil {
			err = s.core.MayRelax(was, *e)
		}
		return fmt.Sprintf(action, e.Name), err
	})
}
