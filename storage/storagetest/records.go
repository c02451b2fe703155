package storagetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// recordTests say what [storage.Records] means.
func recordTests() []test {
	return []test{
		{"Apply", testApply},
		{"Apply all or nothing", testApplyAtomic},
		{"Apply against a revision", testApplyConflict},
		{"Apply again is a no-op", testApplyAgain},
		{"names are unique", testNames},
		{"names swap in one step", testNamesSwap},
		{"deleting frees names", testNamesFreed},
		{"of several takers of one name one wins", testNamesRace},
		{"Records by parent and page", testRecords},
		{"Records by name", testByName},
		{"Records with a text in their words", testText},
		{"Records by words that have changed", testWordsChange},
	}
}

// create makes a record of a kind under a parent.
func create(k model.Kind, id, parent model.ID, names ...string) storage.Change {
	return storage.Change{Record: model.Record{
		Kind: k, ID: id, Parent: parent, Names: names, At: epoch, Data: json.RawMessage(`{"id":"` + string(id) + `"}`),
	}}
}

func testApply(t *testing.T, s storage.Store) {
	c := create(model.KindConnection, "conn_1", "org_1", "acs/one", "acs/two")
	must(t, s.Apply(t.Context(), c))
	want := c.Record
	want.Revision = 1
	got, err := s.Record(t.Context(), model.KindConnection, "conn_1")
	must(t, err)
	same(t, "record", got, want)
	_, err = s.Record(t.Context(), model.KindOrganization, "conn_1")
	wantError(t, err, model.ErrNotFound)

	c.Based, c.Record.Data, c.Record.At, c.Record.Names = 1, json.RawMessage(
		`{}`), epoch.Add(time.Second), []string{"acs/two", "acs/three"}
	must(t, s.Apply(t.Context(), c))
	want = c.Record
	want.Revision = 2
	for _, name := range c.Record.Names {
		got, err = s.Named(t.Context(), name)
		must(t, err)
		same(t, "record by name", got, want)
	}
	_, err = s.Named(t.Context(), "acs/one")
	wantError(t, err, model.ErrNotFound)

	must(t, s.Apply(t.Context(), storage.Change{Record: c.Record, Based: 2, Delete: true}))
	_, err = s.Record(t.Context(), model.KindConnection, "conn_1")
	wantError(t, err, model.ErrNotFound)
	must(t, s.Apply(t.Context(), create(model.KindConnection, "conn_1", "org_2")))
	must(t, s.Apply(t.Context()))
}

func testApplyAtomic(t *testing.T, s storage.Store) {
	must(t, s.Apply(t.Context(), create(model.KindOrganization, "org_1", "", "taken")))
	err := s.Apply(t.Context(),
		create(model.KindOrganization, "org_2", "", "free"),
		create(model.KindOrganization, "org_3", "", "taken"))
	var taken *storage.NameTaken
	if !errors.As(err, &taken) || taken.Name != "taken" || taken.By != "org_1" {
		t.Fatalf("error is %v, want one that names org_1", err)
	}
	_, err = s.Record(t.Context(), model.KindOrganization, "org_2")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Named(t.Context(), "free")
	wantError(t, err, model.ErrNotFound)

	update := create(model.KindOrganization, "org_1", "", "renamed")
	update.Based = 1
	stale := create(model.KindOrganization, "org_4", "")
	stale.Based = 3
	wantError(t, s.Apply(t.Context(), update, stale), model.ErrConflict)
	_, err = s.Named(t.Context(), "taken")
	must(t, err)
}

func testApplyConflict(t *testing.T, s storage.Store) {
	c := create(model.KindOrganization, "org_1", "")
	must(t, s.Apply(t.Context(), c))
	const n = 16
	errs := race(n, func(i int) error {
		u := c
		u.Based, u.Record.Data = 1, fmt.Appendf(nil, `{"by":%d}`, i)
		return s.Apply(t.Context(), u)
	})
	oneWon(t, errs, is(model.ErrConflict))
	got, err := s.Record(t.Context(), model.KindOrganization, "org_1")
	must(t, err)
	same(t, "revision", got.Revision, uint64(2))
	same(t, "who won", errs[winner(got.Data)], nil)
	other := c
	other.Record.Data = json.RawMessage(`{"other":1}`)
	wantError(t, s.Apply(t.Context(), other), model.ErrConflict)
	stale := storage.Change{Record: c.Record, Based: 1, Delete: true}
	wantError(t, s.Apply(t.Context(), stale), model.ErrConflict)
}

func winner(data json.RawMessage) int {
	var d struct{ By int }
	if json.Unmarshal(data, &d) != nil {
		return 0
	}
	return d.By
}

func testApplyAgain(t *testing.T, s storage.Store) {
	changes := []storage.Change{
		create(model.KindOrganization, "org_1", "", "one"),
		create(model.KindConnection, "conn_1", "org_1", "two"),
	}
	for range 3 {
		must(t, s.Apply(t.Context(), changes...))
	}
	got, err := s.Record(t.Context(), model.KindConnection, "conn_1")
	must(t, err)
	same(t, "revision", got.Revision, uint64(1))
	gone := storage.Change{Record: changes[1].Record, Based: 1, Delete: true}
	for range 3 {
		must(t, s.Apply(t.Context(), gone))
	}
}

func testNames(t *testing.T, s storage.Store) {
	must(t, s.Apply(t.Context(), create(model.KindOrganization, "org_1", "", "domain/acme.com")))
	err := s.Apply(t.Context(), create(model.KindConnection, "conn_1", "", "domain/acme.com"))
	var taken *storage.NameTaken
	if !errors.As(err, &taken) || taken.By != "org_1" {
		t.Fatalf("error is %v, want one that names org_1", err)
	}
	// The beginning of a name is another name.
	must(t, s.Apply(t.Context(), create(model.KindConnection, "conn_1", "", "domain/acme.co", "domain/acme.com.au")))
	got, err := s.Named(t.Context(), "domain/acme.com")
	must(t, err)
	same(t, "holder", got.ID, model.ID("org_1"))
}

func testNamesSwap(t *testing.T, s storage.Store) {
	a, b := create(model.KindOrganization, "org_a", "", "left"), create(model.KindOrganization, "org_b", "", "right")
	must(t, s.Apply(t.Context(), a, b))
	a.Based, b.Based = 1, 1
	a.Record.Names, b.Record.Names = b.Record.Names, a.Record.Names
	must(t, s.Apply(t.Context(), a, b))
	got, err := s.Named(t.Context(), "left")
	must(t, err)
	same(t, "holder", got.ID, model.ID("org_b"))
}

func testNamesFreed(t *testing.T, s storage.Store) {
	link := create(model.KindSetupLink, "link_1", "org_1", "link/org_1")
	must(t, s.Apply(t.Context(), link))
	must(t, s.Apply(t.Context(),
		storage.Change{Record: link.Record, Based: 1, Delete: true},
		create(model.KindSetupLink, "link_2", "org_1", "link/org_1")))
	got, err := s.Named(t.Context(), "link/org_1")
	must(t, err)
	same(t, "holder", got.ID, model.ID("link_2"))
}

func testNamesRace(t *testing.T, s storage.Store) {
	errs := race(16, func(i int) error {
		return s.Apply(t.Context(), create(model.KindSetupLink, model.ID(fmt.Sprintf("link_%d", i)), "org_1",
			"link/org_1"))
	})
	oneWon(t, errs, func(err error) bool {
		var taken *storage.NameTaken
		return errors.As(err, &taken) && taken.Name == "link/org_1"
	})
	all, err := s.Records(t.Context(), storage.Selection{Kind: model.KindSetupLink, Parent: "org_1"})
	must(t, err)
	same(t, "links", len(all), 1)
}

func testRecords(t *testing.T, s storage.Store) {
	for i := range 10 {
		parent := model.ID(fmt.Sprintf("org_%d", i%2))
		must(t, s.Apply(t.Context(), create(model.KindConnection, model.ID(fmt.Sprintf("conn_%d", 9-i)), parent)))
	}
	must(t, s.Apply(t.Context(), create(model.KindConnection, "conn_x", "org_11"),
		create(model.KindOpening, "conn_y", "org_1")))
	for _, test := range []struct {
		parent, behind model.ID
		limit          int
		newest         bool
		want           string
	}{
		{"", "", 0, false, "conn_0 conn_1 conn_2 conn_3 conn_4 conn_5 conn_6 conn_7 conn_8 conn_9 conn_x"},
		{"", "conn_7", 0, false, "conn_8 conn_9 conn_x"},
		{"", "conn_2", 2, false, "conn_3 conn_4"},
		{"", "conn_75", 1, false, "conn_8"},
		{"org_1", "", 0, false, "conn_0 conn_2 conn_4 conn_6 conn_8"},
		{"org_1", "conn_2", 2, false, "conn_4 conn_6"},
		{"org_11", "", 0, false, "conn_x"},
		{"org_none", "", 0, false, ""},
		{"", "", 0, true, "conn_x conn_9 conn_8 conn_7 conn_6 conn_5 conn_4 conn_3 conn_2 conn_1 conn_0"},
		{"", "", 2, true, "conn_x conn_9"},
		{"", "conn_2", 0, true, "conn_1 conn_0"},
		{"", "conn_75", 1, true, "conn_7"},
		{"", "conn_0", 0, true, ""},
		{"org_1", "", 2, true, "conn_8 conn_6"},
		{"org_1", "conn_6", 2, true, "conn_4 conn_2"},
		{"org_1", "conn_5", 1, true, "conn_4"},
		{"org_11", "", 0, true, "conn_x"},
		{"org_none", "", 0, true, ""},
	} {
		all, err := s.Records(t.Context(), storage.Selection{
			Kind: model.KindConnection, Parent: test.parent, Order: order(test.newest), Behind: test.behind,
			Limit: test.limit,
		})
		must(t, err)
		got := make([]model.Session, len(all))
		for i, r := range all {
			got[i].ID = r.ID
		}
		same(t, fmt.Sprintf("records of %q behind %q, newest first %v", test.parent, test.behind, test.newest),
			ids(got), test.want)
	}
	// A record that moves has one parent.
	moved := create(model.KindConnection, "conn_0", "org_0")
	moved.Based = 1
	must(t, s.Apply(t.Context(), moved))
	all, err := s.Records(t.Context(), storage.Selection{Kind: model.KindConnection, Parent: "org_1", Limit: 1})
	must(t, err)
	same(t, "first of the parent it left", all[0].ID, model.ID("conn_2"))
}

func order(newest bool) storage.Order {
	if newest {
		return storage.NewestFirst
	}
	return storage.OldestFirst
}
