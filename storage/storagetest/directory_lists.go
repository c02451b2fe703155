package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

func entryListTests() []test {
	return []test{
		{"entries are listed in both orders, page by page", testEntryPages},
		{"entries with the same of something are listed, page by page", testEntriesAlike},
	}
}

// testEntryPages asks for each page of users and compares it with what a slice of all says.
func testEntryPages(t *testing.T, s storage.Store) {
	const n = 12
	var all []model.DirectoryEntry
	for i := range n {
		e := user(i)
		if i%4 == 3 {
			e.Published, e.State = "", model.UserInactive
		}
		all = append(all, e)
	}
	created(t, s, all...)
	created(t, s, group(1), group(2))
	var in []int
	for i := range n {
		if i%2 == 0 {
			in = append(in, i)
		}
	}
	joined(t, s, 1, in...)
	joined(t, s, 2, 1, 2)
	for _, of := range []model.ID{"", group(1).ID} {
		for _, published := range []bool{false, true} {
			for _, newest := range []bool{false, true} {
				eachPage(t, s, all, storage.EntryQuery{Kind: model.UserEntry, Group: of, Published: published,
					Newest: newest})
			}
		}
	}
	same(t, "groups", selected(t, s, storage.EntryQuery{Kind: model.GroupEntry}), []model.ID{group(1).ID, group(2).ID})
	same(t, "published groups", selected(t, s, storage.EntryQuery{Kind: model.GroupEntry, Published: true}),
		[]model.ID{group(2).ID, group(1).ID})
	same(t, "users of no group", len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Group: "gone"})), 0)
	same(t, "groups of a group", len(selected(t, s, storage.EntryQuery{Kind: model.GroupEntry, Group: group(1).ID})), 0)
	got, err := s.DirectoryEntries(t.Context(), storage.EntryQuery{Directory: dir, Kind: model.GroupEntry, Limit: 1})
	must(t, err)
	same(t, "members", got[0].Members, len(in))
}

// eachPage compares the pages of a query with parts of what it selects of all.
func eachPage(t *testing.T, s storage.Store, all []model.DirectoryEntry, q storage.EntryQuery) {
	t.Helper()
	var want, at []model.ID
	place := func(e model.DirectoryEntry) model.ID {
		if q.Published {
			return e.Published
		}
		return e.ID
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b model.DirectoryEntry) int {
		return strings.Compare(string(place(a)), string(place(b)))
	})
	if q.Newest {
		slices.Reverse(all)
	}
	for _, e := range all {
		if place(e) != "" && (q.Group == "" || numberOf(e.ID)%2 == 0) {
			want, at = append(want, e.ID), append(at, place(e))
		}
	}
	same(t, fmt.Sprintf("all by %+v", q), selected(t, s, q), want)
	for from := range len(want) + 1 {
		for _, limit := range []int{0, 1, 3} {
			page := want[from:]
			if limit > 0 {
				page = page[:min(limit, len(page))]
			}
			skip, behind := q, q
			skip.Skip, skip.Limit = from, limit
			same(t, fmt.Sprintf("%+v", skip), selected(t, s, skip), page)
			if from == 0 {
				continue
			}
			behind.Behind, behind.Limit = at[from-1], limit
			same(t, fmt.Sprintf("%+v", behind), selected(t, s, behind), page)
			if from > 1 {
				behind.Behind, behind.Skip = at[from-2], 1
				same(t, fmt.Sprintf("%+v", behind), selected(t, s, behind), page)
			}
		}
	}
	// What a cursor was is gone: what follows is what would follow it.
	q.Behind = "00000000000000000000000000"
	if q.Newest {
		q.Behind = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
	}
	if q.Published {
		q.Behind = "directory_user_" + q.Behind
	}
	same(t, "behind nothing", selected(t, s, q), want)
}

func testEntriesAlike(t *testing.T, s storage.Store) {
	var all []model.DirectoryEntry
	for i := range 8 {
		e := user(i)
		e.ExternalID = fmt.Sprintf("ext-%d", i%2)
		all = append(all, e)
	}
	created(t, s, all...)
	even := []model.ID{ulidOf(0), ulidOf(2), ulidOf(4), ulidOf(6)}
	q := storage.EntryQuery{Kind: model.UserEntry, ExternalID: "ext-0"}
	same(t, "of an external id", selected(t, s, q), even)
	q.Skip, q.Limit = 1, 2
	same(t, "of a page", selected(t, s, q), even[1:3])
	q.Skip, q.Limit, q.Behind = 0, 0, even[1]
	same(t, "behind one", selected(t, s, q), even[2:])
	q.Newest = true
	same(t, "before one", selected(t, s, q), even[:1])
	q.Published, q.Behind = true, ""
	same(t, "by published ids, the newest first", selected(t, s, q), even)
	same(t, "of an email address",
		len(selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Email: "TEAM@acme.example"})), 8)
	same(t, "a page of those",
		selected(t, s, storage.EntryQuery{Kind: model.UserEntry, Email: "team@acme.example", Skip: 6}),
		[]model.ID{ulidOf(6), ulidOf(7)})
}
