package storagetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

const (
	dir      = model.ID("directory_01J00000000000000000000000")
	otherDir = model.ID("directory_01J00000000000000000000001")
)

// ulidOf is the n-th of ids in order.
func ulidOf(n int) model.ID { return model.ID(fmt.Sprintf("01J%023d", n)) }

// user is the n-th user of a directory. The order of published ids is the opposite.
func user(n int) model.DirectoryEntry {
	at := epoch.Add(time.Duration(n) * time.Second)
	return model.DirectoryEntry{
		Directory: dir, Kind: model.UserEntry, ID: ulidOf(n),
		Name: fmt.Sprintf("User%d@Acme.example", n), ExternalID: fmt.Sprintf("00u%d", n),
		Emails:   []string{fmt.Sprintf("User%d@Acme.example", n), "team@acme.example"},
		Resource: json.RawMessage(fmt.Sprintf(`{"userName":"User%d@Acme.example","title":"é"}`, n)),
		Created:  at, Updated: at, Published: "directory_user_" + ulidOf(9_000_000-n), State: model.UserActive,
		Attributes: json.RawMessage(`{"title":"é"}`), PublishedAt: at, PublishedEdit: at,
	}
}

// group is the n-th group of a directory.
func group(n int) model.DirectoryEntry {
	at := epoch.Add(time.Duration(n) * time.Second)
	return model.DirectoryEntry{
		Directory: dir, Kind: model.GroupEntry, ID: ulidOf(1_000_000 + n), Name: fmt.Sprintf("Group %d", n),
		Resource: json.RawMessage(fmt.Sprintf(`{"displayName":"Group %d"}`, n)), Created: at, Updated: at,
		Published: "directory_group_" + ulidOf(9_000_000-n), PublishedAt: at, PublishedEdit: at,
	}
}

// request is the n-th request to a directory.
func request(n int) model.DirectoryRequest {
	return model.DirectoryRequest{ID: ulidOf(n), Directory: dir, At: epoch.Add(time.Duration(n) * time.Second),
		Method: "GET"}
}

func provision(t *testing.T, s storage.Store, step storage.DirectoryStep) []storage.MemberOutcome {
	t.Helper()
	step.Directory = dir
	p, err := s.Provision(t.Context(), step)
	must(t, err)
	return p.Members
}

// created stores new entries.
func created(t *testing.T, s storage.Store, entries ...model.DirectoryEntry) {
	t.Helper()
	for part := range slices.Chunk(entries, 100) {
		var step storage.DirectoryStep
		for _, e := range part {
			step.Entries = append(step.Entries, storage.EntryChange{Entry: e})
		}
		provision(t, s, step)
	}
}

// directoryOf makes the first users and groups.
func directoryOf(t *testing.T, s storage.Store, users, groups int) {
	t.Helper()
	for n := range users {
		created(t, s, user(n))
	}
	for n := range groups {
		created(t, s, group(n))
	}
}

// joins puts the n-th user into the g-th group, or takes them out.
func joins(g, n int, remove bool, tell ...model.AppEvent) storage.MemberChange {
	return storage.MemberChange{Membership: model.Membership{Group: group(g).ID, User: user(n).ID},
		Remove: remove, Tell: tell}
}

// joined puts users into a group.
func joined(t *testing.T, s storage.Store, g int, users ...int) {
	t.Helper()
	var step storage.DirectoryStep
	for _, n := range users {
		step.Members = append(step.Members, joins(g, n, false))
	}
	provision(t, s, step)
}

func entry(t *testing.T, s storage.Store, e model.DirectoryEntry) model.DirectoryEntry {
	t.Helper()
	got, err := s.DirectoryEntry(t.Context(), e.Directory, e.Kind, e.ID)
	must(t, err)
	return got
}

// selected are the ids of the entries that a query selects in the directory.
func selected(t *testing.T, s storage.Store, q storage.EntryQuery) (ids []model.ID) {
	t.Helper()
	if q.Directory == "" {
		q.Directory = dir
	}
	all, err := s.DirectoryEntries(t.Context(), q)
	must(t, err)
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	return ids
}

func memberships(t *testing.T, s storage.Store, q storage.MembershipQuery) []model.Membership {
	t.Helper()
	q.Directory = dir
	all, err := s.Memberships(t.Context(), q)
	must(t, err)
	return all
}

// members are the users of a group, by their numbers.
func members(t *testing.T, s storage.Store, g int) (all []int) {
	t.Helper()
	for _, m := range memberships(t, s, storage.MembershipQuery{Group: group(g).ID}) {
		all = append(all, numberOf(m.User))
	}
	return all
}

// groupsOf are the groups of a user, by their numbers.
func groupsOf(t *testing.T, s storage.Store, n int) (all []int) {
	t.Helper()
	for _, m := range memberships(t, s, storage.MembershipQuery{User: user(n).ID}) {
		all = append(all, numberOf(m.Group)-1_000_000)
	}
	return all
}

func numberOf(id model.ID) (n int) {
	if _, err := fmt.Sscanf(string(id), "01J%d", &n); err != nil {
		panic(err)
	}
	return n
}

func counts(t *testing.T, s storage.Store, directory model.ID) model.DirectoryCounts {
	t.Helper()
	c, err := s.DirectoryCounts(t.Context(), directory)
	must(t, err)
	return c
}

// agrees fails unless all that is told of the directory agrees: counts with lists, and members with their groups.
func agrees(t *testing.T, s storage.Store) {
	t.Helper()
	var want model.DirectoryCounts
	users, err := s.DirectoryEntries(t.Context(), storage.EntryQuery{Directory: dir, Kind: model.UserEntry})
	must(t, err)
	byUser := map[model.Membership]bool{}
	for _, u := range users {
		switch {
		case u.Published == "":
			want.Unpublished++
		case u.State == model.UserInactive:
			want.Inactive++
		default:
			want.Active++
		}
		for _, m := range memberships(t, s, storage.MembershipQuery{User: u.ID}) {
			byUser[m] = true
		}
	}
	groups, err := s.DirectoryEntries(t.Context(), storage.EntryQuery{Directory: dir, Kind: model.GroupEntry})
	must(t, err)
	byGroup := map[model.Membership]bool{}
	for _, g := range groups {
		all := memberships(t, s, storage.MembershipQuery{Group: g.ID})
		same(t, "members of "+string(g.ID), g.Members, len(all))
		same(t, "users of "+string(g.ID), len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Group: g.ID})),
			len(all))
		for _, m := range all {
			byGroup[m] = true
		}
	}
	want.Groups, want.Memberships = len(groups), len(byGroup)
	same(t, "memberships by user", byUser, byGroup)
	same(t, "counts", counts(t, s, dir), want)
}

// dsync are what events tell, by their numbers.
func dsync(t *testing.T, s storage.Store) []string {
	t.Helper()
	return data(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events)
}

// numbers are what events tell that are numbered so.
func numbers(all ...int) (texts []string) {
	for _, n := range all {
		texts = append(texts, fmt.Sprintf(`{"n":%d}`, n))
	}
	return texts
}
