package directory

import (
	"context"
	"errors"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

const (
	recomputedPage  = 200       // entries that are read at once
	recomputedStep  = 50        // of them, as many as one step changes
	recomputedBytes = 256 << 10 // about how much one step changes
)

// RecomputeDirectories makes anew what apps see of the users and groups of directories whose attribute map changed,
// of all of them or of those given. Apps are told of each that looks otherwise. Where it was interrupted, it goes on.
func (s Service) RecomputeDirectories(ctx context.Context, directories ...model.ID) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	if len(directories) == 0 {
		return s.eachDirectory(ctx, func(id model.ID) error { return s.recomputeDirectory(ctx, id) })
	}
	for _, id := range directories {
		if err := s.recomputeDirectory(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// recomputeDirectory makes one anew. There is nothing to do for one that is deleted meanwhile.
func (s Service) recomputeDirectory(ctx context.Context, id model.ID) error {
	_, err := core.Missing(core.UntilNone(func() (int, error) { return s.recomputePart(ctx, id) }))
	return err
}

// recomputed is how far a directory is. Without a record, nothing of it was ever mapped otherwise than plainly.
func (s Service) recomputed(ctx context.Context, directory model.ID) (model.Recompute, error) {
	r, err := core.Read[model.Recompute](ctx, s.core.Store, model.KindRecompute, directory)
	if none, err := core.Missing(err); none || err != nil {
		return model.Recompute{DirectoryID: directory, Map: model.AttributeMap{}.Fingerprint(), Finished: true}, err
	}
	return r, nil
}

// follow notes that what is stored from now on is mapped otherwise than what is there, if it is: before it is stored.
// Who looks later sees that some of it is left to do, even if the map is as before again.
func (s Service) follow(ctx context.Context, m mapped) error {
	r, err := s.recomputed(ctx, m.directory.ID)
	if err != nil || r.Map == m.attributes.Fingerprint() {
		return err
	}
	_, err = s.beginRecompute(ctx, r, m)
	return err
}

// rolesLater has all users of the directory looked at in the background, because more of them may get other roles, or
// lose theirs, than one step changes. It is noted before the members of a group change.
func (x *exchange) rolesLater(ctx context.Context) error {
	if x.again {
		return nil
	}
	r, err := x.recomputed(ctx, x.directory.ID)
	if err != nil {
		return err
	}
	x.log.Done = append(x.log.Done, "roles follow in the background")
	_, err = x.beginRecompute(ctx, r, x.mapped)
	return err
}

// beginRecompute begins a recomputation by another map, from its beginning.
func (s Service) beginRecompute(ctx context.Context, was model.Recompute, m mapped) (model.Recompute, error) {
	counts, err := s.core.Store.DirectoryCounts(ctx, m.directory.ID)
	if err != nil {
		return was, err
	}
	return s.noteRecomputed(ctx, was, model.NewRecompute(m.directory.ID, m.attributes, counts))
}

// noteRecomputed stores how far it is, unless somebody else did: [model.ErrConflict].
func (s Service) noteRecomputed(ctx context.Context, was, is model.Recompute) (model.Recompute, error) {
	edit := core.Created(is)
	if was.Revision > 0 {
		edit = core.Changed(was, is)
	}
	is.Revision = was.Revision + 1
	return is, s.core.ApplyQuietly(ctx, edit)
}

// recomputePart makes a part of a directory anew; 0 if nothing is left to do. What is being answered now may have been
// mapped as before, or change the members of a group with a role: it comes first. So does what was begun meanwhile: it
// may have read the groups of a user before that was done. What comes later knows all of it.
func (s Service) recomputePart(ctx context.Context, id model.ID) (int, error) {
	m, err := s.mappedNow(ctx, id)
	if err != nil {
		return 0, err
	}
	r, err := s.recomputed(ctx, id)
	if err != nil {
		return 0, err
	}
	if r.Map != m.attributes.Fingerprint() {
		if r, err = s.beginRecompute(ctx, r, m); err != nil {
			return 1, unlessConflict(err)
		}
	}
	if r.Finished {
		return 0, nil
	}
	for range 2 {
		if err := s.state.flights.landed(ctx, id); err != nil {
			return 0, err
		}
	}
	page, err := s.core.Store.DirectoryEntries(ctx, storage.EntryQuery{Directory: id, Kind: r.Kind, Behind: r.Behind,
		Limit: recomputedPage})
	if err != nil {
		return 0, err
	}
	if err := s.recomputeEntries(ctx, m, page); err != nil {
		return 1, unlessConflict(err)
	}
	_, err = s.noteRecomputed(ctx, r, advanced(r, page))
	return 1, unlessConflict(err)
}

// unlessConflict passes over the error of somebody else's change: what is there now is looked at again.
func unlessConflict(err error) error {
	if errors.Is(err, model.ErrConflict) {
		return nil
	}
	return err
}

// advanced is how far a recomputation is behind a page.
func advanced(r model.Recompute, page []model.DirectoryEntry) model.Recompute {
	if r.Kind == model.UserEntry {
		r.Done += len(page)
	}
	switch {
	case len(page) == recomputedPage:
		r.Behind = page[len(page)-1].ID
	case r.Kind == model.UserEntry:
		r.Kind, r.Behind = model.GroupEntry, ""
	default:
		r.Kind, r.Behind, r.Finished = "", "", true
	}
	return r
}

// recomputeEntries makes entries anew, in steps that leave room for others.
func (s Service) recomputeEntries(ctx context.Context, m mapped, page []model.DirectoryEntry) error {
	step, bytes := storage.DirectoryStep{Directory: m.directory.ID}, 0
	provision := func() error {
		if len(step.Entries) == 0 {
			return nil
		}
		_, err := s.core.Store.Provision(ctx, step)
		step.Entries, bytes = nil, 0
		return errors.Join(err, s.state.flights.landed(ctx, m.directory.ID))
	}
	for _, was := range page {
		roles, err := s.rolesOf(ctx, m, was)
		if err != nil {
			return err
		}
		change, changes, err := m.recompute(was, roles)
		if err != nil {
			return err
		}
		if !changes {
			continue
		}
		step.Entries = append(step.Entries, change)
		if bytes += 3 * len(was.Resource); len(step.Entries) == recomputedStep || bytes > recomputedBytes {
			if err := provision(); err != nil {
				return err
			}
		}
	}
	return provision()
}

// recompute is what becomes of an entry by the map, of a user with roles. The resource stays, and whether apps know of
// it.
func (m mapped) recompute(was model.DirectoryEntry, roles []model.Role) (c storage.EntryChange, changes bool,
	err error) {
	c = storage.EntryChange{Entry: was, Based: was.Revision}
	r, err := resourceOf(was)
	if err != nil {
		return c, false, err
	}
	is, err := withAttributes(was, r, m.attributes, roles)
	if err != nil || slices.Equal(was.Attributes, is.Attributes) {
		return c, false, err
	}
	c.Entry = is
	if was.Published != "" {
		c.Entry, c.Tell, err = m.updated(was, is)
	}
	return c, true, err
}
