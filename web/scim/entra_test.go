package scim_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/service"
	"gatehouse/web/webtest"
)

// expectation is a request, and how Microsoft expects a SCIM server to answer it, by its public documentation and its
// tests for servers.
type expectation struct {
	name         string
	method, path string // ids that were saved stand in braces
	body         string
	status       int
	has          map[string]any // values in the answer; nil is one that is not there
	saves        string         // the id in the answer, under a name
	differs      string         // why we answer otherwise, on purpose; the row has how
}

// Each chapter is played in its order at a directory of its own.
func TestExpectationsOfMicrosoft(t *testing.T) {
	for _, chapter := range []struct {
		name string
		rows []expectation
	}{
		{"discovery", microsoftDiscovery}, {"users", microsoftUsers}, {"groups", microsoftGroups},
		{"lists", microsoftLists}, {"refusals", microsoftRefusals},
	} {
		t.Run(chapter.name, func(t *testing.T) {
			d := webtest.Listen(t, service.Options{}).NewDirectory(t, "azure")
			saved := []string{" ", "+", `"`, "%22", "[", "%5B", "]", "%5D"} // in a path
			ids := []string{}
			for _, row := range chapter.rows {
				t.Run(row.name, func(t *testing.T) {
					if row.differs != "" {
						t.Log("otherwise on purpose:", row.differs)
					}
					path := strings.NewReplacer(append(saved, ids...)...).Replace(row.path)
					a := d.Send(t, row.method, path, strings.NewReplacer(ids...).Replace(row.body))
					if a.Status != row.status {
						t.Fatalf("%d, want %d: %s", a.Status, row.status, a.Text)
					}
					for at, want := range row.has {
						if text, is := want.(string); is {
							want = strings.NewReplacer(ids...).Replace(text)
						}
						if got := a.At(at); fmt.Sprint(got) != fmt.Sprint(want) {
							t.Errorf("%s is %v, want %v: %s", at, got, want, a.Text)
						}
					}
					if row.saves != "" {
						ids = append(ids, "{"+row.saves+"}", a.ID())
					}
				})
			}
		})
	}
}

type values = map[string]any

var microsoftDiscovery = []expectation{
	{name: "users of an empty directory are an empty list with numbers", method: "GET", path: "/Users", status: 200,
		has: values{"totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": "[]"}},
	{name: "groups of an empty directory are an empty list", method: "GET", path: "/Groups", status: 200,
		has: values{"totalResults": 0, "Resources": "[]"}},
	{name: "users are the first type of resource", method: "GET", path: "/ResourceTypes", status: 200,
		has: values{"Resources.0.endpoint": "/Users", "Resources.1.endpoint": "/Groups"}},
	{name: "the configuration offers PATCH", method: "GET", path: "/ServiceProviderConfig", status: 200,
		has: values{"patch.supported": true, "filter.supported": true, "bulk.supported": false}},
	{name: "the configuration is at the address of Microsoft's sample, too", method: "GET",
		path:   "/serviceConfiguration",
		status: 404, differs: "RFC 7644 has it at /ServiceProviderConfig alone"},
	{name: "the schemas are those of users, the enterprise extension and groups", method: "GET", path: "/Schemas",
		status: 200, has: values{"totalResults": 3, "Resources.0.id": "urn:ietf:params:scim:schemas:core:2.0:User",
			"Resources.1.id": enterpriseURN, "Resources.2.id": "urn:ietf:params:scim:schemas:core:2.0:Group"}},
	{name: "the schema of users has externalId, as Entra maps it", method: "GET",
		path: "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", status: 200,
		has:     values{"attributes.0.name": "userName"},
		differs: "it belongs to every resource: RFC 7643, section 3.1, has such attributes in no schema"},
	{name: "many changes in one request", method: "POST", path: "/Bulk", body: `{"Operations":[]}`, status: 501,
		differs: "no identity provider sends them"},
}

const enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

var microsoftUsers = []expectation{
	{name: "POST a user", method: "POST", path: "/Users", status: 201, saves: "ryan",
		body: `{` + userSchema + `,"userName":"ryan@example.com","active":true,"displayName":"Ryan L",` +
			`"externalId":"e-1","name":{"formatted":"Ryan Leen","familyName":"Leen","givenName":"Ryan"},` +
			`"meta":{"resourceType":"User"},"roles":[],"emails":[{"Primary":true,"type":"work",` +
			`"value":"ryan@example.com"},{"Primary":false,"type":"home","value":"r@home"}]}`,
		has: values{"userName": "ryan@example.com", "active": true, "emails.0.primary": true, "externalId": "e-1"}},
	{name: "POST an enterprise user, with names in capitals", method: "POST", path: "/Users", status: 201,
		saves: "andrew",
		body: `{"schemas":["` + enterpriseURN + `","urn:ietf:params:scim:schemas:core:2.0:User"],` +
			`"userName":"andrew@example.com","active":"True","displayName":"Andrew",` +
			`"` + enterpriseURN + `":{"Department":"R&D","Manager":{"Value":"{ryan}"}}}`,
		has: values{"active": true}},
	{name: "GET a user", method: "GET", path: "/Users/{ryan}", status: 200,
		has: values{"id": "{ryan}", "meta.resourceType": "User", "name.givenName": "Ryan"}},
	{name: "GET a user who is not there", method: "GET", path: "/Users/5171a35d82074e068ce2", status: 404,
		has: values{"schemas.0": "urn:ietf:params:scim:api:messages:2.0:Error", "status": "404"}},
	{name: "find a user by their name", method: "GET", path: `/Users?filter=userName eq "RYAN@example.com"`,
		status: 200,
		has:    values{"totalResults": 1, "Resources.0.id": "{ryan}"}},
	{name: "find a user by their id at Entra", method: "GET", path: `/Users?filter=externalId eq "e-1"`, status: 200,
		has: values{"Resources.0.id": "{ryan}"}},
	{name: "find a user by their address at work", method: "GET",
		path: `/Users?filter=emails[type eq "work"].value eq "ryan@example.com"`, status: 200,
		has: values{"Resources.0.id": "{ryan}"}},
	{name: "find nobody", method: "GET", path: `/Users?filter=userName eq "non-existent user"`, status: 200,
		has: values{"totalResults": 0, "itemsPerPage": 0, "Resources": "[]"}},
	{name: "POST a user who is there", method: "POST", path: "/Users", status: 409,
		body: `{` + userSchema + `,"userName":"Ryan@Example.com"}`, has: values{"scimType": "uniqueness"}},
	{name: "PATCH of one value answers 204", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body:    patch(`{"op":"Replace","path":"userName","value":"ryan3@example.com"}`),
		has:     values{"userName": "ryan3@example.com"},
		differs: "Microsoft takes 200 as well, and Okta needs the user in the answer"},
	{name: "PATCH of several values, by conditions", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"new@example.com"},` +
			`{"op":"Replace","path":"name.familyName","value":"Lane"},{"op":"Add","path":"title","value":"Lead"},` +
			`{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+49"}`),
		has: values{"emails.0.value": "new@example.com", "emails.1.value": "r@home", "name.familyName": "Lane",
			"name.givenName": "Ryan", "title": "Lead", "phoneNumbers.0.value": "+49"}},
	{name: "PATCH with empty texts clears", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"title","value":""},{"op":"Replace","path":"name.familyName","value":""}`),
		has:  values{"title": nil, "name.familyName": nil, "name.givenName": "Ryan"}},
	{name: "PATCH with nulls clears, again", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"title","value":null},{"op":"Replace","path":"displayName","value":null}`),
		has:  values{"title": nil, "displayName": nil}},
	{name: "PATCH gives a manager", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Add","path":"` + enterpriseURN + `:manager","value":"{andrew}"}`)},
	{name: "the manager is theirs", method: "GET", path: `/Users?filter=` + enterpriseURN + `:manager eq "{andrew}"`,
		status: 200, has: values{"totalResults": 1, "Resources.0.id": "{ryan}"}},
	{name: "PATCH gives another manager", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"` + enterpriseURN + `:manager","value":"somebody"}`)},
	{name: "the other manager is theirs", method: "GET", status: 200, has: values{"totalResults": 1},
		path: `/Users?filter=` + enterpriseURN + `:manager.value eq "somebody"`},
	{name: "PATCH takes the manager away, by an empty text", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"` + enterpriseURN + `:manager","value":""}`)},
	{name: "they have no manager", method: "GET", path: `/Users?filter=` + enterpriseURN + `:manager pr`, status: 200,
		has: values{"totalResults": 1, "Resources.0.id": "{andrew}"}},
	{name: "PATCH disables a user", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"active","value":false}`), has: values{"active": false}},
	{name: "a disabled user is found, with active", method: "GET",
		path:   `/Users?filter=userName eq "ryan3@example.com"`,
		status: 200, has: values{"totalResults": 1, "Resources.0.active": false}},
	{name: "PATCH enables them again, under their id", method: "PATCH", path: "/Users/{ryan}", status: 200,
		body: patch(`{"op":"Replace","path":"active","value":"True"}`), has: values{"active": true, "id": "{ryan}"}},
	{name: "PUT replaces a user", method: "PUT", path: "/Users/{andrew}", status: 200,
		body: `{` + userSchema + `,"id":"{andrew}","userName":"andrew2@example.com","active":true,` +
			`"name":{"formatted":"New Name"},"adreses":[{"country":"DE"}]}`,
		has: values{"name.formatted": "New Name", "displayName": nil, "userName": "andrew2@example.com"}},
	{name: "an attribute with a name that nobody knows is dropped", method: "GET", path: "/Users/{andrew}", status: 200,
		has:     values{"adreses.0.country": "DE", "addresses": nil},
		differs: "it is kept as it came: apps can be given it by a map"},
	{name: "DELETE a user", method: "DELETE", path: "/Users/{ryan}", status: 204},
	{name: "GET a deleted user", method: "GET", path: "/Users/{ryan}", status: 404},
	{name: "DELETE a user twice", method: "DELETE", path: "/Users/{ryan}", status: 404},
	{name: "POST a user again who was deleted", method: "POST", path: "/Users", status: 201,
		body: `{` + userSchema + `,"userName":"ryan3@example.com"}`},
}

var microsoftGroups = []expectation{
	{name: "POST a user for groups", method: "POST", path: "/Users", status: 201, saves: "ada",
		body: `{` + userSchema + `,"userName":"ada@example.com"}`},
	{name: "POST another", method: "POST", path: "/Users", status: 201, saves: "bob",
		body: `{` + userSchema + `,"userName":"bob@example.com"}`},
	{name: "POST a group without members", method: "POST", path: "/Groups", status: 201, saves: "staff",
		body: `{` + groupSchema + `,"externalId":"g-1","displayName":"Staff","members":[]}`,
		has:  values{"displayName": "Staff"}},
	{name: "POST a group with a member", method: "POST", path: "/Groups", status: 201, saves: "filled",
		body: `{` + groupSchema + `,"displayName":"Filled","members":[{"value":"{ada}","display":"VP"}]}`,
		has:  values{"members.0.value": "{ada}"}},
	{name: "find a group by its name, without members", method: "GET",
		path: `/Groups?excludedAttributes=members&filter=displayName eq "staff"`, status: 200,
		has: values{"totalResults": 1, "Resources.0.id": "{staff}", "Resources.0.members": nil}},
	{name: "PATCH adds a member", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(
			`{"name":"addMember","op":"Add","path":"members","value":[{"displayName":"New","value":"{ada}"}]}`)},
	{name: "a member has the name that was sent with it", method: "GET", path: "/Groups/{staff}", status: 200,
		has:     values{"members.0.value": "{ada}", "members.0.displayName": nil, "members.1": nil},
		differs: "a member is an id: their name is that of the user"},
	{name: "PATCH adds several members, one of them twice", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(`{"op":"Add","path":"members","value":[{"value":"{ada}"},{"value":"{bob}"}]}`)},
	{name: "GET a group with its members", method: "GET", path: "/Groups/{staff}", status: 200,
		has: values{"members.1.value": "{bob}", "members.2": nil}},
	{name: "GET a group without members", method: "GET", path: "/Groups/{staff}?excludedAttributes=members",
		status: 200,
		has:    values{"displayName": "Staff", "members": nil}},
	{name: "PATCH removes a member, by a condition", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(`{"op":"remove","path":"members[value eq \"{bob}\"]"}`)},
	{name: "PATCH removes a member, by a list", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(`{"op":"Remove","path":"members","value":[{"value":"{ada}"}]}`)},
	{name: "PATCH renames a group", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(`{"op":"Replace","path":"displayName","value":"People"}`)},
	{name: "nobody is left, and the name is new", method: "GET", path: "/Groups/{staff}", status: 200,
		has: values{"displayName": "People", "members.0": nil}},
	{name: "PUT replaces a group with its members", method: "PUT", path: "/Groups/{staff}", status: 200,
		body: `{` + groupSchema +
			`,"id":"{staff}","displayName":"Put","members":[{"value":"{ada}"},{"value":"{bob}"}]}`,
		has: values{"displayName": "Put", "members.0.value": "{ada}", "members.1.value": "{bob}"}},
	{name: "PATCH removes all members", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(`{"op":"remove","path":"members"}`)},
	{name: "PATCH adds members who are not there", method: "PATCH", path: "/Groups/{staff}", status: 204,
		body: patch(`{"op":"add","path":"members","value":"string id 1"}`)},
	{name: "they are members", method: "GET", path: "/Groups/{staff}", status: 200, has: values{"members.0": nil},
		differs: "who is not assigned is left out, and the log says so"},
	{name: "DELETE a user who is in a group", method: "DELETE", path: "/Users/{ada}", status: 204},
	{name: "they are in it no more", method: "GET", path: "/Groups/{filled}", status: 200,
		has: values{"members.0": nil}},
	{name: "DELETE a group", method: "DELETE", path: "/Groups/{staff}", status: 204},
	{name: "DELETE a group twice", method: "DELETE", path: "/Groups/{staff}", status: 404},
	{name: "find a group that was deleted", method: "GET", path: `/Groups?filter=displayName eq "Put"`, status: 200,
		has: values{"totalResults": 0, "Resources": "[]"}},
}

var microsoftLists = []expectation{
	{name: "POST one user", method: "POST", path: "/Users", status: 201, saves: "one",
		body: `{` + userSchema + `,"userName":"Omalley","name":{"familyName":"Employee"},` +
			`"emails":[{"value":"o@example.com","type":"work"}]}`},
	{name: "POST two users", method: "POST", path: "/Users", status: 201,
		body: `{` + userSchema + `,"userName":"emp2","name":{"familyName":"Employee"},` +
			`"emails":[{"value":"e@example.org"}],"addresses":[` +
			`{"type":"work","country":"DE","region":null},{"type":"other","country":null,"region":null}]}`},
	{name: "POST three users", method: "POST", path: "/Users", status: 201,
		body: `{` + userSchema + `,"userName":"emp3","name":{"familyName":"Boss"},"active":false}`},
	{name: "the first page", method: "GET", path: "/Users?startIndex=1&count=2", status: 200,
		has: values{"totalResults": 3, "itemsPerPage": 2, "startIndex": 1}},
	{name: "the second page", method: "GET", path: "/Users?startIndex=3&count=2", status: 200,
		has: values{"totalResults": 3, "itemsPerPage": 1, "startIndex": 3, "Resources.0.userName": "emp3"}},
	{name: "some attributes", method: "GET", path: "/Users?attributes=userName,emails", status: 200,
		has: values{"totalResults": 3, "Resources.0.emails.0.value": "o@example.com", "Resources.0.name": nil}},
	{name: "attributes with a condition", method: "GET", path: `/Users?attributes=emails[type eq "work"]`, status: 200,
		has:     values{"totalResults": 3, "Resources.0.id": "{one}", "Resources.0.emails": nil},
		differs: "RFC 7644, section 3.9, has names there alone"},
	{name: "a filter with brackets and names in capitals", method: "GET", status: 200, has: values{"totalResults": 2},
		path: `/Users?filter=name.FamilyName eq Employee and (emails.Value co example.com or emails.Value co ` +
			`example.org)`},
	{name: "a filter by a beginning, without quotes", method: "GET", path: `/Users?filter=userName sw O`, status: 200,
		has: values{"totalResults": 1, "Resources.0.id": "{one}"}},
	{name: "a filter by a flag", method: "GET", path: `/Users?filter=(ActiVe eq false)`, status: 200,
		has: values{"totalResults": 1, "Resources.0.userName": "emp3"}},
	{name: "a filter by the time of making, in a time zone", method: "GET", status: 200, has: values{"totalResults": 3},
		path: `/Users?filter=meta.Created gt 2015-10-10T14:38:21.8617979-07:00`},
	{name: "a filter by a range of times", method: "GET", status: 200, has: values{"totalResults": 2},
		path: `/Users?filter=not (active eq false) and (meta.lastModified ge "0001-01-03T00:00:00.0000000Z" and ` +
			`meta.lastModified le "9999-01-01T00:00:00Z")`},
	{name: "a filter by a time to come", method: "GET", status: 200, has: values{"totalResults": 0},
		path: `/Users?filter=meta.lastModified gt "9999-01-01T00:00:00Z"`},
	{name: "flags in the address are ignored", method: "GET", path: `/Users?aadOptscim062020&filter=userName eq "emp2"`,
		status: 200, has: values{"totalResults": 1, "Resources.0.addresses.0.region": nil}},
}

var microsoftRefusals = []expectation{
	{name: "POST a user without a name", method: "POST", path: "/Users", body: `{` + userSchema + `,"title":"x"}`,
		status: 400,
		has:    values{"scimType": "invalidValue", "status": "400"}},
	{name: "POST what is no JSON", method: "POST", path: "/Users", body: `{"acve": tre, les": []`, status: 400,
		has: values{"scimType": "invalidSyntax"}},
	{name: "POST a user", method: "POST", path: "/Users", body: `{` + userSchema + `,"userName":"ann"}`, status: 201,
		saves: "ann"},
	{name: "PUT a user without a name", method: "PUT", path: "/Users/{ann}", body: `{` + userSchema + `,"userame":"x"}`,
		status: 400,
		has:    values{"scimType": "invalidValue"}},
	{name: "the user is as before", method: "GET", path: "/Users/{ann}", status: 200,
		has: values{"userName": "ann", "userame": nil}},
	{name: "PATCH a user who is not there", method: "PATCH", path: "/Users/nobody", status: 404,
		body: patch(`{"op":"Replace","path":"title","value":"x"}`)},
	{name: "PATCH a group that is not there", method: "PATCH", path: "/Groups/nothing", status: 404,
		body: patch(`{"op":"Replace","path":"displayName","value":"x"}`)},
	{name: "a filter that is none", method: "GET", path: `/Users?filter=userName eq`, status: 400,
		has: values{"scimType": "invalidFilter"}},
}
