package storagetest

import (
	"fmt"
	"slices"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

func memberTests() []test {
	return []test{
		{"memberships are listed both ways, page by page", testMemberPages},
		{"events of a step come in its order, of members for those that changed", testMemberEvents},
		{"members that are not known are told, and the others changed", testMemberUnknown},
		{"the memberships of a user that is deleted go with it", testUserGone},
		{"the memberships of a group that is deleted are gone at once, for good", testGroupGone},
		{"a user that is no longer published stays a member", testUserUnpublished},
		{"a change of a member is not made if the user has moved on", testMemberBased},
		{"a step that changes many members changes those alone that were not so", testManyMembers},
		{"what is told of many members is read from each place on", testManyMembersTold},
		{"of many writers that add members all stay", testMembersConcurrent},
	}
}

func testMemberBased(t *testing.T, s storage.Store) {
	directoryOf(t, s, 2, 2)
	moved := user(1)
	moved.Name = "moved on"
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: moved, Based: 1}}})
	change := joins(1, 1, false, told(env, 1))
	step := storage.DirectoryStep{Directory: dir, Members: []storage.MemberChange{joins(1, 0, false), change}}
	step.Members[1].Based = 1
	_, err := s.Provision(t.Context(), step)
	wantError(t, err, model.ErrConflict)
	same(t, "members", len(members(t, s, 1)), 0)
	step.Members[1].Based = 2
	provision(t, s, step)
	same(t, "members", members(t, s, 1), []int{0, 1})
	agrees(t, s)
}

func testMemberPages(t *testing.T, s storage.Store) {
	directoryOf(t, s, 6, 4)
	joined(t, s, 1, 0, 2, 3, 5)
	joined(t, s, 3, 2)
	same(t, "members", members(t, s, 1), []int{0, 2, 3, 5})
	same(t, "members of none", len(members(t, s, 2)), 0)
	same(t, "groups", groupsOf(t, s, 2), []int{1, 3})
	for _, x := range []struct {
		q    storage.MembershipQuery
		want int
	}{
		{storage.MembershipQuery{Group: group(1).ID, Behind: user(2).ID}, 2},
		{storage.MembershipQuery{Group: group(1).ID, Behind: user(4).ID}, 1},
		{storage.MembershipQuery{Group: group(1).ID, Limit: 3}, 3},
		{storage.MembershipQuery{User: user(2).ID, Behind: group(1).ID}, 1},
		{storage.MembershipQuery{User: user(2).ID, Behind: group(2).ID, Limit: 1}, 1},
		{storage.MembershipQuery{User: user(2).ID, Limit: 1}, 1},
		{storage.MembershipQuery{Group: group(3).ID, User: user(2).ID}, 1},
		{storage.MembershipQuery{Group: group(3).ID, User: user(3).ID}, 0},
		{storage.MembershipQuery{Group: "a\x00b", User: user(3).ID}, 0},
		{storage.MembershipQuery{}, 0},
	} {
		same(t, fmt.Sprintf("%+v", x.q), len(memberships(t, s, x.q)), x.want)
	}
	agrees(t, s)
}

func testMemberEvents(t *testing.T, s storage.Store) {
	directoryOf(t, s, 3, 2)
	joined(t, s, 1, 0)
	tell := func(n int) []model.AppEvent { return []model.AppEvent{told(env, n)} }
	before := entry(t, s, group(1)).MembersRev
	got := provision(t, s, storage.DirectoryStep{
		Entries: []storage.EntryChange{{Entry: user(9), Tell: []model.AppEvent{told(env, 1), told(env, 2)}},
			{Entry: user(8), Tell: tell(3)}},
		Members: []storage.MemberChange{joins(1, 0, false, tell(0)...), joins(1, 9, false, tell(4)...),
			joins(1, 1, true, tell(0)...), joins(0, 2, false, tell(5)...), joins(1, 0, true, told(env, 6),
				told(env, 7)), joins(1, 0, false, tell(8)...)},
	})
	same(t, "outcomes", got, []storage.MemberOutcome{storage.MemberUnchanged, storage.MemberChanged,
		storage.MemberUnchanged, storage.MemberChanged, storage.MemberChanged, storage.MemberChanged})
	same(t, "told", dsync(t, s), numbers(1, 2, 3, 4, 5, 6, 7, 8))
	same(t, "members", members(t, s, 1), []int{0, 9})
	now := entry(t, s, group(1))
	same(t, "moved", now.MembersRev > before, true)
	provision(t, s, storage.DirectoryStep{Members: []storage.MemberChange{joins(1, 0, false, tell(0)...)}})
	same(t, "stays", entry(t, s, group(1)), now)
	same(t, "told then", len(dsync(t, s)), 8)
	agrees(t, s)
}

func testMemberUnknown(t *testing.T, s storage.Store) {
	directoryOf(t, s, 2, 2)
	got := provision(t, s, storage.DirectoryStep{Members: []storage.MemberChange{
		joins(1, 7, false, told(env, 0)), joins(1, 0, false, told(env, 1)), joins(7, 0, false, told(env, 0)),
		joins(7, 1, true, told(env, 0)), {Membership: model.Membership{Group: user(0).ID, User: group(0).ID}},
	}})
	same(t, "outcomes", got, []storage.MemberOutcome{storage.MemberUnknown, storage.MemberChanged,
		storage.MemberUnknown, storage.MemberUnknown, storage.MemberUnknown})
	same(t, "told", dsync(t, s), numbers(1))
	same(t, "members", members(t, s, 1), []int{0})
	// One that the same step deletes is not there, and one that it creates is.
	got = provision(t, s, storage.DirectoryStep{
		Entries: []storage.EntryChange{{Entry: user(1), Based: 1, Delete: true}, {Entry: user(7)}},
		Members: []storage.MemberChange{joins(1, 1, false), joins(1, 7, false)},
	})
	same(t, "outcomes", got, []storage.MemberOutcome{storage.MemberUnknown, storage.MemberChanged})
	agrees(t, s)
}

func testUserGone(t *testing.T, s storage.Store) {
	directoryOf(t, s, 3, 3)
	joined(t, s, 0, 0, 1)
	joined(t, s, 1, 1)
	before := entry(t, s, group(0)).MembersRev
	renamed := group(0)
	renamed.Name = "renamed"
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{
		{Entry: renamed, Based: 1}, {Entry: user(1), Based: 1, Delete: true, Tell: []model.AppEvent{told(env, 1)}}}})
	same(t, "members", members(t, s, 0), []int{0})
	same(t, "members", len(members(t, s, 1)), 0)
	same(t, "groups", len(groupsOf(t, s, 1)), 0)
	same(t, "moved", entry(t, s, group(0)).MembersRev > before, true)
	same(t, "told", dsync(t, s), numbers(1))
	agrees(t, s)
	created(t, s, user(1))
	same(t, "groups of one that is made again", len(groupsOf(t, s, 1)), 0)
	// A user and a group that are deleted in one step, in either order.
	joined(t, s, 0, 1)
	joined(t, s, 1, 1, 2)
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: user(1), Based: 1, Delete: true},
		{Entry: group(1), Based: 1, Delete: true}, {Entry: user(2), Based: 1, Delete: true}}})
	agrees(t, s)
	same(t, "counts", counts(t, s, dir), model.DirectoryCounts{Active: 1, Groups: 2, Memberships: 1})
}

func testGroupGone(t *testing.T, s storage.Store) {
	directoryOf(t, s, 4, 2)
	joined(t, s, 0, 0, 1, 2)
	joined(t, s, 1, 2)
	for range 2 {
		revision := entry(t, s, group(0)).Revision
		provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: group(0), Based: revision,
			Delete: true}}})
		same(t, "members", len(members(t, s, 0)), 0)
		same(t, "groups", groupsOf(t, s, 2), []int{1})
		same(t, "memberships", counts(t, s, dir).Memberships, 1)
		agrees(t, s)
		created(t, s, group(0)) // under the same id: of what was there nothing comes back
		same(t, "members of the new one", len(members(t, s, 0)), 0)
		same(t, "membership", len(memberships(t, s, storage.MembershipQuery{Group: group(0).ID, User: user(1).ID})), 0)
		joined(t, s, 0, 1, 3)
		agrees(t, s)
		swept(t, s)
		same(t, "members of the new one", members(t, s, 0), []int{1, 3})
		agrees(t, s)
	}
}

// swept sweeps until there is nothing more, in small steps.
func swept(t *testing.T, s storage.Store) {
	t.Helper()
	for {
		n, err := s.SweepDirectories(t.Context(), 2, epoch)
		must(t, err)
		if n == 0 {
			return
		}
	}
}

func testUserUnpublished(t *testing.T, s storage.Store) {
	directoryOf(t, s, 2, 1)
	joined(t, s, 0, 0, 1)
	e := user(0)
	e.Published, e.State = "", model.UserInactive
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: e, Based: 1}}})
	same(t, "members", members(t, s, 0), []int{0, 1})
	same(t, "counts", counts(t, s, dir), model.DirectoryCounts{Active: 1, Unpublished: 1, Groups: 1, Memberships: 2})
	same(t, "published members", selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Group: group(0).ID,
		Published: true}),
		[]model.ID{user(1).ID})
	agrees(t, s)
}

// testManyMembers makes one step that changes many members, with entries that come and go beside.
func testManyMembers(t *testing.T, s storage.Store) {
	const many = 60
	directoryOf(t, s, many, 2)
	joined(t, s, 0, 3, 4, 5, 6)
	moved := user(7)
	moved.Name = "moved on"
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: moved, Based: 1}}})
	step := storage.DirectoryStep{Directory: dir, Entries: []storage.EntryChange{{Entry: user(3), Based: 1,
		Delete: true},
		{Entry: user(100)}, {Entry: group(2), Tell: []model.AppEvent{told(env, 0)}},
		{Entry: group(1), Based: 1, Delete: true}}}
	var outcomes []storage.MemberOutcome
	events := numbers(0)
	change := func(g, n int, remove bool, based uint64, outcome storage.MemberOutcome) {
		m := joins(g, n, remove, told(env, len(step.Members)+1))
		m.Based = based
		step.Members, outcomes = append(step.Members, m), append(outcomes, outcome)
		if outcome == storage.MemberChanged {
			events = append(events, numbers(len(step.Members))...)
		}
	}
	for n := range many {
		switch n {
		case 3: // the step deletes them
			change(0, n, false, 0, storage.MemberUnknown)
		case 4, 5:
			change(0, n, false, 1, storage.MemberUnchanged)
		case 7:
			change(0, n, false, 2, storage.MemberChanged)
		default:
			change(0, n, n == 6, uint64(n%2), storage.MemberChanged)
		}
		change(2, n, false, 0, map[bool]storage.MemberOutcome{true: storage.MemberUnknown,
			false: storage.MemberChanged}[n == 3])
	}
	change(0, 100, false, 0, storage.MemberChanged)
	change(0, 101, false, 1, storage.MemberUnknown)
	change(0, 8, true, 1, storage.MemberChanged)
	change(0, 8, false, 1, storage.MemberChanged)
	change(2, 8, false, 1, storage.MemberUnchanged)
	change(1, 9, false, 1, storage.MemberUnknown)
	change(7, 9, true, 1, storage.MemberUnknown)
	last := &step.Members[len(step.Members)-1]
	last.Based = 9
	_, err := s.Provision(t.Context(), step)
	wantError(t, err, model.ErrConflict)
	last.Based = 1
	again := slices.Clone(outcomes)
	for i := range again {
		again[i] = max(again[i], storage.MemberUnchanged)
	}
	for i, want := range [][]storage.MemberOutcome{outcomes, again, again} {
		same(t, fmt.Sprintf("outcomes %d", i), provision(t, s, step), want)
		same(t, "told", dsync(t, s), events)
		same(t, "members", len(members(t, s, 0)), many-1) // without 3 and 6, with 100
		same(t, "members of the new one", len(members(t, s, 2)), many-1)
		agrees(t, s)
	}
}

func testManyMembersTold(t *testing.T, s storage.Store) {
	const many = 300
	var users []model.DirectoryEntry
	for n := range many {
		users = append(users, user(n))
	}
	created(t, s, users...)
	created(t, s, group(0))
	var joining, leaving storage.DirectoryStep
	var want []string
	for n := range many {
		joining.Members = append(joining.Members, joins(0, n, false, told(env, n)))
		leaving.Members = append(leaving.Members, joins(0, n, true, told([]model.ID{env, "env_other"}[n%2], many+n)))
	}
	for n := range many {
		want = append(want, numbers(n)...)
	}
	for n := 0; n < many; n += 2 {
		want = append(want, numbers(many+n)...)
	}
	provision(t, s, joining)
	provision(t, s, leaving)
	all := appEvents(t, s, storage.AppEventQuery{Environment: env}).Events
	same(t, "told", data(all), want)
	same(t, "told elsewhere", len(appEvents(t, s, storage.AppEventQuery{Environment: "env_other"}).Events), many/2)
	for _, n := range []int{0, 1, 100, 255, 256, 299, 300, 449} {
		q := storage.AppEventQuery{Environment: env, Behind: position(t, all[n].ID), Limit: 7}
		same(t, fmt.Sprintf("behind %d", n), data(appEvents(t, s, q).Events), want[n+1:min(n+8, len(want))])
	}
}

func testMembersConcurrent(t *testing.T, s storage.Store) {
	const writers, each = 16, 12
	directoryOf(t, s, 0, 2)
	var all []model.DirectoryEntry
	for n := range writers * each {
		all = append(all, user(n))
	}
	created(t, s, all...)
	for _, err := range race(writers, func(w int) error {
		for i := 0; i < each; i += 3 {
			step := storage.DirectoryStep{Directory: dir}
			for j := range 3 {
				step.Members = append(step.Members, joins(1, w*each+i+j, false, told(env, w*each+i+j)),
					joins(0, i, false))
			}
			if _, err := s.Provision(t.Context(), step); err != nil {
				return err
			}
		}
		return nil
	}) {
		must(t, err)
	}
	same(t, "members", len(members(t, s, 1)), writers*each)
	same(t, "counted", entry(t, s, group(1)).Members, writers*each)
	seen := dsync(t, s)
	slices.Sort(seen)
	same(t, "told", len(slices.Compact(seen)), writers*each)
	same(t, "counts", counts(t, s, dir), model.DirectoryCounts{Active: writers * each, Groups: 2,
		Memberships: writers*each + 4})
}
