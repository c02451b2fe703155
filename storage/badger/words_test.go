package badger_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// searchable are an organization and its connection as they are stored.
func searchable(t testing.TB, i int, environment model.ID) []storage.Change {
	t.Helper()
	o := model.Organization{ID: model.ID(fmt.Sprintf("org_%06d", i)), EnvironmentID: environment,
		Name: fmt.Sprintf("Customer %d", i)}
	c := model.Connection{ID: model.ID(fmt.Sprintf("conn_%06d", i)), EnvironmentID: environment, OrganizationID: o.ID,
		Name: o.Name + " Okta", Type: "OktaSAML", Key: fmt.Sprintf("key%d", i),
		IdPEntityID: fmt.Sprintf("https://idp%d.example/metadata", i)}
	var changes []storage.Change
	for _, n := range []model.Noun{o, c} {
		data, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, storage.Change{Record: model.RecordOf(n, data, day)})
	}
	return changes
}

// A store of the version before gets the words of its records when it is opened,
// also when it was interrupted half-way.
func TestWordsOfSchema3(t *testing.T) {
	for name, age := range map[string]func(dir string) error{
		"opened": badger.ForgetWords, "interrupted": badger.ForgetSomeWords,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
			if err != nil {
				t.Fatal(err)
			}
			const n = 450 // several steps
			for i := range n {
				if err := s.Apply(t.Context(), searchable(t, i, "env_1")...); err != nil {
					t.Fatal(err)
				}
			}
			damaged := storage.Change{Record: model.Record{Kind: model.KindOrganization, ID: "org_x",
				Data: []byte(`7`)}}
			setting := storage.Change{Record: model.Record{Kind: model.KindSetting, ID: "keys", Data: []byte(`"any"`)}}
			if err := s.Apply(t.Context(), damaged, setting); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := age(dir); err != nil {
				t.Fatal(err)
			}
			s = open(t, dir)
			for _, test := range []struct {
				storage.Selection
				want int
			}{
				{storage.Selection{Kind: model.KindOrganization}, n},
				{storage.Selection{Kind: model.KindConnection}, n},
				{storage.Selection{Kind: model.KindConnection, Parent: "org_000449"}, 1},
				{storage.Selection{Kind: model.KindConnection, Environment: "env_1", Text: "idp44"}, 11},
			} {
				test.Order = storage.ByName
				all, err := s.Records(t.Context(), test.Selection)
				if err != nil || len(all) != test.want || all[0].Words == nil {
					t.Errorf("%+v: %d records, %v", test.Selection, len(all), err)
				}
			}
			renamed := searchable(t, 0, "env_1")[0]
			renamed.Based, renamed.Record.Words = 1, []string{"zebra"}
			if err := s.Apply(t.Context(), renamed); err != nil {
				t.Fatal(err)
			}
			old, err := s.Records(t.Context(), storage.Selection{Kind: model.KindOrganization, Order: storage.ByName,
				Parent: "env_1", Limit: 1})
			if err != nil || old[0].ID != "org_000001" {
				t.Errorf("after the rename the first is %v, %v", old, err)
			}
		})
	}
}

// BenchmarkSearch lists and searches 50,000 connections.
func BenchmarkSearch(b *testing.B) {
	const n = 50_000
	dir := b.TempDir()
	s := open(b, dir)
	for i := 0; i < n; {
		var changes []storage.Change
		for range 500 {
			changes = append(changes, searchable(b, i, model.ID(fmt.Sprintf("env_%d", i%10)))...)
			i++
		}
		if err := s.Apply(b.Context(), changes...); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	s = open(b, dir)
	for _, test := range []struct {
		name string
		storage.Selection
		want int
	}{
		{"first page", storage.Selection{Limit: 50}, 50},
		{"page in the middle", storage.Selection{Limit: 50, Behind: "conn_033333", BehindName: "customer 33333 okta"},
			50},
		{"first page of an environment", storage.Selection{Limit: 50, Environment: "env_7"}, 50},
		{"of an organization", storage.Selection{Parent: "org_044444"}, 1},
		{"text that many have", storage.Selection{Limit: 50, Text: "okta"}, 50},
		{"text that one has", storage.Selection{Limit: 50, Text: "idp49998."}, 1},
		{"text that none has", storage.Selection{Limit: 50, Text: "nobody"}, 0},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			test.Kind, test.Order = model.KindConnection, storage.ByName
			for b.Loop() {
				if all, err := s.Records(b.Context(), test.Selection); err != nil || len(all) != test.want {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}
