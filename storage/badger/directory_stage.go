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

// A list of members that does not fit into one step is staged: its members are written, in parts, under a generation
// that the group is not at, and what is told of them beside. The step that takes it changes the generation of the
// group, and tells all of it by few keys (directory_run.go).

// storedPart is a part of a list that no step took yet.
type storedPart struct {
	Void        bool     `cbor:"1,keyasint,omitempty"` // a user of it is gone
	Members     uint64   `cbor:"2,keyasint"`
	Environment model.ID `cbor:"3,keyasint,omitempty"`
	Runs        []run    `cbor:"4,keyasint,omitempty"`
}

// stagedPart is a part while it is written.
type stagedPart struct {
	storage.StagedMembers
	dir, group, stage []byte
	users             [][]byte
	runs              []packedRun
}

func (p *stagedPart) key() []byte { return partKey(p.dir, p.group, p.stage, p.Part) }

// StageMembers implements [storage.Store].
func (s *Store) StageMembers(ctx context.Context, m storage.StagedMembers) error {
	if err := stored.CheckStaged(&m); err != nil {
		return err
	}
	p := stagedPart{StagedMembers: m, dir: packID(m.Directory), group: packEntry(m.Group), stage: packEntry(m.Stage)}
	for _, user := range m.Members {
		p.users = append(p.users, packEntry(user))
	}
	tell, err := encodeEvents(m.Tell)
	if err != nil {
		return err
	}
	p.runs = s.packRuns(tell)
	_, err = write(ctx, s, func(b *batch) (none, error) { return none{}, b.stage(p) })
	return err
}

// stage writes a part. One of a list that a step took already is there.
func (b *batch) stage(p stagedPart) error {
	h, found, err := readHead(b, p.dir, p.group)
	if err != nil || found && bytes.Equal(h.gen, p.stage) {
		return err
	}
	if err := b.unlessLeft(p.dir, p.group, p.stage); err != nil {
		return err
	}
	stays := make(map[string]bool, len(p.users))
	for _, user := range p.users {
		stays[string(user)] = true
	}
	if err := b.unstage(p, stays); err != nil {
		return err
	}
	for i, user := range p.users {
		if err := b.stageMember(p, user); err != nil {
			return fmt.Errorf("user %s, to be a member of group %s: %w", p.Members[i], p.Group, err)
		}
	}
	part := storedPart{Members: uint64(len(stays))}
	for _, r := range p.runs {
		part.Environment = p.Tell[0].Environment
		part.Runs = append(part.Runs, b.putRun(r))
	}
	v, err := stored.Encode(&part)
	if err != nil {
		return err
	}
	return b.put(p.key(), v)
}

// unlessLeft refuses a list that is swept, or will be.
func (b *batch) unlessLeft(dir, group, stage []byte) error {
	left, err := b.has(leftKey(dir, group, stage))
	if err == nil && left {
		err = fmt.Errorf("a list of members that was staged too long ago is given up: %w", model.ErrConflict)
	}
	return err
}

// unstage takes back what was written of a part before, but for those that stay.
func (b *batch) unstage(p stagedPart, stays map[string]bool) error {
	old, found, err := readPart(b, p.key())
	if err != nil || !found {
		return err
	}
	for _, r := range old.Runs {
		b.drop(runKey(r.Number))
	}
	prefix := memberKey(p.dir, p.group, p.stage, nil)
	return b.scan(prefix, nil, true, func(k, v []byte) (bool, error) {
		user := bytes.Clone(k[len(prefix):])
		if n, _ := binary.Uvarint(v); n == uint64(p.Part) && !stays[string(user)] {
			b.drop(bytes.Clone(k))
			b.drop(groupsKey(p.dir, user, p.group, p.stage))
		}
		return true, nil
	})
}

func (b *batch) stageMember(p stagedPart, user []byte) error {
	k := memberKey(p.dir, p.group, p.stage, user)
	v, found, err := b.get(k)
	if err != nil {
		return err
	}
	if found {
		if n, _ := binary.Uvarint(v); n != uint64(p.Part) {
			return fmt.Errorf("they are in parts %d and %d of one list", n, p.Part)
		}
		return nil
	}
	known, err := b.has(entryKey(p.dir, userKind, user))
	if err == nil && !known {
		err = fmt.Errorf("they are not there: %w", model.ErrConflict)
	}
	if err != nil {
		return err
	}
	b.add(k, binary.AppendUvarint(nil, uint64(p.Part)))
	b.add(groupsKey(p.dir, user, p.group, p.stage), nil)
	return nil
}

func readPart(src source, k []byte) (p storedPart, found bool, err error) {
	v, found, err := src.get(k)
	if err != nil || !found {
		return p, false, err
	}
	if err := stored.Decode(v, &p); err != nil {
		return p, false, fmt.Errorf("%w: a part of a staged list: %w", model.ErrDamaged, err)
	}
	return p, true, nil
}

// voidPart marks the part of a staged list in which a member is, if it is one that no step took.
func (p *provisioning) voidPart(group, gen, member []byte) error {
	v, found, err := p.get(member)
	if err != nil || !found || len(v) == 0 {
		return err
	}
	n, _ := binary.Uvarint(v)
	k := partKey(p.dir, group, gen, int(n))
	part, found, err := readPart(p, k)
	if err != nil || !found {
		return err
	}
	part.Void = true
	row, err := stored.Encode(&part)
	if err != nil {
		return err
	}
	p.batch.replace(k, row)
	return nil
}

// voidStaged voids the parts of staged lists that a user is in who is published otherwise from now on: what they tell
// of them is no longer right.
func (p *provisioning) voidStaged(user []byte) error {
	return p.eachMembership(user, func(_, group, gen []byte) error {
		return p.voidPart(group, gen, memberKey(p.dir, group, gen, user))
	})
}

// replaceMembers takes a staged list.
func (p *provisioning) replaceMembers(r storage.MembersReplaced) error {
	group, stage := packEntry(r.Group), packEntry(r.Stage)
	h, err := p.head(group)
	if err == nil && h == nil {
		err = fmt.Errorf("group %s is not there: %w", r.Group, model.ErrConflict)
	}
	if err != nil {
		return err
	}
	if err := p.unlessLeft(p.dir, group, stage); err != nil {
		return err
	}
	parts, err := p.stagedParts(r, group, stage)
	if err != nil {
		return err
	}
	if err := p.leave(group, h); err != nil {
		return err
	}
	p.counts.Memberships -= int(h.members)
	*h = head{revision: h.revision + 1, gen: stage, changed: true}
	for n, part := range parts {
		p.drop(partKey(p.dir, group, stage, n))
		h.members += part.Members
		for _, run := range part.Runs {
			p.tellRun(part.Environment, run)
		}
	}
	p.counts.Memberships += int(h.members)
	return nil
}

// stagedParts are all parts of a list.
func (p *provisioning) stagedParts(r storage.MembersReplaced, group, stage []byte) (parts []storedPart, err error) {
	prefix := key(classPart, p.dir, group, stage)
	var keys [][]byte
	err = p.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
		keys = append(keys, bytes.Clone(k))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	for n, k := range keys {
		part, found, err := readPart(p, k) // as it stands in this step
		if err != nil {
			return nil, err
		}
		if !found || part.Void || !bytes.Equal(k, partKey(p.dir, group, stage, n)) {
			return nil, fmt.Errorf("part %d of list %s of group %s is not there, or no longer right: %w", n, r.Stage,
				r.Group, model.ErrConflict)
		}
		parts = append(parts, part)
	}
	if len(parts) != r.Parts {
		return nil, fmt.Errorf("%d of %d parts of list %s of group %s are there: %w", len(parts), r.Parts, r.Stage,
			r.Group, model.ErrConflict)
	}
	return parts, nil
}
