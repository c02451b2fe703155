package storagetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

func stageTests() []test {
	return []test{
		{"a staged list is invisible before, and whole after", testStage},
		{"a staged list is refused where members moved meanwhile, or a part is missing", testStageConflict},
		{"a staged list makes a group with its members in one step", testStageCreates},
		{"a part that is written again replaces itself", testStagePartAgain},
		{"a step that takes a list is made once", testStageTakenAgain},
		{"a list that no step took is swept after an hour, and not before", testStageSwept},
		{"the deletion of a user makes a staged list with them useless", testStageUserGone},
		{"a staged list with a user that is published otherwise since is useless", testStageUserPublished},
		{"parts that cannot be staged are refused", testStageUnfit},
		{"the events of a list are read in order in pages of any size", testStageEvents},
		{"the events of a list are awaited and forgotten one by one", testStageEventsForgotten},
	}
}

func testStageUserPublished(t *testing.T, s storage.Store) {
	directoryOf(t, s, 4, 2)
	joined(t, s, 0, 1)
	stage := stageOf(0)
	staged(t, s, part(1, stage, 0, 0, 1), part(1, stage, 1, 2))
	away := user(1)
	away.Published, away.State = "", model.UserInactive
	provision(t, s, storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: away, Based: 1}}})
	step := take(1, stage, entry(t, s, group(1)).MembersRev, 2)
	_, err := s.Provision(t.Context(), step)
	wantError(t, err, model.ErrConflict)
	same(t, "groups", groupsOf(t, s, 1), []int{0})
	staged(t, s, part(1, stage, 0, 0, 1))
	provision(t, s, step)
	same(t, "members", members(t, s, 1), []int{0, 1, 2})
	agrees(t, s)
}

// stageOf is the n-th list, begun so long after epoch.
func stageOf(after time.Duration) model.ID { return model.NewID("stage", epoch.Add(after)) }

// part is one of a list of the g-th group: its users, each told of by its number.
func part(g int, stage model.ID, n int, users ...int) storage.StagedMembers {
	p := storage.StagedMembers{Directory: dir, Group: group(g).ID, Stage: stage, Part: n}
	for _, u := range users {
		p.Members = append(p.Members, user(u).ID)
		p.Tell = append(p.Tell, told(env, u))
	}
	return p
}

func staged(t *testing.T, s storage.Store, parts ...storage.StagedMembers) {
	t.Helper()
	for _, p := range parts {
		must(t, s.StageMembers(t.Context(), p))
	}
}

// take is the step that makes a list the members of the g-th group.
func take(g int, stage model.ID, based uint64, parts int) storage.DirectoryStep {
	return storage.DirectoryStep{Directory: dir,
		Replaced: &storage.MembersReplaced{Group: group(g).ID, Stage: stage, Based: based, Parts: parts}}
}

func testStage(t *testing.T, s storage.Store) {
	directoryOf(t, s, 8, 2)
	joined(t, s, 1, 0, 1, 2)
	before, kept := entry(t, s, group(1)), counts(t, s, dir)
	stage := stageOf(0)
	staged(t, s, part(1, stage, 1, 4, 5), part(1, stage, 0, 3, 2), part(1, stage, 2))
	same(t, "members before", members(t, s, 1), []int{0, 1, 2})
	same(t, "groups before", len(groupsOf(t, s, 4)), 0)
	same(t, "group before", entry(t, s, group(1)), before)
	same(t, "counts before", counts(t, s, dir), kept)
	same(t, "told before", len(dsync(t, s)), 0)
	agrees(t, s)

	step := take(1, stage, before.MembersRev, 3)
	renamed := group(1)
	renamed.Name = "renamed"
	step.Entries = []storage.EntryChange{{Entry: renamed, Based: 1, Tell: []model.AppEvent{told(env, 10)}}}
	step.Members = []storage.MemberChange{joins(0, 0, false, told(env, 11))}
	step.Log = []model.DirectoryRequest{request(1)}
	provision(t, s, step)
	same(t, "members", members(t, s, 1), []int{2, 3, 4, 5})
	same(t, "groups", groupsOf(t, s, 2), []int{1})
	same(t, "groups of one that left", len(groupsOf(t, s, 1)), 0)
	same(t, "told", dsync(t, s), numbers(10, 11, 3, 2, 4, 5))
	same(t, "moved", entry(t, s, group(1)).MembersRev > before.MembersRev, true)
	agrees(t, s)
	swept(t, s)
	agrees(t, s)
	same(t, "members then", members(t, s, 1), []int{2, 3, 4, 5})

	// What comes after is a change like any other, and so is another list: an empty one, too.
	provision(t, s, storage.DirectoryStep{Members: []storage.MemberChange{joins(1, 2, true), joins(1, 6, false),
		joins(1, 3, false)}})
	same(t, "members then", members(t, s, 1), []int{3, 4, 5, 6})
	agrees(t, s)
	provision(t, s, take(1, stageOf(1), entry(t, s, group(1)).MembersRev, 0))
	same(t, "members at last", len(members(t, s, 1)), 0)
	agrees(t, s)
	swept(t, s)
	agrees(t, s)
}

func testStageConflict(t *testing.T, s storage.Store) {
	directoryOf(t, s, 4, 2)
	stage := stageOf(0)
	staged(t, s, part(1, stage, 0, 0, 1), part(1, stage, 2, 2))
	refused := func(step storage.DirectoryStep) {
		t.Helper()
		step.Entries = []storage.EntryChange{{Entry: user(9), Tell: []model.AppEvent{told(env, 9)}}}
		_, err := s.Provision(t.Context(), step)
		wantError(t, err, model.ErrConflict)
	}
	refused(take(1, stage, 0, 2)) // of another number
	refused(take(1, stage, 0, 3)) // the middle one is missing
	refused(take(1, stage, 0, 1))
	refused(take(0, stage, 0, 3)) // of another group
	staged(t, s, part(1, stage, 1, 3))
	refused(take(1, stage, 5, 3))
	joined(t, s, 1, 0)
	refused(take(1, stage, 0, 3))
	rev := entry(t, s, group(1)).MembersRev
	gone := storage.DirectoryStep{Entries: []storage.EntryChange{{Entry: group(1), Based: 1, Delete: true}}}
	both := take(1, stage, rev, 3)
	both.Entries, both.Directory = gone.Entries, dir
	_, err := s.Provision(t.Context(), both)
	wantError(t, err, model.ErrConflict)
	same(t, "members", members(t, s, 1), []int{0})
	same(t, "told", len(dsync(t, s)), 0)
	agrees(t, s)
	provision(t, s, gone)
	refused(take(1, stage, 0, 3))
	agrees(t, s)
}

func testStageCreates(t *testing.T, s storage.Store) {
	directoryOf(t, s, 4, 0)
	stage := stageOf(0)
	staged(t, s, part(1, stage, 0, 0, 1), part(1, stage, 1, 2))
	step := take(1, stage, 0, 2)
	step.Entries = []storage.EntryChange{{Entry: group(1), Tell: []model.AppEvent{told(env, 9)}}}
	for range 2 {
		provision(t, s, step)
		same(t, "members", members(t, s, 1), []int{0, 1, 2})
		same(t, "told", dsync(t, s), numbers(9, 0, 1, 2))
		agrees(t, s)
	}
}

func testStagePartAgain(t *testing.T, s storage.Store) {
	directoryOf(t, s, 6, 1)
	stage := stageOf(0)
	staged(t, s, part(0, stage, 0, 0, 1, 2), part(0, stage, 1, 3), part(0, stage, 0, 2, 4), part(0, stage, 1, 3),
		part(0, stage, 1, 3))
	provision(t, s, take(0, stage, 0, 2))
	same(t, "members", members(t, s, 0), []int{2, 3, 4})
	same(t, "told", dsync(t, s), numbers(2, 4, 3))
	same(t, "groups", len(groupsOf(t, s, 0)), 0)
	agrees(t, s)
	swept(t, s)
	agrees(t, s)
}

func testStageTakenAgain(t *testing.T, s storage.Store) {
	directoryOf(t, s, 4, 1)
	stage := stageOf(0)
	p := part(0, stage, 0, 0, 1)
	staged(t, s, p)
	for range 2 {
		provision(t, s, take(0, stage, 0, 1))
		staged(t, s, p) // so does the part
		same(t, "told", len(dsync(t, s)), 2)
	}
	joined(t, s, 0, 3)
	provision(t, s, take(0, stage, 0, 1))
	staged(t, s, part(0, stage, 0, 2))
	same(t, "members", members(t, s, 0), []int{0, 1, 3})
	same(t, "told", len(dsync(t, s)), 2)
	agrees(t, s)
}

func testStageSwept(t *testing.T, s storage.Store) {
	directoryOf(t, s, 6, 2)
	joined(t, s, 0, 0)
	old, young := stageOf(0), stageOf(time.Minute)
	staged(t, s, part(0, old, 0, 1, 2, 3), part(0, old, 1, 4), part(1, young, 0, 1, 2))
	sweep := func(after time.Duration) (total int) {
		t.Helper()
		for {
			n, err := s.SweepDirectories(t.Context(), 2, epoch.Add(after))
			must(t, err)
			if n == 0 {
				return total
			}
			total += n
		}
	}
	same(t, "swept too early", sweep(time.Hour), 0)
	same(t, "swept", sweep(time.Hour+time.Second) > 0, true)
	_, err := s.Provision(t.Context(), take(0, old, entry(t, s, group(0)).MembersRev, 2))
	wantError(t, err, model.ErrConflict)
	same(t, "members", members(t, s, 0), []int{0})
	provision(t, s, take(1, young, 0, 1))
	same(t, "members", members(t, s, 1), []int{1, 2})
	same(t, "told", dsync(t, s), numbers(1, 2))
	sweep(24 * time.Hour)
	same(t, "members", members(t, s, 1), []int{1, 2})
	same(t, "told", dsync(t, s), numbers(1, 2))
	agrees(t, s)
}

func testStageUserGone(t *testing.T, s storage.Store) {
	directoryOf(t, s, 4, 1)
	stage := stageOf(0)
	staged(t, s, part(0, stage, 0, 0), part(0, stage, 1, 1, 2))
	gone := []storage.EntryChange{{Entry: user(1), Based: 1, Delete: true}}
	both := take(0, stage, 0, 2)
	both.Entries = gone
	_, err := s.Provision(t.Context(), both)
	wantError(t, err, model.ErrConflict)
	provision(t, s, storage.DirectoryStep{Entries: gone})
	_, err = s.Provision(t.Context(), take(0, stage, 0, 2))
	wantError(t, err, model.ErrConflict)
	wantError(t, s.StageMembers(t.Context(), part(0, stage, 1, 1, 2)), model.ErrConflict)
	staged(t, s, part(0, stage, 1, 2))
	provision(t, s, take(0, stage, 0, 2))
	same(t, "members", members(t, s, 0), []int{0, 2})
	same(t, "told", dsync(t, s), numbers(0, 2))
	agrees(t, s)
}

func testStageUnfit(t *testing.T, s storage.Store) {
	directoryOf(t, s, 3, 1)
	stage := stageOf(0)
	for _, spoil := range []func(*storage.StagedMembers){
		func(p *storage.StagedMembers) { p.Directory = "" },
		func(p *storage.StagedMembers) { p.Group = "" },
		func(p *storage.StagedMembers) { p.Stage = "now" },
		func(p *storage.StagedMembers) { p.Part = -1 },
		func(p *storage.StagedMembers) { p.Members[0] = "a\x00b" },
		func(p *storage.StagedMembers) { p.Members[0] = user(7).ID },
		func(p *storage.StagedMembers) { p.Tell[0].Name = "" },
		func(p *storage.StagedMembers) { p.Tell[1].Environment = "env_other" },
	} {
		p := part(0, stage, 0, 0, 1)
		spoil(&p)
		if s.StageMembers(t.Context(), p) == nil {
			t.Errorf("staged: %+v", p)
		}
	}
	staged(t, s, part(0, stage, 0, 0, 1))
	if s.StageMembers(t.Context(), part(0, stage, 1, 1, 2)) == nil {
		t.Error("a user stands in two parts")
	}
	mixed := take(0, stage, 0, 1)
	mixed.Members = []storage.MemberChange{joins(0, 2, false)}
	if _, err := s.Provision(t.Context(), mixed); err == nil {
		t.Error("members of one group are replaced and changed in one step")
	}
	p := part(0, stage, 0, 0, 1)
	staged(t, s, p)
	p.Members[0], p.Tell[0].Data[0] = "x", 'x' // the store keeps a copy
	provision(t, s, take(0, stage, 0, 1))
	same(t, "members", members(t, s, 0), []int{0, 1})
	same(t, "told", dsync(t, s), numbers(0, 1))
}

// listTold makes a list of many, between other events, and gives all that is told.
func listTold(t *testing.T, s storage.Store, users int) []string {
	t.Helper()
	var all []model.DirectoryEntry
	want := []int{1000}
	for n := range users {
		all, want = append(all, user(n)), append(want, n)
	}
	created(t, s, all...)
	created(t, s, group(0))
	tell(t, s, "org_1", told(env, 1000), told("env_other", 0))
	stage := stageOf(0)
	parts := 0
	for chunk := range slices.Chunk(want[1:], users/3+1) {
		staged(t, s, part(0, stage, parts, chunk...))
		parts++
	}
	provision(t, s, take(0, stage, 0, parts))
	tell(t, s, "org_2", told(env, 1001))
	return numbers(append(want, 1001)...)
}

func testStageEvents(t *testing.T, s storage.Store) {
	want := listTold(t, s, 30)
	for _, newest := range []bool{false, true} {
		for _, limit := range []int{1, 7, 0} {
			var got []string
			var last uint64
			q := storage.AppEventQuery{Environment: env, Newest: newest, Limit: limit}
			for {
				page := appEvents(t, s, q)
				for _, e := range page.Events {
					if at := position(t, e.ID); last != 0 && at > last == newest || at == last {
						t.Fatalf("position %d follows %d", at, last)
					} else {
						last = at
					}
				}
				got = append(got, data(page.Events)...)
				if page.Next == "" {
					break
				}
				q.Behind = position(t, page.Next)
			}
			same(t, fmt.Sprintf("newest first %v, %d a page", newest, limit), got, want)
		}
		slices.Reverse(want)
	}
	same(t, "of another", len(appEvents(t, s, storage.AppEventQuery{Environment: "env_other"}).Events), 1)
	page := appEvents(t, s, storage.AppEventQuery{Environment: env, Scan: 2})
	same(t, "a bounded scan", data(page.Events), want[:2])
	page = appEvents(t, s, storage.AppEventQuery{Environment: env, Since: told(env, 28).Created,
		Behind: position(t, page.Next)})
	same(t, "from a time on", data(page.Events), numbers(28, 29, 1001))
}

func testStageEventsForgotten(t *testing.T, s storage.Store) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	awaited := make(chan error)
	go func() { awaited <- s.AwaitAppEvents(ctx, env, 0) }()
	want := listTold(t, s, 30)
	must(t, <-awaited)
	all := appEvents(t, s, storage.AppEventQuery{Environment: env}).Events
	must(t, s.AwaitAppEvents(ctx, env, position(t, all[12].ID))) // in the middle of a list
	for _, kept := range []int{40, 32, 31, 20, 19, 9, 2, 1, 0} {
		k := storage.AppEventsKept{Environment: env, Number: kept}
		if kept == 0 {
			k = storage.AppEventsKept{Environment: env, Age: time.Nanosecond}
		}
		now := epoch.Add(time.Hour)
		n, err := s.ForgetAppEvents(t.Context(), k, 1000, now)
		must(t, err)
		same(t, fmt.Sprintf("forgotten beyond %d", kept), n, max(0, len(want)-kept))
		want = want[n:]
		same(t, fmt.Sprintf("kept of %d", kept), dsync(t, s), want)
		newest := data(appEvents(t, s, storage.AppEventQuery{Environment: env, Newest: true}).Events)
		slices.Reverse(newest)
		same(t, "the newest first", newest, want)
		if len(want) > 2 {
			page := appEvents(t, s, storage.AppEventQuery{Environment: env, Behind: position(t, all[len(all)-2].ID)})
			same(t, "behind a position", data(page.Events), want[len(want)-1:])
		}
	}
	same(t, "members", len(members(t, s, 0)), 30)
	agrees(t, s)
}
