package storagetest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

func directoryLogTests() []test {
	return []test{
		{"requests are read as they were logged", testRequestKept},
		{"requests are listed the newest first, and the oldest forgotten", testDirectoryLog},
		{"a directory is forgotten whole, and no other", testDirectoryForgotten},
		{"counts and lists agree with a map, whatever happens", testDirectoryRandom},
	}
}

func testRequestKept(t *testing.T, s storage.Store) {
	var want model.DirectoryRequest
	fill(reflect.ValueOf(&want).Elem(), rand.New(rand.NewPCG(2, 2)))
	want.Directory, want.ID, want.Body = dir, request(1).ID, incompressible(model.MaxDirectoryBody)
	want.Answer = []byte("{}\xff")
	given := want
	given.Body, given.Answer = slices.Clone(want.Body), slices.Clone(want.Answer)
	must(t, s.LogDirectory(t.Context(), given, request(2)))
	given.Body[0]++
	given.Answer[0]++
	for range 2 {
		got, err := s.DirectoryRequest(t.Context(), dir, want.ID)
		must(t, err)
		same(t, "request", got, want)
		got.Body[0]++
		got.Done[0], got.Warnings[0].Detail = "x", "x"
	}
	got, err := s.DirectoryRequest(t.Context(), dir, request(2).ID)
	must(t, err)
	same(t, "the other", got, request(2))
	for _, id := range []model.ID{"", request(3).ID, "a\x00b"} {
		_, err = s.DirectoryRequest(t.Context(), dir, id)
		wantError(t, err, model.ErrNotFound)
	}
	_, err = s.DirectoryRequest(t.Context(), otherDir, want.ID)
	wantError(t, err, model.ErrNotFound)
	if s.LogDirectory(t.Context(), request(4), model.DirectoryRequest{Directory: dir}) == nil {
		t.Error("a request without an id is logged")
	}
	_, err = s.DirectoryRequest(t.Context(), dir, request(4).ID)
	wantError(t, err, model.ErrNotFound)
}

func testDirectoryLog(t *testing.T, s storage.Store) {
	const n = 20
	other := request(3)
	other.Directory = otherDir
	for i := range n {
		switch i % 3 {
		case 0:
			must(t, s.LogDirectory(t.Context(), request(i)))
		case 1: // with what it did
			created(t, s, user(i))
			provision(t, s, storage.DirectoryStep{Log: []model.DirectoryRequest{request(i), request(i + 1)}})
		}
	}
	must(t, s.LogDirectory(t.Context(), other, request(0))) // again
	log := func(behind model.ID, limit int) (all []int) {
		t.Helper()
		got, err := s.DirectoryLog(t.Context(), storage.DirectoryLogQuery{Directory: dir, Behind: behind, Limit: limit})
		must(t, err)
		for _, r := range got {
			all = append(all, numberOf(r.ID))
		}
		return all
	}
	down := func(from, to int) (all []int) {
		for i := from; i >= to; i-- {
			all = append(all, i)
		}
		return all
	}
	same(t, "all", log("", 0), down(n, 0))
	same(t, "a page", log("", 3), down(n, n-2))
	same(t, "the next", log(request(n-2).ID, 3), down(n-3, n-5))
	same(t, "the last", log(request(2).ID, 3), down(1, 0))
	same(t, "behind the last", len(log(request(0).ID, 3)), 0)
	same(t, "behind one that is not there", log(request(n+1).ID, 1), down(n, n))

	forget := func(before, keep, most int) int {
		t.Helper()
		n, err := s.ForgetDirectoryLog(t.Context(), dir, epoch.Add(time.Duration(before)*time.Second), keep, most)
		must(t, err)
		return n
	}
	same(t, "forgotten of none", forget(0, 0, 10), 0)
	same(t, "forgotten", forget(10, 0, 4), 4)
	same(t, "the rest", forget(10, 0, 100), 6)
	same(t, "again", forget(10, 0, 100), 0)
	same(t, "kept", log("", 0), down(n, 10))
	same(t, "as many as are kept", forget(0, n-9, 100), 0)
	same(t, "more than are kept", forget(0, n-11, 100), 2)
	same(t, "a few of those beyond", forget(0, n-15, 3), 3)
	same(t, "by both", forget(17, n-16, 100), 2)
	same(t, "kept then", log("", 0), down(n, 17))
	got, err := s.DirectoryLog(t.Context(), storage.DirectoryLogQuery{Directory: otherDir})
	must(t, err)
	same(t, "of another directory", len(got), 1)
}

func testDirectoryForgotten(t *testing.T, s storage.Store) {
	directoryOf(t, s, 5, 2)
	joined(t, s, 0, 0, 1, 2)
	staged(t, s, part(1, stageOf(0), 0, 1, 2))
	must(t, s.LogDirectory(t.Context(), request(1), request(2)))
	var others []storage.EntryChange
	for _, e := range []model.DirectoryEntry{user(0), group(0)} {
		e.Directory, e.Published = otherDir, e.Published+"x"
		others = append(others, storage.EntryChange{Entry: e})
	}
	_, err := s.Provision(t.Context(), storage.DirectoryStep{Directory: otherDir, Entries: others,
		Members: []storage.MemberChange{joins(0, 0, false)}})
	must(t, err)
	must(t, s.LogDirectory(t.Context(), model.DirectoryRequest{ID: request(1).ID, Directory: loggedDir}))
	kept(t, s, dir, otherDir, loggedDir)
	total := 0
	for n := 1; n > 0; total += n {
		n, err = s.ForgetDirectory(t.Context(), dir, 3)
		must(t, err)
	}
	if total < 12 {
		t.Errorf("%d rows are forgotten", total)
	}
	kept(t, s, otherDir, loggedDir)
	same(t, "counts", counts(t, s, dir), model.DirectoryCounts{})
	same(t, "users", len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry})), 0)
	_, err = s.PublishedEntry(t.Context(), user(1).Published)
	wantError(t, err, model.ErrNotFound)
	_, err = s.DirectoryRequest(t.Context(), dir, request(1).ID)
	wantError(t, err, model.ErrNotFound)
	agrees(t, s)
	same(t, "counts of another", counts(t, s, otherDir), model.DirectoryCounts{Active: 1, Groups: 1, Memberships: 1})
	_, err = s.PublishedEntry(t.Context(), others[0].Entry.Published)
	must(t, err)
	directoryOf(t, s, 3, 1)
	same(t, "members of what is made anew", len(members(t, s, 0)), 0)
	agrees(t, s)
}

// testDirectoryRandom makes steps at random and compares with what a map says.
func testDirectoryRandom(t *testing.T, s storage.Store) {
	const users, groups = 8, 4
	r := rand.New(rand.NewPCG(3, 3))
	revisions, in := map[model.ID]uint64{}, map[[2]int]bool{}
	for range 150 {
		var step storage.DirectoryStep
		for n, e := range []model.DirectoryEntry{user(r.IntN(users)), group(r.IntN(groups))} {
			if r.IntN(3) > 0 {
				continue
			}
			c := storage.EntryChange{Entry: e, Based: revisions[e.ID]}
			if c.Delete = c.Based > 0 && r.IntN(3) == 0; c.Delete {
				delete(revisions, e.ID)
				for k := range in {
					if [2]model.ID{user(k[1]).ID, group(k[0]).ID}[n] == e.ID {
						delete(in, k)
					}
				}
			} else if revisions[e.ID]++; e.Kind == model.UserEntry && r.IntN(2) == 0 {
				c.Entry.State, c.Entry.Published = model.UserInactive, []model.ID{"", e.Published}[r.IntN(2)]
			}
			c.Entry.Resource = fmt.Appendf(nil, `{"r":%d}`, r.Uint64())
			step.Entries = append(step.Entries, c)
		}
		var want []storage.MemberOutcome
		for range r.IntN(4) {
			g, u, remove := r.IntN(groups), r.IntN(users), r.IntN(2) == 0
			step.Members = append(step.Members, joins(g, u, remove))
			switch {
			case revisions[group(g).ID] == 0 || revisions[user(u).ID] == 0:
				want = append(want, storage.MemberUnknown)
			case in[[2]int{g, u}] == !remove:
				want = append(want, storage.MemberUnchanged)
			default:
				want = append(want, storage.MemberChanged)
				if in[[2]int{g, u}] = true; remove {
					delete(in, [2]int{g, u})
				}
			}
		}
		same(t, "outcomes", provision(t, s, step), want)
		if r.IntN(6) == 0 {
			replaceAtRandom(t, s, r, r.IntN(groups), revisions, in)
		}
		if r.IntN(10) == 0 {
			_, err := s.SweepDirectories(t.Context(), 1+r.IntN(5), epoch)
			must(t, err)
		}
		if r.IntN(15) == 0 {
			agrees(t, s)
		}
	}
	agrees(t, s)
	same(t, "memberships", counts(t, s, dir).Memberships, len(in))
	for k := range in {
		same(t, fmt.Sprint(k), slices.Contains(members(t, s, k[0]), k[1]), true)
	}
}

// replaceAtRandom gives a group another list, if it is there.
func replaceAtRandom(t *testing.T, s storage.Store, r *rand.Rand, g int, revisions map[model.ID]uint64,
	in map[[2]int]bool) {
	t.Helper()
	if revisions[group(g).ID] == 0 {
		return
	}
	stage := stageOf(time.Duration(r.IntN(1000)) * time.Second)
	var parts [2][]int
	for u := range 8 {
		delete(in, [2]int{g, u})
		if revisions[user(u).ID] > 0 && r.IntN(2) == 0 {
			n := r.IntN(2)
			parts[n] = append(parts[n], u)
			in[[2]int{g, u}] = true
		}
	}
	staged(t, s, part(g, stage, 0, parts[0]...), part(g, stage, 1, parts[1]...))
	provision(t, s, take(g, stage, entry(t, s, group(g)).MembersRev, 2))
}

// loggedDir is a directory that has nothing but a log.
const loggedDir = model.ID("directory_01J00000000000000000000009")

// kept: these directories have something, however they are paged.
func kept(t *testing.T, s storage.Store, want ...model.ID) {
	t.Helper()
	for _, limit := range []int{1, 2, 100} {
		var got []model.ID
		for behind := model.ID(""); ; behind = got[len(got)-1] {
			page, err := s.DirectoriesKept(t.Context(), behind, limit)
			must(t, err)
			got = append(got, page...)
			if len(page) < limit || len(got) > len(want) {
				break
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		same(t, "kept", got, want)
	}
}
