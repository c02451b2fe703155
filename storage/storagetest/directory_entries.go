package storagetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

func entryTests() []test {
	return []test{
		{"entries are read as they were stored, by each way to them", testEntryKept},
		{"an entry that changed is found by what it is now", testEntryChanged},
		{"names of users are unique without regard to case", testUserNames},
		{"names of groups are unique unless their external ids differ", testGroupNames},
		{"names of entries swap in one step", testEntryNamesSwap},
		{"renaming and deleting free the names of entries", testEntryNamesFreed},
		{"of several takers of one user name one wins", testUserNameRace},
		{"an entry is changed at its revision alone", testEntryConflict},
		{"a step in a directory is made whole or not at all", testStepAtomic},
		{"a step in a directory that is repeated changes nothing and tells nothing", testStepAgain},
		{"a repeated step answers what it did to members", testStepAgainMembers},
		{"a step whose entries stand, and its members do not, is judged by its revisions", testStepNotMade},
		{"of many steps that write the same entry no member is lost", testSameEntryMembers},
		{"entries that cannot be stored are refused", testEntriesUnfit},
		{"neither side of a directory's store shares what it keeps", testEntryCopies},
		{"directories are apart", testDirectoriesApart},
		{"what directories tell is no change that somebody waits for", testDirectoryPosition},
	}
}

func testEntryKept(t *testing.T, s storage.Store) {
	same(t, "counts of none", counts(t, s, dir), model.DirectoryCounts{})
	want := user(1)
	fill(reflect.ValueOf(&want).Elem(), rand.New(rand.NewPCG(1, 1)))
	want.Directory, want.Kind, want.ID, want.State = dir, model.UserEntry, user(1).ID, model.UserInactive
	want.Name, want.Emails[0] = "Grüße \xff", "ÄDA@acme.example"
	created(t, s, want, user(2), group(3))
	want.Revision, want.Members, want.MembersRev = 1, 0, 0
	same(t, "by id", entry(t, s, want), want)
	published, err := s.PublishedEntry(t.Context(), want.Published)
	must(t, err)
	same(t, "by published id", published, want)
	for _, q := range []storage.EntryQuery{
		{Name: "GRÜSSE \xff"}, {Name: want.Name, Published: true}, {ExternalID: want.ExternalID},
		{Email: "äda@ACME.example"}, {Email: want.Emails[2], Newest: true, Limit: 3},
	} {
		q.Directory, q.Kind = dir, model.UserEntry
		all, err := s.DirectoryEntries(t.Context(), q)
		must(t, err)
		same(t, fmt.Sprintf("by %+v", q), all, []model.DirectoryEntry{want})
	}
	same(t, "an external id keeps its case", len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry,
		ExternalID: strings.ToUpper(want.ExternalID)})), 0)
	for _, q := range []storage.EntryQuery{
		{Kind: model.GroupEntry, Name: want.Name}, {Kind: model.GroupEntry, ExternalID: want.ExternalID},
		{Kind: model.UserEntry, Name: "Group 3"}, {Kind: model.UserEntry, Name: "User"},
		{Kind: model.UserEntry, Name: strings.Repeat("x", 5000)},
		{Kind: model.UserEntry, Name: want.Name, Directory: otherDir}, {Kind: model.UserEntry, Directory: "a\x00b"},
	} {
		same(t, fmt.Sprintf("%.80q", fmt.Sprint(q)), len(selected(t, s, q)), 0)
	}
	_, err = s.DirectoryEntry(t.Context(), dir, model.GroupEntry, want.ID)
	wantError(t, err, model.ErrNotFound)
	_, err = s.DirectoryEntry(t.Context(), otherDir, model.UserEntry, want.ID)
	wantError(t, err, model.ErrNotFound)
	for _, id := range []model.ID{"", want.ID, "a\x00b"} {
		_, err = s.PublishedEntry(t.Context(), id)
		wantError(t, err, model.ErrNotFound)
	}
	same(t, "group", entry(t, s, group(3)).Name, "Group 3")
	agrees(t, s)
}

func testEntryChanged(t *testing.T, s storage.Store) {
	old := user(1)
	created(t, s, old, user(2))
	now := old
	now.Name, now.ExternalID, now.Emails = "other", "", []string{"other@acme.example", "OTHER@acme.example", ""}
	now.Published, now.State = "", model.UserInactive
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: now, Based: 1}}})
	same(t, "revision", entry(t, s, now).Revision, uint64(2))
	for _, q := range []storage.EntryQuery{{Name: old.Name}, {ExternalID: old.ExternalID}, {Email: old.Emails[0]}} {
		q.Kind = model.UserEntry
		same(t, fmt.Sprintf("by %+v", q), len(selected(t, s, q)), 0)
	}
	for _, q := range []storage.EntryQuery{{Name: "OTHER"}, {Email: "other@acme.example"}} {
		q.Kind = model.UserEntry
		same(t, fmt.Sprintf("by %+v", q), selected(t, s, q), []model.ID{now.ID})
	}
	_, err := s.PublishedEntry(t.Context(), old.Published)
	wantError(t, err, model.ErrNotFound)
	same(t, "published", selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Published: true}),
		[]model.ID{ulidOf(2)})
	agrees(t, s)

	// Who comes back is known by another id.
	now.Published, now.State = "directory_user_"+ulidOf(5), model.UserActive
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: now, Based: 2}}})
	published, err := s.PublishedEntry(t.Context(), now.Published)
	must(t, err)
	same(t, "who is back", published.ID, now.ID)
	agrees(t, s)
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: now, Based: 3, Delete: true}}})
	_, err = s.DirectoryEntry(t.Context(), dir, now.Kind, now.ID)
	wantError(t, err, model.ErrNotFound)
	_, err = s.PublishedEntry(t.Context(), now.Published)
	wantError(t, err, model.ErrNotFound)
	same(t, "all", selected(t, s, storage.EntryQuery{Kind: model.UserEntry}), []model.ID{ulidOf(2)})
	agrees(t, s)
}

// nameTaken wants a step refused because of an entry.
func nameTaken(t *testing.T, s storage.Store, by model.ID, entries ...storage.EntryChange) {
	t.Helper()
	_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: dir, Entries: entries})
	var taken *storage.NameTaken
	if !errors.As(err, &taken) || taken.By != by {
		t.Fatalf("error is %v, want one that names %s", err, by)
	}
}

func testUserNames(t *testing.T, s storage.Store) {
	inactive, gone := user(1), user(2)
	inactive.State, gone.Published = model.UserInactive, ""
	created(t, s, inactive, gone)
	for _, name := range []string{inactive.Name, strings.ToLower(inactive.Name), strings.ToUpper(inactive.Name)} {
		x := user(3)
		x.Name = name
		nameTaken(t, s, inactive.ID, storage.EntryChange{Entry: x})
		x.Name = strings.Replace(name, "1", "2", 1)
		nameTaken(t, s, gone.ID, storage.EntryChange{Entry: x})
	}
	x, y := user(3), user(4)
	y.Name = strings.ToUpper(x.Name)
	nameTaken(t, s, x.ID, storage.EntryChange{Entry: x}, storage.EntryChange{Entry: y})
	y.Name, y.Published = "y", inactive.Published
	nameTaken(t, s, inactive.ID, storage.EntryChange{Entry: y})
	// A user may have the name of a group, and another spelling of their own.
	y = group(1)
	y.Name = inactive.Name
	created(t, s, y)
	inactive.Name = strings.ToUpper(inactive.Name)
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: inactive, Based: 1}}})
	same(t, "spelling", entry(t, s, inactive).Name, inactive.Name)
	agrees(t, s)
}

func testGroupNames(t *testing.T, s storage.Store) {
	a, b, c, d := group(1), group(2), group(3), group(4)
	a.ExternalID, b.ExternalID, c.ExternalID = "one", "two", "two"
	b.Name, c.Name, d.Name = strings.ToUpper(a.Name), a.Name, strings.ToLower(a.Name)
	created(t, s, a, b)
	nameTaken(t, s, b.ID, storage.EntryChange{Entry: c})
	_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: dir,
		Entries: []storage.EntryChange{{Entry: d}}})
	var taken *storage.NameTaken
	if !errors.As(err, &taken) || taken.By != a.ID && taken.By != b.ID {
		t.Fatal(err)
	}
	same(t, "by name", selected(t, s, storage.EntryQuery{Kind: model.GroupEntry, Name: "GROUP 1"}),
		[]model.ID{a.ID, b.ID})
	// One that loses its external id clashes, too.
	a.ExternalID = ""
	nameTaken(t, s, b.ID, storage.EntryChange{Entry: a, Based: 1})
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: b, Based: 1, Delete: true}}})
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: a, Based: 1}}})
	nameTaken(t, s, a.ID, storage.EntryChange{Entry: c})
	d.Name = "another"
	created(t, s, d)
	agrees(t, s)
}

func testEntryNamesSwap(t *testing.T, s storage.Store) {
	a, b, g, h := user(1), user(2), group(1), group(2)
	created(t, s, a, b, g, h)
	a.Name, b.Name = b.Name, a.Name
	g.Name, h.Name = h.Name, g.Name
	a.Emails, b.Emails = b.Emails, a.Emails
	a.ExternalID, b.ExternalID = b.ExternalID, a.ExternalID
	a.Published, b.Published = b.Published, a.Published
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{
		{Entry: a, Based: 1}, {Entry: b, Based: 1}, {Entry: g, Based: 1}, {Entry: h, Based: 1},
	}})
	for _, q := range []storage.EntryQuery{{Name: a.Name}, {Email: a.Emails[0]}, {ExternalID: a.ExternalID}} {
		q.Kind = model.UserEntry
		same(t, fmt.Sprintf("by %+v", q), selected(t, s, q), []model.ID{a.ID})
	}
	same(t, "group", selected(t, s, storage.EntryQuery{Kind: model.GroupEntry, Name: g.Name}), []model.ID{g.ID})
	got, err := s.PublishedEntry(t.Context(), a.Published)
	must(t, err)
	same(t, "published", got.ID, a.ID)
	same(t, "all published", len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Published: true})), 2)
	agrees(t, s)
}

func testEntryNamesFreed(t *testing.T, s storage.Store) {
	for _, of := range []func(int) model.DirectoryEntry{user, group} {
		a, b, c := of(1), of(2), of(3)
		created(t, s, a)
		b.Name, c.Name = a.Name, a.Name
		a.Name = "renamed"
		provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: b}, {Entry: a, Based: 1}}})
		provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: b, Based: 1,
			Delete: true}, {Entry: c}}})
		same(t, "holder", selected(t, s, storage.EntryQuery{Kind: c.Kind, Name: c.Name}), []model.ID{c.ID})
	}
	agrees(t, s)
}

func testUserNameRace(t *testing.T, s storage.Store) {
	oneWon(t, race(16, func(i int) error {
		e := user(i)
		e.Name = "ada"
		_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: dir,
			Entries: []storage.EntryChange{{Entry: e}}})
		return err
	}), func(err error) bool { var taken *storage.NameTaken; return errors.As(err, &taken) })
	agrees(t, s)
}

func testEntryConflict(t *testing.T, s storage.Store) {
	created(t, s, user(1))
	oneWon(t, race(8, func(i int) error {
		e := user(1)
		e.Resource = json.RawMessage(fmt.Sprintf(`{"by":%d}`, i))
		_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: dir,
			Entries: []storage.EntryChange{{Entry: e, Based: 1}}})
		return err
	}), is(model.ErrConflict))
	other := user(1)
	other.Name = "other"
	for _, c := range []storage.EntryChange{{Entry: other}, {Entry: other, Based: 1}, {Entry: other, Based: 7},
		{Entry: other, Delete: true}, {Entry: other, Based: 1, Delete: true}, {Entry: user(2), Based: 1}} {
		_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: dir, Entries: []storage.EntryChange{c}})
		wantError(t, err, model.ErrConflict)
	}
	// Members of a group do not move its revision.
	created(t, s, group(1))
	joined(t, s, 1, 1)
	same(t, "revision", entry(t, s, group(1)).Revision, uint64(1))
	agrees(t, s)
}

func testStepAtomic(t *testing.T, s storage.Store) {
	directoryOf(t, s, 2, 2)
	before := counts(t, s, dir)
	stale, taken := user(0), user(5)
	stale.Name, taken.Name = "stale", user(1).Name
	for _, last := range []storage.EntryChange{{Entry: stale, Based: 9}, {Entry: taken}} {
		_, err := s.Provision(t.Context(), storage.DirectoryStep{
			Directory: dir,
			Entries:   []storage.EntryChange{{Entry: user(7), Tell: []model.AppEvent{told(env, 1)}}, last},
			Members:   []storage.MemberChange{joins(1, 1, false, told(env, 2))},
			Log:       []model.DirectoryRequest{request(1)},
		})
		if err == nil {
			t.Fatal("it was made")
		}
	}
	same(t, "counts", counts(t, s, dir), before)
	same(t, "told", len(dsync(t, s)), 0)
	_, err := s.DirectoryRequest(t.Context(), dir, request(1).ID)
	wantError(t, err, model.ErrNotFound)
	same(t, "by name", len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Name: user(7).Name})), 0)
	agrees(t, s)
}

func testStepAgain(t *testing.T, s storage.Store) {
	step := storage.DirectoryStep{
		Entries: []storage.EntryChange{{Entry: user(1), Tell: []model.AppEvent{told(env, 1)}}, {Entry: group(1)}},
		Members: []storage.MemberChange{joins(1, 1, false, told(env, 2))}, Log: []model.DirectoryRequest{request(1)},
	}
	changed := user(1)
	changed.Name = "other"
	change := storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: changed, Based: 1,
		Tell: []model.AppEvent{told(env, 3)}}}}
	leaves := storage.DirectoryStep{Members: []storage.MemberChange{joins(1, 1, true, told(env, 4)),
		joins(7, 1, false)}}
	gone := storage.DirectoryStep{Entries: []storage.EntryChange{
		{Entry: changed, Based: 2, Delete: true, Tell: []model.AppEvent{told(env, 5)}},
		{Entry: group(1), Based: 1, Delete: true}}}
	for i, step := range []storage.DirectoryStep{step, change, leaves, gone} {
		for range 3 {
			provision(t, s, step)
			same(t, fmt.Sprintf("told after step %d", i), len(dsync(t, s)), []int{2, 3, 4, 5}[i])
			agrees(t, s)
		}
	}
}

// testStepAgainMembers repeats steps that change entries and members: one takes a user out and puts them in again, and
// one deletes a user while another leaves.
func testStepAgainMembers(t *testing.T, s storage.Store) {
	directoryOf(t, s, 3, 2)
	joined(t, s, 0, 1)
	const changed, unchanged, unknown = storage.MemberChanged, storage.MemberUnchanged, storage.MemberUnknown
	steps := []storage.DirectoryStep{
		{
			Entries: []storage.EntryChange{{Entry: user(7), Tell: []model.AppEvent{told(env, 1)}}},
			Members: []storage.MemberChange{joins(0, 7, false, told(env, 2)), joins(0, 1, true, told(env, 3)),
				joins(0, 1, false, told(env, 4)), joins(0, 9, false), joins(9, 1, true)},
		},
		{
			Entries: []storage.EntryChange{{Entry: user(7), Based: 1, Delete: true,
				Tell: []model.AppEvent{told(env, 5)}}},
			Members: []storage.MemberChange{joins(0, 1, true, told(env, 6)), joins(1, 2, false, told(env, 7)),
				joins(0, 7, false)},
		},
	}
	outcomes := [][]storage.MemberOutcome{{changed, changed, changed, unknown, unknown}, {changed, changed, unknown}}
	again := [][]storage.MemberOutcome{{unchanged, unchanged, unchanged, unknown, unknown},
		{unchanged, unchanged, unknown}}
	for i, step := range steps {
		same(t, "outcomes", provision(t, s, step), outcomes[i])
		before, revision := counts(t, s, dir), entry(t, s, group(0)).MembersRev
		for range 2 {
			same(t, "outcomes again", provision(t, s, step), again[i])
			same(t, "counts", counts(t, s, dir), before)
			same(t, "revision of the members", entry(t, s, group(0)).MembersRev, revision)
			same(t, "told", dsync(t, s), numbers(1, 2, 3, 4, 5, 6, 7)[:[]int{4, 7}[i]])
			agrees(t, s)
		}
	}
}

// testStepNotMade makes steps whose entries are as they would leave them, and whose members are not.
func testStepNotMade(t *testing.T, s storage.Store) {
	directoryOf(t, s, 3, 2)
	joined(t, s, 1, 2)
	changed := user(0)
	changed.Name = "other"
	writes := func(based uint64, members ...storage.MemberChange) storage.DirectoryStep {
		return storage.DirectoryStep{Directory: dir, Entries: []storage.EntryChange{{Entry: changed, Based: based,
			Tell: []model.AppEvent{told(env, 0)}}}, Members: members}
	}
	provision(t, s, writes(1, joins(0, 0, false)))
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: user(1), Based: 1, Delete: true}}})
	deletes := writes(2, joins(1, 0, false))
	deletes.Entries = append(deletes.Entries[:0], storage.EntryChange{Entry: user(1), Based: 1, Delete: true})
	for name, step := range map[string]storage.DirectoryStep{
		"one more group":            writes(1, joins(1, 0, false, told(env, 0))),
		"one that stands, one more": writes(1, joins(0, 0, false), joins(1, 0, false)),
		"out of a group":            writes(1, joins(0, 0, true)),
		"another user":              writes(1, joins(1, 2, true)),
		"in and out again":          writes(1, joins(0, 0, false), joins(0, 0, true)),
		"beside a deletion":         deletes,
	} {
		before := len(dsync(t, s))
		_, err := s.Provision(t.Context(), step)
		if !errors.Is(err, model.ErrConflict) {
			t.Errorf("%s: error is %v, want a conflict", name, err)
		}
		same(t, name+": told", len(dsync(t, s)), before)
		same(t, name+": groups", groupsOf(t, s, 0), []int{0})
		same(t, name+": members", members(t, s, 1), []int{2})
	}
	same(t, "based anew", provision(t, s, writes(2, joins(1, 0, false))),
		[]storage.MemberOutcome{storage.MemberChanged})
	same(t, "groups", groupsOf(t, s, 0), []int{0, 1})
	agrees(t, s)
}

func testSameEntryMembers(t *testing.T, s storage.Store) {
	const writers = 8
	directoryOf(t, s, 1, writers)
	changed := user(0)
	changed.Name = "other"
	for _, err := range race(writers, func(g int) error {
		for based := uint64(1); ; based++ {
			_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: dir,
				Entries: []storage.EntryChange{{Entry: changed, Based: based}},
				Members: []storage.MemberChange{joins(g, 0, false)}})
			if !errors.Is(err, model.ErrConflict) {
				return err
			}
		}
	}) {
		must(t, err)
	}
	same(t, "groups", len(groupsOf(t, s, 0)), writers)
	agrees(t, s)
}

func testEntriesUnfit(t *testing.T, s storage.Store) {
	long, zero := model.ID(strings.Repeat("a", 201)), model.ID("a\x00b")
	spoil := []func(*model.DirectoryEntry){
		func(e *model.DirectoryEntry) { e.ID = "" },
		func(e *model.DirectoryEntry) { e.ID = long },
		func(e *model.DirectoryEntry) { e.Published = zero },
		func(e *model.DirectoryEntry) { e.Kind = "robot" },
		func(e *model.DirectoryEntry) { e.Directory = otherDir },
		func(e *model.DirectoryEntry) { e.Name = "" },
		func(e *model.DirectoryEntry) { e.Name = strings.Repeat("a", model.MaxEntryName+1) },
		func(e *model.DirectoryEntry) { e.ExternalID = strings.Repeat("a", model.MaxEntryName+1) },
		func(e *model.DirectoryEntry) { e.Emails = []string{strings.Repeat("a", model.MaxEntryName+1)} },
		func(e *model.DirectoryEntry) { e.Resource = make([]byte, 512<<10+1) },
	}
	steps := []storage.DirectoryStep{
		{}, {Directory: long}, {Directory: dir, Entries: []storage.EntryChange{{Entry: user(1)}, {Entry: user(1)}}},
		{Directory: dir, Members: []storage.MemberChange{{Membership: model.Membership{Group: zero, User: "u"}}}},
		{Directory: dir, Log: []model.DirectoryRequest{{ID: "1", Directory: otherDir}}},
		{Directory: dir, Log: []model.DirectoryRequest{{ID: "1", Directory: dir,
			Body: make([]byte, model.MaxDirectoryBody+1)}}},
		{Directory: dir, Replaced: &storage.MembersReplaced{Group: group(1).ID, Stage: "yesterday"}},
		{Directory: dir, Entries: []storage.EntryChange{{Entry: user(1), Tell: []model.AppEvent{{}}}}},
	}
	for _, f := range spoil {
		e := user(1)
		f(&e)
		steps = append(steps, storage.DirectoryStep{Directory: dir, Entries: []storage.EntryChange{{Entry: e}}})
	}
	for _, step := range steps {
		if _, err := s.Provision(t.Context(), step); err == nil {
			t.Errorf("made: %.100q", fmt.Sprint(step))
		}
	}
	longest := user(1)
	longest.Name, longest.ExternalID = strings.Repeat("Ä", model.MaxEntryName/2), strings.Repeat("b",
		model.MaxEntryName)
	longest.Emails = []string{strings.Repeat("c", model.MaxEntryName)}
	longest.Resource, longest.Attributes = incompressible(256<<10), incompressible(256<<10)
	created(t, s, longest)
	longest.Revision = 1
	same(t, "the longest", entry(t, s, longest), longest)
	same(t, "by its name", len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Name: longest.Name})), 1)
}

func testEntryCopies(t *testing.T, s storage.Store) {
	e, want := user(1), user(1)
	want.Revision = 1
	created(t, s, e)
	spoil := func(e model.DirectoryEntry) {
		e.Emails[0], e.Resource[0], e.Attributes[0] = "x", 'x', 'x'
	}
	spoil(e)
	for range 2 {
		got := entry(t, s, e)
		same(t, "entry", got, want)
		published, err := s.PublishedEntry(t.Context(), e.Published)
		must(t, err)
		all, err := s.DirectoryEntries(t.Context(), storage.EntryQuery{Directory: dir, Kind: model.UserEntry})
		must(t, err)
		same(t, "listed", all, []model.DirectoryEntry{want})
		spoil(got)
		spoil(published)
		spoil(all[0])
	}
}

func testDirectoriesApart(t *testing.T, s storage.Store) {
	directoryOf(t, s, 1, 1)
	joined(t, s, 0, 0)
	var other storage.DirectoryStep
	other.Directory = otherDir
	for _, e := range []model.DirectoryEntry{user(0), group(0)} {
		e.Directory, e.Published = otherDir, e.Published+"x"
		e.Resource = json.RawMessage(`{"other":1}`)
		other.Entries = append(other.Entries, storage.EntryChange{Entry: e})
	}
	_, err := s.Provision(t.Context(), other)
	must(t, err)
	c := counts(t, s, otherDir)
	same(t, "counts", c, model.DirectoryCounts{Active: 1, Groups: 1})
	all, err := s.Memberships(t.Context(), storage.MembershipQuery{Directory: otherDir, User: user(0).ID})
	must(t, err)
	same(t, "memberships", len(all), 0)
	for i := range other.Entries {
		other.Entries[i].Based, other.Entries[i].Delete = 1, true
	}
	_, err = s.Provision(t.Context(), other)
	must(t, err)
	same(t, "counts", counts(t, s, otherDir), model.DirectoryCounts{})
	same(t, "resource", string(entry(t, s, user(0)).Resource), string(user(0).Resource))
	agrees(t, s)
}

func testDirectoryPosition(t *testing.T, s storage.Store) {
	begun(t, s, 0)
	before, err := s.Now(t.Context())
	must(t, err)
	provision(t, s,
		storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: user(1), Tell: []model.AppEvent{told(env, 1)}}}})
	now, err := s.Now(t.Context())
	must(t, err)
	same(t, "newest change", now, before)
	session := begun(t, s, 1)
	got := tail(t, s, before, func(all []storage.Changed) bool { return len(all) == 1 })
	same(t, "changed", got[0].Session.ID, session.ID)
	if at := position(t, appEvents(t, s, storage.AppEventQuery{Environment: env}).Events[0].ID); at <= uint64(before) ||
		at >= uint64(got[0].Pos) {
		t.Errorf("the event is at %d, between %d and %d", at, before, got[0].Pos)
	}
}
