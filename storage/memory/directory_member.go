package memory

import (
	"context"
	"sort"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// stageKey is that of a list that no step took yet.
type stageKey struct{ group, stage model.ID }

// unchanged is what becomes of a change of a membership by a step that was made already.
func (d *directory) unchanged(m model.Membership) storage.MemberOutcome {
	_, user := d.entries[entryKey{model.UserEntry, m.User}]
	_, group := d.entries[entryKey{model.GroupEntry, m.Group}]
	if !user || !group {
		return storage.MemberUnknown
	}
	return storage.MemberUnchanged
}

// membersStand reports whether members are as changes would leave them, but for those of users and groups that
// are not there.
func (d *directory) membersStand(changes []storage.MemberChange) bool {
	for m, member := range stored.MembersAfter(changes) {
		if d.unchanged(m) == storage.MemberUnchanged && d.members[m.Group].has(m.User) != member {
			return false
		}
	}
	return true
}

func (s *Store) changeMember(d *directory, c storage.MemberChange) storage.MemberOutcome {
	if d.unchanged(c.Membership) == storage.MemberUnknown {
		return storage.MemberUnknown
	}
	if d.members[c.Group].has(c.User) != c.Remove {
		return storage.MemberUnchanged
	}
	s.tell(c.Tell)
	d.setMember(c.Membership, !c.Remove)
	return storage.MemberChanged
}

// setMember makes a membership, or ends one that there is.
func (d *directory) setMember(m model.Membership, member bool) {
	g := d.entries[entryKey{model.GroupEntry, m.Group}]
	g.MembersRev++
	if member {
		put(d.members, m.Group, m.User)
		put(d.groups, m.User, m.Group)
	} else {
		delete(d.members[m.Group], m.User)
		delete(d.groups[m.User], m.Group)
	}
	g.Members = len(d.members[m.Group])
	d.entries[keyOf(&g)] = g
}

func put(sets map[model.ID]set, of, id model.ID) {
	if sets[of] == nil {
		sets[of] = set{}
	}
	sets[of][id] = struct{}{}
}

// StageMembers implements [storage.Store].
func (s *Store) StageMembers(ctx context.Context, p storage.StagedMembers) error {
	if err := stored.CheckStaged(&p); err != nil {
		return err
	}
	return alter(ctx, s, func() error {
		d := s.made(p.Directory)
		k := stageKey{p.Group, p.Stage}
		if d.taken[p.Group] == p.Stage {
			return nil
		}
		if err := d.fitPart(p); err != nil {
			return err
		}
		if d.staged[k] == nil {
			d.staged[k] = map[int]storage.StagedMembers{}
		}
		d.staged[k][p.Part] = cloneStaged(p)
		return nil
	})
}

// Memberships implements [storage.Store].
func (s *Store) Memberships(ctx context.Context, q storage.MembershipQuery) ([]model.Membership, error) {
	return do(ctx, s, func() (all []model.Membership, _ error) {
		d := s.directory(q.Directory)
		if q.Group != "" && q.User != "" {
			if d.members[q.Group].has(q.User) {
				all = append(all, model.Membership{Group: q.Group, User: q.User})
			}
			return all, nil
		}
		of := d.members[q.Group]
		if q.Group == "" {
			of = d.groups[q.User]
		}
		ids := of.sorted()
		ids = ids[sort.Search(len(ids), func(i int) bool { return ids[i] > q.Behind }):]
		if q.Limit > 0 {
			ids = ids[:min(q.Limit, len(ids))]
		}
		for _, id := range ids {
			if q.Group != "" {
				all = append(all, model.Membership{Group: q.Group, User: id})
			} else {
				all = append(all, model.Membership{Group: id, User: q.User})
			}
		}
		return all, nil
	})
}
