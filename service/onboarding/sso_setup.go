package onboarding

import (
	"cmp"
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// SSOSetup reads how far an organization came. Its links are about the connection
// that was made last; those to the test identity provider are not for IT admins.
func (svc Service) SSOSetup(ctx context.Context, o model.Organization) (model.SSOSetup, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeConnections, core.OfOrganization(o.ID)))
	if err != nil {
		return model.SSOSetup{}, err
	}
	s := model.SSOSetup{Organization: o}
	all, err := svc.connection().Connections(ctx,
		model.ConnectionQuery{Environment: o.EnvironmentID, Organization: o.ID})
	for _, c := range all {
		newer := cmp.Or(c.Created.Compare(s.Connection.Created), cmp.Compare(c.ID, s.Connection.ID)) > 0
		if !c.AtTestIdP() && newer {
			s.Connection = c
		}
	}
	return s, err
}

// checkSetUp refuses an intent of a link that is not set up, or not asked for.
func (svc Service) checkSetUp(ctx context.Context, l model.Link, i model.Intent) error {
	var ready bool
	if i.Requested() {
		asked, err := svc.FeatureRequests(ctx, l.OrganizationID)
		if err != nil {
			return err
		}
		ready = slices.ContainsFunc(asked, func(r model.FeatureRequest) bool { return r.Intent == i })
	} else {
		o, err := svc.tenant().Organization(ctx, l.OrganizationID)
		if err != nil {
			return err
		}
		s, err := svc.SSOSetup(ctx, o)
		if err != nil {
			return err
		}
		ready = s.Ready(i, l.Created, svc.core.Now())
	}
	if !ready {
		return &model.NotSetUp{Intent: i}
	}
	return nil
}
