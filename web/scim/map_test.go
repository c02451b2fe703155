package scim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/storage"
	"gatehouse/web/webtest"
)

const department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"

func settings(t *testing.T, l *webtest.Server, d *webtest.Directory, changes ...model.EnvironmentChange) {
	t.Helper()
	if _, err := l.Services.UpdateEnvironment(t.Context(), d.EnvironmentID, changes...); err != nil {
		t.Fatal(err)
	}
}

func mapTo(t *testing.T, l *webtest.Server, d *webtest.Directory, paths map[string]string) {
	t.Helper()
	if _, err := l.Services.MapDirectory(t.Context(), d.ID, paths); err != nil {
		t.Fatal(err)
	}
}

func recompute(t *testing.T, s *service.Services) {
	t.Helper()
	if err := s.RecomputeDirectories(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// appOf acts for an app of the environment of a directory.
func appOf(s *service.Services, d *webtest.Directory) *service.Services {
	return s.For(model.Principal{Kind: model.KeyHolder, ID: "key_test", Name: "app", Environment: d.EnvironmentID})
}

func custom(name string) model.CustomAttribute { return model.CustomAttribute{Name: name} }

// A map makes what apps see of users who come, and of those who are there; they are told of each that looks otherwise,
// and of nobody else.
func TestAttributeMap(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	person := func(name, rest string) {
		d.Want(t, 201, "POST", "/Users", fmt.Sprintf(`{%s,"userName":%q%s}`, userSchema, name, rest))
	}
	person("ada",
		`,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Engines"},"title":"Countess"`)
	person("bob", `,"title":"Builder"`)
	from := len(wantEvents(t, d, 0, "activated", "token.created", "user.created", "user.created"))

	settings(t, l, d, model.SetCustomAttribute(custom("team")), model.SetDirectoryAttribute("department_name", true))
	recompute(t, l.Services)
	data := wantEvents(t, d, from, "user.updated")
	if got := text(data[0]["previous"]); got != `{"custom_attributes":{"department_name":null}}` {
		t.Errorf("previous %s", got)
	}
	if got := text(
		data[0]["attributes"].(map[string]any)["custom"]); got != `{"department_name":"Engines","team":null}` {
		t.Errorf("custom attributes %s", got)
	}

	mapTo(t, l, d, map[string]string{"team": department})
	recompute(t, l.Services)
	recompute(t, l.Services)
	wantEvents(t, d, from+1, "user.updated")
	mapTo(t, l, d, map[string]string{"team": "title"})
	person("cid", `,"title":"Compositor"`) // while others are still mapped as before
	recompute(t, l.Services)
	data = wantEvents(t, d, from+2, "user.created", "user.updated", "user.updated")
	if got := text(
		data[0]["attributes"].(map[string]any)["custom"]); got != `{"department_name":null,"team":"Compositor"}` {
		t.Errorf("custom attributes %s", got)
	}
	if got := text(data[1]["previous"]); got != `{"custom_attributes":{"team":"Engines"}}` {
		t.Errorf("previous %s", got)
	}
	settings(t, l, d, model.RemoveCustomAttribute("team"))
	recompute(t, l.Services)
	data = wantEvents(t, d, from+5, "user.updated", "user.updated", "user.updated")
	if got := text(data[2]["attributes"].(map[string]any)["custom"]); got != `{"department_name":null}` {
		t.Errorf("custom attributes %s", got)
	}
	// with the path of before
	settings(t, l, d, model.SetCustomAttribute(model.CustomAttribute{Name: "team", Required: true}))
	recompute(t, l.Services)
	wantEvents(t, d, from+8, "user.updated", "user.updated", "user.updated")
}

func text(v any) string {
	b, _ := json.Marshal(v) // it was JSON
	return string(b)
}

// Apps that do not see raw attributes are not told of their changes, and are told when they see them no more.
func TestHiddenRawAttributes(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	user := addUser(t, d, "ada@example.com")
	addGroup(t, d, "Staff", user)
	from := len(wantEvents(t, d, 0, "activated", "token.created", "user.created", "group.created", "group.user_added"))
	settings(t, l, d, model.SetHideRaw(true))
	recompute(t, l.Services)
	data := wantEvents(t, d, from, "user.updated", "group.updated")
	for _, x := range data {
		previous, _ := x["previous"].(map[string]any)
		if x["raw"] != nil || len(previous) != 1 || previous["raw_attributes"] == nil {
			t.Errorf("%v", x)
		}
	}
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"replace","path":"nickName","value":"A"}`))
	wantEvents(t, d, from+2)
	d.Want(t, 200, "PATCH", "/Users/"+user, patch(`{"op":"replace","path":"title","value":"Countess"}`))
	data = wantEvents(t, d, from+2, "user.updated")
	if got := text(data[0]["previous"]); got != `{"job_title":null}` || data[0]["raw"] != nil {
		t.Errorf("%v", data[0])
	}
	for who, want := range map[*service.Services]bool{appOf(l.Services, d): false, l.Services: true} {
		all, err := who.DirectoryUsers(t.Context(),
			directory.EntryList{Directory: d.ID, Paging: model.Paging{Limit: 10}})
		if err != nil || len(all.Items) != 1 || (all.Items[0].Raw != nil) != want ||
			(all.Items[0].Groups[0].Raw != nil) != want {
			t.Errorf("%v: %+v, %v", want, all.Items, err)
		}
	}
}

// A user without a required attribute is kept, and warned of; the page of the directory names what is not mapped.
func TestRequiredAttributes(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	addUser(t, d, "ada@example.com")
	settings(t, l, d, model.SetCustomAttribute(model.CustomAttribute{Name: "team", Required: true}))
	addUser(t, d, "bob@example.com")
	r := d.Log(t)[0]
	if r.Status != 201 || !strings.Contains(lacking(r), "map team") {
		t.Errorf("%+v", r)
	}
	got, err := l.Services.Directory(t.Context(), d.ID)
	if err != nil || !slices.Equal(got.Mapping.Unmapped, []string{"team"}) || got.Mapping.Recompute.Runs() {
		t.Errorf("%+v, %v", got.Mapping, err)
	}
	mapTo(t, l, d, map[string]string{"team": "userName"})
	got, err = l.Services.Directory(t.Context(), d.ID)
	if err != nil || got.Mapping.Unmapped != nil || got.Mapping.Recompute.Words() != "recomputing 0 of 2 users" {
		t.Errorf("%+v, %v", got.Mapping, err)
	}
	addUser(t, d, "cid@example.com")
	if r := d.Log(t)[0]; lacking(r) != "" {
		t.Errorf("%+v", r)
	}
	mapTo(t, l, d, map[string]string{"team": "title"})
	addUser(t, d, "dan@example.com")
	if r := d.Log(t)[0]; !strings.Contains(lacking(r), "not sent of this one: team") {
		t.Errorf("%+v", r)
	}
}

// lacking is what is said of required attributes.
func lacking(r model.DirectoryRequest) (all string) {
	for _, w := range r.Warnings {
		if w.Cause == "required_unmapped" {
			all += w.Detail
		}
	}
	return all
}

// The map is shown with a real user, and so is one that is not saved; what cannot be mapped is refused.
func TestMapIsShown(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	settings(t, l, d, model.SetCustomAttribute(custom("team")), model.SetDirectoryAttribute("employee_type", true))
	show := func(paths map[string]string) string {
		m, err := l.Services.DirectoryMap(t.Context(), d.ID, "", paths)
		if err != nil {
			t.Fatal(err)
		}
		line := m.Label
		for _, a := range m.Attributes {
			line += fmt.Sprintf(" %s=%s:%s", a.Name, a.Path, a.Value)
		}
		return line
	}
	if got := show(nil); got != " employee_type=userType: team=:" {
		t.Errorf("of nobody: %s", got)
	}
	d.Want(t, 201, "POST", "/Users",
		fmt.Sprintf(`{%s,"userName":"ada","userType":"Countess","title":"Dr."}`, userSchema))
	mapTo(t, l, d, map[string]string{"team": "TITLE"})
	if got := show(nil); got != `ada employee_type=userType:"Countess" team=title:"Dr."` {
		t.Error(got)
	}
	if got := show(
		map[string]string{"team": "userName"}); got != `ada employee_type=userType:"Countess" team=userName:"ada"` {
		t.Error(got)
	}
	if got := show(nil); !strings.Contains(got, "team=title") {
		t.Errorf("the preview was saved: %s", got)
	}
	paths, err := l.Services.DirectoryPaths(t.Context(), d.ID, "")
	if err != nil || !slices.ContainsFunc(paths, func(p model.PathValue) bool {
		return p.Path == "title" && string(p.Value) == `"Dr."`
	}) {
		t.Errorf("%v, %v", paths, err)
	}
	for _, wrong := range []map[string]string{{"nobody": "title"}, {"employee_type": "title"}, {"team": "a..b"},
		{"team": strings.Repeat("a", 600)}} {
		var refused *model.FieldError
		if _, err := l.Services.MapDirectory(t.Context(), d.ID, wrong); !errors.As(err, &refused) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

// crashing is a store that does so many steps and changes of records, and then fails.
type crashing struct {
	storage.Store
	left int
}

var errCrash = errors.New("crash")

func (c *crashing) Provision(ctx context.Context, s storage.DirectoryStep) (storage.Provisioned, error) {
	if c.left--; c.left < 0 {
		return storage.Provisioned{}, errCrash
	}
	return c.Store.Provision(ctx, s)
}

func (c *crashing) Apply(ctx context.Context, all ...storage.Change) error {
	if c.left--; c.left < 0 {
		return errCrash
	}
	return c.Store.Apply(ctx, all...)
}

// A recomputation that ends anywhere goes on where it was: apps are told of each user once.
func TestRecomputeGoesOn(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	const users = 430
	if _, err := l.Services.RehearseDirectory(t.Context(), d.ID,
		directory.Rehearsal{Users: users, Groups: 1}); err != nil {
		t.Fatal(err)
	}
	before, _ := d.Events(t)
	settings(t, l, d, model.SetCustomAttribute(custom("login")))
	mapTo(t, l, d, map[string]string{"login": "userName"})
	crashes, last := 0, -1
	for ; ; crashes++ {
		store := &crashing{l.Store, 2}
		s := service.New(service.Options{Store: store, Secrets: l.Secrets}).For(model.LocalOwner("test", "tester"))
		err := s.RecomputeDirectories(t.Context())
		got, failed := l.Services.Directory(t.Context(), d.ID)
		if failed != nil || got.Mapping.Recompute.Done < last {
			t.Fatalf("%+v, %v", got.Mapping, failed)
		}
		last = got.Mapping.Recompute.Done
		if err == nil {
			break
		}
		if !errors.Is(err, errCrash) || crashes > 50 {
			t.Fatal(crashes, err)
		}
	}
	if crashes < 4 || last != users {
		t.Errorf("%d crashes, %d users", crashes, last)
	}
	told := map[string]int{}
	names, data := d.Events(t)
	for i := len(before); i < len(names); i++ {
		if names[i] != "dsync.user.updated" {
			t.Errorf("%s", names[i])
		}
		told[data[i]["id"].(string)]++
	}
	if len(told) != users || len(names) != len(before)+users {
		t.Errorf("%d users were told of in %d events", len(told), len(names)-len(before))
	}
}

// Whatever is mapped while users come and change, in the end each is mapped as the map says, and who read the events
// knows what the read API says.
func TestRemapDuringSync(t *testing.T) {
	for seed := range uint64(4) {
		l := webtest.Listen(t, service.Options{})
		d := l.NewDirectory(t, "okta")
		ctx, cancel := context.WithCancel(t.Context())
		job := make(chan error, 1)
		go func() { job <- l.Services.RunAttributeMaps(ctx) }()
		synced := make(chan struct{})
		go func() { defer close(synced); syncing(t, d, rand.New(rand.NewPCG(seed, 1))) }()
		r := rand.New(rand.NewPCG(seed, 2))
		settings(t, l, d, model.SetCustomAttribute(custom("a")), model.SetCustomAttribute(custom("b")))
		for running := true; running; {
			select {
			case <-synced:
				running = false
			default:
				remap(t, l, d, r)
			}
		}
		cancel()
		if err := <-job; err != nil {
			t.Error(err)
		}
		recompute(t, l.Services)
		agree(t, l, d, seed)
	}
}

func syncing(t *testing.T, d *webtest.Directory, r *rand.Rand) {
	var users []string
	for range 150 {
		switch {
		case len(users) < 10 || r.IntN(8) == 0:
			a := d.Send(t, "POST", "/Users", fmt.Sprintf(`{%s,"userName":"u%d@example.com","title":"t%d"}`, userSchema,
				r.IntN(40), r.IntN(3)))
			if a.Status == 201 {
				users = append(users, a.ID())
			}
		case r.IntN(10) == 0:
			d.Send(t, "PATCH", "/Users/"+users[r.IntN(len(users))],
				patch(fmt.Sprintf(`{"op":"replace","path":"active","value":%v}`, r.IntN(2) == 0)))
		default:
			path := []string{"title", "userType", "nickName", department}[r.IntN(4)]
			a := d.Send(t, "PATCH", "/Users/"+users[r.IntN(len(users))],
				patch(fmt.Sprintf(`{"op":"replace","path":%q,"value":"v%d"}`, path, r.IntN(3))))
			if a.Status >= 500 {
				t.Errorf("%d %s", a.Status, a.Text)
			}
		}
	}
}

func remap(t *testing.T, l *webtest.Server, d *webtest.Directory, r *rand.Rand) {
	name := []string{"a", "b"}[r.IntN(2)]
	switch r.IntN(5) {
	case 0:
		settings(t, l, d, model.SetHideRaw(r.IntN(2) == 0))
	case 1:
		settings(t, l, d, model.SetDirectoryAttribute("employee_type", true))
	case 2:
		settings(t, l, d, model.SetDirectoryAttribute("employee_type", true),
			model.SetDirectoryAttribute("employee_type", false))
	default:
		mapTo(t, l, d, map[string]string{name: []string{"title", "userType", department, ""}[r.IntN(4)]})
	}
}

// agree holds what was told and what is read against what the map makes now.
func agree(t *testing.T, l *webtest.Server, d *webtest.Directory, seed uint64) {
	t.Helper()
	e, err := l.Services.Environment(t.Context(), d.EnvironmentID)
	if err != nil {
		t.Fatal(err)
	}
	x, err := l.Services.Directory(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	m := model.NewAttributeMap(e, x.Directory)
	heard := &app{map[string]string{}, map[string]string{}, map[string]bool{}}
	names, data := d.Events(t)
	for i := range names {
		heard.hear(t, names[i], data[i])
	}
	all := model.Paging{Limit: model.MaxPaging}
	seen, err := appOf(l.Services, d).DirectoryUsers(t.Context(), directory.EntryList{Directory: d.ID, Paging: all})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen.Items) != len(heard.users) || len(seen.Items) == 0 {
		t.Errorf("%d users, and %d were told of", len(seen.Items), len(heard.users))
	}
	owned, err := l.Services.DirectoryUsers(t.Context(), directory.EntryList{Directory: d.ID, Paging: all})
	if err != nil {
		t.Fatal(err)
	}
	for i, u := range seen.Items {
		if is, told := plain(t, text(u)), plain(t, heard.users[string(u.ID)]); is != told {
			t.Errorf("seed %d: read %s\n told %s", seed, is, told)
		}
		var r scim.Resource
		if err := json.Unmarshal(owned.Items[i].Raw, &r); err != nil {
			t.Fatal(err)
		}
		afresh := m.Of(r)
		afresh.Roles = m.RolesIn(groupsIn(t, l, d, u.ID))
		if is, want := text(m.Whole(u).Attributes),
			text(m.Whole(model.DirectoryUser{Attributes: afresh}).Attributes); is != want {
			t.Errorf("seed %d: mapped as %s\n afresh %s", seed, is, want)
		}
	}
}

// groupsIn are the groups of a user, by their ids as entries.
func groupsIn(t *testing.T, l *webtest.Server, d *webtest.Directory, user model.ID) (ids []model.ID) {
	e, err := l.Store.PublishedEntry(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	in, err := l.Store.Memberships(t.Context(), storage.MembershipQuery{Directory: d.ID, User: e.ID})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range in {
		ids = append(ids, x.Group)
	}
	return ids
}

// plain is a user without custom attributes that are null.
func plain(t *testing.T, user string) string {
	var u map[string]any
	if err := json.Unmarshal([]byte(user), &u); err != nil {
		t.Fatal(err)
	}
	attributes := u["attributes"].(map[string]any)
	if all, ok := attributes["custom"].(map[string]any); ok {
		if maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil }); len(all) == 0 {
			delete(attributes, "custom")
		}
	}
	return text(u)
}
