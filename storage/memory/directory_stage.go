package memory

import (
	"bytes"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/storage"
)

// cloneStaged is a part that shares nothing with another.
func cloneStaged(p storage.StagedMembers) storage.StagedMembers {
	p.Members, p.Tell = slices.Clone(p.Members), slices.Clone(p.Tell)
	for i := range p.Tell {
		p.Tell[i].Data = bytes.Clone(p.Tell[i].Data)
	}
	return p
}

// fitPart reports whether all members of a part are there, and stand in no other part.
func (d *directory) fitPart(p storage.StagedMembers) error {
	for _, user := range p.Members {
		if _, found := d.entries[entryKey{model.UserEntry, user}]; !found {
			return fmt.Errorf("user %s, to be a member of group %s, is not there: %w", user, p.Group, model.ErrConflict)
		}
	}
	for n, other := range d.staged[stageKey{p.Group, p.Stage}] {
		for _, user := range other.Members {
			if n != p.Part && slices.Contains(p.Members, user) {
				return fmt.Errorf("user %s is in parts %d and %d of the members of group %s", user, n, p.Part, p.Group)
			}
		}
	}
	return nil
}

// fitReplaced reports whether a list is whole, and its group where it is based.
func (d *directory) fitReplaced(r storage.MembersReplaced, entries []storage.EntryChange) error {
	group, there := d.entries[entryKey{model.GroupEntry, r.Group}]
	for _, c := range entries {
		if c.Entry.Kind == model.GroupEntry && c.Entry.ID == r.Group {
			there = !c.Delete
		}
	}
	if !there || group.MembersRev != r.Based {
		return fmt.Errorf("the members of group %s are at revision %d, not %d, or it is gone: %w", r.Group,
			group.MembersRev, r.Based, model.ErrConflict)
	}
	parts := d.staged[stageKey{r.Group, r.Stage}]
	for _, p := range parts {
		gone := func(c storage.EntryChange) bool { return c.Delete && slices.Contains(p.Members, c.Entry.ID) }
		if p.Part >= r.Parts || slices.ContainsFunc(entries, gone) {
			return fmt.Errorf("part %d of list %s of group %s is not of it, or no longer: %w", p.Part, r.Stage, r.Group,
				model.ErrConflict)
		}
	}
	if len(parts) != r.Parts {
		return fmt.Errorf("%d of %d parts of list %s of group %s are there: %w", len(parts), r.Parts, r.Stage, r.Group,
			model.ErrConflict)
	}
	return nil
}

// replaceMembers takes a list that fits.
func (s *Store) replaceMembers(d *directory, r storage.MembersReplaced) {
	k := stageKey{r.Group, r.Stage}
	for user := range d.members[r.Group] {
		delete(d.groups[user], r.Group)
	}
	d.members[r.Group] = set{}
	for n := range r.Parts {
		for _, user := range d.staged[k][n].Members {
			put(d.members, r.Group, user)
			put(d.groups, user, r.Group)
		}
		s.tell(d.staged[k][n].Tell)
	}
	delete(d.staged, k)
	d.taken[r.Group] = r.Stage
	g := d.entries[entryKey{model.GroupEntry, r.Group}]
	g.MembersRev++
	g.Members = len(d.members[r.Group])
	d.entries[keyOf(&g)] = g
}
