package core

import (
	"context"

	"gatehouse/model"
	"gatehouse/storage"
)

// InDirectory is a user in a directory.
type InDirectory struct {
	Directory model.Directory
	Entry     model.DirectoryEntry
}

// SamePerson finds the users in the directories of an organization who are the same person as the one who signs in
// with an email address, those who are deactivated, too. It is known of addresses in verified domains of the
// organization alone: of any other, an identity provider may say whatever it likes, and there are none.
func (c *Core) SamePerson(ctx context.Context, o model.Organization, address string) (found []InDirectory, err error) {
	if !o.Owns(address) {
		return nil, nil
	}
	all, err := ReadAll[model.Directory](ctx, c.Store, model.KindDirectory, o.ID, "", 0)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		entries, err := c.Store.DirectoryEntries(ctx,
			storage.EntryQuery{Directory: d.ID, Kind: model.UserEntry, Email: address})
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			found = append(found, InDirectory{d, e})
		}
	}
	return found, nil
}
