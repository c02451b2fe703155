package directory

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// DirectoryUsersOf are the users in the directories of an organization who have an email address: see
// [core.Core.SamePerson].
func (s Service) DirectoryUsersOf(ctx context.Context, organization model.ID, address string) (
	users []model.DirectoryUser, err error) {
	s, err = s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfOrganization(organization)))
	if err != nil {
		return nil, err
	}
	o, err := core.Read[model.Organization](ctx, s.core.Store, model.KindOrganization, organization)
	if err != nil {
		return nil, err
	}
	found, err := s.core.SamePerson(ctx, o, address)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		m, err := s.mappedNow(ctx, x.Directory.ID)
		if err != nil {
			return nil, err
		}
		u, err := s.userOf(ctx, m, x.Entry, groupsRead{})
		if err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, nil
}
