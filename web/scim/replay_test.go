package scim_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// app is what somebody knows who reads the events alone.
type app struct {
	users, groups map[string]string // by id, as they were told
	members       map[string]bool   // group and user
}

func (a *app) hear(t *testing.T, name string, data map[string]any) {
	t.Helper()
	text := func(x any) string {
		m := maps.Clone(x.(map[string]any))
		delete(m, "previous")
		b, _ := json.Marshal(m)
		return string(b)
	}
	id, _ := data["id"].(string)
	member := func() string {
		group, user := data["group"].(map[string]any)["id"].(string), data["user"].(map[string]any)["id"].(string)
		if a.users[user] == "" || a.groups[group] == "" {
			t.Fatalf("%s of a user or group that was not told of: %v", name, data)
		}
		return group + " " + user
	}
	switch strings.TrimPrefix(name, "dsync.") {
	case "user.created", "user.updated":
		if there := a.users[id] != ""; there != strings.HasSuffix(name, "updated") {
			t.Fatalf("%s of %s, which is there: %v", name, id, there)
		}
		a.users[id] = text(data)
	case "user.deleted":
		delete(a.users, id)
		maps.DeleteFunc(a.members, func(k string, _ bool) bool { return strings.HasSuffix(k, " "+id) })
	case "group.created", "group.updated":
		if there := a.groups[id] != ""; there != strings.HasSuffix(name, "updated") {
			t.Fatalf("%s of %s, which is there: %v", name, id, there)
		}
		a.groups[id] = text(data)
	case "group.deleted":
		delete(a.groups, id)
		maps.DeleteFunc(a.members, func(k string, _ bool) bool { return strings.HasPrefix(k, id+" ") })
	case "group.user_added":
		if m := member(); a.members[m] {
			t.Fatalf("%s twice", m)
		} else {
			a.members[m] = true
		}
	case "group.user_removed":
		m := member()
		if !a.members[m] {
			t.Fatalf("%s left, and was not there", m)
		}
		delete(a.members, m)
	}
}

// state is what the read API gives.
func state(t *testing.T, s *service.Services, d model.ID) *app {
	t.Helper()
	a := &app{map[string]string{}, map[string]string{}, map[string]bool{}}
	text := func(x any) string { // as an event has it
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		b, _ = json.Marshal(m)
		return string(b)
	}
	all := model.Paging{Limit: model.MaxPaging}
	users, err := s.DirectoryUsers(t.Context(), directory.EntryList{Directory: d, Paging: all})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users.Items {
		a.users[string(u.ID)] = text(u)
		groups, err := s.DirectoryGroups(t.Context(), directory.EntryList{User: u.ID, Paging: all})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range groups.Items {
			a.members[string(g.ID)+" "+string(u.ID)] = true
		}
	}
	groups, err := s.DirectoryGroups(t.Context(), directory.EntryList{Directory: d, Paging: all})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range groups.Items {
		a.groups[string(g.ID)] = text(g)
		in, err := s.DirectoryUsers(t.Context(), directory.EntryList{Group: g.ID, Paging: all})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range in.Items {
			if n++; !a.members[string(g.ID)+" "+string(u.ID)] {
				t.Errorf("%s is in %s by the group alone", u.ID, g.ID)
			}
		}
	}
	if n != len(a.members) {
		t.Errorf("%d members by groups, %d by users", n, len(a.members))
	}
	return a
}

// Whatever an identity provider does, who reads the events knows what the read API says, whether directories keep those
// who are inactive or not; and what is put back as it was read is no change.
func TestEventsReplayed(t *testing.T) {
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprintf("keep inactive %v", keep), func(t *testing.T) {
			for seed := range uint64(8) {
				replay(t, seed, keep)
			}
		})
	}
}

func replay(t *testing.T, seed uint64, keep bool) {
	l := webtest.Listen(t, service.Options{})
	d := l.NewDirectory(t, "okta")
	if _, err := l.Services.UpdateDirectory(t.Context(), d.ID, model.DirectoryPatch{KeepInactive: &keep}); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 7))
	var users, groups []string
	one := func(all []string) string {
		if len(all) == 0 {
			return "01J00000000000000000000000"
		}
		return all[r.IntN(len(all))]
	}
	some := func() string {
		var list []string
		for range r.IntN(4) {
			list = append(list, `{"value":"`+one(users)+`"}`)
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	heard := &app{map[string]string{}, map[string]string{}, map[string]bool{}}
	told := 0
	for range 60 {
		var a webtest.Provisioned
		switch r.IntN(11) {
		case 0, 1:
			a = d.Send(t, "POST", "/Users", fmt.Sprintf(`{%s,"userName":"u%d@example.com","active":%v}`, userSchema,
				r.IntN(12), r.IntN(4) > 0))
			if a.Status == 201 {
				users = append(users, a.ID())
			}
		case 2:
			a = d.Send(t, "POST", "/Groups", fmt.Sprintf(`{%s,"displayName":"g%d","members":%s}`, groupSchema,
				r.IntN(5), some()))
			if a.Status == 201 {
				groups = append(groups, a.ID())
			}
		case 3, 4:
			a = d.Send(t, "PATCH", "/Users/"+one(users),
				patch(fmt.Sprintf(`{"op":"replace","path":"active","value":%v}`, r.IntN(2) == 0)))
		case 5:
			a = d.Send(t, "PATCH", "/Users/"+one(users),
				patch(fmt.Sprintf(`{"op":"replace","path":"title","value":"t%d"}`, r.IntN(3))))
		case 6, 7:
			a = d.Send(t, "PATCH", "/Groups/"+one(groups), patch(fmt.Sprintf(`{"op":%q,"path":"members","value":%s}`,
				[]string{"add", "remove", "replace"}[r.IntN(3)], some())))
		case 8:
			a = d.Send(t, "PATCH", "/Groups/"+one(groups),
				patch(fmt.Sprintf(`{"op":"replace","path":"displayName","value":"g%d"}`, r.IntN(5))))
		case 9:
			a = d.Send(t, "DELETE", []string{"/Users/" + one(users), "/Groups/" + one(groups)}[r.IntN(2)], "")
		case 10: // as it was read
			path := []string{"/Users/" + one(users), "/Groups/" + one(groups)}[r.IntN(2)]
			if read := d.Send(t, "GET", path, ""); read.Status == 200 {
				before, _ := d.Events(t)
				a = d.Want(t, 200, "PUT", path, read.Text)
				if after, _ := d.Events(t); len(after) != len(before) {
					t.Fatalf("%s was put back as it was read, and that is told as %q: %s", path,
						after[len(before):], read.Text)
				}
			}
		}
		if a.Status >= 500 {
			t.Fatalf("%d %s", a.Status, a.Text)
		}
		names, data := d.Events(t)
		for ; told < len(names); told++ {
			heard.hear(t, names[told], data[told])
		}
	}
	is := state(t, l.Services, d.ID)
	if !maps.Equal(heard.users, is.users) || !maps.Equal(heard.groups, is.groups) ||
		!maps.Equal(heard.members, is.members) {
		t.Errorf("seed %d: heard %v\n%v\n%v\nis %v\n%v\n%v", seed, sorted(heard.users), sorted(heard.groups),
			heard.members, sorted(is.users), sorted(is.groups), is.members)
	}
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Values(m)) }
