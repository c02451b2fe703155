package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// people are a directory of the sample organization, with a user in a group, as apps know them.
type people struct{ directory, user, group string }

const (
	ada = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada","externalId":"2836",` +
		`"emails":[{"value":"ada@example.com"}]}`
	grace = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"grace@example.com"}`
	staff = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Staff",` +
		`"members":[{"value":"%s"}]}`
)

func provisioned(t *testing.T, l *webtest.World) people {
	t.Helper()
	d := l.NewDirectory(t, "okta")
	id := d.Want(t, 201, "POST", "/Users", ada).ID()
	d.Want(t, 201, "POST", "/Groups", fmt.Sprintf(staff, id))
	at := "?directory=" + string(d.ID)
	return people{string(d.ID), call(t, l, l.APIKey, "GET", "/directory_users"+at, "").ids(t)[0],
		call(t, l, l.APIKey, "GET", "/directory_groups"+at, "").ids(t)[0]}
}

// Apps read directories, with how many users and groups they have.
func TestDirectories(t *testing.T) {
	l := webtest.Open(t)
	p := provisioned(t, l)
	a := call(t, l, l.APIKey, "GET", "/directories/"+p.directory, "")
	for field, want := range map[string]any{"object": "directory", "type": "okta scim v2.0", "state": "linked",
		"name": "Foo directory", "organization_id": string(l.Welcome.Organization.ID),
		"domain":   l.Welcome.Organization.Domains[0].Domain,
		"metadata": map[string]any{"users": map[string]any{"active": 1.0, "inactive": 0.0}, "groups": 1.0}} {
		if fmt.Sprint(a.fields[field]) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", field, a.fields[field], want)
		}
	}
	second := string(l.NewDirectory(t, "azure").ID)
	empty := l.Customer(t, "Initech")
	for query, want := range map[string][]string{"": {second, p.directory}, "?order=asc": {p.directory, second},
		"?limit=1": {second}, "?search=FOO": {second, p.directory}, "?search=bar": nil,
		"?organization_id=" + string(empty.ID): nil, "?organization_id=" + string(l.Welcome.Organization.ID): {second,
			p.directory},
		"?organization_id=org_none": nil} {
		if got := call(t, l, l.APIKey, "GET", "/directories"+query, "").ids(t); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	if a := call(t, l, l.APIKey, "DELETE", "/directories/"+second, ""); a.status != 202 || a.text != "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	for _, method := range []string{"GET", "DELETE"} {
		a := call(t, l, l.APIKey, method, "/directories/"+second, "")
		if fmt.Sprint(a.status, a.fields["message"], a.fields["code"]) != "404Directory not found: '"+second+
			"'.entity_not_found" {
			t.Errorf("%s of what is gone: %d %s", method, a.status, a.text)
		}
	}
}

// A key lists the directories of its environment alone, whatever it asks for.
func TestDirectoriesAreTheEnvironments(t *testing.T) {
	l := webtest.Open(t)
	p := provisioned(t, l)
	production, key := otherKey(t, l)
	o, err := l.Services.CreateOrganization(t.Context(),
		model.NewOrganization{Environment: production.ID, Name: "Live"})
	if err != nil {
		t.Fatal(err)
	}
	live, _, err := l.Services.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID,
		Name: "Foo directory"})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		key, query string
		want       []string
	}{
		{l.APIKey, "", []string{p.directory}}, {key, "", []string{string(live.ID)}},
		{l.APIKey, "?search=foo", []string{p.directory}}, {key, "?search=foo", []string{string(live.ID)}},
		{l.APIKey, "?organization_id=" + string(o.ID), nil},
		{key, "?organization_id=" + string(l.Welcome.Organization.ID), nil},
	} {
		if got := call(t, l, test.key, "GET", "/directories"+test.query, "").ids(t); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.query, got, test.want)
		}
	}
}

// Users are read with their groups and with what the identity provider sent, by directory, by group and by email.
func TestDirectoryUsers(t *testing.T) {
	l := webtest.Open(t)
	d := l.NewDirectory(t, "okta")
	first := d.Want(t, 201, "POST", "/Users", ada).ID()
	d.Want(t, 201, "POST", "/Users", grace)
	d.Want(t, 201, "POST", "/Groups", fmt.Sprintf(staff, first))
	in := "directory=" + string(d.ID)
	users := call(t, l, l.APIKey, "GET", "/directory_users?order=asc&"+in, "").ids(t)
	groups := call(t, l, l.APIKey, "GET", "/directory_groups?"+in, "").ids(t)
	if len(users) != 2 || len(groups) != 1 {
		t.Fatal(users, groups)
	}
	a := call(t, l, l.APIKey, "GET", "/directory_users/"+users[0], "")
	if a.fields["idp_id"] != "2836" || a.fields["email"] != "ada@example.com" || a.fields["first_name"] != nil ||
		a.fields["state"] != "active" {
		t.Errorf("%s", a.text)
	}
	if raw, _ := a.fields["raw_attributes"].(map[string]any); raw["userName"] != "ada" {
		t.Errorf("raw attributes: %v", raw)
	}
	if !strings.Contains(a.text, `"groups":[{"object":"directory_group","id":"`+groups[0]+`"`) {
		t.Errorf("groups: %s", a.text)
	}
	if b := call(t, l, l.APIKey, "GET", "/directory_users?"+in+"&email=ADA@example.com", ""); !strings.Contains(b.text,
		strings.TrimSpace(a.text)) {
		t.Errorf("listed: %s\nalone: %s", b.text, a.text)
	}
	if b := call(t, l, l.APIKey, "GET", "/directory_users/"+users[1], ""); !strings.Contains(b.text, `"groups":[]`) {
		t.Errorf("%s", b.text)
	}
	for query, want := range map[string][]string{
		"/directory_users?group=" + groups[0]: users[:1], "/directory_users?group=" + groups[0] + "&" + in: users[:1],
		"/directory_groups?user=" + users[0]: groups, "/directory_groups?user=" + users[1]: nil,
		"/directory_users?limit=1&order=asc&" + in: users[:1], "/directory_users?order=asc&after=" + users[0] + "&" +
			in: users[1:],
		"/directory_users?email=none@example.com&" + in: nil,
	} {
		if got := call(t, l, l.APIKey, "GET", query, "").ids(t); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// A list of users or groups is of a directory, a group or a user, and of one that is there.
func TestDirectoryListsNeedSomethingThatIsThere(t *testing.T) {
	l := webtest.Open(t)
	p := provisioned(t, l)
	other := string(l.NewDirectory(t, "azure").ID)
	for path, want := range map[string]string{
		"/directory_users": "422 directory: is missing; give the id of " +
			"a directory or a group",
		"/directory_groups?limit=5": "422 directory: is missing; give the id of " +
			"a directory or a user",
		"/directory_users?directory=directory_1":  "404 Directory not found: 'directory_1'.",
		"/directory_groups?directory=directory_1": "404 Directory not found: 'directory_1'.",
		"/directory_users?group=" + p.user: "404 Directory Group not found: '" + p.user +
			"'.",
		"/directory_groups?user=" + p.group: "404 Directory User not found: '" + p.group +
			"'.",
		"/directory_users?directory=" + other + "&group=" + p.group: "404 Directory Group not found: '" + p.group +
			"'.",
		"/directory_users/" + p.group: "404 Directory User not found: '" + p.group +
			"'.",
		"/directory_groups/" + p.user: "404 Directory Group not found: '" + p.user +
			"'.",
		"/directory_users?directory=" + p.directory +
			"&limit=1000": "422 limit: is 1000, not 1 to 100; ask for several pages",
		"/directory_users?directory=" + p.directory +
			"&directory=none": "422 directory: is given 2 times; give it once",
	} {
		a := call(t, l, l.APIKey, "GET", path, "")
		message, _ := a.fields["message"].(string)
		if errors, _ := a.fields["errors"].([]any); len(errors) == 1 {
			message, _ = errors[0].(map[string]any)["message"].(string)
		}
		if got := fmt.Sprint(a.status, " ", message); got != want {
			t.Errorf("%s: %s, want %s\n%s", path, got, want, a.text)
		}
	}
	if a := call(t, l, l.APIKey, "DELETE", "/directories/"+p.directory, ""); a.status != http.StatusAccepted {
		t.Fatalf("%d %s", a.status, a.text)
	}
	for _, path := range []string{"/directory_users/" + p.user, "/directory_groups/" + p.group,
		"/directory_users?group=" + p.group} {
		if a := call(t, l, l.APIKey, "GET", path, ""); a.status != 404 {
			t.Errorf("of a directory that is deleted: %s: %d %s", path, a.status, a.text)
		}
	}
}

// Apps see the attributes that they are let see, in their own types, and not what they are kept from: where they read
// a user, and in the events.
func TestCustomAttributesOfUsers(t *testing.T) {
	l := webtest.Open(t)
	p := provisioned(t, l)
	d, err := l.Services.MapDirectory(t.Context(), model.ID(p.directory), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID,
		model.SetCustomAttribute(model.CustomAttribute{Name: "mails"}),
		model.SetCustomAttribute(model.CustomAttribute{Name: "level"}), model.SetDirectoryAttribute("department_name",
			true), model.SetHideRaw(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.MapDirectory(t.Context(), d.ID, map[string]string{"mails": "emails"}); err != nil {
		t.Fatal(err)
	}
	if err := l.Services.RecomputeDirectories(t.Context()); err != nil {
		t.Fatal(err)
	}
	const custom = `"custom_attributes":{"department_name":null,"level":null,"mails":[{"value":"ada@example.com"}]},` +
		`"raw_attributes":{},`
	for path, wants := range map[string][]string{
		"/directory_users/" + p.user:   {custom, `"raw_attributes":{},"created_at"`},
		"/directory_groups/" + p.group: {`"raw_attributes":{}`},
		"/events?events=dsync.user.updated": {custom,
			`"previous_attributes":{"custom_attributes":{"mails":null},"raw_attributes":{`},
		"/events?events=dsync.group.updated": {`"raw_attributes":{},`,
			`"previous_attributes":{"raw_attributes":{"displayName":"Staff"}}`},
		"/directory_users?directory=" + p.directory: {custom},
	} {
		a := call(t, l, l.APIKey, "GET", path, "")
		for _, want := range wants {
			if !strings.Contains(a.text, want) {
				t.Errorf("%s: %s\nlacks %s", path, a.text, want)
			}
		}
	}
}
