package sso_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// provisioned is a user of a directory, by the id that the identity provider knows.
func provisioned(t *testing.T, d *webtest.Directory, address string) string {
	t.Helper()
	return d.Want(t, http.StatusCreated, "POST", "/Users",
		fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":%q,"active":true,`+
			`"emails":[{"value":%[1]q,"type":"work","primary":true}]}`, address)).ID()
}

// groupOf makes a group of a user and gives it a role.
func groupOf(t *testing.T, l *webtest.World, d *webtest.Directory, user, slug string) {
	t.Helper()
	id := d.Want(t, http.StatusCreated, "POST", "/Groups",
		fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":%q,`+
			`"members":[{"value":%q}]}`, slug+" "+user, user)).ID()
	e, err := l.Store.DirectoryEntry(t.Context(), d.ID, model.GroupEntry, model.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.GiveRoles(t.Context(), d.ID, map[model.ID]string{e.Published: slug}); err != nil {
		t.Fatal(err)
	}
	if err := l.Services.RecomputeDirectories(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Whoever signs in has the roles that they have as a user of a directory, if that is the same person, else the default
// role of the environment.
func TestRoleOfAProfile(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	change := func(changes ...model.EnvironmentChange) {
		t.Helper()
		if _, err := l.Services.UpdateEnvironment(t.Context(), l.Welcome.Environment.ID, changes...); err != nil {
			t.Fatal(err)
		}
	}
	// wantRoles signs in, and asks for the profile again by the access token.
	wantRoles := func(when, want string) (email string) {
		t.Helper()
		_, answer := l.Redeem(t, l.Code(t, a, nil), nil)
		profile, _ := answer["profile"].(map[string]any)
		if got := rolesIn(profile); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
		ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.URL+"/sso/profile", nil)
		if err != nil {
			t.Fatal(err)
		}
		ask.Header.Set("Authorization", fmt.Sprint("Bearer ", answer["access_token"]))
		var read map[string]any
		if err := json.Unmarshal([]byte(webtest.Body(t, webtest.Send(t, ask))), &read); err != nil {
			t.Fatal(err)
		}
		if got := rolesIn(read); got != want {
			t.Errorf("%s, by the access token: %s, want %s", when, got, want)
		}
		if !reflect.DeepEqual(read, profile) {
			t.Errorf("%s: the profile is %v, and by the access token %v", when, profile, read)
		}
		return profile["email"].(string)
	}

	address := wantRoles("no roles", "<nil> of []")
	d := l.NewDirectory(t, "okta")
	user := provisioned(t, d, strings.ToUpper(address))
	change(model.SetRole(model.EnvironmentRole{Slug: "owner"}), model.SetRole(model.EnvironmentRole{Slug: "admin"}),
		model.SetRole(model.EnvironmentRole{Slug: "member"}))
	wantRoles("no default role", "<nil> of []")
	change(model.SetDefaultRole("member"))
	wantRoles("the default role", "member of [member]")
	groupOf(t, l, d, provisioned(t, d, "eve@"+address[strings.Index(address, "@")+1:]), "owner")
	wantRoles("a role of somebody else", "member of [member]")
	groupOf(t, l, d, user, "admin")
	wantRoles("a group with a role", "admin of [admin]")
	groupOf(t, l, d, user, "owner")
	wantRoles("the one with the highest priority", "owner of [owner]")
	change(model.SetMultipleRoles(true))
	if err := l.Services.RecomputeDirectories(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantRoles("several", "owner of [owner admin]")
	change(model.RemoveRole("owner"))
	wantRoles("a role that is gone", "admin of [admin]")
	d.Want(t, http.StatusOK, "PATCH", "/Users/"+user, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
		`"Operations":[{"op":"replace","value":{"active":false}}]}`)
	wantRoles("deactivated", "member of [member]")
}

// Groups that a sign-in brings give roles, too. The default role is for who has no other, in the directory as well.
func TestRoleByTheGroupsOfASignIn(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	change := func(changes ...model.EnvironmentChange) {
		t.Helper()
		if _, err := l.Services.UpdateEnvironment(t.Context(), l.Welcome.Environment.ID, changes...); err != nil {
			t.Fatal(err)
		}
	}
	signIn := func() map[string]any {
		t.Helper()
		_, answer := l.Redeem(t, l.Code(t, a, nil), nil)
		return answer["profile"].(map[string]any)
	}
	wantRoles := func(when, want string) {
		t.Helper()
		if got := rolesIn(signIn()); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	change(model.SetRole(model.EnvironmentRole{Slug: "owner"}), model.SetRole(model.EnvironmentRole{Slug: "member"}),
		model.SetRole(model.EnvironmentRole{Slug: "viewer"}), model.SetDefaultRole("member"))
	profile := signIn()
	groups, _ := profile["groups"].([]any)
	if len(groups) < 2 {
		t.Fatalf("the sign-in brings the groups %v", groups)
	}
	connection := model.ID(profile["connection_id"].(string))
	give := func(group any, slug string) {
		t.Helper()
		_, err := l.Services.GiveConnectionRoles(t.Context(), connection, map[string]string{fmt.Sprint(group): slug})
		if err != nil {
			t.Fatal(err)
		}
	}
	give("Nobody", "owner")
	wantRoles("a group that it does not bring", "member of [member]")
	give(strings.ToUpper(fmt.Sprint(groups[0])), "owner")
	wantRoles("a group in capital letters", "member of [member]")
	give(groups[0], "viewer")
	wantRoles("a role below the default one", "viewer of [viewer]")
	d := l.NewDirectory(t, "okta")
	user := provisioned(t, d, profile["email"].(string))
	wantRoles("in the directory with the default role", "viewer of [viewer]")
	give(groups[1], "owner")
	wantRoles("the one with the highest priority", "owner of [owner]")
	change(model.SetMultipleRoles(true))
	groupOf(t, l, d, user, "member")
	groupOf(t, l, d, user, "owner")
	wantRoles("several, from the sign-in and the directory", "owner of [owner member viewer]")
	give(groups[1], "")
	give(groups[0], "")
	wantRoles("from the directory", "owner of [owner member]")

	shown, err := l.Services.ConnectionRoles(t.Context(), connection)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, g := range shown.Groups {
		told = append(told, fmt.Sprintf("%s %q %t", g.Name, g.Role, g.Came))
	}
	want := []string{`Nobody "owner" false`, strings.ToUpper(fmt.Sprint(groups[0])) + ` "owner" false`}
	for _, group := range groups {
		want = append(want, fmt.Sprint(group)+` "" true`)
	}
	slices.Sort(want)
	if !slices.Equal(told, want) {
		t.Errorf("shown are %q, want %q", told, want)
	}
	if c, err := l.Services.ResetConnection(t.Context(), connection); err != nil || len(c.Roles) > 0 {
		t.Errorf("after a reset: %v, %v", c.Roles, err)
	}
}

func rolesIn(profile map[string]any) string {
	slugs := []string{}
	all, _ := profile["roles"].([]any)
	for _, r := range all {
		slugs = append(slugs, r.(map[string]any)["slug"].(string))
	}
	role, _ := profile["role"].(map[string]any)
	return fmt.Sprintf("%v of %v", role["slug"], slugs)
}
