package badger

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// head is what is known of the members of a group, apart from it, so that one more changes few keys however many
// there are, and not the revision of the group.
type head struct {
	members, revision uint64
	gen               []byte
	changed           bool
	born              bool // by the step: nobody was a member before
}

func (h *head) encode() []byte {
	b := binary.AppendUvarint(nil, h.members)
	b = binary.AppendUvarint(b, h.revision)
	return append(b, h.gen...)
}

func readHead(src source, dir, group []byte) (h head, found bool, err error) {
	v, found, err := src.get(headKey(dir, group))
	if err != nil || !found {
		return head{}, false, err
	}
	c := cutter{rest: v}
	h.members, h.revision = c.number(), c.number()
	gen, rest, ok := cutGeneration(c.rest)
	if c.short || !ok || len(rest) > 0 {
		return head{}, false, fmt.Errorf("%w: what is known of the members of a group", model.ErrDamaged)
	}
	h.gen = gen
	return h, true, nil
}

// head is that of a group as it stands in the step; nil: there is no such group.
func (p *provisioning) head(group []byte) (*head, error) {
	if h, known := p.heads[string(group)]; known {
		return h, nil
	}
	h, found, err := readHead(p, p.dir, group)
	if err != nil {
		return nil, err
	}
	p.heads[string(group)] = nil
	if found {
		p.heads[string(group)] = &h
	}
	return p.heads[string(group)], nil
}

// bear makes the empty list of a new group.
func (p *provisioning) bear(group []byte) {
	p.meta.Position++
	p.heads[string(group)] = &head{gen: bornGeneration(p.meta.Position), changed: true, born: true}
}

// member is how a membership stands: its key, and whether it is there. The head is nil if the user or the group is
// not there.
func (p *provisioning) member(group, user []byte) (h *head, k []byte, is bool, err error) {
	h, err = p.head(group)
	if err != nil || h == nil {
		return nil, nil, false, err
	}
	k = memberKey(p.dir, group, h.gen, user)
	if _, changed := p.index[string(k)]; changed || !h.born {
		is, err = p.has(k)
	}
	if err != nil || is { // of a member it is known that they are there
		return h, k, is, err
	}
	known, err := p.has(entryKey(p.dir, userKind, user))
	if err != nil || !known {
		return nil, nil, false, err
	}
	return h, k, false, nil
}

// membersStand reports whether the members are as a step would leave them, but for those of users and groups that are
// not there, and what the outcomes are then.
func (p *provisioning) membersStand(d directoryStep) (outcomes []storage.MemberOutcome, stand bool, err error) {
	after := stored.MembersAfter(d.Members)
	for i, m := range d.members {
		h, _, is, err := p.member(m.group, m.user)
		if err != nil || h != nil && is != after[d.Members[i].Membership] {
			return nil, false, err
		}
		outcome := storage.MemberUnchanged
		if h == nil {
			outcome = storage.MemberUnknown
		}
		outcomes = append(outcomes, outcome)
	}
	return outcomes, true, nil
}

// changeMembers makes the changes of members of a step, and tells of those that were not so already.
func (p *provisioning) changeMembers(d directoryStep) (outcomes []storage.MemberOutcome, err error) {
	tell := make([]tellable, 0, len(d.members))
	for _, m := range d.members {
		outcome, err := p.changeMember(m)
		if err != nil {
			return nil, err
		}
		if outcome == storage.MemberChanged {
			tell = append(tell, m.tell...)
		}
		outcomes = append(outcomes, outcome)
	}
	p.tellTogether(tell, d.told)
	return outcomes, nil
}

func (p *provisioning) changeMember(m memberChange) (storage.MemberOutcome, error) {
	h, k, is, err := p.member(m.group, m.user)
	if err != nil || h == nil {
		return storage.MemberUnknown, err
	}
	if is != m.remove {
		return storage.MemberUnchanged, nil
	}
	if m.remove {
		p.endMembership(h, k, groupsKey(p.dir, m.user, m.group, h.gen))
	} else {
		p.add(k, nil)
		p.add(groupsKey(p.dir, m.user, m.group, h.gen), nil)
		p.counts.Memberships++
		h.members, h.revision, h.changed = h.members+1, h.revision+1, true
	}
	return storage.MemberChanged, nil
}

// endMembership removes both keys of a membership that there is.
func (p *provisioning) endMembership(h *head, member, groups []byte) {
	p.drop(member)
	p.drop(groups)
	p.counts.Memberships--
	h.members, h.revision, h.changed = h.members-1, h.revision+1, true
}

// endMemberships ends those of an entry that is deleted.
func (p *provisioning) endMemberships(c *entryChange) error {
	if c.Entry.Kind == model.UserEntry {
		return p.endGroups(c.id)
	}
	h, err := p.head(c.id)
	if err != nil || h == nil {
		return err
	}
	p.counts.Memberships -= int(h.members)
	p.heads[string(c.id)] = nil
	if err := p.leave(c.id, h); err != nil {
		return err
	}
	return p.remove(headKey(p.dir, c.id)) // one that the step itself makes is not there yet
}

// leave gives a generation up: from here on nobody sees its members, and they are swept.
func (p *provisioning) leave(group []byte, h *head) error {
	if h.members == 0 {
		return nil
	}
	return p.put(leftKey(p.dir, group, h.gen), nil)
}

// endGroups ends the memberships of a user, also those that nobody sees. A part of a staged list with
// the user is void: what it tells is no longer right.
func (p *provisioning) endGroups(user []byte) error {
	return p.eachMembership(user, func(k, group, gen []byte) error {
		h, err := p.head(group)
		if err != nil {
			return err
		}
		member := memberKey(p.dir, group, gen, user)
		if h != nil && bytes.Equal(h.gen, gen) {
			p.endMembership(h, member, k)
			return nil
		}
		if err := p.voidPart(group, gen, member); err != nil {
			return err
		}
		p.drop(k)
		return p.remove(member)
	})
}

// eachMembership calls f with the key of each membership of a user, also of those that nobody sees, and with the group
// and the generation that it names. f may change them.
func (p *provisioning) eachMembership(user []byte, f func(k, group, gen []byte) error) error {
	prefix := groupsKey(p.dir, user, nil, nil)
	var all [][]byte
	err := p.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
		all = append(all, bytes.Clone(k))
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, k := range all {
		group, gen, ok := cutPacked(k[len(prefix):])
		if !ok {
			return fmt.Errorf("%w: a key of a membership cannot be read", model.ErrDamaged)
		}
		if err := f(k, group, gen); err != nil {
			return err
		}
	}
	return nil
}

// Memberships implements [storage.Store].
func (s *Store) Memberships(ctx context.Context, q storage.MembershipQuery) ([]model.Membership, error) {
	if stored.CheckID(q.Directory, q.Group, q.User, q.Behind) != nil {
		return nil, nil
	}
	return read(ctx, s, func(v snapshot) (all []model.Membership, err error) {
		take := func(m model.Membership) bool {
			all = append(all, m)
			return q.Limit <= 0 || len(all) < q.Limit
		}
		switch {
		case q.Group == "" && q.User == "":
		case q.Group == "":
			err = v.groups(ctx, q, take)
		default:
			err = v.users(ctx, q, take)
		}
		if err == nil {
			err = s.damage.get()
		}
		return all, err
	})
}

// users gives the members of a group, or the one that is asked for.
func (v snapshot) users(ctx context.Context, q storage.MembershipQuery, take func(model.Membership) bool) error {
	dir, group := packID(q.Directory), packEntry(q.Group)
	h, found, err := readHead(v, dir, group)
	if err != nil || !found {
		return err
	}
	if q.User != "" {
		is, err := v.has(memberKey(dir, group, h.gen, packEntry(q.User)))
		if is {
			take(model.Membership{Group: q.Group, User: q.User})
		}
		return err
	}
	prefix := memberKey(dir, group, h.gen, nil)
	from := prefix
	if q.Behind != "" {
		from = append(memberKey(dir, group, h.gen, packEntry(q.Behind)), 0)
	}
	return v.scan(prefix, from, false, func(k, _ []byte) (bool, error) {
		id, rest, ok := cutEntry(k[len(prefix):])
		if !ok || len(rest) > 0 {
			return false, fmt.Errorf("%w: a key of a membership cannot be read", model.ErrDamaged)
		}
		return take(model.Membership{Group: q.Group, User: id}), ctx.Err()
	})
}

// groups gives the groups of a user: those that have them under the generation that they are at.
func (v snapshot) groups(ctx context.Context, q storage.MembershipQuery, take func(model.Membership) bool) error {
	dir, user := packID(q.Directory), packEntry(q.User)
	prefix := groupsKey(dir, user, nil, nil)
	from := prefix
	if q.Behind != "" {
		from = append(groupsKey(dir, user, packEntry(q.Behind), nil), 0xff) // behind each generation
	}
	return v.scan(prefix, from, false, func(k, _ []byte) (bool, error) {
		group, gen, ok := cutPacked(k[len(prefix):])
		if !ok {
			return false, fmt.Errorf("%w: a key of a membership cannot be read", model.ErrDamaged)
		}
		h, found, err := readHead(v, dir, group)
		if err != nil || !found || !bytes.Equal(h.gen, gen) {
			return true, err
		}
		id, _, _ := cutEntry(group)
		return take(model.Membership{Group: id, User: q.User}), ctx.Err()
	})
}
