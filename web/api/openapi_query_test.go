package api_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// namesRead are the names of parameters that stand in the handlers.
func namesRead(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, found := range regexp.MustCompile(`q\.(?:text|texts|time|search|Get)\("(\w+)"`).FindAllSubmatch(source,
			-1) {
			names = append(names, string(found[1]))
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) < 10 {
		t.Fatalf("only %q", names)
	}
	return names
}

// parameters are those of the query that the description gives a route.
func (d *document) parameters(path, method string) (names []string) {
	_, operation := d.at("paths", path, strings.ToLower(method))
	all, _ := operation["parameters"].([]any)
	for _, x := range all {
		if p, _ := x.(map[string]any); p["in"] == "query" {
			names = append(names, p["name"].(string))
		}
	}
	return names
}

// A parameter of the query that is described is accepted by its route, and one that the route accepts is
// described. That a route reads one is told by its refusal of what no parameter can be: two values where
// there is one, or hundreds where there are some.
func TestQueriesAreAsDescribed(t *testing.T) {
	l := webtest.Open(t)
	d := described(t, l)
	org, conn := string(l.Welcome.Organization.ID), string(l.Welcome.Connection.ID)
	session := string(refusedSession(t, l))
	events, err := l.Services.AppEvents(t.Context(), model.EventQuery{Environment: l.Welcome.Environment.ID, Limit: 1})
	if err != nil || len(events.Items) == 0 {
		t.Fatal(events, err)
	}
	people := provisioned(t, l)
	values := map[string]string{
		"directory": people.directory, "group": people.group, "user": people.user, "email": "ada@example.com",
		"limit": "1", "order": "desc", "range_start": "2026-01-02", "range_end": "2026-01-03", "organization_id": org,
		"connection_type": "OktaSAML", "domain": "acme.example", "domains": "acme.example", "search": "a",
		"events": "organization.created", "filter": "state:failed", "about": org, "who": "alice", "action": "created",
		"only": "changes",
	}
	status := func(path, query string) int {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context()) // a stream has no end
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, "GET", l.URL+path+"?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+l.APIKey)
		return webtest.Send(t, r).StatusCode
	}
	for _, pattern := range routes(t) {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.ReplaceAll(path, "...}", "}")
		if method != http.MethodGet {
			if names := d.parameters(path, method); names != nil {
				t.Errorf("%s: no parameter of the query is read, %q are described", pattern, names)
			}
			continue
		}
		address := strings.NewReplacer("/organizations/{id}/{rest}", "/organizations/"+org+"/roles",
			"/organizations/{id}", "/organizations/"+org, "/connections/{id}", "/connections/"+conn,
			"/sessions/{id}", "/sessions/"+session, "{id}", "nobody").Replace(path)
		var accepted []string
		needs := map[string]string{"/directory_users": "directory", "/directory_groups": "directory"}[path]
		for _, name := range namesRead(t) {
			value, known := values[name]
			switch {
			case name == "after" && path == "/events":
				value = string(events.Items[0].ID)
			case (name == "after" || name == "before") && needs != "":
				value = people.user
			case name == "after" || name == "before":
				value = org
			case !known:
				t.Fatalf("no value of %s is known", name)
			}
			beside := ""
			if needs != "" && needs != name {
				beside = needs + "=" + values[needs] + "&"
			}
			many := beside + name + "=" + strings.Repeat("x,", 200) + "x"
			reads := status(address, beside+name+"=a&"+name+"=a") == 422 || status(address, many) == 422
			if reads && status(address, beside+name+"="+url.QueryEscape(value)) != 422 {
				accepted = append(accepted, name)
			}
		}
		told := d.parameters(path, method)
		slices.Sort(told)
		if !slices.Equal(accepted, told) {
			t.Errorf("%s: %q are accepted, %q are described", pattern, accepted, told)
		}
	}
}

// So it is with the parameters that begin a sign-in: each is refused that is given twice, but those that may
// be several.
func TestParametersOfASignInAreAsDescribed(t *testing.T) {
	l := webtest.Open(t)
	d := described(t, l)
	source, err := os.ReadFile("../sso/authorize.go")
	if err != nil {
		t.Fatal(err)
	}
	candidates := d.parameters("/sso/authorize", "GET")
	for _, found := range regexp.MustCompile(`"(\w+)": &`).FindAllSubmatch(source, -1) {
		candidates = append(candidates, string(found[1]))
	}
	told := slices.DeleteFunc(d.parameters("/sso/authorize", "GET"), func(name string) bool {
		return name == "provider_scopes" || name == "provider_query_params"
	})
	slices.Sort(candidates)
	slices.Sort(told)
	var read []string
	for _, name := range slices.Compact(candidates) {
		answer := webtest.Get(t, l.URL+"/sso/authorize?"+name+"=a&"+name+"=b")
		if text := webtest.Body(t, answer); strings.Contains(text, "invalid_request: "+name+" is given 2 times") {
			read = append(read, name)
		}
	}
	if !slices.Equal(read, told) {
		t.Errorf("%q are read, %q are described", read, told)
	}
}
