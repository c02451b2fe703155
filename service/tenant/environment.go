package tenant

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Environments lists the principal's, in the order they were made: Staging first.
func (s Service) Environments(ctx context.Context) ([]model.Environment, error) {
	asker := s
	s, err := pass(s.core.See(ctx, model.ActSeeEnvironments, core.Nothing))
	if err != nil {
		return nil, err
	}
	all, err := core.ReadAll[model.Environment](ctx, s.core.Store, model.KindEnvironment, "", "", 0)
	all = slices.DeleteFunc(all, func(e model.Environment) bool {
		return !asker.core.Passed && asker.core.Principal.Environment != "" && asker.core.Principal.Environment != e.ID
	})
	for i, e := range all {
		all[i] = asker.asShown(e)
	}
	return all, err
}

// Environment gives one by its id.
func (s Service) Environment(ctx context.Context, id model.ID) (model.Environment, error) {
	asker := s
	s, err := pass(s.core.See(ctx, model.ActSeeEnvironments, core.OfEnvironment(id)))
	if err != nil {
		return model.Environment{}, err
	}
	e, err := core.Read[model.Environment](ctx, s.core.Store, model.KindEnvironment, id)
	return asker.asShown(e), err
}

// EnvironmentByClient gives the one that a client id belongs to.
func (s Service) EnvironmentByClient(ctx context.Context, clientID string) (model.Environment, error) {
	asker := s
	s, err := pass(s.core.See(ctx, model.ActSeeEnvironments, core.OfNamed(model.NameClient.Of(clientID))))
	if err != nil {
		return model.Environment{}, err
	}
	e, err := core.ReadNamed[model.Environment](ctx, s.core.Store, model.NameClient.Of(clientID))
	return asker.asShown(e), err
}

// asShown leaves out of an environment what the principal may not look at: who
// may not see the settings sees what it is called.
func (s Service) asShown(e model.Environment) model.Environment {
	if s.core.Passed || s.core.May(model.ActSeeSettings) == nil {
		return e
	}
	return model.Environment{ID: e.ID, Name: e.Name, Kind: e.Kind, Created: e.Created, Updated: e.Updated,
		Revision: e.Revision}
}
