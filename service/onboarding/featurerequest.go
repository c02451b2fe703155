package onboarding

import (
	"context"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

const (
	maxRequests = 200
)

// RequestFeature keeps what an IT admin asks for. Asked again for the same
// intent, it takes the place of what was asked before and is not settled yet.
func (s Service) RequestFeature(ctx context.Context, r model.FeatureRequest) (model.FeatureRequest, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActRequestFeature, core.OfOrganization(r.OrganizationID)))
	if err != nil {
		return model.FeatureRequest{}, err
	}
	o, err := s.tenant().Organization(ctx, r.OrganizationID)
	if err != nil {
		return model.FeatureRequest{}, err
	}
	if r, err = r.Cleaned(); err != nil {
		return model.FeatureRequest{}, err
	}
	all, err := s.FeatureRequests(ctx, o.ID)
	if err != nil {
		return model.FeatureRequest{}, err
	}
	now := s.core.Now()
	action := "asked for " + r.Intent.Label() + " for " + o.Name
	if i := slices.IndexFunc(all, func(x model.FeatureRequest) bool {
		return x.Intent == r.Intent && x.Settled.IsZero()
	}); i >= 0 {
		after := all[i]
		after.LinkID, after.Contact, after.Details, after.Updated = r.LinkID, r.Contact, r.Details, now
		err := s.core.Apply(ctx, action+" again", core.Changed(all[i], after))
		return after, err
	}
	if len(all) >= maxRequests {
		return model.FeatureRequest{}, model.Refuse("request", "ask your contact to look through them",
			"%s has %d requests already", o.Name, len(all))
	}
	r.ID, r.Created, r.Updated, r.Settled, r.Revision = model.NewID(model.PrefixRequested,
		now), now, now, time.Time{}, 0
	return r, s.core.Apply(ctx, action, core.Created(r))
}

// FeatureRequests lists what was asked for, by an organization or with "" by
// all, oldest first.
func (s Service) FeatureRequests(ctx context.Context, organization model.ID) ([]model.FeatureRequest, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeRequests, core.WithinOrganization(&organization)))
	if err != nil {
		return nil, err
	}
	return core.ReadAll[model.FeatureRequest](ctx, s.core.Store, model.KindFeatureRequest, organization, "", 0)
}

// FeatureRequest gives one by its id.
func (s Service) FeatureRequest(ctx context.Context, id model.ID) (model.FeatureRequest, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeRequests, core.OfRequest(id)))
	if err != nil {
		return model.FeatureRequest{}, err
	}
	return core.Read[model.FeatureRequest](ctx, s.core.Store, model.KindFeatureRequest, id)
}

// SettleRequest notes that an operator has seen to a request.
func (s Service) SettleRequest(ctx context.Context, id model.ID) (model.FeatureRequest, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActSettleRequest, core.OfRequest(id)))
	if err != nil {
		return model.FeatureRequest{}, err
	}
	r, err := s.FeatureRequest(ctx, id)
	if err != nil || !r.Settled.IsZero() {
		return r, err
	}
	after := r
	after.Settled, after.Updated = s.core.Now(), s.core.Now()
	return after, s.core.Apply(ctx, "settled the request for "+r.Intent.Label(), core.Changed(r, after))
}
