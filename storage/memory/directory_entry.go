package memory

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// changeEntries makes changes that fit. Memberships end while all groups are there; all names are freed before any
// is taken.
func (s *Store) changeEntries(d *directory, changes []storage.EntryChange) {
	for _, c := range changes {
		if c.Delete {
			d.dropMembers(&c.Entry)
		}
	}
	olds := make([]model.DirectoryEntry, len(changes))
	for i, c := range changes {
		olds[i] = d.entries[keyOf(&c.Entry)]
		s.dropEntry(d, &olds[i])
		if c.Entry.Kind == model.UserEntry && c.Entry.Published != olds[i].Published {
			d.voidStaged(c.Entry.ID)
		}
	}
	for i, c := range changes {
		s.tell(c.Tell)
		if c.Delete {
			continue
		}
		e := cloneEntry(c.Entry)
		e.Revision, e.Members, e.MembersRev = c.Based+1, olds[i].Members, olds[i].MembersRev
		e.Created, e.Updated = moment(e.Created), moment(e.Updated)
		e.PublishedAt, e.PublishedEdit = moment(e.PublishedAt), moment(e.PublishedEdit)
		d.entries[keyOf(&e)] = e
		d.names[nameOf(&e)] = append(d.names[nameOf(&e)], keyOf(&e))
		if e.Published != "" {
			s.published[e.Published] = publication{e.Directory, keyOf(&e)}
		}
	}
}

// dropEntry takes an entry, which may be none, out of its places.
func (s *Store) dropEntry(d *directory, e *model.DirectoryEntry) {
	k := keyOf(e)
	d.names[nameOf(e)] = slices.DeleteFunc(d.names[nameOf(e)], func(other entryKey) bool { return other == k })
	delete(d.entries, k)
	delete(s.published, e.Published)
}

// dropMembers ends the memberships of an entry that is deleted. A staged list with the user is of no use any more.
func (d *directory) dropMembers(e *model.DirectoryEntry) {
	if e.Kind == model.GroupEntry {
		for user := range d.members[e.ID] {
			delete(d.groups[user], e.ID)
		}
		delete(d.members, e.ID)
		delete(d.taken, e.ID)
		return
	}
	for group := range d.groups[e.ID] {
		d.setMember(model.Membership{Group: group, User: e.ID}, false)
	}
	delete(d.groups, e.ID)
	d.voidStaged(e.ID)
}

// voidStaged drops the parts of staged lists that a user is in: what they tell of them is no longer right.
func (d *directory) voidStaged(user model.ID) {
	for _, parts := range d.staged {
		for n, p := range parts {
			if slices.Contains(p.Members, user) {
				delete(parts, n)
			}
		}
	}
}

// cloneEntry is an entry that shares nothing with another.
func cloneEntry(e model.DirectoryEntry) model.DirectoryEntry {
	e.Emails, e.Resource, e.Attributes = slices.Clone(e.Emails), bytes.Clone(e.Resource), bytes.Clone(e.Attributes)
	return e
}

// DirectoryEntry implements [storage.Store].
func (s *Store) DirectoryEntry(ctx context.Context, directory model.ID, k model.EntryKind, id model.ID) (
	model.DirectoryEntry, error) {
	return do(ctx, s, func() (model.DirectoryEntry, error) {
		e, found := s.directory(directory).entries[entryKey{k, id}]
		if !found {
			return e, fmt.Errorf("%s %s of directory %s: %w", k, id, directory, model.ErrNotFound)
		}
		return cloneEntry(e), nil
	})
}

// PublishedEntry implements [storage.Store].
func (s *Store) PublishedEntry(ctx context.Context, id model.ID) (model.DirectoryEntry, error) {
	return do(ctx, s, func() (e model.DirectoryEntry, _ error) {
		p, found := s.published[id]
		if !found {
			return e, fmt.Errorf("%s: %w", id, model.ErrNotFound)
		}
		return cloneEntry(s.directory(p.directory).entries[p.entryKey]), nil
	})
}

// DirectoryEntries implements [storage.Store].
func (s *Store) DirectoryEntries(ctx context.Context, q storage.EntryQuery) ([]model.DirectoryEntry, error) {
	return do(ctx, s, func() (all []model.DirectoryEntry, _ error) {
		d := s.directory(q.Directory)
		for _, k := range d.asked(q) {
			all = append(all, d.entries[k])
		}
		all = stored.Entries(all, q)
		for i := range all {
			all[i] = cloneEntry(all[i])
		}
		return all, nil
	})
}

// asked finds the entries that have what a query asks for.
func (d *directory) asked(q storage.EntryQuery) (all []entryKey) {
	email := scim.Fold(q.Email)
	for k, e := range d.entries {
		if k.kind != q.Kind || q.Name != "" && scim.Fold(e.Name) != scim.Fold(q.Name) ||
			q.ExternalID != "" && e.ExternalID != q.ExternalID || q.Group != "" && !d.members[q.Group].has(k.id) ||
			q.Email != "" && !slices.ContainsFunc(e.Emails, func(x string) bool { return scim.Fold(x) == email }) {
			continue
		}
		all = append(all, k)
	}
	return all
}
