package scim_test

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/scim/idp"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// asked are the kinds of request in a log, each once, in the order in which they first came. A question ends in "?".
func asked(all []model.DirectoryRequest) string {
	var kinds []string
	for _, r := range all {
		path, query, _ := strings.Cut(r.Path, "?")
		kind := r.Method + " /" + strings.Split(path, "/")[1]
		if strings.Contains(query, "filter=") {
			kind += "?"
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return strings.Join(kinds, ", ")
}

// Each identity provider is played with its own habits, and whatever they are, apps see the same: who was provisioned,
// in their groups, and nobody who left.
func TestHabitsOfProviders(t *testing.T) {
	const (
		byPatch = "GET /Users?, POST /Users, GET /Groups?, POST /Groups, PATCH /Groups"
		byPut   = "GET /Users?, POST /Users, GET /Groups?, POST /Groups"
		reads   = "GET /Users, GET /ServiceProviderConfig, GET /ResourceTypes, GET /Schemas, GET /Users?, "

		patches = "GET /Users?, PATCH /Users, GET /Groups?, PATCH /Groups"
		puts    = "GET /Users?, PUT /Users, GET /Groups?, PUT /Groups"

		twice = `"primary":true,"type":"home"`
	)
	habits := map[string]struct {
		first, again string // requests that make, and those of the next time
		left         int    // of six members, once two have left, as the identity provider left them
		sends        string // in the body of the second user
		custom       string // what apps see of them beyond what all have
	}{
		"okta":        {byPatch, patches, 6, `"active":true`, ``},
		"okta-wizard": {byPut, puts, 4, `"active":true`, ``},
		"entra":       {byPatch, patches, 6, `"active":"True"`, `Finance`},
		"onelogin":    {byPatch, patches, 6, `"active":"true"`, `Finance`},
		"jumpcloud":   {byPut, puts, 4, `"externalId":"person-0002"`, `Finance`},
		"pingone":     {byPut, puts, 4, twice, `Finance`},
		"pingfederate": {"GET /Users?, POST /Users, GET /Groups, POST /Groups",
			"GET /Users?, PUT /Users, GET /Groups, PUT /Groups", 4, twice, `Finance`},
		"cyberark": {reads + "POST /Users, GET /Groups, POST /Groups, PATCH /Groups",
			reads + "PUT /Users, GET /Groups, PATCH /Groups", 6, `"active":true`, `Finance`},
		"rippling": {byPatch, "GET /Users?, PUT /Users, GET /Groups?, PATCH /Groups", 6,
			`"email":"ada.lovelace@`, `ada.lovelace@`},
	}
	for _, p := range idp.Providers {
		habit, there := habits[p.Name]
		if !there {
			t.Errorf("it is not said what the habits of %s are", p.Name)
		}
		t.Run(p.Name, func(t *testing.T) {
			l := webtest.Listen(t, service.Options{})
			d := l.NewDirectory(t, "generic")
			settings(t, l, d, model.SetDirectoryAttribute("department_name", true),
				model.SetDirectoryAttribute("manager_email", true))
			play := func(leave int) []model.DirectoryRequest {
				all, err := l.Services.RehearseDirectory(t.Context(), d.ID,
					directory.Rehearsal{As: p.Name, Users: 6, Groups: 2, Leave: leave})
				if err != nil {
					t.Fatal(err)
				}
				return all
			}
			first := play(0)
			if got := asked(first); got != habit.first {
				t.Errorf("at first it asks %s", got)
			}
			i := slices.IndexFunc(first, func(r model.DirectoryRequest) bool {
				return strings.HasPrefix(r.Name, "grace")
			})
			if i < 0 || !strings.Contains(string(first[i].Body), habit.sends) {
				t.Errorf("no %s in what it sends", habit.sends)
			}
			if got := asked(play(0)); got != habit.again {
				t.Errorf("again it asks %s", got)
			}
			play(2)
			everybody := d.Want(t, 200, "GET", `/Groups?filter=displayName+eq+"Everybody"`, "")
			if members, _ := everybody.At("Resources.0.members").([]any); len(members) != habit.left {
				t.Errorf("%d are members", len(members))
			}
			seenByApps(t, l, d, habit.custom)
		})
	}
}

// seenByApps compares what apps see with the people who are still there.
func seenByApps(t *testing.T, l *webtest.Server, d *webtest.Directory, custom string) {
	t.Helper()
	all := model.Paging{Limit: model.MaxPaging}
	page, err := l.Services.DirectoryUsers(t.Context(), directory.EntryList{Directory: d.ID, Paging: all})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, u := range page.Items {
		got = append(got, u.Attributes.Email+" "+u.Attributes.FirstName)
		in, err := l.Services.DirectoryGroups(t.Context(), directory.EntryList{User: u.ID, Paging: all})
		if err != nil || len(in.Items) != 2 { // everybody, and what they do
			t.Errorf("%s is in %d groups, %v", u.Attributes.Email, len(in.Items), err)
		}
		if strings.HasPrefix(u.Attributes.Email, "grace") && !strings.Contains(text(u.Attributes.Custom), custom) {
			t.Errorf("custom attributes %s", text(u.Attributes.Custom))
		}
	}
	for _, p := range idp.People(4, model.DemoDomain) {
		want = append(want, p.Email+" "+p.Given)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("apps see %q, want %q", got, want)
	}
}
