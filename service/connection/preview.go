package connection

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/service/core"
)

// PreviewConnection says what [Service.CreateConnection] would make, and what the
// pre-flight check finds: with an error among the findings it would be refused.
// Nothing is stored.
func (s Service) PreviewConnection(ctx context.Context,
	n model.NewConnection) (model.Connection, []diagnose.Lint, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfOrganization(n.Organization)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	o, err := s.tenant().Organization(ctx, n.Organization)
	if err != nil {
		return model.Connection{}, nil, err
	}
	c, lints, err := NewConnection(ctx, s.core, o, n)
	return previewed(c, lints, err)
}

// PreviewConfigure says what [Service.Configure] would make of a connection, as
// [Service.PreviewConnection] does.
func (svc Service) PreviewConfigure(ctx context.Context, id model.ID,
	s model.IdPSetup) (model.Connection, []diagnose.Lint, error) {
	svc, err := pass(svc.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, nil, err
	}
	c, err := svc.Connection(ctx, id)
	if err != nil {
		return c, nil, err
	}
	o, err := svc.core.Owner(ctx, c)
	if err != nil {
		return c, nil, err
	}
	before := c
	lints, err := svc.configure(&c, o, s)
	if err == nil {
		err = CheckTestIdP(ctx, svc.core, before, c)
	}
	return previewed(c, lints, err)
}

// previewed puts what refuses among the findings.
func previewed(c model.Connection, lints []diagnose.Lint, err error) (model.Connection, []diagnose.Lint, error) {
	if refusal, ok := errors.AsType[*model.Unsound](err); ok {
		return c, merge(refusal.Lints, lints), nil
	}
	return c, lints, err
}
