package tenant

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Organizations lists those of an environment, or with "" of all, in the order of
// their names. What it gives is shared: change it through the verbs.
func (s Service) Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error) {
	s, err := s.see(ctx, model.ActSeeOrganizations, core.Within(&q.Environment, nil))
	if err != nil {
		return nil, err
	}
	test := func(o *model.Organization) bool { return q.Environment == "" || o.EnvironmentID == q.Environment }
	var all []model.Organization
	err = s.core.Catalogue.Look(ctx, func() { all = s.core.Catalogue.Organizations.Find(q.Text, q.Limit, test) })
	if !errors.Is(err, core.ErrBehind) {
		return all, err
	}
	return ReadSome(ctx, s.core.Store, model.KindOrganization, q.Environment, q.Text, q.Limit, test)
}

// ReadSome is a list read from the store itself.
func ReadSome[T core.Searchable](ctx context.Context, s storage.Store, k model.Kind, parent model.ID, text string,
	limit int, test func(*T) bool) ([]T, error) {
	nouns, err := core.ReadAll[T](ctx, s, k, parent, "", 0)
	if err != nil {
		return nil, err
	}
	var d core.NameIndex[T]
	d.Fill(nouns)
	return d.Find(text, limit, test), nil
}
