package tenant

import (
	"context"
	_ "image/jpeg"
	_ "image/png"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Branding gives the look of an environment's Admin Portal.
func (s Service) Branding(ctx context.Context, environment model.ID) (model.Branding, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeBranding, core.OfEnvironment(environment)))
	if err != nil {
		return model.Branding{}, err
	}
	b, err := core.Read[model.Branding](ctx, s.core.Store, model.KindBranding, environment)
	if none, err := core.Missing(err); none {
		return model.Branding{EnvironmentID: environment}, err
	}
	return b, err
}

// SetBranding changes the look of an environment's Admin Portal as a whole.
func (s Service) SetBranding(ctx context.Context, b model.Branding) (model.Branding, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeBranding, core.OfEnvironment(b.EnvironmentID)))
	if err != nil {
		return model.Branding{}, err
	}
	e, err := s.Environment(ctx, b.EnvironmentID)
	if err != nil {
		return model.Branding{}, err
	}
	if b, err = b.Cleaned(); err != nil {
		return model.Branding{}, err
	}
	before, err := s.Branding(ctx, e.ID)
	if err != nil {
		return model.Branding{}, err
	}
	b.Updated, b.Revision = s.core.Now(), before.Revision
	change := core.Changed(before, b)
	if before.Revision == 0 {
		change = core.Created(b)
	}
	if err := s.core.Apply(ctx, "changed the Admin Portal's look in "+e.Name, change); err != nil {
		return model.Branding{}, err
	}
	b.Revision++
	return b, nil
}
