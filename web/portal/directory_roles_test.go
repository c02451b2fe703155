package portal_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// Where the environment lets them, IT admins choose the role that each of their groups gives its users.
func TestPortalRoles(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	set := func(changes ...model.EnvironmentChange) {
		t.Helper()
		if _, err := l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID, changes...); err != nil {
			t.Fatal(err)
		}
	}
	set(model.SetRole(model.EnvironmentRole{Slug: "admin", Name: "Administrator", Description: "May do everything"}),
		model.SetRole(model.EnvironmentRole{Slug: "member"}), model.SetDefaultRole("member"))
	ada := d.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "ada", "ada@globex.example")).ID()
	const group = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":%q,` +
		`"members":[{"value":%q}]}`
	for n := range 60 {
		d.Want(t, http.StatusCreated, "POST", "/Groups", fmt.Sprintf(group, fmt.Sprintf("Team %d", n), ada))
	}

	a.Open("directory/roles")
	if a.Page.Status != http.StatusNotFound {
		t.Errorf("roles are shown to who gives none: %d", a.Page.Status)
	}
	a.Sees("Roles are not given here")
	a.Open("directory/users")
	for _, link := range a.Page.Links {
		if link.Text == "Roles" {
			t.Error("a tab leads to roles that are not given here")
		}
	}
	set(model.SetPortalRoles(true))
	a.Open("directory/users")
	a.Follow("Roles")
	a.Sees("May do everything", "the role that stands first in this list", "Everybody else is Member", "Team 59")

	groups, err := l.Services.DirectoryGroups(t.Context(),
		directory.EntryList{Directory: d.ID, Paging: model.Paging{Limit: 60}})
	if err != nil {
		t.Fatal(err)
	}
	first, last := groups.Items[0], groups.Items[59]
	a.Send("directory/roles", map[string]string{"role_" + string(first.ID): "admin"})
	a.At("directory/roles")
	a.Sees("Saved", "1 group with a role", first.Name+": admin")
	if err := l.Services.RecomputeDirectories(t.Context()); err != nil {
		t.Fatal(err)
	}
	u, err := l.Services.DirectoryUsers(t.Context(),
		directory.EntryList{Directory: d.ID, Paging: model.Paging{Limit: 1}})
	if err != nil || u.Items[0].Attributes.Role() != "admin" {
		t.Fatal(u.Items, err)
	}
	a.Open("directory/users/" + string(u.Items[0].ID))
	a.Sees("admin")

	a.Open("directory/roles?q=team+7")
	a.Sees("Team 7")
	if strings.Contains(a.Page.Text, "Team 8") {
		t.Errorf("a search for one group finds others: %s", a.Page.Text)
	}
	a.Open("directory/roles?q=nobody")
	a.Sees("No group is called “nobody”")
	a.Open("directory/roles")
	a.Send("directory/roles", map[string]string{"role_" + string(first.ID): "boss"})
	if a.Page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a role that there is not: %d", a.Page.Status)
	}
	a.Sees("is no role of")
	if _, err := l.Services.GiveRoles(t.Context(), d.ID, map[model.ID]string{last.ID: "member"}); err != nil {
		t.Fatal(err)
	}
	a.Open("directory/roles")
	a.Follow("Older")
	a.Sees(last.Name)
	a.Send("directory/roles", map[string]string{"role_" + string(first.ID): "", "was_" + string(first.ID): "admin"})
	roles, err := l.Services.DirectoryRoles(t.Context(), d.ID)
	if err != nil || len(roles.Groups) != 1 || roles.Groups[0].ID != last.ID {
		t.Errorf("%+v, %v", roles.Groups, err)
	}
	a.Send("directory/roles", map[string]string{"role_directory_group_gone": "admin"})
	if a.Page.Status != http.StatusNotFound {
		t.Errorf("a group that is gone: %d", a.Page.Status)
	}
}
