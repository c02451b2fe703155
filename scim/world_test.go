package scim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"gatehouse/scim"
)

const ent = scim.URNEnterprise

// object reads JSON that a test wrote.
func object(t testing.TB, text string) scim.Resource {
	t.Helper()
	var r scim.Resource
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r
}

func written(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// same fails a test whose resource is not what it should be.
func same(t testing.TB, got scim.Resource, want string) {
	t.Helper()
	if !got.Equal(object(t, want)) {
		t.Errorf("got  %s\nwant %s", written(t, got), want)
	}
}

// refused fails a test whose error is not of a type and code.
func refused(t testing.TB, err error, typ, code string) {
	t.Helper()
	var e *scim.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is not an *Error", err)
	}
	if e.Type != typ || e.Code != code || e.Detail == "" {
		t.Errorf("got type %q, code %q: %s; want type %q, code %q", e.Type, e.Code, e.Detail, typ, code)
	}
}

// body is a PATCH with operations.
func body(operations string) []byte {
	return []byte(`{"schemas":["` + scim.URNPatch + `"],"Operations":[` + operations + `]}`)
}

func patched(t testing.TB, k scim.Kind, r scim.Resource, operations string) (scim.Resource, []scim.MemberOp, error) {
	t.Helper()
	p, err := scim.ParsePatch(k, body(operations))
	if err != nil {
		return nil, nil, err
	}
	before := r.Clone()
	next, _, err := p.Apply(r)
	if !r.Equal(before) {
		t.Errorf("a patch changed what it was given to %s", written(t, r))
	}
	return next, p.Members(), err
}

var created = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// answered is a resource as it is answered, in JSON.
func answered(t testing.TB, k scim.Kind, r scim.Resource, members []scim.Member) []byte {
	t.Helper()
	about := scim.Record{ID: "01J0", Location: "https://example.com/scim/v2.0/x" + k.Endpoint() + "/01J0",
		Created:      created,
		LastModified: created, Version: `W/"1"`, Members: members}
	if k == scim.User {
		about.Groups = []scim.Member{{Value: "g1", Display: "Engineers"}}
	}
	return []byte(written(t, scim.Answer(k, r, about)))
}

// unchanged fails a test if a PUT of what was answered changes anything.
func unchanged(t testing.TB, k scim.Kind, r scim.Resource, members []scim.Member) {
	t.Helper()
	text := answered(t, k, r, members)
	sent, again, has, _, err := scim.ParseResource(k, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if next := scim.Put(k, r, sent); !next.Equal(r) {
		t.Errorf("%s\nwas answered, and read as\n%s", text, written(t, next))
	}
	if has != (members != nil) || has && len(members)+len(again) > 0 && !reflect.DeepEqual(members, again) {
		t.Errorf("members %v were answered, and read as %v", members, again)
	}
}
