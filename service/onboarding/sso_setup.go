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
	ready, err := svc.ready(ctx, l, i)
	if err == nil && !ready {
		err = &model.NotSetUp{Intent: i}
	}
	return err
}

func (svc Service) ready(ctx context.Context, l model.Link, i model.Intent) (bool, error) {
	switch {
	case i.Requested():
		asked, err := svc.FeatureRequests(ctx, l.OrganizationID)
		return slices.ContainsFunc(asked, func(r model.FeatureRequest) bool { return r.Intent == i }), err
	case i == model.IntentDirectorySync:
		s, err := svc.DirectorySetup(ctx, l.OrganizationID)
		return s.Ready(), err
	}
	o, err := svc.tenant().Organization(ctx, l.OrganizationID)
	if err != nil {
		return false, err
	}
	s, err := svc.SSOSetup(ctx, o)
	return s.Ready(i, l.Created, svc.core.Now()), err
}
