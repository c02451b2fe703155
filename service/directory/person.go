package directory

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// DirectoryUsersOf are the users in the directories of an organization who have an email address, those who are
// deactivated, too: the same person as the one who signs in with it. It is known of addresses in verified domains of
// the organization alone; of any other, an identity provider may say whatever it likes, and there are none.
func (s Service) DirectoryUsersOf(ctx context.Context, organization model.ID, address string) ([]model.DirectoryUser,
	error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfOrganization(organization)))
	if err != nil {
		return nil, err
	}
	o, err := core.Read[model.Organization](ctx, s.core.Store, model.KindOrganization, organization)
	if err != nil || !o.Owns(address) {
		return nil, err
	}
	all, err := core.ReadAll[model.Directory](ctx, s.core.Store, model.KindDirectory, organization, "", 0)
	if err != nil {
		return nil, err
	}
	var users []model.DirectoryUser
	for _, d := range all {
		m, err := s.mappedNow(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		found, err := s.core.Store.DirectoryEntries(ctx, storage.EntryQuery{Directory: d.ID, Kind: model.UserEntry,
			Email: address})
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			u, err := s.userOf(ctx, m, e, groupsRead{})
			if err != nil {
				return nil, err
			}
			users = append(users, u)
		}
	}
	return users, nil
}
