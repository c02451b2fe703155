package scim_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/scim"
)

// clean fails a test if there is anything in a resource that means nothing.
func clean(t *testing.T, v any) {
	t.Helper()
	switch v := v.(type) {
	case nil:
		t.Error("there is a null")
	case string:
		if v == "" {
			t.Error("there is an empty text")
		}
	case map[string]any:
		if len(v) == 0 {
			t.Error("there is an empty object")
		}
		seen := map[string]bool{}
		for key, value := range v {
			if name := strings.ToLower(key); seen[name] {
				t.Errorf("%q is there twice", key)
			}
			seen[strings.ToLower(key)] = true
			clean(t, value)
		}
	case []any:
		if len(v) == 0 {
			t.Error("there is an empty list")
		}
		for _, value := range v {
			clean(t, value)
		}
	}
}

// shouted is a value with the names in it in capitals.
func shouted(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for key, value := range v {
			m[strings.Map(capital, key)] = shouted(value)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, value := range v {
			list[i] = shouted(value)
		}
		return list
	}
	return v
}

func capital(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// A resource is read or refused. One that is read has nothing in it that means nothing; it is the same in any
// spelling of its names; and a PUT of what it is answered as changes nothing.
func FuzzResource(f *testing.F) {
	for _, text := range []string{
		filterUser, `{"displayName":"G","members":[{"value":"a","type":"user"},"b"]}`,
		`{"userName":"ann","urn:example:x":{"urn:example:y":{"z":1}},"urn:a:b":"c","urn:a:b:User":7,` +
			`"urn:a:User:User:a":1,"urn:a:b:c[d eq 1]":{"e":2},"a b":{"c.d":1}}`,
		`{"userName":"ann","emails[type eq \"work\"].value":"a","emails[type eq \"\"].value":"a","name.givenName":"A"}`,
		`{"` + scim.URNUser + `":{"userName":"ann","` + ent + `":{"manager":"m"}},"meta.version":"x","Password":"p"}`,
		`{"userName":"ann","":1,"urn:a:B":{"":0}," ":[]}`,
		`{"userName":"ann","urn:scim:schemas:core:1.0":{"a":1}}`,
		`{"userName":"ann","x":[[null],{}],"active":"TRUE","n":-1.5e300,"emails":{"value":null}}`,
	} {
		f.Add([]byte(text), text[2] == 'd')
	}
	f.Fuzz(func(t *testing.T, body []byte, group bool) {
		k := scim.User
		if group {
			k = scim.Group
		}
		r, members, has, warnings, err := scim.ParseResource(k, body)
		if err != nil {
			bounded(t, err)
			return
		}
		few(t, warnings)
		clean(t, map[string]any(r))
		if !has {
			members = nil
		}
		unchanged(t, k, r, members)
		loud, _, _, _, err := scim.ParseResource(k, []byte(written(t, shouted(map[string]any(r)))))
		if err != nil || !reflect.DeepEqual(shouted(map[string]any(loud)), shouted(map[string]any(r))) {
			t.Errorf("%s in capitals is %s, %v", written(t, r), written(t, loud), err)
		}
	})
}

// bounded fails a test whose error would fill the console in which it is read.
func bounded(t *testing.T, err error) {
	t.Helper()
	if e, ok := err.(*scim.Error); !ok || len(e.Detail) > 3000 || e.Status < 400 || e.Code == "" {
		t.Errorf("refused by %#v", err)
	}
}

// few fails a test whose warnings would fill the log.
func few(t *testing.T, warnings []scim.Warning) {
	t.Helper()
	for i, w := range warnings {
		if i >= 20 || w.Code == "" || len(w.Detail) > 1500 {
			t.Errorf("warning %d: %v", i, w)
		}
	}
}

// A patch is read or refused, and applied or refused, whatever it is applied to. It changes nothing of that, does the
// same again, and leaves a resource with nothing in it that means nothing, of which a PUT changes nothing.
func FuzzPatch(f *testing.F) {
	for _, operations := range []string{
		`{"op":"Replace","path":"active","value":"False"},{"op":"add","path":"emails[type eq \"work\"].value",` +
			`"value":"x"}`,
		`{"op":"add","value":{"name.givenName":"A","` + ent + `":{"manager":"m"},"urn:x:y:User:z":1}}`,
		`{"op":"remove","path":"emails[type eq \"work\" or primary eq true]"},{"op":"remove","path":"` + ent + `"}`,
		`{"op":"add","path":"emails","value":[{"value":"n","primary":true},{"value":"babs@home.org"}]}`,
		`{"op":"remove","path":"roles","value":["admin"]},{"op":"replace","path":"shoeSize","value":[1,{"a":[]}]}`,
		`{"op":"remove","path":"members[value eq \"a\"]"},{"op":"add","path":"members","value":[{"value":"b"}]}`,
		`{"op":"remove","path":"members[value eq \"\"]"}`,
		`{"op":"add","path":"a[b eq 1].c","value":1},{"op":"add","path":"a","value":{}}`,
		`{"op":"add","path":"emails[type eq \"\"].value","value":"x"},{"op":"add","path":"emails.value","value":"y"}`,
		`{"op":"add","path":"a[b eq 1].c.d","value":"x"},{"op":"add","path":"a","value":{"b":1}},{"op":"replace",` +
			`"path":"a.c","value":[1]}`,
	} {
		f.Add(body(operations), false)
		f.Add(body(operations), true)
	}
	f.Fuzz(func(t *testing.T, body []byte, group bool) {
		k, before := scim.User, object(t, filterUser)
		if group {
			k, before = scim.Group, object(t, `{"displayName":"G","list":[1,{"value":"x","type":"y"}]}`)
		}
		p, err := scim.ParsePatch(k, body)
		if err != nil {
			bounded(t, err)
			return
		}
		old := before.Clone()
		next, warnings, err := p.Apply(old)
		if !old.Equal(before) {
			t.Fatalf("the patch changed what it was given to %s", written(t, old))
		}
		if err != nil {
			bounded(t, err)
			return
		}
		few(t, warnings)
		clean(t, map[string]any(next))
		unchanged(t, k, next, nil)
		if again, _, err := p.Apply(old); err != nil || !again.Equal(next) {
			t.Errorf("once %s, then %s, %v", written(t, next), written(t, again), err)
		}
		for _, op := range p.Members() {
			seen := map[string]bool{}
			for _, m := range op.Members {
				if m.Value == "" || seen[m.Value] {
					t.Errorf("a member without an id, or twice: %v", op)
				}
				seen[m.Value] = true
			}
		}
	})
}

// A filter is read or refused. As it is written, it is read again as the same; and what it says of an index holds
// for what it matches.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{
		`userName eq "bjensen@example.com" and not (title pr or emails[type eq "work"].value eq x)`,
		`(externalId eq 701984 or id ne null) and ` + ent + `:employeeNumber gt 5`,
		`members[value eq "u1" or value eq u2]`,
		`urn:a:b:User:c.d sw "\u0041\"\\" or shoeSize le 4.1e1`,
		`emails[value eq "a" and not (type eq b)] AND name.givenName Co "é"`,
		`emails[value eq "babs@home.org"].display ne "x"`, `NOT(a pr)and b pr`,
	} {
		f.Add(text)
	}
	r := object(f, filterUser)
	member := func(user string) bool { return user == "u1" }
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := scim.ParseFilter(text)
		if err != nil {
			bounded(t, err)
			return
		}
		again, err := scim.ParseFilter(filter.String())
		if err != nil && len(filter.String()) > scim.MaxFilter {
			return
		}
		if err != nil || again.String() != filter.String() || !reflect.DeepEqual(again, filter) {
			t.Fatalf("%s is written as %s, and read again as %v, %v", text, filter, again, err)
		}
		matches := filter.Matches(r, "01J0", member)
		for _, e := range filter.Equals() {
			if matches && !holds(r, e, member) {
				t.Errorf("%s matches what does not equal %v", text, e)
			}
		}
	})
}

// holds is how an index would find a resource.
func holds(r scim.Resource, e scim.Equality, member func(string) bool) bool {
	switch e.Attribute {
	case "id":
		return e.Value == "01J0"
	case "members":
		return member(e.Value)
	case "externalId":
		return r.Text("externalId") == e.Value
	case "emails":
		p, _ := scim.ParsePath("emails.value")
		for _, v := range r.At(p) {
			if text, ok := v.(string); ok && scim.Fold(text) == scim.Fold(e.Value) {
				return true
			}
		}
		return false
	}
	return scim.Fold(r.Text(e.Attribute)) == scim.Fold(e.Value)
}

// A path is read or refused. As it is written, it is read again as the same, and it leads somewhere or nowhere.
func FuzzPath(f *testing.F) {
	for _, text := range []string{
		`emails[type eq "work"].value`, `NAME.givenName`, ent, ent + `:manager.value`, `urn:a:Custom:2.0:User:tag`,
		scim.URNUser,
		scim.URNGroup + `:members[value eq "a"]`, `urn:a:b[c eq "]"].d.e`, `urn:x:User:user:y`, `$ref`,
	} {
		f.Add(text)
	}
	r := object(f, filterUser)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := scim.ParsePath(text)
		if err != nil {
			bounded(t, err)
			return
		}
		_ = r.At(p)
		if p.String() == "" || len(p.String()) > scim.MaxFilter {
			return // the whole resource
		}
		again, err := scim.ParsePath(p.String())
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("%s is written as %s, and read again as %v, %v", text, p, again, err)
		}
	})
}
