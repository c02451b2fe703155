package scim_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// Sixteen requests that add members to one group at once, none by the list that it read before: all of them stay.
func TestMembersAddedAtOnce(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "okta")
	group := addGroup(t, d, "Staff")
	var users []string
	for i := range 16 {
		users = append(users, addUser(t, d, fmt.Sprintf("u%d@example.com", i)))
	}
	var all sync.WaitGroup
	for _, u := range users {
		all.Go(func() {
			if a := d.Send(t, "PATCH", "/Groups/"+group, patch(`{"op":"add","path":"members","value":[{"value":"`+u+
				`"}]}`)); a.Status != 204 {
				t.Errorf("%d %s", a.Status, a.Text)
			}
		})
	}
	all.Wait()
	wantMembers(t, d, group, users...)
}

// Somebody who is in one group comes into another that is made with them.
func TestMadeWithMembers(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "okta")
	ada, bob := addUser(t, d, "ada@example.com"), addUser(t, d, "bob@example.com")
	wantMembers(t, d, addGroup(t, d, "One", ada), ada)
	wantMembers(t, d, addGroup(t, d, "Two", ada, bob), ada, bob)
}

// Of six requests at once to make the same user, one makes it. So it is with groups.
func TestMadeOnce(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "azure")
	for _, body := range []string{`{` + userSchema + `,"userName":"ada@example.com"}`,
		`{` + groupSchema + `,"displayName":"Staff"}`} {
		path := "/Users"
		if strings.Contains(body, "displayName") {
			path = "/Groups"
		}
		statuses := make(chan int, 6)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() { statuses <- d.Send(t, "POST", path, body).Status })
		}
		all.Wait()
		close(statuses)
		made := map[int]int{}
		for s := range statuses {
			made[s]++
		}
		if made[201] != 1 || made[409] != 5 {
			t.Errorf("%s: %v", path, made)
		}
	}
}

// Groups of one name are told apart by the ids that an identity provider gives each.
func TestGroupsOfOneName(t *testing.T) {
	d := webtest.Listen(t, service.Options{}).NewDirectory(t, "azure")
	group := func(id string) string {
		return `{` + groupSchema + `,"displayName":"Staff"` + id + `}`
	}
	d.Want(t, 201, "POST", "/Groups", group(`,"externalId":"a"`))
	d.Want(t, 201, "POST", "/Groups", group(`,"externalId":"b"`))
	d.Want(t, 409, "POST", "/Groups", group(`,"externalId":"b"`))
	d.Want(t, 409, "POST", "/Groups", group(``))
}

// A list of more members than one step changes takes the place of another as a whole, and each change is told.
func TestLongLists(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	var list []string
	for i := range 1300 {
		list = append(list, `{"value":"`+addUser(t, d, fmt.Sprintf("u%d@example.com", i))+`"}`)
	}
	group := addGroup(t, d, "Staff")
	put := func(members []string) {
		d.Want(t, 200, "PUT", "/Groups/"+group, `{`+groupSchema+`,"displayName":"Staff","members":[`+
			strings.Join(members, ",")+`]}`)
		a := d.Want(t, 200, "GET", "/Groups/"+group, "")
		got, _ := a.At("members").([]any)
		for i, m := range members {
			if len(got) != len(members) || !strings.Contains(m, got[i].(map[string]any)["value"].(string)) {
				t.Fatalf("%d members, want %d", len(got), len(members))
			}
		}
	}
	count := func() map[string]int {
		names, _ := d.Events(t)
		all := map[string]int{}
		for _, n := range names {
			all[n]++
		}
		return all
	}
	put(list)
	put(list)
	if c := count(); c["dsync.group.user_added"] != 1300 || c["dsync.group.user_removed"] != 0 {
		t.Errorf("%v", c)
	}
	put(list[600:])
	put(list[:600])
	if c := count(); c["dsync.group.user_added"] != 1900 || c["dsync.group.user_removed"] != 1300 {
		t.Errorf("%v", c)
	}
	if r := d.Log(t); !warned(r, "mass_removal", "This push removed 600 of 1300 members of Staff.") {
		t.Errorf("no warning of the mass that left")
	}
}

func warned(all []model.DirectoryRequest, cause model.DirectoryCause, says string) bool {
	for _, r := range all {
		for _, w := range r.Warnings {
			if w.Cause == cause && strings.HasPrefix(w.Detail, says) {
				return true
			}
		}
	}
	return false
}

// Users without an address, or with one outside of the domains of their organization, are taken and warned of.
func TestAddresses(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "azure")
	d.Want(t, 201, "POST", "/Users", `{`+userSchema+`,"userName":"ada"}`)
	addUser(t, d, "eve@elsewhere.example")
	if r := d.Log(t); !warned(r, "email_missing", "This user has no email address.") {
		t.Errorf("%+v", r)
	}
	o, err := l.Services.Organization(t.Context(), d.OrganizationID)
	if err != nil {
		t.Fatal(err)
	}
	if r := d.Log(t); len(o.VerifiedDomains()) > 0 != warned(r, "email_outside_domains",
		`"elsewhere.example" is not a verified domain of `) {
		t.Errorf("%q: %+v", o.VerifiedDomains(), r)
	}
}

// What is deleted is kept as long as that can be taken back, and then forgotten.
func TestDeletedDirectoriesAreForgotten(t *testing.T) {
	now := time.Now().UTC()
	l := webtest.Listen(t, service.Options{Clock: func() time.Time { return now }})
	d := l.NewDirectory(t, "okta")
	user := addUser(t, d, "ada@example.com")
	addGroup(t, d, "Staff", user)
	if _, err := l.Services.DeleteDirectory(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	d.Want(t, 404, "GET", "/Users/"+user, "")
	history, err := l.Services.History(t.Context(), model.HistoryQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.Undo(t.Context(), history.Entries[0].ID); err != nil {
		t.Fatal(err)
	}
	d.Want(t, 200, "GET", "/Users/"+user, "")
	if _, err := l.Services.DeleteDirectory(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	now = now.Add(model.UndoLife + time.Hour)
	if _, err := l.Services.PurgeDeleted(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts, err := l.Store.DirectoryCounts(t.Context(), d.ID)
	if err != nil || counts != (model.DirectoryCounts{}) {
		t.Errorf("%+v, %v", counts, err)
	}
	if _, err := l.Store.DirectoryEntry(t.Context(), d.ID, model.UserEntry, model.ID(user)); err == nil {
		t.Error("the user is still there")
	}
}

// Users with a picture each are more than a step holds long before they are many. They come and go all the same.
func TestMembersWithPictures(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	var users []string
	picture := strings.Repeat("iVBORw0KGgo=", 8<<10)
	for n := range 40 {
		users = append(users,
			d.Want(t, 201, "POST", "/Users", fmt.Sprintf(`{%s,"userName":"u%d@example.com","photos":[{"value":%q}]}`,
				userSchema, n, picture)).ID())
	}
	group := addGroup(t, d, "Staff")
	before, _ := d.Events(t)
	d.Want(t, 204, "PATCH", "/Groups/"+group, members("add", users...))
	wantMembers(t, d, group, users...)
	d.Want(t, 204, "PATCH", "/Groups/"+group, members("remove", users[1:]...))
	wantMembers(t, d, group, users[0])
	if after, _ := d.Events(t); len(after) != len(before)+40+39 {
		t.Errorf("%d events", len(after)-len(before))
	}
}
