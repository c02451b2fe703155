package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// An organization is created, read under both of its ids, changed and deleted, in the shape
// that the SDKs read.
func TestOrganization(t *testing.T) {
	l := webtest.Open(t)
	made := call(t, l, l.APIKey, "POST", "/organizations",
		`{"name":"Foo Corp","external_id":"e/1","metadata":{"tier":"diamond","drop":null},
		"allow_profiles_outside_organization":true,"domains":null,"domain_data":[{"domain":"Foo-Corp.com","state":"verified"},{"domain":"foo.example","state":"pending"}]}`)
	if made.status != 201 || made.fields["object"] != "organization" || made.fields["name"] != "Foo Corp" ||
		made.fields["external_id"] != "e/1" ||
		made.fields["allow_profiles_outside_organization"] != true ||
		fmt.Sprint(made.fields["metadata"]) != "map[tier:diamond]" {
		t.Fatalf("%d %s", made.status, made.text)
	}
	domains := made.fields["domains"].([]any)
	verified, pending := domains[0].(map[string]any), domains[1].(map[string]any)
	if verified["object"] != "organization_domain" || verified["domain"] != "foo-corp.com" ||
		verified["state"] != "verified" || verified["verification_token"] != nil ||
		pending["state"] != "pending" || pending["verification_token"] == nil ||
		pending["verification_prefix"] == nil || pending["verification_strategy"] != "dns" {
		t.Errorf("%s", made.text)
	}
	id := made.id(t)
	for _, path := range []string{"/organizations/" + id, "/Organizations/" + id, "/organizations/external_id/e%2F1",
		"/organizations/external_id/e/1"} {
		if got := call(t, l, l.APIKey, "GET", path, ""); got.status != 200 || got.text != made.text {
			t.Errorf("%s: %d %s", path, got.status, got.text)
		}
	}
	for _, step := range []struct{ body, field, want string }{
		{`{"name":"Bar Corp"}`, "name", "Bar Corp"},
		{`{"name":"","external_id":""}`, "name", "Bar Corp"},
		{`{}`, "external_id", "e/1"},
		{`{"metadata":{"seats":"7"}}`, "metadata", "map[seats:7 tier:diamond]"},
		{`{"metadata":{"tier":null}}`, "metadata", "map[seats:7]"},
		{`{"external_id":null}`, "external_id", "<nil>"},
		{`{"allow_profiles_outside_organization":false}`, "allow_profiles_outside_organization", "false"},
		{`{"domains":["bar.example"]}`, "allow_profiles_outside_organization", "false"},
	} {
		a := call(t, l, l.APIKey, "PUT", "/organizations/"+id, step.body)
		if a.status != 200 || fmt.Sprint(a.fields[step.field]) != step.want {
			t.Errorf("%s: %d %s", step.body, a.status, a.text)
		}
	}
	if a := call(t, l, l.APIKey, "GET", "/organizations/"+id, ""); strings.Count(a.text,
		`"organization_domain"`) != 1 || !strings.Contains(a.text, "bar.example") {
		t.Errorf("the list of domains is not the whole list: %s", a.text)
	}
	if a := call(t, l, l.APIKey, "GET", "/organizations/"+id+"/roles", ""); a.status != 200 || len(a.ids(t)) != 0 {
		t.Errorf("%d %s", a.status, a.text)
	}
	_, err := l.Services.UpdateEnvironment(t.Context(), l.Welcome.Environment.ID,
		model.SetRole(model.EnvironmentRole{Slug: "member"}), model.SetRole(model.EnvironmentRole{Slug: "admin"}),
		model.RankRole("admin", 1))
	if err != nil {
		t.Fatal(err)
	}
	a := call(t, l, l.APIKey, "GET", "/organizations/"+id+"/roles", "")
	if a.status != 200 || !strings.Contains(a.text, `"name":"Admin","slug":"admin"`) || len(a.ids(t)) != 2 {
		t.Errorf("%d %s", a.status, a.text)
	}
	if a := call(t, l, l.APIKey, "DELETE", "/Organizations/"+id, ""); a.status != 202 || a.text != "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	if a := call(t, l, l.APIKey, "GET", "/organizations/"+id, ""); a.status != 404 ||
		a.fields["message"] != "Organization not found: '"+id+"'." || a.fields["code"] != "entity_not_found" {
		t.Errorf("%d %s", a.status, a.text)
	}
}

// What cannot be is refused with the code and the status that the SDKs know.
func TestOrganizationRefusals(t *testing.T) {
	l := webtest.Open(t)
	call(t, l, l.APIKey, "POST", "/organizations",
		`{"name":"Taken","external_id":"crm-1","domain_data":[{"domain":"taken.example","state":"verified"}]}`)
	pairs := make([]string, 51)
	for i := range pairs {
		pairs[i] = fmt.Sprintf(`"k%d":"v"`, i)
	}
	for name, test := range map[string]struct {
		body, code string
		status     int
	}{
		"no name":           {`{}`, "invalid_request_parameters", 422},
		"external id taken": {`{"name":"x","external_id":"crm-1"}`, "external_id_already_used", 400},
		"external id of 129": {`{"name":"x","external_id":"` + strings.Repeat("x", 129) + `"}`,
			"invalid_request_parameters", 422},
		"domain taken": {`{"name":"x","domain_data":[{"domain":"taken.example","state":"verified"}]}`,
			"domain_already_exists", 409},
		"no domain": {`{"name":"x","domain_data":[{"domain":"not a domain","state":"pending"}]}`,
			"invalid_request_parameters", 422},
		"no state of a domain": {`{"name":"x","domain_data":[{"domain":"x.example","state":"failed"}]}`,
			"invalid_request_parameters", 422},
		"domain data as text": {`{"name":"x","domain_data":"x.example"}`, "invalid_request_parameters", 422},
		"two lists of domains": {`{"name":"x","domain_data":[{"domain":"x.example","state":"pending"}],` +
			`"domains":["y.example"]}`, "invalid_request_parameters", 422},
		"51 pairs of metadata": {`{"name":"x","metadata":{` + strings.Join(pairs, ",") + `}}`, "invalid_metadata",
			400},
		"a key of 41": {`{"name":"x","metadata":{"` + strings.Repeat("k", 41) + `":"v"}}`, "invalid_metadata",
			400},
		"a value of 601": {`{"name":"x","metadata":{"k":"` + strings.Repeat("v", 601) + `"}}`,
			"invalid_metadata", 400},
		"metadata not of texts": {`{"name":"x","metadata":{"k":{"a":1}}}`, "invalid_request_parameters", 422},
		"no JSON":               {`name=x`, "invalid_request", 400},
		"no body":               {``, "invalid_request", 400},
		"100 kB":                {`{"name":"` + strings.Repeat("x", 100_000) + `"}`, "invalid_request", 400},
	} {
		t.Run(name, func(t *testing.T) {
			if a := call(t, l, l.APIKey, "POST", "/organizations", test.body); a.status != test.status ||
				a.fields["code"] != test.code || a.fields["message"] == "" {
				t.Errorf("%d %s, want %d %s", a.status, a.text, test.status, test.code)
			}
		})
	}
	if a := call(t, l, l.APIKey, "GET", "/organizations?search=crm-1", ""); len(a.ids(t)) != 1 {
		t.Errorf("%s", a.text)
	}
}

// Pages: newest first unless asked otherwise, ten unless asked otherwise, and a cursor is null
// where there is no further page.
func TestOrganizationPages(t *testing.T) {
	l := webtest.Open(t)
	_, key := otherKey(t, l) // an environment without samples
	var made []string
	for i := range 12 {
		a := call(t, l, key, "POST", "/organizations",
			fmt.Sprintf(`{"name":"Org %d","domain_data":[{"domain":"d%d.example","state":"verified"}]}`, 20-i, i))
		made = append(made, a.id(t))
	}
	newest := slices.Clone(made)
	slices.Reverse(newest)
	for _, test := range []struct {
		query         string
		want          []string
		before, after string
	}{
		{"", newest[:10], "", newest[9]},
		{"limit=&order=&before=&after=&unknown=1", newest[:10], "", newest[9]},
		{"limit=100", newest, "", ""},
		{"limit=12", newest, "", ""},
		{"limit=11", newest[:11], "", newest[10]},
		{"order=asc&limit=3", made[:3], "", made[2]},
		{"order=asc&limit=3&after=" + made[2], made[3:6], made[3], made[5]},
		{"after=" + newest[9], newest[10:], newest[10], ""},
		{"limit=3&before=" + newest[9], newest[6:9], newest[6], newest[8]},
		{"limit=3&before=" + newest[2], newest[:2], "", newest[1]},
		{"order=asc&limit=3&before=" + made[9], made[6:9], made[6], made[8]},
		{"order=normal&limit=3", newest[:3], newest[2], ""},
		{"order=normal&limit=3&before=" + newest[2], newest[3:6], newest[5], newest[3]},
		{"after=" + newest[11], nil, "", ""},
		{"domains=d3.example,D5.example", []string{made[5], made[3]}, "", ""},
		{"domains=d3.example%2Cd5.example", []string{made[5], made[3]}, "", ""},
		{"domains=d3.example&domains=d5.example", []string{made[5], made[3]}, "", ""},
		{"domains[]=d3.example&domains%5B%5D=d5.example", []string{made[5], made[3]}, "", ""},
		{"domains=d3.example&domains=d5.example&limit=1", []string{made[5]}, "", made[5]},
		{"domains=d3.example&domains=d5.example&limit=1&after=" + made[5], []string{made[3]}, made[3], ""},
		{"domains=none.example", nil, "", ""},
		{"domains=example", nil, "", ""},
		{"search=ORG%201&limit=2", []string{made[10], made[9]}, "", made[9]},
		{"search=d7.", []string{made[7]}, "", ""},
		{"search=d7.&domains=d3.example", nil, "", ""},
	} {
		a := call(t, l, key, "GET", "/organizations?"+test.query, "")
		if a.status != 200 || !slices.Equal(a.ids(t), test.want) || a.cursor("before") != test.before ||
			a.cursor("after") != test.after {
			t.Errorf("%s: %d %q, %q, %q\nwant %q, %q, %q", test.query, a.status, a.ids(t), a.cursor("before"),
				a.cursor("after"), test.want, test.before, test.after)
		}
	}
	for _, query := range []string{"limit=0", "limit=101", "limit=-1", "limit=ten", "order=up", "limit=1&limit=2",
		"after=a&before=b", "domains=" + strings.Repeat("a,", 101) + "a"} {
		if a := call(t, l, key, "GET", "/organizations?"+query, ""); a.status != 422 ||
			a.fields["code"] != "invalid_request_parameters" {
			t.Errorf("%.40s: %d %s", query, a.status, a.text)
		}
	}
	if seen := walk(t, l, key, "/organizations?limit=5"); !slices.Equal(seen, newest) {
		t.Errorf("page by page %q", seen)
	}
}

// walk goes through a list as an SDK does: as long as there is a cursor.
func walk(t *testing.T, l *webtest.World, key, path string) (all []string) {
	t.Helper()
	next := path
	for range 20 {
		a := call(t, l, key, "GET", next, "")
		all = append(all, a.ids(t)...)
		after := a.cursor("after")
		if after == "" {
			return all
		}
		next = path + "&after=" + url.QueryEscape(after)
	}
	t.Fatalf("%s does not end", path)
	return nil
}

// A domain that its owner has to prove is added, looked up, verified by its record and
// removed.
func TestOrganizationDomain(t *testing.T) {
	l := webtest.Open(t)
	org := string(l.Welcome.Organization.ID)
	made := call(t, l, l.APIKey, "POST", "/organization_domains",
		`{"organization_id":"`+org+`","domain":"Foo.example"}`)
	if made.status != 201 || made.fields["state"] != "pending" || made.fields["domain"] != "foo.example" ||
		made.fields["organization_id"] != org {
		t.Fatalf("%d %s", made.status, made.text)
	}
	path := "/organization_domains/" + made.id(t)
	if a := call(t, l, l.APIKey, "GET", path, ""); a.status != 200 || a.text != made.text {
		t.Errorf("%d %s", a.status, a.text)
	}
	if a := call(t, l, l.APIKey, "POST", path+"/verify", `{}`); a.status != 201 || a.fields["state"] != "pending" {
		t.Errorf("without its record: %d %s", a.status, a.text)
	}
	l.DNS.Set("foo.example", fmt.Sprintf("%s=%s", made.fields["verification_prefix"],
		made.fields["verification_token"]))
	if a := call(t, l, l.APIKey, "POST", path+"/verify", ""); a.status != 201 || a.fields["state"] != "verified" {
		t.Errorf("with its record: %d %s", a.status, a.text)
	}
	for body, want := range map[string]string{
		`{"organization_id":"` + org + `","domain":"foo.example"}`: "409 domain_already_exists",
		`{"organization_id":"org_nope","domain":"bar.example"}`:    "404 entity_not_found",
		`{"organization_id":"` + org + `"}`:                        "422 invalid_request_parameters",
		`{"domain":"bar.example"}`:                                 "422 invalid_request_parameters",
		`{"organization_id":"` + org + `","domain":"gmail.com"}`:   "422 invalid_request_parameters",
	} {
		if a := call(t, l, l.APIKey, "POST", "/organization_domains", body); fmt.Sprint(a.status, " ",
			a.fields["code"]) != want {
			t.Errorf("%s: %d %s, want %s", body, a.status, a.text, want)
		}
	}
	if a := call(t, l, l.APIKey, "POST", path+"/verify", ""); a.status != 400 ||
		a.fields["code"] != "domain_already_verified" {
		t.Errorf("verified again: %d %s", a.status, a.text)
	}
	if a := call(t, l, l.APIKey, "DELETE", path, ""); a.status != 204 || a.text != "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if a := call(t, l, l.APIKey, method, path, ""); a.status != 404 || a.fields["code"] != "entity_not_found" {
			t.Errorf("%s of what is gone: %d %s", method, a.status, a.text)
		}
	}
}
