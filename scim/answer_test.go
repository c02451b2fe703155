package scim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"gatehouse/scim"
)

const base = "https://example.com/scim/v2.0/x"

func TestAnswer(t *testing.T) {
	r := object(t, `{"userName":"ann","`+ent+`":{"department":"D"},"urn:example:Custom:2.0:User":{"tag":"x"}}`)
	about := scim.Record{ID: "01J0", Location: base + "/Users/01J0", Created: created, LastModified: created,
		Version: `W/"1"`, Groups: []scim.Member{{Value: "g1", Display: "Engineers"}}}
	same(t, scim.Answer(scim.User, r, about), `{"schemas":["`+scim.URNUser+`","urn:example:Custom:2.0:User","`+ent+
		`"],"id":"01J0",
		"userName":"ann","`+ent+`":{"department":"D"},"urn:example:Custom:2.0:User":{"tag":"x"},
		"groups":[{"value":"g1","display":"Engineers","type":"direct"}],"meta":{"resourceType":"User",
		"created":"2026-03-01T12:00:00.000Z","lastModified":"2026-03-01T12:00:00.000Z","location":"`+base+`/Users/01J0","version":"W/\"1\""}}`)
	if len(r) != 3 {
		t.Errorf("the resource became %v", r)
	}
	group := scim.Answer(scim.Group, scim.Resource{"displayName": "G"}, scim.Record{ID: "g", Created: created,
		LastModified: created, Members: []scim.Member{{Value: "a", Display: "A", Type: "Group"}, {Value: "b"}}})
	same(t, scim.Resource{"members": group["members"]},
		`{"members":[{"value":"a","display":"A","type":"Group"},{"value":"b"}]}`)
	if text := written(t, scim.Answer(scim.Group, scim.Resource{"displayName": "G"},
		scim.Record{Members: []scim.Member{}})); !strings.Contains(text, `"members":[]`) {
		t.Errorf("a group without members, all of which are told: %s", text)
	}
}

func TestListResponse(t *testing.T) {
	if got, want := written(t, scim.ListResponse(0, 0, nil)),
		`{"schemas":["`+scim.URNList+
			`"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := written(t, scim.ListResponse(7, 3, []scim.Resource{{"id": "a"}})); !strings.Contains(got,
		`"totalResults":7,"startIndex":3,"itemsPerPage":1,"Resources":[{"id":"a"}]`) {
		t.Errorf("got %s", got)
	}
}

func TestErrorMessage(t *testing.T) {
	_, err := scim.ParseFilter(`userName "x"`)
	var got scim.Resource
	text := written(t, err)
	if json.Unmarshal([]byte(text), &got) != nil || got["status"] != "400" || got["scimType"] != "invalidFilter" ||
		got["detail"] != err.Error() || written(t, got["schemas"]) != `["`+scim.URNError+`"]` {
		t.Errorf("got %s", text)
	}
	if text := written(t, &scim.Error{Status: 413, Detail: "x"}); strings.Contains(text, "scimType") {
		t.Errorf("got %s", text)
	}
}

// The documents about the server have no nulls, say where they are, and agree with each other.
func TestConfiguration(t *testing.T) {
	config := scim.ServiceProviderConfig(base)
	for feature, want := range map[string]bool{"patch": true, "filter": true, "etag": true, "bulk": false,
		"sort": false, "changePassword": false} {
		if got := config[feature].(map[string]any)["supported"]; got != want {
			t.Errorf("%s: %v", feature, got)
		}
	}
	types, schemas := scim.ResourceTypes(base), scim.Schemas(base)
	if types.TotalResults != 2 || schemas.TotalResults != 3 {
		t.Errorf("%d types, %d schemas", types.TotalResults, schemas.TotalResults)
	}
	for _, document := range append(append([]scim.Resource{config}, types.Resources...), schemas.Resources...) {
		if text := written(t, document); strings.Contains(text, "null") ||
			!strings.Contains(text, `"location":"`+base+"/") {
			t.Errorf("got %s", text)
		}
	}
	for _, kind := range types.Resources {
		if _, ok := scim.Schema(base, kind["schema"].(string)); !ok {
			t.Errorf("%s is no schema", kind["schema"])
		}
	}
	if _, ok := scim.Schema(base, strings.ToUpper(ent)); !ok {
		t.Error("the extension is no schema")
	}
	if _, ok := scim.Schema(base, "urn:other"); ok {
		t.Error("another one is a schema")
	}
	text := written(t, schemas)
	for _, says := range []string{`"name":"userName","required":true`, `"uniqueness":"server"`,
		`"mutability":"readOnly"`} {
		if !strings.Contains(text, says) {
			t.Errorf("the schemas do not say %s", says)
		}
	}
}

func TestProjection(t *testing.T) {
	const whole = `{"schemas":["s"],"id":"01J0","userName":"ann","name":{"givenName":"Ann","familyName":"Lee"},
		"emails":[{"value":"a","type":"work"},{"type":"home"}],"` + ent + `":{"department":"D","division":"V"},"members":[{"value":"u"}]}`
	for name, test := range map[string]struct{ attributes, excluded, want string }{
		"nothing said": {"", "", whole},
		"one":          {"userName", "", `{"schemas":["s"],"id":"01J0","userName":"ann"}`},
		"any case, spaces": {" USERNAME , Name.GivenName", "",
			`{"schemas":["s"],"id":"01J0","userName":"ann","name":{"givenName":"Ann"}}`},
		"within a list": {"emails.value", "", `{"schemas":["s"],"id":"01J0","emails":[{"value":"a"}]}`},
		"of an extension": {ent + ":department", "",
			`{"schemas":["s"],"id":"01J0","` + ent + `":{"department":"D"}}`},
		"an extension": {ent, "",
			`{"schemas":["s"],"id":"01J0","` + ent + `":{"department":"D","division":"V"}}`},
		"unknown ones": {"shoeSize,a b,,emails[type eq \"work\"]", "", `{"schemas":["s"],"id":"01J0"}`},
		"without": {"", "members,name.familyName,emails," + ent + ",id,schemas",
			`{"schemas":["s"],"id":"01J0","userName":"ann","name":{"givenName":"Ann"}}`},
		"without unknown":   {"", "shoeSize", whole},
		"without in a list": {"", "emails.type", strings.Replace(whole, `,"type":"work"},{"type":"home"}]`, "}]", 1)},
		"both": {"name,userName", "name.givenName",
			`{"schemas":["s"],"id":"01J0","userName":"ann","name":{"familyName":"Lee"}}`},
		"the core schema": {scim.URNUser + ":userName", "", `{"schemas":["s"],"id":"01J0","userName":"ann"}`},
		"the part and whole": {"name,name.givenName", "",
			`{"schemas":["s"],"id":"01J0","name":{"givenName":"Ann","familyName":"Lee"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			r := object(t, whole)
			same(t, scim.ParseProjection(test.attributes, test.excluded).Apply(r), test.want)
			same(t, r, whole)
		})
	}
	for text, want := range map[string]bool{"": true, "members": true, "members.value": true, "userName": false} {
		if got := scim.ParseProjection(text, "").Keeps("members"); got != want {
			t.Errorf("attributes=%s keeps members: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"": true, "MEMBERS": false, "members.display": true, "userName": true} {
		if got := scim.ParseProjection("", text).Keeps("members"); got != want {
			t.Errorf("excludedAttributes=%s keeps members: %v", text, got)
		}
	}
}

func TestQuery(t *testing.T) {
	for name, test := range map[string]struct {
		start, count         string
		wantStart, wantCount int
	}{
		"nothing said":          {"", "", 1, 100},
		"below the first":       {"0", "10", 1, 10},
		"negative":              {"-5", "-1", 1, 0},
		"the total alone":       {"1", "0", 1, 0},
		"more than are given":   {"3", "1000", 3, scim.MaxCount},
		"more than can be":      {"99999999999999999999", "99999999999999999999", 1<<31 - 1, scim.MaxCount},
		"much less than can be": {"-99999999999999999999", "-99999999999999999999", 1, 0},
	} {
		q, err := scim.ParseQuery("", "", "", test.start, test.count)
		if err != nil || q.Start != test.wantStart || q.Count != test.wantCount || q.Filter != nil {
			t.Errorf("%s: %+v, %v", name, q, err)
		}
	}
	_, err := scim.ParseQuery("", "", "", "x", "")
	refused(t, err, "invalidValue", "value_type")
	_, err = scim.ParseQuery("", "", "", "", "1.5")
	refused(t, err, "invalidValue", "value_type")
	_, err = scim.ParseQuery("userName", "", "", "", "")
	refused(t, err, "invalidFilter", "filter")
}

func TestSearch(t *testing.T) {
	q, err := scim.ParseSearch([]byte(`{"schemas":["` + scim.URNSearch + `"],"attributes":["userName","name.givenName"],
		"excludedAttributes":null,"FILTER":"userName sw \"a\"","startIndex":2,"count":"5","sortBy":"title"}`))
	if err != nil || q.Start != 2 || q.Count != 5 || q.Filter.String() != `userName sw "a"` {
		t.Fatalf("%+v, %v", q, err)
	}
	same(t, q.Projection.Apply(object(t,
		`{"id":"1","userName":"ann","title":"T","name":{"givenName":"A","familyName":"L"}}`)),
		`{"id":"1","userName":"ann","name":{"givenName":"A"}}`)
	for _, body := range []string{`[]`, `{"filter":true}`, `{"attributes":[1]}`, `{"count":1.5}`, `{"filter":"("}`} {
		if _, err := scim.ParseSearch([]byte(body)); err == nil {
			t.Errorf("%s is read", body)
		}
	}
}
