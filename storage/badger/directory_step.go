package badger

import (
	"bytes"
	"context"
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// directoryStep is a step that is encoded beforehand, so that the one goroutine that commits does not have to.
type directoryStep struct {
	storage.DirectoryStep
	dir     []byte
	entries []entryChange
	members []memberChange
	told    []packedRun // what is told of the members, if all of them change
	log     []change
}

type entryChange struct {
	storage.EntryChange
	key, id []byte
	value   []byte
	finds   []finding
	tell    []tellable
}

type memberChange struct {
	group, user []byte
	remove      bool
	based       uint64
	tell        []tellable
}

// Provision implements [storage.Store].
func (s *Store) Provision(ctx context.Context, step storage.DirectoryStep) (storage.Provisioned, error) {
	if err := stored.CheckStep(&step); err != nil {
		return storage.Provisioned{}, err
	}
	d, err := s.prepareStep(step)
	if err != nil {
		return storage.Provisioned{}, err
	}
	return write(ctx, s, func(b *batch) (storage.Provisioned, error) { return b.provision(d) })
}

func (s *Store) prepareStep(step storage.DirectoryStep) (d directoryStep, err error) {
	d = directoryStep{DirectoryStep: step, dir: packID(step.Directory)}
	for _, c := range step.Entries {
		id := packEntry(c.Entry.ID)
		e := entryChange{EntryChange: c, id: id, key: entryKey(d.dir, kindOf(c.Entry.Kind), id)}
		if !c.Delete {
			if e.value, err = encodeEntry(&c.Entry, c.Based+1); err != nil {
				return d, err
			}
			e.finds = findings(d.dir, &c.Entry)
		}
		if e.tell, err = encodeEvents(c.Tell); err != nil {
			return d, err
		}
		d.entries = append(d.entries, e)
	}
	d.members = make([]memberChange, 0, len(step.Members))
	for _, m := range step.Members {
		tell, err := encodeEvents(m.Tell)
		if err != nil {
			return d, err
		}
		d.members = append(d.members, memberChange{packEntry(m.Group), packEntry(m.User), m.Remove, m.Based, tell})
	}
	d.told = s.packTold(d.members)
	d.log, err = s.encodeRequests(step.Log)
	return d, err
}

// provisioning is a step while it is made.
type provisioning struct {
	*batch
	dir    []byte
	heads  map[string]*head // of groups, by their packed ids; nil: there is none
	looked map[string]*lookup
	counts model.DirectoryCounts
}

// provision makes a step.
func (b *batch) provision(d directoryStep) (done storage.Provisioned, err error) {
	p := provisioning{batch: b, dir: d.dir, heads: map[string]*head{}}
	if p.counts, err = readCounts(b, d.dir); err != nil {
		return done, err
	}
	before := p.counts
	if err := p.lookUp(d.members); err != nil {
		return done, err
	}
	olds, made, err := p.readEntries(d)
	if err != nil {
		return done, err
	}
	if made {
		if done.Members, made, err = p.membersStand(d); err != nil || made {
			return done, err
		}
	}
	if err := p.fitRevisions(d, olds); err != nil {
		return done, err
	}
	if err := p.changeEntries(d.entries, olds); err != nil {
		return done, err
	}
	if done.Members, err = p.changeMembers(d); err != nil {
		return done, err
	}
	if d.Replaced != nil {
		if err := p.replaceMembers(*d.Replaced); err != nil {
			return done, err
		}
	}
	for _, r := range d.log {
		if err := b.put(r.key, r.value); err != nil {
			return done, err
		}
	}
	return done, p.finish(before)
}

// readEntries reads the entries of a step as they are, and reports whether it was made already as far as they and
// the list that it takes tell.
func (p *provisioning) readEntries(d directoryStep) (olds []*model.DirectoryEntry, made bool, err error) {
	made = len(d.entries) > 0 || d.Replaced != nil
	for i := range d.entries {
		c := &d.entries[i]
		e, found, err := findEntry(p, d.Directory, c.Entry.Kind, c.Entry.ID)
		if err != nil {
			return nil, false, err
		}
		old := &e
		if !found {
			old = nil
		}
		olds = append(olds, old)
		if c.Delete && (found || c.Based == 0) ||
			!c.Delete && (!found || e.Revision != c.Based+1 || !stored.SameEntry(&e, &c.Entry)) {
			made = false
		}
	}
	if d.Replaced != nil && made {
		h, err := p.head(packEntry(d.Replaced.Group))
		made = err == nil && h != nil && bytes.Equal(h.gen, packEntry(d.Replaced.Stage))
		return olds, made, err
	}
	return olds, made, nil
}

// fitRevisions reports whether entries and members stand where a step is based.
func (p *provisioning) fitRevisions(d directoryStep, olds []*model.DirectoryEntry) error {
	for i, c := range d.Entries {
		var at uint64
		if olds[i] != nil {
			at = olds[i].Revision
		}
		if at != c.Based || c.Delete && c.Based == 0 {
			return fmt.Errorf("%s %s is at revision %d, not %d: %w", c.Entry.Kind, c.Entry.ID, at, c.Based,
				model.ErrConflict)
		}
	}
	for i, m := range d.members {
		if m.based == 0 {
			continue
		}
		at, found, err := p.userRevision(m.user)
		if err == nil && found && at != m.based {
			err = fmt.Errorf("user %s is at revision %d, not %d: %w", d.Members[i].User, at, m.based, model.ErrConflict)
		}
		if err != nil {
			return err
		}
	}
	if d.Replaced == nil {
		return nil
	}
	var at uint64
	h, err := p.head(packEntry(d.Replaced.Group))
	if h != nil {
		at = h.revision
	}
	if err == nil && at != d.Replaced.Based {
		err = fmt.Errorf("the members of group %s are at revision %d, not %d: %w", d.Replaced.Group, at,
			d.Replaced.Based, model.ErrConflict)
	}
	return err
}

// changeEntries frees all names before any is taken, so that two entries can swap theirs in one step.
func (p *provisioning) changeEntries(changes []entryChange, olds []*model.DirectoryEntry) error {
	had := make([][]finding, len(changes))
	for i := range changes {
		c := &changes[i]
		if olds[i] == nil {
			continue
		}
		stored.Count(&p.counts, olds[i], -1)
		had[i] = findings(p.dir, olds[i])
		for _, f := range had[i] {
			if !holds(c.finds, f.key) {
				p.drop(f.key)
			}
		}
		var err error
		switch {
		case c.Delete:
			err = p.endMemberships(c)
			p.drop(c.key)
		case c.Entry.Kind == model.UserEntry && c.Entry.Published != olds[i].Published:
			err = p.voidStaged(c.id)
		}
		if err != nil {
			return err
		}
	}
	for i := range changes {
		c := &changes[i]
		p.tell(c.tell)
		if c.Delete {
			continue
		}
		for _, f := range c.finds {
			if holds(had[i], f.key) {
				continue
			}
			if err := p.take(f, &c.Entry); err != nil {
				return err
			}
		}
		stored.Count(&p.counts, &c.Entry, 1)
		if olds[i] != nil {
			p.replace(c.key, c.value)
			continue
		}
		p.add(c.key, c.value)
		if c.Entry.Kind == model.GroupEntry {
			p.bear(c.id)
		}
	}
	return nil
}

// finish stores what the step kept in mind.
func (p *provisioning) finish(before model.DirectoryCounts) error {
	if len(p.changes) > 0 {
		p.meta.Position++ // the tally knows of each step
	}
	for group, h := range p.heads {
		if h == nil || !h.changed {
			continue
		}
		if err := p.put(headKey(p.dir, []byte(group)), h.encode()); err != nil {
			return err
		}
	}
	if p.counts == before {
		return nil
	}
	v, err := stored.Encode(storedCounts(p.counts))
	if err != nil {
		return err
	}
	return p.put(key(classEntryCounts, p.dir), v)
}
