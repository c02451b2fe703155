package tenant

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// DeletionOf names what [Service.DeleteOrganization] would delete.
func (s Service) DeletionOf(ctx context.Context, id model.ID) (model.Deletion, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.OfOrganization(id)))
	if err != nil {
		return model.Deletion{}, err
	}
	o, err := s.Organization(ctx, id)
	if err != nil {
		return model.Deletion{}, err
	}
	x := model.Deletion{Organization: o}
	children, err := ChildrenOf(ctx, s.core, id)
	if err != nil {
		return model.Deletion{}, err
	}
	for _, c := range children {
		switch c := c.(type) {
		case model.Connection:
			x.Connections = append(x.Connections, c)
		case model.Directory:
			x.Directories = append(x.Directories, c)
		case model.Link:
			x.Links = append(x.Links, c)
		case model.ITContact:
			x.Contacts = append(x.Contacts, c)
		}
	}
	notes, err := s.core.Store.Records(ctx, storage.Selection{Kind: model.KindNote, Parent: id})
	if err != nil {
		return model.Deletion{}, err
	}
	x.Notes = len(notes)
	x.Profiles, err = CountProfiles(ctx, s.core, x.Connections)
	return x, err
}

// DeleteOrganization deletes an organization with its domains, connections, directories, links and
// IT contacts. Its profiles and notes can no longer be reached; they are kept as long as this
// can be taken back, and then purged (see [history.Service.PurgeDeleted]).
func (s Service) DeleteOrganization(ctx context.Context, id model.ID) (model.Deletion, error) {
	s, err := pass(s.core.Do(ctx, model.ActDeleteOrganization, core.OfOrganization(id)))
	if err != nil {
		return model.Deletion{}, err
	}
	for tries := 1; ; tries++ {
		x, err := s.DeletionOf(ctx, id)
		if err != nil {
			return x, err
		}
		edits := []core.Edit{core.Deleted(x.Organization)}
		for _, c := range x.Connections {
			edits = append(edits, core.Deleted(c))
		}
		for _, d := range x.Directories {
			edits = append(edits, core.Deleted(d))
		}
		for _, l := range x.Links {
			edits = append(edits, core.Deleted(l))
		}
		for _, c := range x.Contacts {
			edits = append(edits, core.Deleted(c))
		}
		entry, err := s.core.Applied(ctx, "deleted organization "+x.Organization.Name, edits...)
		if errors.Is(err, model.ErrConflict) && tries < core.MaxRevisions {
			continue // a sign-in or somebody else changed one of them
		}
		x.Undo = entry.ID
		return x, err
	}
}

// ChildrenOf gives the connections, directories, links and IT contacts of an organization. Portal links
// that are over are none of them: there can be more than one step may change, and
// [history.Service.PurgeDeleted] takes them anyway.
func ChildrenOf(ctx context.Context, passed *core.Core, id model.ID) ([]model.Noun, error) {
	var all []model.Noun
	for _, row := range model.Kinds {
		if !row.Child {
			continue
		}
		records, err := passed.Store.Records(ctx, storage.Selection{Kind: row.Kind, Parent: id})
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			n, err := row.Decode(r)
			if err != nil {
				return nil, err
			}
			if l, ok := n.(model.Link); ok && l.Kind == model.PortalLink &&
				!passed.Now().Before(l.Expires.Add(model.PortalSessionLife)) {
				continue
			}
			all = append(all, n)
		}
	}
	return all, nil
}

func CountProfiles(ctx context.Context, passed *core.Core, connections []model.Connection) (n int, err error) {
	for _, c := range connections {
		for after := model.ID(""); ; {
			records, err := passed.Store.Records(ctx, storage.Selection{
				Kind: model.KindProfile, Parent: c.ID, Behind: after, Limit: core.ReadStep,
			})
			if err != nil {
				return 0, err
			}
			if len(records) == 0 {
				break
			}
			n, after = n+len(records), records[len(records)-1].ID
		}
	}
	return n, nil
}
