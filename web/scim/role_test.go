package scim_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/storage"
	"gatehouse/web/webtest"
)

// withRoles gives an environment the roles owner, admin and member, of which member is the default.
func withRoles(t *testing.T, l *webtest.Server, d *webtest.Directory) {
	t.Helper()
	settings(t, l, d, model.SetRole(model.EnvironmentRole{Slug: "owner"}),
		model.SetRole(model.EnvironmentRole{Slug: "admin"}), model.SetRole(model.EnvironmentRole{Slug: "member"}),
		model.SetDefaultRole("member"))
}

// giveRole gives a group a role, by the id that the identity provider knows.
func giveRole(t *testing.T, l *webtest.Server, d *webtest.Directory, group, slug string) {
	t.Helper()
	e, err := l.Store.DirectoryEntry(t.Context(), d.ID, model.GroupEntry, model.ID(group))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.GiveRoles(t.Context(), d.ID, map[model.ID]string{e.Published: slug}); err != nil {
		t.Fatal(err)
	}
}

// roles are those of the users of a directory, by their userNames, in words.
func roles(t *testing.T, l *webtest.Server, d *webtest.Directory) map[string]string {
	t.Helper()
	page, err := appOf(l.Services, d).DirectoryUsers(t.Context(), directory.EntryList{Directory: d.ID,
		Paging: model.Paging{Limit: model.MaxPaging}})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, u := range page.Items {
		name, _, _ := strings.Cut(u.Attributes.Username, "@")
		all[name] = u.Attributes.RoleWords()
	}
	return all
}

func wantRoles(t *testing.T, l *webtest.Server, d *webtest.Directory, want string) {
	t.Helper()
	if got := fmt.Sprint(roles(t, l, d)); got != "map["+want+"]" {
		t.Errorf("roles %s, want %s", got, want)
	}
}

func members(op string, users ...string) string {
	list := make([]string, len(users))
	for i, u := range users {
		list[i] = fmt.Sprintf(`{"value":%q}`, u)
	}
	return patch(fmt.Sprintf(`{"op":%q,"path":"members","value":[%s]}`, op, strings.Join(list, ",")))
}

// Whoever comes into a group has its role in the same step, and apps are told of a role that changes, of no other.
func TestRolesFromGroups(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	withRoles(t, l, d)
	ada, bob := addUser(t, d, "ada@example.com"), addUser(t, d, "bob@example.com")
	admins, owners, staff := addGroup(t, d, "Admins"), addGroup(t, d, "Owners"), addGroup(t, d, "Staff", ada)
	giveRole(t, l, d, admins, "admin")
	giveRole(t, l, d, owners, "owner")
	recompute(t, l.Services)
	wantRoles(t, l, d, "ada:member bob:member")
	names, _ := d.Events(t)
	from := len(names)

	d.Want(t, 204, "PATCH", "/Groups/"+admins, members("add", ada, bob))
	data := wantEvents(t, d, from, "user.updated", "user.updated", "group.user_added", "group.user_added")
	if got := text(data[0]["previous"]); got != `{"role":{"slug":"member"},"roles":[{"slug":"member"}]}` {
		t.Errorf("previous %s", got)
	}
	seen := data[2]["user"].(map[string]any)["attributes"].(map[string]any)
	if got := text(seen["roles"]); got != `[{"slug":"admin"}]` {
		t.Errorf("the user who was added has the roles %s", got)
	}
	if r := d.Log(t)[0]; !slices.Equal(r.Done, []string{"+ 2 members", "2 users have other roles"}) {
		t.Errorf("log %q", r.Done)
	}
	d.Want(t, 204, "PATCH", "/Groups/"+owners, members("add", ada))
	wantRoles(t, l, d, "ada:owner bob:admin")
	d.Want(t, 204, "PATCH", "/Groups/"+admins, members("remove", ada))
	d.Want(t, 204, "PATCH", "/Groups/"+staff, members("remove", ada))
	wantEvents(t, d, from+4, "user.updated", "group.user_added", "group.user_removed", "group.user_removed")
	d.Want(t, 200, "PATCH", "/Users/"+ada, patch(`{"op":"replace","path":"title","value":"Countess"}`))
	data = wantEvents(t, d, from+8, "user.updated")
	if got := text(data[0]["previous"]); !strings.HasPrefix(got, `{"job_title":null,"raw_attributes"`) {
		t.Errorf("previous %s", got)
	}
	wantRoles(t, l, d, "ada:owner bob:admin")
	d.Want(t, 204, "DELETE", "/Groups/"+owners, "")
	recompute(t, l.Services)
	wantRoles(t, l, d, "ada:member bob:admin")
	wantEvents(t, d, from+9, "group.deleted", "user.updated")
}

// Who is deactivated and comes back has the roles of the groups that they are in.
func TestRolesOfWhoComesBack(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	withRoles(t, l, d)
	ada := addUser(t, d, "ada@example.com")
	admins, owners := addGroup(t, d, "Admins", ada), addGroup(t, d, "Owners")
	giveRole(t, l, d, admins, "admin")
	giveRole(t, l, d, owners, "owner")
	recompute(t, l.Services)
	active := func(is bool) {
		d.Want(t, 200, "PATCH", "/Users/"+ada, patch(fmt.Sprintf(`{"op":"replace","path":"active","value":%v}`, is)))
	}
	active(false)
	names, _ := d.Events(t)
	d.Want(t, 204, "PATCH", "/Groups/"+owners, members("add", ada))
	wantEvents(t, d, len(names)) // apps do not know them
	active(true)
	wantRoles(t, l, d, "ada:owner")
	data := wantEvents(t, d, len(names), "user.created", "group.user_added", "group.user_added")
	if got := text(data[0]["attributes"].(map[string]any)["roles"]); got != `[{"slug":"owner"}]` {
		t.Errorf("roles %s", got)
	}
}

// What the environment says of roles holds for everybody who is there, as soon as it is said.
func TestRolesOfTheEnvironment(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	ada, bob := addUser(t, d, "ada@example.com"), addUser(t, d, "bob@example.com")
	addUser(t, d, "cid@example.com")
	admins, owners := addGroup(t, d, "Admins", ada, bob), addGroup(t, d, "Owners", ada)
	wantRoles(t, l, d, "ada: bob: cid:")
	withRoles(t, l, d)
	giveRole(t, l, d, admins, "admin")
	giveRole(t, l, d, owners, "owner")
	for _, step := range []struct {
		name    string
		changes []model.EnvironmentChange
		want    string
	}{
		{"the highest priority counts", nil, "ada:owner bob:admin cid:member"},
		{"priorities change", []model.EnvironmentChange{model.RankRole("admin", 1)}, "ada:admin bob:admin cid:member"},
		{"several roles", []model.EnvironmentChange{model.SetMultipleRoles(true)},
			"ada:admin, owner bob:admin cid:member"},
		{"another default", []model.EnvironmentChange{model.SetDefaultRole("owner")},
			"ada:admin, owner bob:admin cid:owner"},
		{"no default", []model.EnvironmentChange{model.SetDefaultRole("")}, "ada:admin, owner bob:admin cid:"},
		{"a role goes", []model.EnvironmentChange{model.RemoveRole("admin")}, "ada:owner bob: cid:"},
	} {
		settings(t, l, d, step.changes...)
		recompute(t, l.Services)
		if got := fmt.Sprint(roles(t, l, d)); got != "map["+step.want+"]" {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
}

// What cannot be a role, or have one, is refused.
func TestRolesRefused(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d, other := l.NewDirectory(t, "okta"), l.NewDirectory(t, "okta")
	for name, change := range map[string]model.EnvironmentChange{
		"a slug with spaces": model.SetRole(model.EnvironmentRole{Slug: "the boss"}),
		"no slug":            model.SetRole(model.EnvironmentRole{}),
		"a long name":        model.SetRole(model.EnvironmentRole{Slug: "a", Name: strings.Repeat("n", 200)}),
		"an unknown default": model.SetDefaultRole("nobody"),
		"nothing to remove":  model.RemoveRole("nobody"),
		"a rank of nobody":   model.RankRole("nobody", 1),
	} {
		var refused *model.FieldError
		if _, err := l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID, change); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	withRoles(t, l, d)
	var refused *model.FieldError
	_, err := l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID, model.RemoveRole("member"))
	if !errors.As(err, &refused) {
		t.Errorf("the default role was removed: %v", err)
	}
	addGroup(t, d, "Staff")
	elsewhere := addGroup(t, other, "Staff")
	e, err := l.Store.DirectoryEntry(t.Context(), other.ID, model.GroupEntry, model.ID(elsewhere))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.GiveRoles(t.Context(), d.ID, map[model.ID]string{e.Published: "admin"}); !errors.Is(err,
		model.ErrNotFound) {
		t.Errorf("a group of another directory: %v", err)
	}
	if _, err := l.Services.GiveRoles(t.Context(), other.ID, map[model.ID]string{e.Published: "boss"}); !errors.As(err,
		&refused) {
		t.Errorf("an unknown role: %v", err)
	}
}

// More members than change in one step have their roles a moment later, also if the process ends in between.
func TestRolesOfManyAtOnce(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	withRoles(t, l, d)
	var users []string
	for n := range 620 {
		users = append(users, addUser(t, d, fmt.Sprintf("u%d@example.com", n)))
	}
	recompute(t, l.Services)
	admins := addGroup(t, d, "Admins")
	giveRole(t, l, d, admins, "admin")
	recompute(t, l.Services)
	have := func(role string) (n int) {
		found, err := l.Store.DirectoryEntries(t.Context(), storage.EntryQuery{Directory: d.ID, Kind: model.UserEntry})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found {
			u, err := e.AsUser(d.Directory)
			if err != nil {
				t.Fatal(err)
			}
			if u.Attributes.Role() == role {
				n++
			}
		}
		return n
	}
	for _, step := range []struct {
		name, method, body string
		want               int // admins
	}{
		{"a few", "PATCH", members("add", users[:20]...), 20},
		{"as many as a step has roles", "PATCH", members("add", users[:276]...), 276},
		{"more than a step has roles", "PATCH", members("add", users[:576]...), 576},
		{"more than a step has members", "PATCH", members("replace", users[10:]...), 610},
		{"a few leave", "PATCH", members("remove", users[10:20]...), 600},
		{"all leave", "PATCH", members("replace"), 0},
		{"all come", "PATCH", members("replace", users...), 620},
		{"the group is deleted", "DELETE", "", 0},
	} {
		if a := d.Send(t, step.method, "/Groups/"+admins, step.body); a.Status != 204 {
			t.Fatalf("%s: %d %s", step.name, a.Status, a.Text)
		}
		recompute(t, l.Services)
		if got := have("admin"); got != step.want || have("member") != 620-step.want {
			t.Errorf("%s: %d are admins, want %d", step.name, got, step.want)
		}
	}
}

// Whatever changes at the same time, in the end each has the roles of their groups, and the events say so, too.
func TestRolesDuringSync(t *testing.T) {
	for seed := range uint64(4) {
		l := webtest.Listen(t, service.Options{})
		d := l.NewDirectory(t, "okta")
		withRoles(t, l, d)
		var users, groups []string
		for n := range 12 {
			users = append(users, addUser(t, d, fmt.Sprintf("u%d@example.com", n)))
		}
		for n := range 5 {
			groups = append(groups, addGroup(t, d, fmt.Sprintf("g%d", n)))
		}
		ctx, cancel := context.WithCancel(t.Context())
		job := make(chan error, 1)
		go func() { job <- l.Services.RunAttributeMaps(ctx) }()
		var all sync.WaitGroup
		for worker := range uint64(4) {
			all.Go(func() { rolesSync(t, l, d, rand.New(rand.NewPCG(seed, worker)), users, groups) })
		}
		all.Wait()
		cancel()
		if err := <-job; err != nil {
			t.Error(err)
		}
		recompute(t, l.Services)
		agree(t, l, d, seed)
	}
}

func rolesSync(t *testing.T, l *webtest.Server, d *webtest.Directory, r *rand.Rand, users, groups []string) {
	for range 60 {
		group := groups[r.IntN(len(groups))]
		switch n := r.IntN(12); {
		case n == 0:
			slug := []string{"owner", "admin", ""}[r.IntN(3)]
			if e, err := l.Store.DirectoryEntry(t.Context(), d.ID, model.GroupEntry, model.ID(group)); err == nil {
				_, err := l.Services.GiveRoles(t.Context(), d.ID, map[model.ID]string{e.Published: slug})
				if err != nil && !errors.Is(err, model.ErrNotFound) && !errors.Is(err, model.ErrConflict) {
					t.Error(err)
				}
			}
		case n == 1 && group != groups[0]:
			d.Send(t, "DELETE", "/Groups/"+group, "")
		case n == 2:
			d.Send(t, "PATCH", "/Users/"+users[r.IntN(len(users))],
				patch(fmt.Sprintf(`{"op":"replace","path":"title","value":"v%d"}`, r.IntN(3))))
		case n == 3:
			d.Send(t, "PATCH", "/Users/"+users[r.IntN(len(users))],
				patch(fmt.Sprintf(`{"op":"replace","path":"active","value":%v}`, r.IntN(3) > 0)))
		default:
			op := []string{"add", "add", "remove", "replace"}[r.IntN(4)]
			a := d.Send(t, "PATCH", "/Groups/"+group, members(op, users[r.IntN(len(users))], users[r.IntN(len(users))]))
			if a.Status >= 500 {
				t.Errorf("%d %s", a.Status, a.Text)
			}
		}
	}
}
