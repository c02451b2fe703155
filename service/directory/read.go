package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// EntryList asks for users or groups as apps know them.
type EntryList struct {
	Directory model.ID
	Group     model.ID // of users: those that are in a group
	User      model.ID // of groups: those that a user is in
	Email     string   // of users
	Known     string   // of users, in its place: an email address or, where nobody has it, a userName; of groups a name
	model.Paging
}

// DirectoryUsers gives a page of the users of a directory, or of a group, by the ids that apps know, each with the
// groups that they are in.
func (s Service) DirectoryUsers(ctx context.Context, q EntryList) (model.Paged[model.DirectoryUser], error) {
	var page model.Paged[model.DirectoryUser]
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectoryEntry(q.Directory, q.Group)))
	if err != nil {
		return page, err
	}
	m, group, err := s.listed(ctx, q.Directory, q.Group, model.GroupEntry)
	if err != nil {
		return page, err
	}
	asked := storage.EntryQuery{Directory: m.directory.ID, Kind: model.UserEntry, Published: true, Group: group.ID,
		Email: cmp.Or(q.Email, q.Known)}
	entries, err := s.page(ctx, asked, q.Paging)
	if err == nil && q.Known != "" && len(entries.Items) == 0 {
		asked.Email, asked.Name = "", q.Known
		entries, err = s.page(ctx, asked, q.Paging)
	}
	page.Before, page.After = entries.Before, entries.After
	known := groupsRead{}
	for _, e := range entries.Items {
		u, err := s.userOf(ctx, m, e, known)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, u)
	}
	return page, err
}

// userOf is a user with the groups that they are in. It keeps the groups that it has read in known.
func (s Service) userOf(ctx context.Context, m mapped, e model.DirectoryEntry,
	known groupsRead) (model.DirectoryUser, error) {
	u, err := e.AsUser(m.directory)
	if err != nil {
		return u, err
	}
	groups, err := s.groupsOf(ctx, e, known)
	u.Groups = s.asGroups(m, groups)
	if s.core.Principal.Kind == model.KeyHolder {
		return m.attributes.ToldUser(u), err
	}
	return m.attributes.Whole(u), err
}

// asGroup is a group as the principal may see it: what the identity provider sent, apps may not be let see.
func (s Service) asGroup(m mapped, e model.DirectoryEntry) model.DirectoryGroup {
	g := e.AsGroup(m.directory)
	g.Role = m.attributes.RoleOf(e.ID)
	if s.core.Principal.Kind == model.KeyHolder {
		return m.attributes.ToldGroup(g)
	}
	return g
}

// asGroups are groups as the principal may see them.
func (s Service) asGroups(m mapped, all []model.DirectoryEntry) []model.DirectoryGroup {
	told := make([]model.DirectoryGroup, len(all))
	for i, e := range all {
		told[i] = s.asGroup(m, e)
	}
	return told
}

// DirectoryGroups gives a page of the groups of a directory, or of those of a user.
func (s Service) DirectoryGroups(ctx context.Context, q EntryList) (model.Paged[model.DirectoryGroup], error) {
	var page model.Paged[model.DirectoryGroup]
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectoryEntry(q.Directory, q.User)))
	if err != nil {
		return page, err
	}
	m, user, err := s.listed(ctx, q.Directory, q.User, model.UserEntry)
	if err != nil {
		return page, err
	}
	if user.ID != "" {
		all, err := s.groupsOf(ctx, user, groupsRead{})
		return pageOf(s.asGroups(m, all), q.Paging), err
	}
	entries, err := s.page(ctx, storage.EntryQuery{Directory: m.directory.ID, Kind: model.GroupEntry,
		Published: true, Name: q.Known}, q.Paging)
	page.Before, page.After = entries.Before, entries.After
	page.Items = s.asGroups(m, entries.Items)
	return page, err
}

// listed is the directory of a list, and the entry that narrows it, if one is given.
func (s Service) listed(ctx context.Context, directory, published model.ID, k model.EntryKind) (mapped,
	model.DirectoryEntry, error) {
	if published == "" {
		m, err := s.mappedNow(ctx, directory)
		return m, model.DirectoryEntry{}, err
	}
	e, err := s.publishedIn(ctx, directory, published, k)
	if err != nil {
		return mapped{}, e, err
	}
	m, err := s.mappedNow(ctx, e.Directory)
	return m, e, err
}

// published is the entry of a kind that apps know by an id, and its directory.
func (s Service) published(ctx context.Context, id model.ID, k model.EntryKind) (mapped, model.DirectoryEntry, error) {
	return s.listed(ctx, "", id, k)
}

// publishedIn is the entry of a kind that apps know by an id, in a directory; "" is any.
func (s Service) publishedIn(ctx context.Context, directory, id model.ID, k model.EntryKind) (model.DirectoryEntry,
	error) {
	e, err := s.core.Store.PublishedEntry(ctx, id)
	if err == nil && e.Kind != k {
		err = model.ErrNotFound
	}
	if err != nil {
		return e, fmt.Errorf("directory %s %q: %w", k, id, err)
	}
	if directory != "" && e.Directory != directory {
		err = fmt.Errorf("directory %s %q in directory %q: %w", k, id, directory, model.ErrNotFound)
	}
	return e, err
}

// DirectoryUser gives a user by the id that apps know, with the groups that they are in.
func (s Service) DirectoryUser(ctx context.Context, id model.ID) (model.DirectoryUser, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectoryEntry("", id)))
	if err != nil {
		return model.DirectoryUser{}, err
	}
	m, e, err := s.published(ctx, id, model.UserEntry)
	if err != nil {
		return model.DirectoryUser{}, err
	}
	return s.userOf(ctx, m, e, groupsRead{})
}

// DirectoryGroup gives a group by the id that apps know.
func (s Service) DirectoryGroup(ctx context.Context, id model.ID) (model.DirectoryGroup, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectoryEntry("", id)))
	if err != nil {
		return model.DirectoryGroup{}, err
	}
	m, e, err := s.published(ctx, id, model.GroupEntry)
	if err != nil {
		return model.DirectoryGroup{}, err
	}
	return s.asGroup(m, e), nil
}

// pageOf is a page of what was read as a whole.
func pageOf(all []model.DirectoryGroup, p model.Paging) (page model.Paged[model.DirectoryGroup]) {
	slices.SortFunc(all, func(a, b model.DirectoryGroup) int { return strings.Compare(string(a.ID), string(b.ID)) })
	if !p.OldestFirst {
		slices.Reverse(all)
	}
	at := func(id model.ID) int {
		return slices.IndexFunc(all, func(g model.DirectoryGroup) bool { return g.ID == id })
	}
	from, to := 0, len(all)
	switch {
	case p.After != "":
		from = at(p.After) + 1
	case p.Before != "":
		to = max(at(p.Before), 0)
		from = max(to-p.Limit, 0)
	}
	to = min(to, from+p.Limit)
	page.Items = all[from:to]
	if from > 0 && to > from {
		page.Before = page.Items[0].ID
	}
	if to < len(all) && to > from {
		page.After = page.Items[to-from-1].ID
	}
	return page
}

// page reads a page of published entries.
func (s Service) page(ctx context.Context, q storage.EntryQuery, p model.Paging) (model.Paged[model.DirectoryEntry],
	error) {
	if err := p.Check(); err != nil {
		return model.Paged[model.DirectoryEntry]{}, err
	}
	q.Behind, q.Newest = core.Behind(p)
	q.Limit = p.Limit + 1
	found, err := s.core.Store.DirectoryEntries(ctx, q)
	return core.PageOf(found, p, func(e model.DirectoryEntry) model.ID { return e.Published }), err
}
