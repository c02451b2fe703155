package badger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

const synced = model.ID("directory_01J00000000000000000000000")

func ulidOf(n int) model.ID { return model.ID(fmt.Sprintf("01J%023d", n)) }

// syncedUser is the n-th user of a directory, as an identity provider sends them.
func syncedUser(n int) model.DirectoryEntry {
	name := fmt.Sprintf("firstname.lastname%d@acme.example", n)
	resource := fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":%q,`+
		`"active":true,"name":{"givenName":"Firstname","familyName":"Lastname%d"},"emails":[{"value":%q,`+
		`"type":"work","primary":true}],"title":"Engineer",`+
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R%d"}}`,
		name, n, name, n%20)
	return model.DirectoryEntry{
		Directory: synced, Kind: model.UserEntry, ID: ulidOf(n), Name: name, ExternalID: fmt.Sprintf("00u%d", n),
		Emails: []string{name}, Resource: resource, Created: day, Updated: day,
		Published: "directory_user_" + ulidOf(n),
		State:     model.UserActive, Attributes: []byte(`{"job_title":"Engineer"}`), PublishedAt: day,
		PublishedEdit: day,
	}
}

func syncedGroup(n int) model.DirectoryEntry {
	return model.DirectoryEntry{Directory: synced, Kind: model.GroupEntry, ID: ulidOf(1e6 + n), Created: day,
		Name: fmt.Sprintf("Group %d", n), Published: "directory_group_" + ulidOf(n)}
}

func userTold(n int) model.AppEvent {
	return model.AppEvent{Environment: "env_1", Name: "dsync.group.user_added", Created: day,
		Data: fmt.Appendf(nil, `{"user":%s,"group":{"id":"directory_group_1"}}`, syncedUser(n).Resource)}
}

func provisioned(t testing.TB, s storage.Directories, step storage.DirectoryStep) {
	t.Helper()
	step.Directory = synced
	if _, err := s.Provision(t.Context(), step); err != nil {
		t.Fatal(err)
	}
}

// usersSynced creates users in steps of a number.
func usersSynced(t testing.TB, s storage.Directories, from, to, each int) {
	t.Helper()
	for ; from < to; from += each {
		var step storage.DirectoryStep
		for n := from; n < min(from+each, to); n++ {
			step.Entries = append(step.Entries, storage.EntryChange{Entry: syncedUser(n)})
		}
		provisioned(t, s, step)
	}
}

// membersStep puts users into a group, or takes them out, and tells of each.
func membersStep(group, from, to int, remove bool) (step storage.DirectoryStep) {
	step.Directory = synced
	for n := from; n < to; n++ {
		step.Members = append(step.Members, storage.MemberChange{Remove: remove, Tell: []model.AppEvent{userTold(n)},
			Membership: model.Membership{Group: syncedGroup(group).ID, User: syncedUser(n).ID}})
	}
	return step
}

// membersSynced does so in steps of 256.
func membersSynced(t testing.TB, s storage.Directories, group, from, to int, remove bool) {
	t.Helper()
	for ; from < to; from += 256 {
		provisioned(t, s, membersStep(group, from, min(from+256, to), remove))
	}
}

// directorySynced makes a directory of users, of whom some are in a group.
func directorySynced(t testing.TB, s storage.Directories, users, members int) {
	t.Helper()
	usersSynced(t, s, 0, users, 256)
	provisioned(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: syncedGroup(0)}}})
	membersSynced(t, s, 0, 0, members, false)
}

// listStaged stages a list of users, in parts.
func listStaged(t testing.TB, s storage.Directories, group int, stage model.ID, users []int, each int) (parts int) {
	t.Helper()
	for chunk := range slices.Chunk(users, each) {
		p := storage.StagedMembers{Directory: synced, Group: syncedGroup(group).ID, Stage: stage, Part: parts}
		for _, n := range chunk {
			p.Members, p.Tell = append(p.Members, syncedUser(n).ID), append(p.Tell, userTold(n))
		}
		if err := s.StageMembers(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		parts++
	}
	return parts
}

func listTaken(t testing.TB, s storage.Directories, group int, stage model.ID, parts int) {
	t.Helper()
	g, err := s.DirectoryEntry(t.Context(), synced, model.GroupEntry, syncedGroup(group).ID)
	if err != nil {
		t.Fatal(err)
	}
	provisioned(t, s, storage.DirectoryStep{
		Replaced: &storage.MembersReplaced{Group: g.ID, Stage: stage, Based: g.MembersRev, Parts: parts}})
}

func stageAt(at time.Time) model.ID {
	return model.ID(ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String())
}

func upTo(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

// keysOf counts the keys of a class.
func keysOf(all map[string]string, class byte) (n int) {
	for k := range all {
		if k[0] == class {
			n++
		}
	}
	return n
}

// sweptAll sweeps until nothing is left.
func sweptAll(t testing.TB, s storage.Directories, now time.Time) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = s.SweepDirectories(t.Context(), 100, now); err != nil {
			t.Fatal(err)
		}
	}
}

// One member more or less changes a few keys, however many there are.
func TestMemberChangesFewKeys(t *testing.T) {
	t.Parallel()
	changed := map[int]int{}
	for _, size := range []int{3, 1500} {
		s := open(t, t.TempDir())
		directorySynced(t, s, size+2, size)
		for _, remove := range []bool{false, true} {
			before := dump(t, s)
			membersSynced(t, s, 0, size, size+1, remove)
			after := dump(t, s)
			n := 0
			for k, v := range after {
				if old, there := before[k]; !there || old != v {
					n++
				}
				delete(before, k)
			}
			changed[size] += n + len(before)
		}
	}
	if changed[3] != changed[1500] || changed[3] > 14 {
		t.Errorf("changed keys by size of the group: %v", changed)
	}
}

// The published users of a large group are listed like those of a small one.
func TestPublishedMembersOfALargeGroup(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	directorySynced(t, s, 800, 0)
	for from := 0; from < 800; from += 100 {
		var step storage.DirectoryStep
		for n := from; n < from+100; n++ {
			e := syncedUser(n)
			e.Published = "directory_user_" + ulidOf(5000-n)
			if n%7 == 0 {
				e.Published, e.State = "", model.UserInactive
			}
			step.Entries = append(step.Entries, storage.EntryChange{Entry: e, Based: 1})
			if n%5 != 0 {
				step.Members = append(step.Members, membersStep(0, n, n+1, false).Members...)
			}
		}
		provisioned(t, s, step)
	}
	var want []model.ID
	for n := 799; n >= 0; n-- {
		if n%5 != 0 && n%7 != 0 {
			want = append(want, ulidOf(n))
		}
	}
	q := storage.EntryQuery{Directory: synced, Kind: model.UserEntry, Group: syncedGroup(0).ID,
		Published: true, Limit: 100}
	for _, newest := range []bool{false, true} {
		q.Newest, q.Behind = newest, ""
		var got []model.ID
		for {
			page, err := s.DirectoryEntries(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				got, q.Behind = append(got, e.ID), e.Published
			}
			if len(page) < q.Limit {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("newest first %v: %d users, want %d", newest, len(got), len(want))
		}
		slices.Reverse(want)
	}
	q.Newest, q.Behind, q.Skip = false, "", len(want)-1
	if page, err := s.DirectoryEntries(t.Context(), q); err != nil || len(page) != 1 ||
		page[0].ID != want[len(want)-1] {
		t.Errorf("behind all but one there are %d users: %v", len(page), err)
	}
}

// A step that does not fit into one transaction changes nothing, and says so.
func TestProvisionTooLarge(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	directorySynced(t, s, 2, 1)
	before := dump(t, s)
	step := storage.DirectoryStep{Directory: synced}
	for n := range 8 {
		e := syncedUser(n + 10)
		e.Resource = []byte(newSampler(uint64(n)).random(300 << 10))
		step.Entries = append(step.Entries, storage.EntryChange{Entry: e, Tell: []model.AppEvent{userTold(n)}})
	}
	if _, err := s.Provision(t.Context(), step); !errors.Is(err, storage.ErrStep) {
		t.Errorf("error is %v", err)
	}
	alike(t, s, before)
	membersSynced(t, s, 0, 1, 2, false) // the store goes on
}

// A list of any length is taken by a small step, and all is swept that nobody sees.
func TestStagedListLeavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	directorySynced(t, s, 700, 500)
	runs := keysOf(dump(t, s), 'a') // of the members that are there already
	stage := stageAt(day)
	parts := listStaged(t, s, 0, stage, upTo(600)[100:], 200)
	listStaged(t, s, 0, stageAt(day.Add(time.Second)), upTo(300), 100) // nobody takes it
	before := dump(t, s)
	listTaken(t, s, 0, stage, parts)
	after := dump(t, s)
	if rows := keysOf(after, 'A') - keysOf(before, 'A'); rows > parts*2 {
		t.Errorf("500 events of %d parts are told by %d rows", parts, rows)
	}
	sweptAll(t, s, day.Add(2*time.Hour))
	after = dump(t, s)
	for class, want := range map[byte]int{'g': 500, 'v': 500, 's': 0, 'o': 0, 'a': runs + parts} {
		if n := keysOf(after, class); n != want {
			t.Errorf("%d keys of class %q, want %d", n, class, want)
		}
	}
	if n, err := s.ForgetAppEvents(t.Context(), storage.AppEventsKept{Environment: "env_1", Number: 1}, 5000,
		day); err != nil ||
		n != 999 {
		t.Errorf("%d events are forgotten: %v", n, err)
	}
	if n := keysOf(dump(t, s), 'a'); n != 1 {
		t.Errorf("%d runs are kept for one event", n)
	}
}

// Of a directory that is forgotten no key is left, and none of another is lost.
func TestForgetDirectoryLeavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	other := syncedUser(0)
	other.Directory, other.Published = "directory_01J00000000000000000000001", "directory_user_x"
	if _, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: other.Directory,
		Entries: []storage.EntryChange{{Entry: other}}}); err != nil {
		t.Fatal(err)
	}
	before := dump(t, s)
	directorySynced(t, s, 300, 200)
	stage := stageAt(day)
	listTaken(t, s, 0, stage, listStaged(t, s, 0, stage, upTo(100), 50))
	listStaged(t, s, 0, stageAt(day), upTo(30), 10)
	if err := s.LogDirectory(t.Context(), syncRequest(1), syncRequest(2)); err != nil {
		t.Fatal(err)
	}
	for n := 1; n > 0; {
		var err error
		if n, err = s.ForgetDirectory(t.Context(), synced, 70); err != nil {
			t.Fatal(err)
		}
		if n > 150 {
			t.Errorf("%d rows are forgotten at once", n)
		}
	}
	if _, err := s.ForgetAppEvents(t.Context(), storage.AppEventsKept{Environment: "env_1", Age: 1}, 5000,
		day.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	after := dump(t, s)
	for k := range after {
		if _, there := before[k]; !there {
			t.Errorf("the key %q is left", k)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d keys, want %d", len(after), len(before))
	}
}

// syncRequest is a request as identity providers send most: a PATCH of a user.
func syncRequest(n int) model.DirectoryRequest {
	return model.DirectoryRequest{
		ID: "directory_request_" + ulidOf(n), Directory: synced, At: day, Took: 3 * time.Millisecond, Token: "…w7Qa",
		Peer: "192.0.2.17", UserAgent: "Okta SCIM Client 1.0.0", Method: "PUT", Path: "/Users/" + string(ulidOf(n)),
		Status: 200, Verdict: model.DirectoryDone, Entry: ulidOf(n), Name: syncedUser(n).Name,
		Done: []string{"title: Engineer → Architect"}, Body: syncedUser(n).Resource,
	}
}

// A request of the usual kind takes less than a kilobyte.
func TestRequestIsSmall(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	if err := s.LogDirectory(t.Context(), syncRequest(1)); err != nil {
		t.Fatal(err)
	}
	for k, v := range dump(t, s) {
		if k[0] == 'y' && (len(k)+len(v) > 1024 || len(v) < 100) {
			t.Errorf("it takes %d bytes", len(k)+len(v))
		}
	}
}

// directory lets something happen in a directory.
func (l *life) directory(ctx context.Context, r *rand.Rand) {
	try := func(step storage.DirectoryStep) {
		step.Directory = synced
		if _, err := l.s.Provision(ctx, step); !errors.Is(err, model.ErrConflict) {
			l.must(err)
		}
	}
	e := syncedUser(r.IntN(12))
	if r.IntN(4) == 0 {
		e = syncedGroup(r.IntN(3))
	}
	old, err := l.s.DirectoryEntry(ctx, synced, e.Kind, e.ID)
	l.must(err)
	e.Resource = []byte(l.sample.random(20))
	request := syncRequest(r.IntN(1e6))
	try(storage.DirectoryStep{Log: []model.DirectoryRequest{request}, Entries: []storage.EntryChange{
		{Entry: e, Based: old.Revision, Delete: old.Revision > 0 && r.IntN(3) == 0}}})
	for n := range 6 {
		try(storage.DirectoryStep{Members: []storage.MemberChange{{Tell: []model.AppEvent{userTold(n)},
			Remove: r.IntN(2) == 0, Membership: model.Membership{Group: syncedGroup(r.IntN(3)).ID,
				User: syncedUser(r.IntN(12)).ID}}}})
	}
	switch r.IntN(4) {
	case 0:
		l.list(ctx, r, try)
	case 1:
		_, err := l.s.SweepDirectories(ctx, 10, l.now)
		l.must(err)
	case 2:
		_, err := l.s.ForgetDirectoryLog(ctx, synced, day, 0, 1)
		l.must(err)
	}
}

// list stages a list, of which nobody knows whether all users are there, and has it taken or not.
func (l *life) list(ctx context.Context, r *rand.Rand, try func(storage.DirectoryStep)) {
	g := syncedGroup(r.IntN(3))
	stage := stageAt(l.now.Add(-time.Duration(r.IntN(2)) * 2 * time.Hour))
	for part := range 2 {
		user := syncedUser(r.IntN(6) + 6*part)
		err := l.s.StageMembers(ctx, storage.StagedMembers{Directory: synced, Group: g.ID, Stage: stage, Part: part,
			Members: []model.ID{user.ID}, Tell: []model.AppEvent{userTold(part)}})
		if !errors.Is(err, model.ErrConflict) {
			l.must(err)
		}
	}
	now, err := l.s.DirectoryEntry(ctx, synced, g.Kind, g.ID)
	l.must(err)
	if r.IntN(3) > 0 {
		try(storage.DirectoryStep{
			Replaced: &storage.MembersReplaced{Group: g.ID, Stage: stage, Based: now.MembersRev, Parts: 2}})
	}
}

// A directory that was backed up is restored whole, with what is staged in it.
func TestRestoreOfADirectory(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	directorySynced(t, s, 60, 40)
	stage, other := stageAt(day), stageAt(day)
	parts := listStaged(t, s, 0, stage, upTo(60)[20:], 20)
	listTaken(t, s, 0, stage, parts)
	listStaged(t, s, 0, other, upTo(30), 15)
	copy := restored(t, taken(t, s, storage.SnapshotOf{ID: "backup_1", At: day}))
	alike(t, copy, dump(t, s))
	for _, s := range []*badger.Store{s, copy} {
		listTaken(t, s, 0, other, 2)
		sweptAll(t, s, day)
		c, err := s.DirectoryCounts(t.Context(), synced)
		if err != nil || c != (model.DirectoryCounts{Active: 60, Groups: 1, Memberships: 30}) {
			t.Errorf("counts are %+v: %v", c, err)
		}
		page, err := s.AppEvents(t.Context(), storage.AppEventQuery{Environment: "env_1"})
		if err != nil || len(page.Events) != 40+40+30 {
			t.Errorf("%d events: %v", len(page.Events), err)
		}
		if last := page.Events[len(page.Events)-1]; !bytes.Equal(last.Data, userTold(29).Data) {
			t.Errorf("the last is %s", last.Data)
		}
	}
}
