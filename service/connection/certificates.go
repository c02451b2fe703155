package connection

import (
	"cmp"
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// ExpiringCertificates lists those of an environment, or with "" of all, that
// end within 90 days, the most urgent first.
func (s Service) ExpiringCertificates(ctx context.Context, environment model.ID) ([]model.Expiry, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.Within(&environment, nil)))
	if err != nil {
		return nil, err
	}
	connections, err := s.Connections(ctx, model.ConnectionQuery{Environment: environment})
	if err != nil {
		return nil, err
	}
	organizations, err := s.tenant().Organizations(ctx, model.OrganizationQuery{Environment: environment})
	if err != nil {
		return nil, err
	}
	demo := map[model.ID]bool{} // what they trust is meant to be wrong
	for _, o := range organizations {
		demo[o.ID] = o.Demo()
	}
	var all []model.Expiry
	for _, c := range connections {
		if !demo[c.OrganizationID] {
			all = append(all, c.Expiries(s.core.Now())...)
		}
	}
	slices.SortStableFunc(all, func(a, b model.Expiry) int {
		if a.Covered != b.Covered {
			if b.Covered {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Certificate.NotAfter.Unix(), b.Certificate.NotAfter.Unix())
	})
	return all, nil
}
