package scim_test

import (
	"fmt"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// Who signs in is the user of a directory with the same address if its domain is verified, and nobody otherwise:
// neither by an address of another domain, nor by one in the directory of another organization.
func TestOnePersonByVerifiedAddress(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	o, err := l.Services.CreateOrganization(t.Context(), model.NewOrganization{Environment: l.Welcome.Environment.ID,
		Name: "Globex", Domains: []model.NewDomain{{Domain: "globex.example", State: model.DomainVerified},
			{Domain: "pending.example", State: model.DomainPending}}})
	if err != nil {
		t.Fatal(err)
	}
	made, token, err := l.Services.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID, Type: "okta"})
	if err != nil {
		t.Fatal(err)
	}
	d := l.NewDirectory(t, "okta").At(made, made.Address(l.URL), token)
	user := addUser(t, d, "ada@globex.example")
	addGroup(t, d, "Staff", user)
	for _, address := range []string{"ada@pending.example", "ada@elsewhere.example"} {
		addUser(t, d, address)
	}
	who := func(organization model.ID, address string) string {
		t.Helper()
		users, err := l.Services.DirectoryUsersOf(t.Context(), organization, address)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, u := range users {
			said += fmt.Sprintf("%s %s in %d;", u.Attributes.Email, u.State, len(u.Groups))
		}
		return said
	}
	for _, c := range []struct {
		organization  model.ID
		address, want string
	}{
		{o.ID, "ADA@Globex.example", "ada@globex.example active in 1;"}, {o.ID, "eve@globex.example", ""},
		{o.ID, "ada@pending.example", ""}, {o.ID, "ada@elsewhere.example", ""}, {o.ID, "ada", ""}, {o.ID, "", ""},
		{l.Welcome.Organization.ID, "ada@globex.example", ""},
	} {
		if got := who(c.organization, c.address); got != c.want {
			t.Errorf("%s: %q, want %q", c.address, got, c.want)
		}
	}
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"replace","value":{"active":false}}`))
	if got := who(o.ID, "ada@globex.example"); got != "ada@globex.example inactive in 1;" {
		t.Errorf("deactivated: %q", got)
	}
}
