package scim_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/scim"
)

// Each row is what a provider sends, and what must come of it.
func TestPatchOfUserAsProvidersSendIt(t *testing.T) {
	const ann = `{"userName":"ann","active":true,"name":{"givenName":"Ann","familyName":"Lee"}}`
	for name, test := range map[string]struct{ before, operations, want string }{
		"Entra: Replace of active by a text": {ann, `{"op":"Replace","path":"active","value":"False"}`,
			`{"userName":"ann","active":false,"name":{"givenName":"Ann","familyName":"Lee"}}`},
		"Entra: Add of active by a text": {`{"userName":"ann","active":false}`,
			`{"op":"Add","path":"active","value":"true"}`,
			`{"userName":"ann","active":true}`},
		"Entra: Add of the work e-mail where there is none": {`{"userName":"ann"}`,
			`{"op":"Add","path":"emails[type eq \"work\"].value","value":"ann@example.com"}`,
			`{"userName":"ann","emails":[{"type":"work","value":"ann@example.com"}]}`},
		"Entra: Replace of the work e-mail where there is another": {`{"userName":"ann","emails":[{"type":"home",` +
			`"value":"a@home"}]}`,
			`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"ann@example.com"}`,
			`{"userName":"ann","emails":[{"type":"home","value":"a@home"},{"type":"work","value":"ann@example.com"}]}`},
		"Entra: Replace of the work e-mail": {`{"userName":"ann","emails":[{"type":"work",` +
			`"value":"old"},{"type":"home","value":"h"}]}`,
			`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"new"}`,
			`{"userName":"ann","emails":[{"type":"work","value":"new"},{"type":"home","value":"h"}]}`},
		"Entra: primary eq True, none there": {`{"userName":"ann"}`,
			`{"op":"Add","path":"roles[primary eq \"True\"].value","value":"admin"}`,
			`{"userName":"ann","roles":[{"primary":true,"value":"admin"}]}`},
		"Entra: primary eq True": {`{"userName":"ann","roles":[{"primary":true,"value":"user"}]}`,
			`{"op":"Replace","path":"roles[primary eq \"True\"].value","value":"admin"}`,
			`{"userName":"ann","roles":[{"primary":true,"value":"admin"}]}`},
		"Entra: a role whose value is JSON": {`{"userName":"ann"}`,
			`{"op":"Add","path":"roles","value":[{"value":"{\"id\":\"1\",\"value\":\"2\"}"}]}`,
			`{"userName":"ann","roles":[{"value":"{\"id\":\"1\",\"value\":\"2\"}"}]}`},
		"Entra: a manager by id": {`{"userName":"ann"}`, `{"op":"Add","path":"` + ent + `:manager","value":"m1"}`,
			`{"userName":"ann","` + ent + `":{"manager":{"value":"m1"}}}`},
		"Entra: another manager by id": {`{"userName":"ann","` + ent +
			`":{"manager":{"value":"m1","displayName":"Max"}}}`,
			`{"op":"Replace","path":"` + ent + `:manager","value":"m2"}`,
			`{"userName":"ann","` + ent + `":{"manager":{"value":"m2"}}}`},
		"Entra: the extension alone as a path": {`{"userName":"ann","` + ent + `":{"department":"D","division":"V"}}`,
			`{"op":"Replace","path":"` + ent + `","value":{"department":"E","manager":"m1"}}`,
			`{"userName":"ann","` + ent + `":{"department":"E","division":"V","manager":{"value":"m1"}}}`},
		"Entra: a schema of the customer": {`{"userName":"ann"}`,
			`{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:Custom:2.0:User:tag","value":"x"}`,
			`{"userName":"ann","urn:ietf:params:scim:schemas:extension:Custom:2.0:User":{"tag":"x"}}`},
		"Entra with its flag: dotted keys": {ann,
			`{"op":"replace","value":{"name.givenName":"Anna","` + ent + `:employeeNumber":"7","displayName":"A"}}`,
			`{"userName":"ann","active":true,"displayName":"A","name":{"givenName":"Anna","familyName":"Lee"},"` + ent +
				`":{"employeeNumber":"7"}}`},
		"Entra with its flag: an object under the extension": {ann,
			`{"op":"Add","value":{"` + ent + `":{"employeeNumber":"7"}}}`,
			`{"userName":"ann","active":true,"name":{"givenName":"Ann","familyName":"Lee"},"` + ent +
				`":{"employeeNumber":"7"}}`},
		"Entra with its flag: a condition as a key": {`{"userName":"ann"}`,
			`{"op":"Add","value":{"emails[type eq \"work\"].value":"ann@example.com"}}`,
			`{"userName":"ann","emails":[{"type":"work","value":"ann@example.com"}]}`},
		"Okta: deactivation without a path": {ann, `{"op":"replace","value":{"active":false}}`,
			`{"userName":"ann","active":false,"name":{"givenName":"Ann","familyName":"Lee"}}`},
		"Okta: an id in the value": {`{"userName":"ann"}`, `{"op":"replace","value":{"id":"other","displayName":"A"}}`,
			`{"userName":"ann","displayName":"A"}`},
		"OneLogin: null and empty texts": {`{"userName":"ann","title":"T","nickName":"N"}`,
			`{"op":"replace","value":{"id":null,"active":"true","title":"","nickName":null}}`,
			`{"userName":"ann","active":true}`},
		"any: an object where a list belongs": {`{"userName":"ann"}`,
			`{"op":"add","path":"emails","value":{"value":"ann@example.com","type":"work"}}`,
			`{"userName":"ann","emails":[{"value":"ann@example.com","type":"work"}]}`},
		"any: unknown attributes are kept": {`{"userName":"ann"}`, `{"op":"add","path":"shoeSize","value":41}`,
			`{"userName":"ann","shoeSize":41}`},
		"any: op, names and the names of schemas in any case": {`{"userName":"ann","` + ent + `":{"department":"D"}}`,
			`{"OP":"RePlAcE","PATH":"` + strings.ToUpper(ent) +
				`:DEPARTMENT","VALUE":"E"},{"op":"ADD","path":"NAME.GIVENNAME","value":"Ann"}`,
			`{"userName":"ann","name":{"givenName":"Ann"},"` + ent + `":{"department":"E"}}`},
		"any: the core schema named": {`{"userName":"ann"}`,
			`{"op":"add","path":"` + scim.URNUser + `:name.givenName","value":"Ann"}`,
			`{"userName":"ann","name":{"givenName":"Ann"}}`},
		"any: an element added twice": {`{"userName":"ann","emails":[{"value":"a","type":"work"}]}`,
			`{"op":"add","path":"emails","value":[{"value":"a","type":"work"},{"value":"b"}]}`,
			`{"userName":"ann","emails":[{"value":"a","type":"work"},{"value":"b"}]}`},
		"any: a new primary one": {`{"userName":"ann","emails":[{"value":"a","primary":true}]}`,
			`{"op":"add","path":"emails","value":[{"value":"b","primary":true}]}`,
			`{"userName":"ann","emails":[{"value":"a","primary":false},{"value":"b","primary":true}]}`},
		"any: remove of what is not there": {`{"userName":"ann"}`,
			`{"op":"remove","path":"title"},{"op":"remove","path":"emails[type eq \"work\"]"},{"op":"remove","path":"` +
				ent +
				`:manager"},{"op":"remove","path":"name.givenName"},{"op":"remove","path":"` + ent + `"}`,
			`{"userName":"ann"}`},
		"any: remove": {`{"userName":"ann","name":{"givenName":"A"},"emails":[{"type":"work",` +
			`"value":"w"},{"type":"home","value":"h"}]}`,
			`{"op":"remove","path":"name.givenName"},{"op":"remove","path":"emails[type eq \"work\"]"}`,
			`{"userName":"ann","emails":[{"type":"home","value":"h"}]}`},
		"any: a value again, with its type": {`{"userName":"ann","roles":[{"value":"a"},{"value":"b","type":"t"}]}`,
			`{"op":"add","path":"roles","value":[{"value":"a","type":"t"},{"value":"b"}]}`,
			`{"userName":"ann","roles":[{"value":"a","type":"t"},{"value":"b","type":"t"}]}`},
		"any: one value more, by itself": {`{"userName":"ann","emails":[{"value":"a"}]}`,
			`{"op":"add","path":"emails.value","value":"b"}`,
			`{"userName":"ann","emails":[{"value":"a"},{"value":"b"}]}`},
		"any: a list of one manager": {`{"userName":"ann"}`,
			`{"op":"add","path":"` + ent + `:manager","value":[{"value":"m1"}]}`,
			`{"userName":"ann","` + ent + `":{"manager":{"value":"m1"}}}`},
		"any: remove of some values": {`{"userName":"ann","roles":[{"value":"a"},{"value":"b"}]}`,
			`{"op":"remove","path":"roles","value":[{"value":"a"}]}`, `{"userName":"ann","roles":[{"value":"b"}]}`},
		"any: active without a value stays": {`{"userName":"ann","active":false}`,
			`{"op":"replace","path":"active","value":null},{"op":"remove","path":"active"},{"op":"replace",` +
				`"value":{"active":""}}`,
			`{"userName":"ann","active":false}`},
		"any: a password is not kept": {`{"userName":"ann"}`, `{"op":"replace","value":{"password":"x"}},` +
			`{"op":"add","path":"PASSWORD","value":"x"},{"op":"add","path":"` + scim.URNUser +
			`:password","value":"x"}`, `{"userName":"ann"}`},
	} {
		t.Run(name, func(t *testing.T) {
			next, _, err := patched(t, scim.User, object(t, test.before), test.operations)
			if err != nil {
				t.Fatal(err)
			}
			same(t, next, test.want)
			unchanged(t, scim.User, next, nil)
		})
	}
}

func TestPatchOfGroupAsProvidersSendIt(t *testing.T) {
	add, remove := scim.AddMembers, scim.RemoveMembers
	members := func(ids ...string) []scim.Member {
		list := []scim.Member{}
		for _, id := range ids {
			list = append(list, scim.Member{Value: id})
		}
		return list
	}
	for name, test := range map[string]struct {
		operations, want string
		members          []scim.MemberOp
	}{
		"Entra: Remove of some members": {`{"op":"Remove","path":"members","value":[{"$ref":null,"value":"u"}]}`, "",
			[]scim.MemberOp{{remove, members("u")}}},
		"Entra: Remove of all members": {`{"op":"Remove","path":"members"}`, "",
			[]scim.MemberOp{{scim.ClearMembers, nil}}},
		"Entra: Add, with a double": {`{"op":"Add","path":"members","value":[{"value":"u"},{"value":"u"}]}`, "",
			[]scim.MemberOp{{add, members("u")}}},
		"Okta: a name without members leaves them": {`{"op":"replace","value":{"id":"g","displayName":"New"}}`,
			`{"displayName":"New"}`, nil},
		"Okta: remove and add in order": {`{"op":"remove","path":"members[value eq \"a\"]"},{"op":"add",` +
			`"path":"members","value":[{"value":"b","display":"B"}]}`, "",
			[]scim.MemberOp{{remove, members("a")}, {add, []scim.Member{{Value: "b", Display: "B"}}}}},
		"Okta: members replaced by none": {`{"op":"replace","path":"members","value":[]}`, "",
			[]scim.MemberOp{{scim.ReplaceMembers, members()}}},
		"any: an object for a list": {`{"op":"add","path":"members","value":{"value":"a","type":"group"}}`, "",
			[]scim.MemberOp{{add, []scim.Member{{Value: "a", Type: "Group"}}}}},
		"any: several in brackets": {`{"op":"remove","path":"members[value eq \"a\" or value eq \"b\"]"}`, "",
			[]scim.MemberOp{{remove, members("a", "b")}}},
		"any: members without a path": {`{"op":"replace","value":{"members":[{"value":"a"}]}}`, "",
			[]scim.MemberOp{{scim.ReplaceMembers, members("a")}}},
		"any: a member without an id": {`{"op":"add","path":"members",` +
			`"value":[{"display":"?"},{"value":"a"}]}`, "", []scim.MemberOp{{add, members("a")}}},
		"any: members without a value stay": {`{"op":"replace","path":"members","value":null},{"op":"replace",` +
			`"value":{"members":""}}`, "", nil},
		"any: what is not kept about a member": {`{"op":"replace","path":"members[value eq \"a\"].display",` +
			`"value":"A"}`, "", nil},
		"any: ids as texts, in the core schema": {`{"op":"add","path":"` + scim.URNGroup + `:MEMBERS","value":["a"]}`,
			"", []scim.MemberOp{{add, members("a")}}},
	} {
		t.Run(name, func(t *testing.T) {
			const before = `{"displayName":"Old"}`
			next, got, err := patched(t, scim.Group, object(t, before), test.operations)
			if err != nil {
				t.Fatal(err)
			}
			if test.want == "" {
				test.want = before
			}
			same(t, next, test.want)
			if !reflect.DeepEqual(got, test.members) {
				t.Errorf("members: got %v, want %v", got, test.members)
			}
		})
	}
}

func TestPatchRefused(t *testing.T) {
	for name, test := range map[string]struct {
		kind            scim.Kind
		operations      string
		typ, code, says string
	}{
		"no operation": {scim.User, `{"op":"move","path":"title"}`, "invalidSyntax", "op", `"move"`},
		"no value":     {scim.User, `{"op":"add","path":"title"}`, "invalidValue", "op", "no value"},
		"no object":    {scim.User, `"x"`, "invalidSyntax", "syntax", `"x"`},
		"a path that is none": {scim.User, `{"op":"remove","path":"emails[type"}`, "invalidPath", "path",
			"emails[type"},
		"a path that is a number": {scim.User, `{"op":"remove","path":7}`, "invalidValue", "value_type", "path"},
		"remove of nothing":       {scim.User, `{"op":"remove"}`, "noTarget", "path", "no path"},
		"active that is neither": {scim.User, `{"op":"replace","path":"active","value":"maybe"}`, "invalidValue",
			"value_type", `"maybe"`},
		"an object for a text": {scim.User, `{"op":"replace","path":"title","value":{}}`, "invalidValue",
			"value_type", "title"},
		"a text for an object": {scim.User, `{"op":"replace","path":"name","value":"Ann"}`, "invalidValue",
			"value_type", "name"},
		"userName removed": {scim.User, `{"op":"remove","path":"userName"}`, "invalidValue",
			"username_missing", "userName"},
		"userName emptied": {scim.User, `{"op":"replace","path":"userName","value":""}`, "invalidValue",
			"username_missing", "userName"},
		"what would match is not known": {scim.User, `{"op":"add","path":"emails[type ne \"work\"].value","value":"x"}`,
			"noTarget", "path", "emails"},
		"one of several would match": {scim.User,
			`{"op":"add","path":"emails[type eq \"a\" or type eq \"b\"].value","value":"x"}`, "noTarget", "path",
			"emails"},
		"nothing can match": {scim.User,
			`{"op":"add","path":"emails[type eq \"a\" and type eq \"b\"].value","value":"x"}`, "noTarget", "path",
			"emails"},
		"more conditions than are looked at": {scim.User,
			strings.Repeat(`{"op":"remove","path":"x[`+strings.Repeat("a pr and ", 400)+`b pr]"},`, 3) +
				`{"op":"remove","path":"x[` + strings.Repeat("a pr and ", 400) + `b pr]"}`, "", "too_large",
			"conditions"},
		"a condition on one value": {scim.User, `{"op":"add","path":"title[value eq \"x\"]","value":"x"}`,
			"invalidPath", "path", "title"},
		"within a text": {scim.User, `{"op":"add","path":"title.x","value":"x"}`, "invalidPath",
			"path", "title"},
		"all at once by a text": {scim.User, `{"op":"add","value":"x"}`, "invalidValue", "value_type",
			"object"},
		"the second one": {scim.User, `{"op":"add","path":"title","value":"x"},{"op":"x"}`,
			"invalidSyntax", "op", "Operation 2"},
		"members by another thing": {scim.Group, `{"op":"remove","path":"members[display eq \"x\"]"}`,
			"invalidFilter", "filter", "value eq"},
		"members by two things": {scim.Group,
			`{"op":"remove","path":"members[value eq \"x\" and type eq \"User\"]"}`, "invalidFilter", "filter",
			"value eq"},
		"chosen members added": {scim.Group, `{"op":"add","path":"members[value eq \"x\"]","value":"y"}`,
			"invalidPath", "path", "members"},
		"members that are none": {scim.Group, `{"op":"replace","path":"members","value":[{"display":"x"}]}`,
			"invalidValue", "value_type", "members"},
		"members that are numbers": {scim.Group, `{"op":"replace","path":"members","value":[true]}`,
			"invalidValue", "value_type", "members"},
		"a group without a name": {scim.Group, `{"op":"remove","path":"displayName"}`, "invalidValue",
			"name_missing", "displayName"},
		"a text that is much too long": {scim.User, `{"op":"replace","path":"active","value":"` + strings.Repeat("x",
			500) + `"}`, "invalidValue", "value_type", strings.Repeat("x", 79) + "…"},
		"a path that is much too long": {scim.User, `{"op":"remove","path":"` + strings.Repeat("x", 5000) + `"}`,
			"invalidPath", "path", "longer"},
		"more values than are kept": {scim.User, `{"op":"add","path":"x","value":[1` + strings.Repeat(",1",
			500) + `]}`, "", "too_large", "500"},
		"more work than can be expected": {scim.User, strings.Repeat(`{"op":"add","path":"x","value":{"a":1,"b":2}},`,
			999) + `{"op":"remove","path":"x"}`, "", "too_large", "1500"},
		"too many operations": {scim.User, strings.Repeat(`{"op":"remove","path":"x"},`,
			1000) + `{"op":"remove","path":"x"}`, "", "too_large", "1000"},
	} {
		t.Run(name, func(t *testing.T) {
			before := map[scim.Kind]string{scim.User: `{"userName":"ann"}`,
				scim.Group: `{"displayName":"G"}`}[test.kind]
			_, _, err := patched(t, test.kind, object(t, before), test.operations)
			refused(t, err, test.typ, test.code)
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("%q does not say %q", err, test.says)
			}
		})
	}
}

// What is made of a patch belongs to nobody else: it can be applied again.
func TestPatchAppliedAgain(t *testing.T) {
	p, err := scim.ParsePatch(scim.User,
		body(`{"op":"add","path":"emails","value":[{"value":"a"}]},{"op":"add","path":"x","value":{"y":1}}`))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		next, _, err := p.Apply(scim.Resource{"userName": "ann"})
		if err != nil {
			t.Fatal(err)
		}
		same(t, next, `{"userName":"ann","emails":[{"value":"a"}],"x":{"y":1}}`)
		next["emails"].([]any)[0].(map[string]any)["value"] = "b"
		next["x"].(map[string]any)["y"] = 2
	}
}
