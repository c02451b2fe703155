package memory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// directory is what there is of one.
type directory struct {
	entries map[entryKey]model.DirectoryEntry
	names   map[string][]entryKey // who has a name, by kind and folded name
	members map[model.ID]set      // the users of groups
	groups  map[model.ID]set      // the groups of users
	taken   map[model.ID]model.ID // the staged list that a group took last
	staged  map[stageKey]map[int]storage.StagedMembers
	log     map[model.ID]model.DirectoryRequest
}

type entryKey struct {
	kind model.EntryKind
	id   model.ID
}

func keyOf(e *model.DirectoryEntry) entryKey { return entryKey{e.Kind, e.ID} }

// publication is the entry that apps know by an id.
type publication struct {
	directory model.ID
	entryKey
}

type set map[model.ID]struct{}

func newDirectory() *directory {
	return &directory{
		entries: map[entryKey]model.DirectoryEntry{}, names: map[string][]entryKey{}, members: map[model.ID]set{},
		groups: map[model.ID]set{}, taken: map[model.ID]model.ID{},
		staged: map[stageKey]map[int]storage.StagedMembers{}, log: map[model.ID]model.DirectoryRequest{},
	}
}

// directory is the one of an id; an empty one, that is not kept, if there is none.
func (s *Store) directory(id model.ID) *directory {
	if d := s.directories[id]; d != nil {
		return d
	}
	return newDirectory()
}

// made is the directory of an id, to be changed.
func (s *Store) made(id model.ID) *directory {
	d := s.directory(id)
	s.directories[id] = d
	return d
}

// Provision implements [storage.Store].
func (s *Store) Provision(ctx context.Context, step storage.DirectoryStep) (storage.Provisioned, error) {
	if err := stored.CheckStep(&step); err != nil {
		return storage.Provisioned{}, err
	}
	return do(ctx, s, func() (p storage.Provisioned, err error) {
		d := s.directory(step.Directory)
		if d.provisioned(&step) && d.membersStand(step.Members) {
			for _, m := range step.Members {
				p.Members = append(p.Members, d.unchanged(m.Membership))
			}
			return p, nil
		}
		if err := s.fitStep(d, &step); err != nil {
			return p, err
		}
		s.directories[step.Directory] = d
		s.changeEntries(d, step.Entries)
		for _, m := range step.Members {
			p.Members = append(p.Members, s.changeMember(d, m))
		}
		if step.Replaced != nil {
			s.replaceMembers(d, *step.Replaced)
		}
		d.note(step.Log)
		return p, nil
	})
}

// provisioned reports whether a step was made already, as its entries and its list tell.
func (d *directory) provisioned(step *storage.DirectoryStep) bool {
	for _, c := range step.Entries {
		old, found := d.entries[keyOf(&c.Entry)]
		if c.Delete && (found || c.Based == 0) ||
			!c.Delete && (!found || old.Revision != c.Based+1 || !stored.SameEntry(&old, &c.Entry)) {
			return false
		}
	}
	if r := step.Replaced; r != nil && d.taken[r.Group] != r.Stage {
		return false
	}
	return len(step.Entries) > 0 || step.Replaced != nil
}

// fitStep reports whether entries and lists stand where a step is based, and its names are free.
func (s *Store) fitStep(d *directory, step *storage.DirectoryStep) error {
	changed := map[entryKey]bool{}
	for _, c := range step.Entries {
		at := d.entries[keyOf(&c.Entry)].Revision
		if at != c.Based || c.Delete && c.Based == 0 {
			return fmt.Errorf("%s %s is at revision %d, not %d: %w", c.Entry.Kind, c.Entry.ID, at, c.Based,
				model.ErrConflict)
		}
		changed[keyOf(&c.Entry)] = true
	}
	for _, m := range step.Members {
		user, there := d.entries[entryKey{model.UserEntry, m.User}]
		if there && m.Based != 0 && user.Revision != m.Based {
			return fmt.Errorf("user %s is at revision %d, not %d: %w", m.User, user.Revision, m.Based,
				model.ErrConflict)
		}
	}
	for i, c := range step.Entries {
		if c.Delete {
			continue
		}
		if err := s.fitNames(d, &c.Entry, step.Entries[:i], changed); err != nil {
			return err
		}
	}
	if step.Replaced != nil {
		return d.fitReplaced(*step.Replaced, step.Entries)
	}
	return nil
}

// fitNames reports whether the names of an entry are free. All names of changed entries are, but for
// those that the changes before take.
func (s *Store) fitNames(d *directory, e *model.DirectoryEntry, before []storage.EntryChange,
	changed map[entryKey]bool) error {
	holder, published := s.published[e.Published]
	if published && (holder.directory != e.Directory || !changed[holder.entryKey]) {
		return &storage.NameTaken{Name: string(e.Published), By: holder.id}
	}
	for _, k := range d.names[nameOf(e)] {
		if other := d.entries[k]; !changed[k] && model.NamesClash(*e, other) {
			return &storage.NameTaken{Name: e.Name, By: k.id}
		}
	}
	for _, c := range before {
		switch {
		case c.Delete:
		case e.Published != "" && c.Entry.Published == e.Published:
			return &storage.NameTaken{Name: string(e.Published), By: c.Entry.ID}
		case c.Entry.Kind == e.Kind && model.NamesClash(*e, c.Entry):
			return &storage.NameTaken{Name: e.Name, By: c.Entry.ID}
		}
	}
	return nil
}

// nameOf is under what the name of an entry is found.
func nameOf(e *model.DirectoryEntry) string { return string(e.Kind) + "\x00" + scim.Fold(e.Name) }

// DirectoryCounts implements [storage.Store].
func (s *Store) DirectoryCounts(ctx context.Context, id model.ID) (model.DirectoryCounts, error) {
	return do(ctx, s, func() (c model.DirectoryCounts, _ error) {
		d := s.directory(id)
		for _, e := range d.entries {
			stored.Count(&c, &e, 1)
		}
		for _, users := range d.members {
			c.Memberships += len(users)
		}
		return c, nil
	})
}

// DirectoriesKept implements [storage.Store].
func (s *Store) DirectoriesKept(ctx context.Context, behind model.ID, limit int) ([]model.ID, error) {
	return do(ctx, s, func() ([]model.ID, error) {
		all := slices.Sorted(maps.Keys(s.directories))
		at, found := slices.BinarySearch(all, behind)
		if found {
			at++
		}
		return all[at:min(at+limit, len(all))], nil
	})
}

// ForgetDirectory implements [storage.Store]. It needs no steps.
func (s *Store) ForgetDirectory(ctx context.Context, id model.ID, _ int) (int, error) {
	return do(ctx, s, func() (int, error) {
		d := s.directory(id)
		n := len(d.entries) + len(d.log)
		for _, e := range d.entries {
			delete(s.published, e.Published)
		}
		for _, users := range d.members {
			n += len(users)
		}
		for _, parts := range d.staged {
			n += len(parts)
		}
		delete(s.directories, id)
		return n, nil
	})
}

// SweepDirectories implements [storage.Store]. Lists that were replaced are gone at once.
func (s *Store) SweepDirectories(ctx context.Context, _ int, now time.Time) (int, error) {
	return do(ctx, s, func() (n int, _ error) {
		for _, d := range s.directories {
			for k, parts := range d.staged {
				if stored.Abandoned(k.stage, now) {
					n += len(parts)
					delete(d.staged, k)
				}
			}
		}
		return n, nil
	})
}

// sorted is a set in order.
func (x set) sorted() (all []model.ID) {
	for id := range x {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

func (x set) has(id model.ID) bool {
	_, ok := x[id]
	return ok
}
