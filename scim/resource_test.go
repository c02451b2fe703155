package scim_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/scim"
)

func TestUserAsProvidersSendIt(t *testing.T) {
	for name, test := range map[string]struct{ sent, want string }{
		"Okta": {`{"schemas":["` + scim.URNUser +
			`"],"userName":"ann@example.com","name":{"givenName":"Ann","familyName":"Lee"},
			"emails":[{"primary":true,"value":"ann@example.com","type":"work"}],"displayName":"Ann Lee","locale":"en-US",
			"externalId":"00u1","groups":[],"password":"1mz050nq","active":true}`,
			`{"userName":"ann@example.com","name":{"givenName":"Ann","familyName":"Lee"},"emails":[{"primary":true,
			"value":"ann@example.com","type":"work"}],"displayName":"Ann Lee","locale":"en-US","externalId":"00u1","active":true}`},
		"Entra": {`{"schemas":["` + scim.URNUser + `","` + ent +
			`"],"externalId":"o1","userName":"ann@example.com","active":"True",
			"emails":[{"primary":true,"type":"work","value":"ann@example.com"}],"meta":{"resourceType":"User"},
			"` + ent + `":{"manager":"m1","employeeNumber":7}}`,
			`{"externalId":"o1","userName":"ann@example.com","active":true,"emails":[{"primary":true,"type":"work",
			"value":"ann@example.com"}],"` + ent + `":{"manager":{"value":"m1"},"employeeNumber":"7"}}`},
		"OneLogin": {`{"schemas":["` + scim.URNUser + `","` + ent +
			`"],"id":null,"userName":"ann","active":"true","title":"",
			"` + ent + `":{"department":"","manager":{"managerId":"7","displayName":""}}}`,
			`{"userName":"ann","active":true,"` + ent + `":{"manager":{"managerId":"7"}}}`},
		"Rippling: the e-mail of a manager": {`{"userName":"ann","` + ent +
			`":{"manager":{"value":"7","email":"max@example.com"}}}`,
			`{"userName":"ann","` + ent + `":{"manager":{"value":"7","email":"max@example.com"}}}`},
		"PingOne: two primary e-mails": {`{"userName":"ann","emails":[{"value":"a","primary":true},{"value":"b",` +
			`"primary":true}]}`,
			`{"userName":"ann","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}`},
		"dotted keys": {`{"userName":"ann","name.givenName":"Ann","` + ent +
			`:employeeNumber":"7","emails[type eq \"work\"].value":"a"}`,
			`{"userName":"ann","name":{"givenName":"Ann"},"` + ent +
				`":{"employeeNumber":"7"},"emails":[{"type":"work","value":"a"}]}`},
		"one for a list": {`{"userName":"ann","emails":{"value":"a"},"roles":"admin",` +
			`"phoneNumbers":["1",{"value":"2"},null,{}]}`,
			`{"userName":"ann","emails":[{"value":"a"}],"roles":[{"value":"admin"}],` +
				`"phoneNumbers":[{"value":"1"},{"value":"2"}]}`},
		"names in any case": {`{"USERNAME":"ann","Name":{"GIVENNAME":"Ann"},"ACTIVE":"FALSE","Emails":[{"VALUE":"a",` +
			`"Primary":"true"}],"shoeSize":41}`,
			`{"userName":"ann","name":{"givenName":"Ann"},"active":false,"emails":[{"value":"a","primary":true}],` +
				`"shoeSize":41}`},
		"the schema of a customer": {`{"userName":"ann","urn:example:Custom:2.0:User":{"Tag":"x","none":null},` +
			`"http://schemas.example.com/2.0/User":{"a":1}}`,
			`{"userName":"ann","urn:example:Custom:2.0:User":{"Tag":"x"},` +
				`"http://schemas.example.com/2.0/User":{"a":1}}`},
		"a condition behind an unknown schema": {`{"userName":"ann","urn:a:b:c[d eq 1]":{"e":2}}`,
			`{"userName":"ann","urn:a:b":{"c":[{"d":1,"e":2}]}}`},
		"what is empty is not there": {`{"userName":"ann","name":{},"emails":[],"a":{"b":{"c":null}},"d":[null,""]}`,
			`{"userName":"ann"}`},
		"large numbers": {`{"userName":"ann","n":12345678901234567890,"f":1.50}`,
			`{"userName":"ann","n":12345678901234567890,"f":1.50}`},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, has, _, err := scim.ParseResource(scim.User, []byte(test.sent))
			if err != nil {
				t.Fatal(err)
			}
			if has {
				t.Error("a user has members")
			}
			same(t, r, test.want)
			unchanged(t, scim.User, r, nil)
		})
	}
}

func TestGroupAsProvidersSendIt(t *testing.T) {
	const microsoft = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
	for name, test := range map[string]struct {
		sent, want string
		members    []scim.Member
		has        bool
	}{
		"Entra: an extra schema": {`{"schemas":["` + scim.URNGroup + `","` + microsoft +
			`"],"externalId":"o1","displayName":"G","meta":{"resourceType":"Group"}}`,
			`{"externalId":"o1","displayName":"G"}`, nil, false},
		"Okta": {`{"schemas":["` + scim.URNGroup +
			`"],"displayName":"G","members":[{"value":"a","display":"A"},{"value":"a"},{"value":"b"}]}`,
			`{"displayName":"G"}`, []scim.Member{{Value: "a", Display: "A"}, {Value: "b"}}, true},
		"no members": {`{"displayName":"G","members":[]}`, `{"displayName":"G"}`, []scim.Member{}, true},
		"null":       {`{"displayName":"G","members":null}`, `{"displayName":"G"}`, nil, false},
		"empty":      {`{"displayName":"G","Members":""}`, `{"displayName":"G"}`, nil, false},
		"nested": {`{"displayName":"G","members":{"value":"a","type":"Group"}}`, `{"displayName":"G"}`,
			[]scim.Member{{Value: "a", Type: "Group"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r, members, has, _, err := scim.ParseResource(scim.Group, []byte(test.sent))
			if err != nil {
				t.Fatal(err)
			}
			same(t, r, test.want)
			if has != test.has || !reflect.DeepEqual(members, test.members) {
				t.Errorf("got members %v, %v; want %v, %v", members, has, test.members, test.has)
			}
			unchanged(t, scim.Group, r, members)
		})
	}
}

func TestResourceRefused(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	for name, test := range map[string]struct {
		kind            scim.Kind
		sent, typ, code string
		status          int
	}{
		"SCIM 1.1": {scim.User, `{"schemas":["urn:scim:schemas:core:1.0"],"userName":"ann"}`,
			"invalidVers", "version", 400},
		"a group as a user": {scim.User, `{"schemas":["` + scim.URNGroup + `"],"userName":"ann"}`,
			"invalidSyntax", "syntax", 400},
		"a user as a group": {scim.Group, `{"schemas":["` + scim.URNUser + `"],"displayName":"ann"}`,
			"invalidSyntax", "syntax", 400},
		"schemas that are no texts": {scim.User, `{"schemas":[1],"userName":"ann"}`, "invalidValue", "value_type", 400},
		"no JSON":                   {scim.User, `<user/>`, "invalidSyntax", "syntax", 400},
		"nothing":                   {scim.User, ``, "invalidSyntax", "syntax", 400},
		"half of it":                {scim.User, `{"userName":"ann"`, "invalidSyntax", "syntax", 400},
		"something behind it":       {scim.User, `{"userName":"ann"}{}`, "invalidSyntax", "syntax", 400},
		"a list":                    {scim.User, `[]`, "invalidSyntax", "syntax", 400},
		"a key twice":               {scim.User, `{"userName":"ann","userName":"eve"}`, "invalidSyntax", "syntax", 400},
		"a key twice, in two cases": {scim.User, `{"userName":"ann","USERNAME":"eve"}`, "invalidSyntax", "syntax", 400},
		"twice within": {scim.User, `{"userName":"ann","name":{"givenName":"a","givenname":"b"}}`,
			"invalidSyntax", "syntax", 400},
		"not UTF-8": {scim.User, "{\"userName\":\"\xff\"}", "invalidSyntax", "syntax", 400},
		"too deep":  {scim.User, `{"userName":"ann","a":` + deep + `}`, "invalidSyntax", "syntax", 400},
		"too long": {scim.User, `{"userName":"` + strings.Repeat("a", scim.MaxUser) + `"}`, "",
			"too_large", 413},
		"a group that is too long": {scim.Group, `{"displayName":"` + strings.Repeat("a", scim.MaxUser) + `"}`, "",
			"too_large", 413},
		"too many values": {scim.User, `{"userName":"ann","a":[1` + strings.Repeat(",1", 500) + `]}`, "",
			"too_large", 413},
		"no userName":            {scim.User, `{"displayName":"Ann"}`, "invalidValue", "username_missing", 400},
		"a blank userName":       {scim.User, `{"userName":" \t"}`, "invalidValue", "username_missing", 400},
		"an empty userName":      {scim.User, `{"userName":""}`, "invalidValue", "username_missing", 400},
		"a group without a name": {scim.Group, `{"externalId":"x"}`, "invalidValue", "name_missing", 400},
		"active that is neither": {scim.User, `{"userName":"ann","active":"yes"}`, "invalidValue", "value_type",
			400},
		"a list of lists": {scim.User, `{"userName":"ann","emails":[[]]}`, "invalidValue", "value_type", 400},
		"members without ids": {scim.Group, `{"displayName":"G","members":[{"display":"a"}]}`, "invalidValue",
			"value_type", 400},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, _, _, err := scim.ParseResource(test.kind, []byte(test.sent))
			refused(t, err, test.typ, test.code)
			if e := err.(*scim.Error); e.Status != test.status {
				t.Errorf("status %d, want %d", e.Status, test.status)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	codes := func(all []scim.Warning) (codes []string) {
		for _, w := range all {
			codes = append(codes, w.Code)
		}
		return codes
	}
	_, _, _, warnings, err := scim.ParseResource(scim.User, []byte(`{"userName":"ann","title":7}`))
	if got := codes(warnings); err != nil || !reflect.DeepEqual(got, []string{scim.WarnSchemas, scim.WarnValueType}) {
		t.Errorf("a resource: %v, %v", got, err)
	}
	p, err := scim.ParsePatch(scim.User,
		[]byte(`{"Operations":[{"op":"remove","path":"active"},{"op":"remove","path":"active"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, warnings, err = p.Apply(scim.Resource{"userName": "ann"})
	if got := codes(warnings); err != nil || !reflect.DeepEqual(got, []string{scim.WarnSchemas, scim.WarnActiveKept}) {
		t.Errorf("a patch: %v, %v", got, err)
	}
}

// What PUT does not say is cleared; a user stays active or not.
func TestPut(t *testing.T) {
	old := object(t, `{"userName":"ann","active":false,"title":"T","name":{"givenName":"Ann"}}`)
	same(t, scim.Put(scim.User, old, object(t, `{"userName":"bea"}`)), `{"userName":"bea","active":false}`)
	same(t, scim.Put(scim.User, old, object(t, `{"userName":"bea","active":true}`)), `{"userName":"bea","active":true}`)
	same(t, scim.Put(scim.Group, scim.Resource{"displayName": "G", "active": true}, object(t, `{"displayName":"H"}`)),
		`{"displayName":"H"}`)
	same(t, old, `{"userName":"ann","active":false,"title":"T","name":{"givenName":"Ann"}}`)
}

// What a path leads to, as attributes are mapped by it.
func TestAt(t *testing.T) {
	r := object(t,
		`{"userName":"ann","name":{"givenName":"Ann"},"emails":[{"value":"h","type":"home"},{"value":"w","type":"work"}],
		"`+ent+`":{"manager":{"value":"m1"},"department":"D"},"urn:example:Custom:2.0:User":{"a":{"b":["x","y"]}}}`)
	for path, want := range map[string][]any{
		"userName":                             {"ann"},
		"USERNAME":                             {"ann"},
		"name.givenName":                       {"Ann"},
		"name.familyName":                      nil,
		"emails.value":                         {"h", "w"},
		`emails[type eq "WORK"].value`:         {"w"},
		`emails[type eq "other"].value`:        nil,
		ent + ":department":                    {"D"},
		ent + ":manager.value":                 {"m1"},
		"urn:example:Custom:2.0:User:a.b":      {"x", "y"},
		"urn:example:custom:2.0:user:A.B":      {"x", "y"},
		scim.URNUser + ":userName":             {"ann"},
		"urn:example:Other:2.0:User:a":         nil,
		"urn:example:Custom:2.0:User":          {map[string]any{"a": map[string]any{"b": []any{"x", "y"}}}},
		"userName.within":                      nil,
		`name[givenName eq "Ann"].givenName`:   {"Ann"},
		`name[givenName eq "other"].givenName`: nil,
	} {
		p, err := scim.ParsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if got := r.At(p); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	if got := r.Text("name.givenName"); got != "Ann" {
		t.Errorf("Text gives %q", got)
	}
	if got := r.Text("name..") + r.Text("title"); got != "" {
		t.Errorf("Text of nothing gives %q", got)
	}
}
