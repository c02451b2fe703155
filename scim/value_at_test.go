package scim_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"gatehouse/scim"
)

const valued = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com","active":true,
	"name":{"givenName":"Ada"},"emails":[{"value":"ada@work.example","type":"work"},{"value":"ada@home.example","type":"home"},
	{"value":"second@work.example","type":"work"}],"x-level":3,"tags":["a","b"],"plain":[{"k":1}],
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Engines","manager":{"value":"m1"}},
	"urn:ietf:params:scim:schemas:extension:Acme:2.0:User":{"odd name":"lost","badge":{"number":12345678901234567890}}}`

func valuedUser(t *testing.T) scim.Resource {
	t.Helper()
	r, _, _, _, err := scim.ParseResource(scim.User, []byte(valued))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What a path leads to keeps its type; a condition chooses the first value.
func TestValue(t *testing.T) {
	r := valuedUser(t)
	for _, test := range []struct{ rule, path, want string }{
		{"a text", "userName", `"ada@example.com"`},
		{"a truth", "active", `true`},
		{"a number as it was written", "urn:ietf:params:scim:schemas:extension:Acme:2.0:User:badge.number",
			`12345678901234567890`},
		{"whatever the case", "NAME.givenname", `"Ada"`},
		{"an object", "name", `{"givenName":"Ada"}`},
		{"a list of texts", "tags", `["a","b"]`},
		{"in a list, what each value has", "emails.value",
			`["ada@work.example","ada@home.example","second@work.example"]`},
		{"by a condition, the first", `emails[type eq "work"].value`, `"ada@work.example"`},
		{"a value that a condition finds, as a whole", `emails[type eq "home"]`,
			`{"type":"home","value":"ada@home.example"}`},
		{"an extension", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", `"Engines"`},
		{"an extension as a whole", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
			`{"department":"Engines","manager":{"value":"m1"}}`},
		{"nothing there", "title", `null`},
		{"nothing that fits", `emails[type eq "other"].value`, `null`},
		{"within what is no object", "userName.value", `null`},
	} {
		t.Run(test.rule, func(t *testing.T) {
			p, err := scim.ParsePath(test.path)
			if err != nil {
				t.Fatal(err)
			}
			if got := asJSON(t, r.Value(p)); got != test.want {
				t.Errorf("%s leads to %s, want %s", test.path, got, test.want)
			}
		})
	}
}

// Each path that is listed leads to the value beside it; there are no more than asked for, and none that cannot be
// written.
func TestLocate(t *testing.T) {
	r := valuedUser(t)
	all := r.Locate(100)
	got := map[string]string{}
	for _, x := range all {
		p, err := scim.ParsePath(x.Path)
		if err != nil || !reflect.DeepEqual(r.Value(p), x.Value) {
			t.Errorf("%s leads to %v, not %v: %v", x.Path, r.Value(p), x.Value, err)
		}
		got[x.Path] = asJSON(t, x.Value)
	}
	for path, want := range map[string]string{
		"userName": `"ada@example.com"`, "name.givenName": `"Ada"`, "tags": `["a","b"]`, "x-level": "3",
		"plain":                        `[{"k":1}]`,
		`emails[type eq "work"].value`: `"ada@work.example"`, `emails[type eq "home"].value`: `"ada@home.example"`,
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value": `"m1"`,
		"urn:ietf:params:scim:schemas:extension:Acme:2.0:User:badge.number":        `12345678901234567890`,
	} {
		if got[path] != want {
			t.Errorf("%s: %q, want %s", path, got[path], want)
		}
	}
	if len(r.Locate(3)) != 3 {
		t.Errorf("%d of 3", len(r.Locate(3)))
	}
	for path, v := range got {
		if v == `"lost"` {
			t.Errorf("%s cannot be written", path)
		}
	}
}
