package scim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gatehouse/service"
	"gatehouse/web/webtest"
)

// Okta's SPEC test, in its order: read one user, look for one that is not there, create, read, look for it, refuse it
// twice, read the schemas.
func TestOktaSpecTest(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "okta")
	if a := d.Want(t, 200, "GET", "/Users?count=1&startIndex=1", ""); a.At("itemsPerPage") != 0.0 ||
		a.At("startIndex") != 1.0 {
		t.Errorf("an empty directory: %s", a.Text)
	}
	existing := addUser(t, d, "first@example.com")
	a := d.Want(t, 200, "GET", "/Users?count=1&startIndex=1", "")
	for _, at := range []string{"Resources.0.id", "Resources.0.userName", "Resources.0.active",
		"Resources.0.emails.0.value"} {
		if a.At(at) == nil {
			t.Errorf("no %s: %s", at, a.Text)
		}
	}
	d.Want(t, 200, "GET", "/Users/"+existing, "")
	if a := d.Want(t, 404, "GET", "/Users/010101001010101011001010101011", ""); a.At("status") != "404" ||
		a.At("detail") == nil ||
		a.At("schemas.0") != "urn:ietf:params:scim:api:messages:2.0:Error" {
		t.Errorf("404: %s", a.Text)
	}
	if a := d.Want(t, 200, "GET", `/Users?filter=userName%20eq%20%22random%40example.com%22`,
		""); a.At("totalResults") != 0.0 {
		t.Errorf("a random user: %s", a.Text)
	}
	body := `{` + userSchema + `,"userName":"Runscope300@atko.com","name":{"givenName":"Run","familyName":"Scope"},` +
		`"emails":[{"primary":true,"value":"Runscope300@atko.com","type":"work"}],"displayName":"Run Scope",` +
		`"locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}`
	made := d.Want(t, 201, "POST", "/Users", body)
	if made.Header.Get("Location") != d.Address+"/Users/"+made.ID() || made.At("meta.location") != d.Address+
		"/Users/"+made.ID() ||
		strings.Contains(made.Text, "1mz050nq") || made.At("name.familyName") != "Scope" {
		t.Errorf("made: %v %s", made.Header, made.Text)
	}
	d.Want(t, 200, "GET", "/Users/"+made.ID(), "")
	if a := d.Want(t, 409, "POST", "/Users", body); a.At("scimType") != "uniqueness" ||
		!strings.Contains(a.Text, "Runscope300@atko.com") {
		t.Errorf("twice: %s", a.Text)
	}
	if a := d.Want(t, 200, "GET", `/Users?filter=userName%20eq%20%22RUNSCOPE300%40atko.com%22`,
		""); a.At("totalResults") != 1.0 {
		t.Errorf("in another case: %s", a.Text)
	}
	if a := d.Want(t, 200, "GET", "/Groups?count=100&startIndex=1", ""); a.At("totalResults") != 0.0 {
		t.Errorf("groups: %s", a.Text)
	}
	for _, path := range []string{"/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas",
		"/Schemas/urn:ietf:params:scim:schemas:core:2.0:User"} {
		if a := d.Want(t, 200, "GET", path, ""); strings.Contains(a.Text, "null") {
			t.Errorf("%s: %s", path, a.Text)
		}
	}
	for _, r := range d.Log(t) {
		if strings.Contains(string(r.Body), "1mz050nq") {
			t.Errorf("the log has a password: %s", r.Body)
		}
	}
}

// Okta pushes groups: by PATCH without a path, whose id counts for nothing and which leaves members alone; by steps in
// their order; and, of the wizard's apps, as a whole.
func TestOktaGroups(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "okta")
	ada, bob, eve := addUser(t, d, "ada@example.com"), addUser(t, d, "bob@example.com"), addUser(t, d,
		"eve@example.com")
	group := addGroup(t, d, "Staff", ada, bob)
	from := len(wantEvents(t, d, 0, "activated", "token.created", "user.created", "user.created", "user.created",
		"group.created", "group.user_added", "group.user_added"))
	d.Want(t, 204, "PATCH", "/Groups/"+group, patch(`{"op":"replace","value":{"id":"`+group+
		`","displayName":"Staff"}}`))
	wantMembers(t, d, group, ada, bob)
	wantEvents(t, d, from)
	d.Want(t, 204, "PATCH", "/Groups/"+group, patch(`{"op":"replace","value":{"id":"x","displayName":"People"}}`))
	d.Want(t, 204, "PATCH", "/Groups/"+group, patch(`{"op":"remove","path":"members[value eq \"`+ada+`\"]"},`+
		`{"op":"add","path":"members","value":[{"value":"`+eve+`","display":"eve@example.com"},{"value":"`+bob+`"}]}`))
	wantMembers(t, d, group, bob, eve)
	data := wantEvents(t, d, from, "group.updated", "group.user_removed", "group.user_added")
	if got := fmt.Sprint(data[0]["previous"]); !strings.Contains(got, "name:Staff") {
		t.Errorf("before: %s", got)
	}
	d.Want(t, 204, "PATCH", "/Groups/"+group, patch(`{"op":"replace","path":"members","value":[]}`))
	wantMembers(t, d, group)
	d.Want(t, 200, "PUT", "/Groups/"+group, `{`+groupSchema+`,"displayName":"People","members":[{"value":"`+ada+`"}]}`)
	wantMembers(t, d, group, ada)
	d.Want(t, 200, "PUT", "/Groups/"+group, `{`+groupSchema+`,"displayName":"Persons"}`) // says nothing of members
	wantMembers(t, d, group, ada)
	d.Want(t, 204, "DELETE", "/Groups/"+group, "")
	d.Want(t, 404, "DELETE", "/Groups/"+group, "")
	if got := d.Want(t, 200, "GET", "/Users/"+ada, ""); got.At("groups") != nil {
		t.Errorf("in a group that is gone: %s", got.Text)
	}
}

// wantMembers compares the members of a group as it is read, and as it is asked about for each.
func wantMembers(t *testing.T, d *webtest.Directory, group string, want ...string) {
	t.Helper()
	a := d.Want(t, 200, "GET", "/Groups/"+group, "")
	list, _ := a.At("members").([]any)
	got := map[string]bool{}
	for _, m := range list {
		got[m.(map[string]any)["value"].(string)] = true
	}
	if len(list) != len(want) {
		t.Errorf("members %v, want %v", got, want)
	}
	for _, id := range want {
		if !got[id] {
			t.Errorf("members %v, want %s among them", got, id)
		}
		q := fmt.Sprintf(`/Groups?filter=id+eq+"%s"+and+members+eq+"%s"&attributes=id`, group, id)
		if a := d.Want(t, 200, "GET", q, ""); a.At("totalResults") != 1.0 || a.At("Resources.0.id") != group {
			t.Errorf("%s: %s", q, a.Text)
		}
	}
}

// Entra matches by its own query, changes by path with words in its own case, and sends a manager as a bare id.
func TestEntraUsers(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "azure")
	user := d.Want(t, 201, "POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",`+
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"0a21f0f2-8d2a-4f8e",`+
		`"userName":"ada@example.com","active":true,"displayName":"Ada","name":{"formatted":"Ada L","familyName":"L",`+
		`"givenName":"Ada"},"emails":[{"primary":true,"type":"work","value":"ada@example.com"}],"title":"Engineer",`+
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}}`).ID()
	q := `/Users?filter=emails[type+eq+"work"].value+eq+"ADA@example.com"`
	if a := d.Want(t, 200, "GET", strings.NewReplacer("[", "%5B", "]", "%5D", `"`, "%22").Replace(q),
		""); a.At("Resources.0.id") != user {
		t.Errorf("matched: %s", a.Text)
	}
	from := len(wantEvents(t, d, 0, "activated", "token.created", "user.created"))
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	a := d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"Add","path":"`+enterprise+`:manager","value":"8f2e"},`+
		`{"op":"Replace","path":"emails[type eq \"work\"].value","value":"ada.l@example.com"},`+
		`{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+49"},{"op":"Replace","path":"title",`+
		`"value":"Lead"}`))
	for at, want := range map[string]any{"emails.0.value": "ada.l@example.com", "phoneNumbers.0.value": "+49",
		"phoneNumbers.0.type": "mobile",
		"title":               "Lead", "userName": "ada@example.com"} {
		if a.At(at) != want {
			t.Errorf("%s is %v, want %v", at, a.At(at), want)
		}
	}
	data := wantEvents(t, d, from, "user.updated")
	previous := fmt.Sprint(data[0]["previous"])
	for _, want := range []string{"email:ada@example.com", "job_title:Engineer", "phoneNumbers:<nil>"} {
		if !strings.Contains(previous, want) {
			t.Errorf("before: %s, want %s in it", previous, want)
		}
	}
	a = d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"Replace","value":{"name.givenName":"Augusta","`+
		enterprise+`:employeeNumber":"7","active":"False"}}`))
	if a.At("name.givenName") != "Augusta" || a.At("active") != false || a.At("name\\.givenName") != nil {
		t.Errorf("with the flag: %s", a.Text)
	}
	if a := d.Want(t, 200, "GET", "/Users/"+user, ""); a.At("active") != false {
		t.Errorf("a soft-deleted user: %s", a.Text)
	}
	d.Want(t, 204, "DELETE", "/Users/"+user, "")
	d.Want(t, 404, "GET", "/Users/"+user, "")
	wantEvents(t, d, from+1, "user.deleted")
}

// Entra creates groups with a schema of its own, adds members twice, removes some by value, and all without one.
func TestEntraGroups(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "azure")
	ada, bob := addUser(t, d, "ada@example.com"), addUser(t, d, "bob@example.com")
	group := d.Want(t, 201, "POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",`+
		`"http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],"externalId":"8aa1a0c0",`+
		`"displayName":"Staff","meta":{"resourceType":"Group"}}`).ID()
	add := patch(`{"op":"Add","path":"members","value":[{"value":"` + ada + `"},{"value":"` + bob + `"}]}`)
	from, _ := d.Events(t)
	d.Want(t, 204, "PATCH", "/Groups/"+group, add)
	d.Want(t, 204, "PATCH", "/Groups/"+group, add)
	wantMembers(t, d, group, ada, bob)
	d.Want(t, 204, "PATCH", "/Groups/"+group,
		patch(`{"op":"Remove","path":"members","value":[{"$ref":null,"value":"`+ada+`"}]}`))
	wantMembers(t, d, group, bob)
	d.Want(t, 204, "PATCH", "/Groups/"+group, patch(`{"op":"Remove","path":"members"}`))
	wantMembers(t, d, group)
	wantEvents(t, d, len(from), "group.user_added", "group.user_added", "group.user_removed", "group.user_removed")
	if a := d.Want(t, 200, "GET", "/Groups/"+group+"?excludedAttributes=members", ""); a.At("members") != nil ||
		a.At("displayName") != "Staff" {
		t.Errorf("%s", a.Text)
	}
	verdicts := ""
	for _, r := range d.Log(t) {
		if r.Method == "PATCH" {
			verdicts += string(r.Verdict) + " "
		}
	}
	if verdicts != "ok ok unchanged ok " {
		t.Errorf("verdicts %q", verdicts)
	}
}

// JumpCloud's test of a connection makes a user and a group, and deletes both.
func TestJumpCloudTest(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "jump cloud")
	user := d.Want(t, 201, "POST", "/Users", `{`+userSchema+`,"userName":"jctest@example.com",`+
		`"name":{"givenName":"JC","familyName":"Test"},"emails":[{"value":"jctest@example.com","type":"work",`+
		`"primary":true}],"active":true,"externalId":"5e3"}`).ID()
	d.Want(t, 200, "PUT", "/Users/"+user,
		`{`+userSchema+`,"userName":"jctest@example.com","active":false,"externalId":"5e3"}`)
	group := d.Want(t, 201, "POST", "/Groups", `{`+groupSchema+`,"displayName":"JC Test","members":[{"value":"`+
		user+`"}]}`).ID()
	d.Want(t, 204, "DELETE", "/Groups/"+group, "")
	d.Want(t, 204, "DELETE", "/Users/"+user, "")
	if a := d.Want(t, 200, "GET", "/Users", ""); a.At("totalResults") != 0.0 {
		t.Errorf("left: %s", a.Text)
	}
}

// OneLogin sends null ids, texts for booleans and empty texts for nothing.
func TestOneLoginUsers(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "onelogin")
	a := d.Want(t, 201, "POST", "/Users", `{`+userSchema+`,"id":null,"userName":"ada@example.com","active":"true",`+
		`"title":"","externalId":null,`+
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"managerId":"7"},"department":""}}`)
	if a.At("active") != true || a.At("title") != nil || a.At("externalId") != nil || a.ID() == "" {
		t.Errorf("%s", a.Text)
	}
}

// Members that nobody assigned to the application are left out and named in the log; the others come in.
func TestUnknownMembers(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "okta")
	ada := addUser(t, d, "ada@example.com")
	group := addGroup(t, d, "Staff", ada, "01J00000000000000000000000", "nobody")
	wantMembers(t, d, group, ada)
	r := d.Log(t)
	for _, r := range r {
		if r.Method != "POST" || r.Path != "/Groups" {
			continue
		}
		if r.Verdict != "partly" || len(r.Warnings) != 1 || r.Warnings[0].Cause != "member_unknown" ||
			!strings.HasPrefix(r.Warnings[0].Detail, "2 members are not known here.") {
			t.Errorf("%+v", r)
		}
	}
}

// A group in a group is kept and shown, and makes nobody a member.
func TestNestedGroups(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "azure")
	ada := addUser(t, d, "ada@example.com")
	inner := addGroup(t, d, "Inner", ada)
	outer := addGroup(t, d, "Outer", inner)
	a := d.Want(t, 200, "GET", "/Groups/"+outer, "")
	if a.At("members.0.value") != inner || a.At("members.0.type") != "Group" {
		t.Errorf("%s", a.Text)
	}
	if a := d.Want(t, 200, "GET", "/Users/"+ada, ""); a.At("groups.1") != nil {
		t.Errorf("ada is in both: %s", a.Text)
	}
	d.Want(t, 204, "PATCH", "/Groups/"+outer, patch(`{"op":"remove","path":"members[value eq \"`+inner+`\"]"}`))
	wantMembers(t, d, outer)
}

// What is no SCIM 2.0, or does not fit, is refused in the words of RFC 7644, with what to do.
func TestRefusals(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "generic")
	user, other := addUser(t, d, "ada@example.com"), addUser(t, d, "bob@example.com")
	for _, test := range []struct {
		name, method, path, body string
		status                   int
		typ, says                string
	}{
		{"SCIM 1.1", "POST", "/Users", `{"schemas":["urn:scim:schemas:core:1.0"],"userName":"x"}`, 400, "invalidVers",
			"SCIM 2.0"},
		{"no userName", "POST", "/Users", `{` + userSchema + `}`, 400, "invalidValue", "userName arrived empty"},
		{"a taken userName", "PATCH", "/Users/" + user,
			patch(`{"op":"replace","path":"userName","value":"BOB@example.com"}`), 409, "uniqueness", "exists already"},
		{"a boolean that is none", "PATCH", "/Users/" + user, patch(`{"op":"replace","path":"active","value":"maybe"}`),
			400, "invalidValue", "active"},
		{"a filter", "GET", "/Users?filter=userName+eqq+1", "", 400, "invalidFilter", "could not be read"},
		{"no JSON", "POST", "/Users", `{"userName":`, 400, "invalidSyntax", ""},
		{"Bulk", "POST", "/Bulk", `{}`, 501, "", "not offered"},
		{"a wrong path", "GET", "/Userz", "", 404, "", "nothing at"},
		{"a method", "DELETE", "/Users", "", 405, "", ""},
		{"a long userName", "PATCH", "/Users/" + other, patch(`{"op":"replace","path":"userName","value":"` +
			strings.Repeat("x", 1025) + `"}`), 400, "invalidValue", "1025 bytes"},
	} {
		a := d.Send(t, test.method, test.path, test.body)
		typ, _ := a.At("scimType").(string)
		if a.Status != test.status || typ != test.typ || !strings.Contains(a.Text, test.says) ||
			a.At("status") != fmt.Sprint(test.status) {
			t.Errorf("%s: %d %q %s", test.name, a.Status, typ, a.Text)
		}
	}
	head := http.Header{"Authorization": {"Bearer " + d.Token}, "Content-Type": {"text/xml"}}
	if a := d.SendWith(t, "POST", "/Users", "<User/>", head); a.Status != 415 {
		t.Errorf("XML: %d %s", a.Status, a.Text)
	}
	head = http.Header{"Authorization": {"Bearer " + d.Token}, "If-Match": {`W/"99.0"`}}
	if a := d.SendWith(t, "DELETE", "/Users/"+user, "", head); a.Status != 412 {
		t.Errorf("another version: %d %s", a.Status, a.Text)
	}
	d.Want(t, 200, "GET", "//Users/"+user+"/", "")
	long := `{"schemas":[],"x":"` + strings.Repeat("x", 16<<20) + `"}`
	if a := d.Send(t, "POST", "/Groups", long); a.Status != 413 || !strings.Contains(a.Text, "longer than 16 MiB") {
		t.Errorf("a long body: %d %.200s", a.Status, a.Text)
	}
	if r := d.Log(t)[0]; r.Cause != "too_large" || r.Status != 413 {
		t.Errorf("a long body in the log: %+v", r)
	}
}
