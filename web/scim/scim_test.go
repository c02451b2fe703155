package scim_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

const userSchema = `"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]`
const groupSchema = `"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]`

func patch(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operations + `]}`
}

func addUser(t *testing.T, d *webtest.Directory, name string) string {
	t.Helper()
	return d.Want(t, 201, "POST", "/Users", fmt.Sprintf(
		`{%s,"userName":%q,"active":true,"emails":[{"value":%q,"type":"work","primary":true}]}`, userSchema,
		name, name)).ID()
}

func addGroup(t *testing.T, d *webtest.Directory, name string, members ...string) string {
	t.Helper()
	var list []string
	for _, m := range members {
		list = append(list, fmt.Sprintf(`{"value":%q}`, m))
	}
	return d.Want(t, 201, "POST", "/Groups", fmt.Sprintf(`{%s,"displayName":%q,"members":[%s]}`, groupSchema, name,
		strings.Join(list, ","))).ID()
}

func wantEvents(t *testing.T, d *webtest.Directory, from int, want ...string) []map[string]any {
	t.Helper()
	names, data := d.Events(t)
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], "dsync.")
	}
	if got := names[min(from, len(names)):]; !slices.Equal(got, want) {
		t.Fatalf("events %q, want %q", got, want)
	}
	return data[from:]
}

// The first request with a good token links a directory. Entra's test of a connection looks for a user that is
// not there, and takes a 404 for a reason to stop.
func TestConnectionIsTested(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "azure")
	a := d.Want(t, 200, "GET", `/Users?filter=userName+eq+"55cbe3b3-9d4c"&aadOptscim062020`, "")
	if a.At("totalResults") != 0.0 || a.At("Resources") == nil ||
		a.Header.Get("Content-Type") != "application/scim+json; charset=utf-8" {
		t.Errorf("an empty search: %v %s", a.Header, a.Text)
	}
	got, err := l.Services.Directory(t.Context(), d.ID)
	if err != nil || got.State != "linked" || got.Last.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	wantEvents(t, d, 0, "activated", "token.created")
}

// Who comes without a good token is told which mistake it is.
func TestTokens(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d, other := l.NewDirectory(t, "okta"), l.NewDirectory(t, "okta")
	tokens, err := l.Services.DirectoryTokens(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	second, secret, err := l.Services.CreateDirectoryToken(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Services.CreateDirectoryToken(t.Context(), d.ID); err == nil {
		t.Error("a third token was made")
	}
	ask := func(header string) webtest.Provisioned {
		return d.SendWith(t, "GET", "/Users", "", http.Header{"Authorization": {header}})
	}
	for _, header := range []string{"Bearer " + d.Token, "bearer  " + secret, secret, "BEARER " + d.Token} {
		if a := ask(header); a.Status != 200 {
			t.Errorf("%q: %d %s", header, a.Status, a.Text)
		}
	}
	if _, err := l.Services.RevokeDirectoryToken(t.Context(), tokens[0].ID); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ header, says string }{
		{"", "No token was sent"}, {"Bearer", "No token was sent"}, {"Bearer wrong", "never issued here"},
		{"Bearer " + d.Token, "was revoked on"}, {"Bearer " + other.Token, "do not belong together"},
		{"Basic dXNlcjpwYXNz", "never issued here"},
	} {
		a := ask(test.header)
		if a.Status != 401 || !strings.Contains(a.Text, test.says) || a.At("status") != "401" ||
			a.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%q: %d %s", test.header, a.Status, a.Text)
		}
	}
	causes := map[string]int{}
	for _, r := range d.Log(t) {
		causes[string(r.Cause)]++
	}
	for cause, times := range map[string]int{"token_missing": 1, "token_unknown": 1, "token_revoked": 1,
		"token_other_directory": 1} {
		if causes[cause] != times {
			t.Errorf("the log has %q %d times, want %d", cause, causes[cause], times)
		}
	}
	if second.Hint != secret[len(secret)-4:] {
		t.Errorf("hint %q of %q", second.Hint, secret)
	}
	nowhere := *d
	nowhere.Address += "x"
	if a := nowhere.Send(t, "GET", "/Users", ""); a.Status != 404 ||
		!strings.Contains(a.Text, "no directory at this address") {
		t.Errorf("at no address: %d %s", a.Status, a.Text)
	}
	if _, err := l.Services.DeleteDirectory(t.Context(), other.ID); err != nil {
		t.Fatal(err)
	}
	if a := other.Send(t, "GET", "/Users", ""); a.Status != 404 || !strings.Contains(a.Text, "was deleted") {
		t.Errorf("at a deleted directory: %d %s", a.Status, a.Text)
	}
}

// What is of another directory is not found, by any route, although the id is right.
func TestDirectoriesAreApart(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	mine, theirs := l.NewDirectory(t, "okta"), l.NewDirectory(t, "okta")
	user := addUser(t, theirs, "grace@example.com")
	group := addGroup(t, theirs, "Staff", user)
	own := addUser(t, mine, "ada@example.com")
	for _, q := range [][3]string{
		{"GET", "/Users/" + user, ""}, {"PUT", "/Users/" + user, `{` + userSchema + `,"userName":"x"}`},
		{"PATCH", "/Users/" + user, patch(`{"op":"replace","path":"active","value":false}`)},
		{"DELETE", "/Users/" + user, ""},
		{"GET", "/Groups/" + group, ""}, {"PUT", "/Groups/" + group, `{` + groupSchema + `,"displayName":"x"}`},
		{"PATCH", "/Groups/" + group, patch(`{"op":"add","path":"members","value":[{"value":"` + own + `"}]}`)},
		{"DELETE", "/Groups/" + group, ""},
	} {
		if a := mine.Send(t, q[0], q[1], q[2]); a.Status != 404 {
			t.Errorf("%s %s: %d %s", q[0], q[1], a.Status, a.Text)
		}
	}
	for _, filter := range []string{`/Users?filter=userName+eq+"grace@example.com"`,
		`/Users?filter=id+eq+"` + user + `"`,
		`/Groups?filter=displayName+eq+"Staff"`, `/Groups?filter=members+eq+"` + user + `"`, "/Groups"} {
		if a := mine.Want(t, 200, "GET", filter, ""); a.At("totalResults") != 0.0 {
			t.Errorf("%s: %s", filter, a.Text)
		}
	}
	ours := addGroup(t, mine, "Staff", user, own) // theirs is nobody here
	if a := mine.Want(t, 200, "GET", "/Groups/"+ours, ""); strings.Contains(a.Text, user) ||
		a.At("members.0.value") != own {
		t.Errorf("%s", a.Text)
	}
}

// A directory that is reset has no users, and neither its old endpoint nor its old token is good any more, together
// or alone; apps are told of two directories.
func TestReset(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	old := l.NewDirectory(t, "okta")
	user := addUser(t, old, "ada@example.com")
	staff := addGroup(t, old, "Staff", user)
	settings(t, l, old, model.SetRole(model.EnvironmentRole{Slug: "admin"}))
	giveRole(t, l, old, staff, "admin")
	from := len(wantEvents(t, old, 0, "activated", "token.created", "user.created", "group.created",
		"group.user_added"))
	d, token, err := l.Services.ResetDirectory(t.Context(), old.ID)
	if err != nil {
		t.Fatal(err)
	}
	fresh := old.At(d, d.Address(l.URL), token)
	told := wantEvents(t, old, from, "deleted", "activated", "token.created")
	if told[0]["id"] != string(old.ID) || told[1]["id"] != string(d.ID) || told[1]["name"] != old.Name {
		t.Errorf("%v", told)
	}
	if a := fresh.Want(t, 200, "GET", "/Users", ""); a.At("totalResults") != 0.0 {
		t.Errorf("%s", a.Text)
	}
	for what, x := range map[string]*webtest.Directory{
		"the old address, the new token": old.At(d, old.Address, fresh.Token),
		"the new address, the old token": old.At(d, fresh.Address, old.Token),
		"the old address and token":      old,
	} {
		if a := x.Send(t, "GET", "/Users/"+user, ""); a.Status != 404 {
			t.Errorf("%s: %d %s", what, a.Status, a.Text)
		}
	}
	fresh.Want(t, 404, "GET", "/Users/"+user, "")
	if len(d.Roles) != 0 {
		t.Errorf("the roles of groups that are gone stay: %v", d.Roles)
	}
}

// A reset is taken back with all that there was, unless an identity provider has come to what took its place.
func TestAResetIsTakenBack(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	old := l.NewDirectory(t, "okta")
	user := addUser(t, old, "ada@example.com")
	addGroup(t, old, "Staff", user)
	takeBack := func(used bool) error {
		d, token, err := l.Services.ResetDirectory(t.Context(), old.ID)
		if err != nil {
			t.Fatal(err)
		}
		fresh := old.At(d, d.Address(l.URL), token)
		if used {
			fresh.Want(t, 200, "GET", "/Users", "")
		}
		history, err := l.Services.History(t.Context(), model.HistoryQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = l.Services.Undo(t.Context(), history.Entries[0].ID); err == nil {
			fresh.Want(t, 404, "GET", "/Users", "")
		}
		return err
	}
	if err := takeBack(false); err != nil {
		t.Fatal(err)
	}
	if a := old.Want(t, 200, "GET", "/Users/"+user, ""); a.At("groups.0.display") != "Staff" {
		t.Errorf("taken back: %s", a.Text)
	}
	if err := takeBack(true); err == nil || !strings.Contains(err.Error(), "was changed again since") {
		t.Errorf("what took its place is in use: %v", err)
	}
}

// A user who is deactivated is gone for apps, and a new one when they are active again, in the groups they were in.
// The identity provider reads and finds the same resource all the while.
func TestDeactivation(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	user := addUser(t, d, "ada@example.com")
	addGroup(t, d, "Staff", user)
	from := len(wantEvents(t, d, 0, "activated", "token.created", "user.created", "group.created", "group.user_added"))
	a := d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"replace","value":{"active":false}}`))
	if a.At("active") != false || a.At("groups.0.display") != "Staff" {
		t.Errorf("deactivated: %s", a.Text)
	}
	d.Want(t, 200, "GET", "/Users/"+user, "")
	d.Want(t, 409, "POST", "/Users", `{`+userSchema+`,"userName":"ADA@example.com"}`)
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"Replace","path":"active","value":"False"}`))
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"Replace","path":"active","value":"True"}`))
	data := wantEvents(t, d, from, "user.deleted", "user.created", "group.user_added")
	if data[0]["id"] == data[1]["id"] || data[0]["state"] != "inactive" || data[1]["state"] != "active" {
		t.Errorf("%v", data)
	}

	keep := true
	if _, err := l.Services.UpdateDirectory(t.Context(), d.ID, model.DirectoryPatch{KeepInactive: &keep}); err != nil {
		t.Fatal(err)
	}
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"replace","value":{"active":false}}`))
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"replace","value":{"active":true}}`))
	data = wantEvents(t, d, from+3, "user.updated", "user.updated")
	if data[0]["id"] != data[1]["id"] || data[0]["state"] != "inactive" {
		t.Errorf("kept: %v", data)
	}
}
