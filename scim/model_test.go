package scim_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gatehouse/scim"
)

// places are texts about a user that a provider may set and clear, and the ways in which it may name each: as a path,
// and as a key of a value without a path.
var places = map[string][]string{
	"title":           {"title", "TITLE", scim.URNUser + ":title"},
	"name.givenName":  {"name.givenName", "NAME.givenname", scim.URNUser + ":name.givenName"},
	"name.familyName": {"name.familyName", "Name.FAMILYNAME"},
	`emails[type eq "work"].value`: {`emails[type eq "work"].value`, `EMAILS[TYPE EQ "WORK"].VALUE`,
		`emails[type eq work].value`},
	`emails[type eq "home"].value`:    {`emails[type eq "home"].value`},
	ent + ":department":               {ent + ":department", strings.ToUpper(ent) + ":Department"},
	ent + ":manager.value":            {ent + ":manager", ent + ":manager.value"},
	"urn:example:Custom:2.0:User:tag": {"urn:example:Custom:2.0:User:tag", "urn:example:custom:2.0:user:TAG"},
	"shoeSize":                        {"shoeSize", "shoesize"},
}

// A user after any operations is what a table of texts is after the same ones, in whatever way they are sent.
func TestPatchesAgreeWithATableOfTexts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		r, table := scim.Resource{"userName": "ann"}, map[string]string{}
		for step := range 12 {
			var operations []string
			for range 1 + random.IntN(4) {
				operations = append(operations, change(t, random, table))
			}
			next, _, err := patched(t, scim.User, r, strings.Join(operations, ","))
			if err != nil {
				t.Fatalf("seed %d: %v: %v", seed, operations, err)
			}
			got := map[string]string{}
			for place := range places {
				if text := next.Text(place); text != "" {
					got[place] = text
				}
			}
			if !reflect.DeepEqual(got, table) {
				t.Fatalf("seed %d, step %d: after %v\ngot  %v\nwant %v", seed, step, operations, got, table)
			}
			unchanged(t, scim.User, next, nil)
			r = next
		}
	}
}

// change makes one change to the table, and an operation that says the same.
func change(t *testing.T, random *rand.Rand, table map[string]string) string {
	place := slices.Sorted(maps.Keys(places))[random.IntN(len(places))]
	name := places[place][random.IntN(len(places[place]))]
	op := []string{"add", "Replace", "REMOVE"}[random.IntN(3)]
	value := strconv.Itoa(random.IntN(5))
	switch {
	case op == "REMOVE":
		delete(table, place)
		return fmt.Sprintf(`{"op":%q,"path":%s}`, op, written(t, name))
	case op == "Replace" && random.IntN(4) == 0:
		delete(table, place)
		return fmt.Sprintf(`{"op":%q,"value":{%s:%s}}`, op, written(t, name), []string{"null", `""`}[random.IntN(2)])
	}
	table[place] = "v" + value
	if random.IntN(2) == 0 {
		return fmt.Sprintf(`{"op":%q,"path":%s,"value":"v%s"}`, op, written(t, name), value)
	}
	return fmt.Sprintf(`{"op":%q,"value":{%s:"v%s"}}`, op, written(t, name), value)
}

// The members of a group after any operations are what a set is after the same ones.
func TestMembersAgreeWithASet(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		members, set := map[string]bool{}, map[string]bool{}
		for range 12 {
			var operations []string
			for range 1 + random.IntN(4) {
				operations = append(operations, changeMembers(random, set))
			}
			_, ops, err := patched(t, scim.Group, scim.Resource{"displayName": "G"}, strings.Join(operations, ","))
			if err != nil {
				t.Fatalf("seed %d: %v: %v", seed, operations, err)
			}
			for _, op := range ops {
				if op.Do == scim.ClearMembers || op.Do == scim.ReplaceMembers {
					clear(members)
				}
				for _, m := range op.Members {
					if op.Do == scim.RemoveMembers {
						delete(members, m.Value)
					} else {
						members[m.Value] = true
					}
				}
			}
			if !maps.Equal(members, set) {
				t.Fatalf("seed %d: after %v\ngot  %v\nwant %v", seed, operations, members, set)
			}
		}
	}
}

// changeMembers makes one change to the set, and an operation that says the same.
func changeMembers(random *rand.Rand, set map[string]bool) string {
	var ids, objects, conditions []string
	for range random.IntN(4) {
		id := string(rune('a' + random.IntN(8)))
		ids = append(ids, id)
		objects = append(objects, []string{`{"value":%q}`, `{"VALUE":%q,"$ref":null}`, `%q`}[random.IntN(3)])
		objects[len(objects)-1] = fmt.Sprintf(objects[len(objects)-1], id)
		conditions = append(conditions, fmt.Sprintf(`value eq \"%s\"`, id))
	}
	list := "[" + strings.Join(objects, ",") + "]"
	switch random.IntN(5) {
	case 0:
		for _, id := range ids {
			set[id] = true
		}
		return `{"op":"Add","path":"members","value":` + list + `}`
	case 1:
		for _, id := range ids {
			delete(set, id)
		}
		return `{"op":"remove","path":"Members","value":` + list + `}`
	case 2:
		clear(set)
		for _, id := range ids {
			set[id] = true
		}
		return `{"op":"replace","value":{"members":` + list + `,"displayName":"H"}}`
	case 3:
		if len(ids) == 0 {
			return `{"op":"replace","value":{"displayName":"H"}}`
		}
		for _, id := range ids {
			delete(set, id)
		}
		return `{"op":"remove","path":"members[` + strings.Join(conditions, " or ") + `]"}`
	}
	clear(set)
	return `{"op":"remove","path":"members"}`
}
