package storagetest

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// named makes a record that is found by words, in lower case as nouns give them.
func named(id, parent, environment model.ID, words ...string) storage.Change {
	c := create(model.KindConnection, id, parent)
	c.Record.Words, c.Record.Environment = words, environment
	return c
}

// found are the ids of a selection by name.
func found(t *testing.T, s storage.Store, q storage.Selection) string {
	t.Helper()
	q.Kind, q.Order = model.KindConnection, storage.ByName
	all, err := s.Records(t.Context(), q)
	must(t, err)
	var ids []string
	for _, r := range all {
		ids = append(ids, string(r.ID))
	}
	return strings.Join(ids, " ")
}

func testByName(t *testing.T, s storage.Store) {
	long := strings.Repeat("long name ", 500)
	must(t, s.Apply(t.Context(),
		named("conn_5", "org_1", "env_a", "beta"), named("conn_4", "org_2", "env_b", "beta b"),
		named("conn_3", "org_1", "env_b", "beta", "okta"), named("conn_2", "org_11", "env_a", "ärger"),
		named("conn_1", "", "env_a", "zebra"), named("conn_6", "org_1", "env_a", long+"b"),
		named("conn_7", "org_1", "env_a", long+"a"), named("conn_8", "org_2", "env_a", "", "nameless"),
		create(model.KindConnection, "conn_9", "org_1")))
	other := named("org_1", "org_1", "env_a", "alpha")
	other.Record.Kind = model.KindOrganization
	must(t, s.Apply(t.Context(), other))
	for _, test := range []struct {
		name string
		storage.Selection
		want string
	}{
		{"all", storage.Selection{}, "conn_8 conn_3 conn_5 conn_4 conn_6 conn_7 conn_1 conn_2"},
		{"the first", storage.Selection{Limit: 3}, "conn_8 conn_3 conn_5"},
		{"behind a name that two have", storage.Selection{Behind: "conn_3", BehindName: "beta", Limit: 2},
			"conn_5 conn_4"},
		{"behind one that is gone", storage.Selection{Behind: "conn_0", BehindName: "m"}, "conn_1 conn_2"},
		{"behind a long name", storage.Selection{Behind: "conn_6", BehindName: long + "b", Limit: 1}, "conn_7"},
		{"behind the last", storage.Selection{Behind: "conn_2", BehindName: "ärger"}, ""},
		{"under a parent", storage.Selection{Parent: "org_1"}, "conn_3 conn_5 conn_6 conn_7"},
		{"under a parent, behind one", storage.Selection{Parent: "org_1", Behind: "conn_5", BehindName: "beta",
			Limit: 1},
			"conn_6"},
		{"under a parent whose id begins another's", storage.Selection{Parent: "org_11"}, "conn_2"},
		{"under no parent there is", storage.Selection{Parent: "org_"}, ""},
		{"of an environment", storage.Selection{Environment: "env_b"}, "conn_3 conn_4"},
		{"the limit counts those of the environment alone", storage.Selection{Environment: "env_a", Limit: 3},
			"conn_8 conn_5 conn_6"},
		{"of an environment under a parent", storage.Selection{Environment: "env_b", Parent: "org_1"}, "conn_3"},
	} {
		same(t, test.name, found(t, s, test.Selection), test.want)
	}
}

func testText(t *testing.T, s storage.Store) {
	must(t, s.Apply(t.Context(),
		named("conn_1", "org_1", "env_a", "ünïcode gmbh", "crm-4711", "xn--bcher-kva.example"),
		named("conn_2", "org_1", "env_a", "100% okta_saml", "conn_2"),
		named("conn_3", "org_2", "env_a", "1000 okta-saml", `back\slash`),
		named("conn_4", "org_2", "env_b", "okta", "東京")))
	for _, test := range []struct{ text, want string }{
		{"", "conn_2 conn_3 conn_4 conn_1"},
		{"ÜNÏ", "conn_1"},
		{"4711", "conn_1"},
		{"東", "conn_4"},
		{"OKTA", "conn_2 conn_3 conn_4"},
		{"%", "conn_2"},
		{"a_s", "conn_2"},
		{"100_", ""},
		{"o%a", ""},
		{`\`, "conn_3"},
		{"*", ""},
		{"gmbh crm", ""},
		{"env_a", ""},
	} {
		same(t, fmt.Sprintf("search for %q", test.text), found(t, s, storage.Selection{Text: test.text}), test.want)
	}
	same(t, "under a parent", found(t, s, storage.Selection{Text: "okta", Parent: "org_2"}), "conn_3 conn_4")
	same(t, "of an environment", found(t, s, storage.Selection{Text: "okta", Environment: "env_b"}), "conn_4")
	same(t, "the first", found(t, s, storage.Selection{Text: "okta", Limit: 2}), "conn_2 conn_3")
	same(t, "the next", found(t, s, storage.Selection{Text: "okta", Limit: 2, Behind: "conn_3",
		BehindName: "1000 okta-saml"}), "conn_4")
}

func testWordsChange(t *testing.T, s storage.Store) {
	a, b := named("conn_a", "org_1", "env_a", "alpha", "first"), named("conn_b", "org_1", "env_a", "beta")
	must(t, s.Apply(t.Context(), a, b))
	must(t, s.Apply(t.Context(), a, b)) // a repetition
	got, err := s.Record(t.Context(), model.KindConnection, "conn_a")
	must(t, err)
	same(t, "words", got.Words, a.Record.Words)
	same(t, "environment", got.Environment, a.Record.Environment)

	renamed := named("conn_a", "org_2", "env_b", "gamma", "second")
	renamed.Based = 1
	must(t, s.Apply(t.Context(), renamed))
	same(t, "order", found(t, s, storage.Selection{}), "conn_b conn_a")
	same(t, "by the old words", found(t, s, storage.Selection{Text: "first"}), "")
	same(t, "by the new ones", found(t, s, storage.Selection{Text: "second"}), "conn_a")
	same(t, "where it was", found(t, s, storage.Selection{Parent: "org_1"}), "conn_b")
	same(t, "where it is", found(t, s, storage.Selection{Parent: "org_2", Environment: "env_b"}), "conn_a")

	wordless := create(model.KindConnection, "conn_b", "org_1")
	wordless.Based = 1
	must(t, s.Apply(t.Context(), wordless))
	same(t, "without words", found(t, s, storage.Selection{}), "conn_a")
	must(t, s.Apply(t.Context(), storage.Change{Record: renamed.Record, Based: 2, Delete: true}))
	same(t, "deleted", found(t, s, storage.Selection{}), "")
	same(t, "deleted from its parent", found(t, s, storage.Selection{Parent: "org_2"}), "")

	// What is refused leaves the words as they were.
	must(t, s.Apply(t.Context(), named("conn_c", "", "env_a", "as it was")))
	stale := named("conn_c", "", "env_a", "as it would be")
	stale.Based = 7
	wantError(t, s.Apply(t.Context(), named("conn_d", "", "env_a", "new"), stale), model.ErrConflict)
	same(t, "after a refusal", found(t, s, storage.Selection{Text: "as it was"}), "conn_c")
	same(t, "all after a refusal", found(t, s, storage.Selection{}), "conn_c")
}
