package directory

import (
	"context"
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
)

const (
	// maxLook is how many entries a filter looks at that no index answers.
	maxLook = 100_000
	// lookPage is how many of them are read at once.
	lookPage = 500
	// listedMembers is how many members the groups of one page have together so that they are named.
	listedMembers = 10_000
)

// get answers one entry.
func (x *exchange) get(ctx context.Context, k model.EntryKind, id model.ID) (Answer, error) {
	e, err := x.core.Store.DirectoryEntry(ctx, x.directory.ID, k, id)
	if err != nil {
		return Answer{}, err
	}
	x.about(e)
	p := x.asked.Query
	x.settle(false)
	asked := scim.ParseProjection(p.Get("attributes"), p.Get("excludedAttributes"))
	return x.answerEntry(ctx, http.StatusOK, e, asked, true)
}

// answerEntry answers with one entry, and its members or groups.
func (x *exchange) answerEntry(ctx context.Context, status int, e model.DirectoryEntry, p scim.Projection,
	withMembers bool) (Answer, error) {
	r, err := x.document(ctx, e, p, withMembers)
	return Answer{Status: status, Version: versionOf(e), Body: r}, err
}

// document is what an identity provider reads of an entry.
func (x *exchange) document(ctx context.Context, e model.DirectoryEntry, p scim.Projection,
	withMembers bool) (scim.Resource, error) {
	r, err := resourceOf(e)
	if err != nil {
		return nil, err
	}
	about := x.record(e)
	switch {
	case e.Kind == model.GroupEntry && withMembers && p.Keeps("members"):
		about.Members, err = x.membersOf(ctx, e)
	case e.Kind == model.UserEntry && withMembers && p.Keeps("groups"):
		about.Groups, err = x.groupMembers(ctx, e)
	}
	delete(r, "members")
	return p.Apply(scim.Answer(scimKind(e.Kind), r, about)), err
}

// record is what this server says of an entry, but for its members and groups.
func (x *exchange) record(e model.DirectoryEntry) scim.Record {
	return scim.Record{ID: string(e.ID), Location: x.location(e), Created: e.Created, LastModified: e.Updated,
		Version: versionOf(e)}
}

// membersOf are all members of a group, and the groups in it.
func (x *exchange) membersOf(ctx context.Context, group model.DirectoryEntry) ([]scim.Member, error) {
	all := make([]scim.Member, 0, group.Members)
	err := x.eachMember(ctx, group, func(user model.ID) error {
		all = append(all, scim.Member{Value: string(user), Type: scim.User.Name()})
		return nil
	})
	if err != nil {
		return nil, err
	}
	nested, err := nestedIn(group)
	for id := range nested {
		all = append(all, scim.Member{Value: string(id), Type: scim.Group.Name()})
	}
	return all, err
}

// groupMembers are the groups that a user is in, with their names.
func (x *exchange) groupMembers(ctx context.Context, user model.DirectoryEntry) ([]scim.Member, error) {
	in, err := x.groupsOf(ctx, user, groupsRead{})
	all := make([]scim.Member, len(in))
	for i, g := range in {
		all[i] = scim.Member{Value: string(g.ID), Display: g.Name}
	}
	return all, err
}

// list answers a page of entries. None that fit is an empty page: a 404 would put the whole directory into
// quarantine at Entra.
func (x *exchange) list(ctx context.Context, k model.EntryKind, q scim.Query) (Answer, error) {
	var page []model.DirectoryEntry
	var total int
	var err error
	if q.Filter == nil {
		page, total, err = x.all(ctx, k, q)
	} else {
		page, total, err = x.matching(ctx, k, q)
	}
	if err != nil {
		return Answer{}, err
	}
	members := 0
	for _, e := range page {
		members += e.Members
	}
	resources := make([]scim.Resource, 0, len(page))
	for _, e := range page {
		r, err := x.document(ctx, e, q.Projection, k == model.GroupEntry && members <= listedMembers)
		if err != nil {
			return Answer{}, err
		}
		resources = append(resources, r)
	}
	if len(page) == 1 {
		x.about(page[0])
	}
	x.log.Done = []string{model.Plural(total, "found", "found")}
	x.settle(false)
	return Answer{Status: http.StatusOK, Body: scim.ListResponse(total, q.Start, resources)}, nil
}

// all is a page of all entries of a kind.
func (x *exchange) all(ctx context.Context, k model.EntryKind, q scim.Query) ([]model.DirectoryEntry, int, error) {
	counts, err := x.core.Store.DirectoryCounts(ctx, x.directory.ID)
	if err != nil {
		return nil, 0, err
	}
	total := counts.Groups
	if k == model.UserEntry {
		total = counts.Users()
	}
	if q.Count == 0 || q.Start > total {
		return nil, total, nil
	}
	page, err := x.core.Store.DirectoryEntries(ctx, storage.EntryQuery{Directory: x.directory.ID, Kind: k,
		Skip: q.Start - 1, Limit: q.Count})
	return page, total, err
}

// matching is a page of the entries that a filter matches, and how many there are.
func (x *exchange) matching(ctx context.Context, k model.EntryKind, q scim.Query) (page []model.DirectoryEntry,
	total int, err error) {
	err = x.candidates(ctx, k, q.Filter, func(e model.DirectoryEntry) error {
		r, err := resourceOf(e)
		if err != nil {
			return err
		}
		var failed error
		r = scim.Answer(scimKind(k), r, x.record(e)) // filters ask for times, too
		matches := q.Filter.Matches(r, string(e.ID), func(user string) bool {
			found, err := x.core.Store.Memberships(ctx, storage.MembershipQuery{Directory: x.directory.ID, Group: e.ID,
				User: model.ID(user)})
			failed = errors.Join(failed, err)
			return len(found) > 0
		})
		if !matches || failed != nil {
			return failed
		}
		if total++; total >= q.Start && len(page) < q.Count {
			page = append(page, e)
		}
		return nil
	})
	return page, total, err
}

// candidates calls f with the entries that a filter may match: those that an index finds for something that it
// asks for, or all.
func (x *exchange) candidates(ctx context.Context, k model.EntryKind, filter *scim.Filter,
	f func(model.DirectoryEntry) error) error {
	q := storage.EntryQuery{Directory: x.directory.ID, Kind: k}
	for _, must := range filter.Equals() {
		switch {
		case must.Attribute == "id":
			return x.candidate(ctx, k, model.ID(must.Value), f)
		case must.Attribute == "userName" && k == model.UserEntry,
			must.Attribute == "displayName" && k == model.GroupEntry:
			q.Name = must.Value
		case must.Attribute == "externalId":
			q.ExternalID = must.Value
		case must.Attribute == "emails" && k == model.UserEntry:
			q.Email = must.Value
		case must.Attribute == "members" && k == model.GroupEntry:
			user := model.DirectoryEntry{Directory: x.directory.ID, ID: model.ID(must.Value)}
			groups, err := x.groupsOf(ctx, user, groupsRead{})
			return errors.Join(err, each(groups, f))
		default:
			continue
		}
		found, err := x.core.Store.DirectoryEntries(ctx, q)
		return errors.Join(err, each(found, f))
	}
	return x.everyEntry(ctx, q, f)
}

func (x *exchange) candidate(ctx context.Context, k model.EntryKind, id model.ID,
	f func(model.DirectoryEntry) error) error {
	e, err := x.core.Store.DirectoryEntry(ctx, x.directory.ID, k, id)
	if errors.Is(err, model.ErrNotFound) {
		return nil
	}
	return errors.Join(err, each([]model.DirectoryEntry{e}, f))
}

// everyEntry calls f with all entries of a kind, unless there are too many to look at each.
func (x *exchange) everyEntry(ctx context.Context, q storage.EntryQuery, f func(model.DirectoryEntry) error) error {
	q.Limit = lookPage
	for looked := 0; ; {
		page, err := x.core.Store.DirectoryEntries(ctx, q)
		if err := errors.Join(err, each(page, f)); err != nil || len(page) < q.Limit {
			return err
		}
		if looked += len(page); looked >= maxLook {
			return &scim.Error{Status: http.StatusBadRequest, Type: "tooMany", Code: "too_many",
				Detail: "This filter looks at too many resources. Let your provider match by userName, externalId " +
					"or email."}
		}
		q.Behind = page[len(page)-1].ID
	}
}

func each(all []model.DirectoryEntry, f func(model.DirectoryEntry) error) error {
	for _, e := range all {
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}
