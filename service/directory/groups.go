package directory

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// groupsRead are groups that were read already, by their ids.
type groupsRead map[model.ID]model.DirectoryEntry

// groupsOf are the groups that a user is in, without those that are deleted right now. It keeps what it reads.
func (s Service) groupsOf(ctx context.Context, user model.DirectoryEntry, known groupsRead) ([]model.DirectoryEntry,
	error) {
	in, err := s.core.Store.Memberships(ctx, storage.MembershipQuery{Directory: user.Directory, User: user.ID})
	if err != nil {
		return nil, err
	}
	all := make([]model.DirectoryEntry, 0, len(in))
	for _, m := range in {
		g, there := known[m.Group]
		if !there {
			g, err = s.core.Store.DirectoryEntry(ctx, user.Directory, model.GroupEntry, m.Group)
			if gone, err := core.Missing(err); err != nil {
				return nil, err
			} else if gone {
				continue
			}
			known[m.Group] = g
		}
		all = append(all, g)
	}
	return all, nil
}
