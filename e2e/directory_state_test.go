package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

// seen is what somebody reads of a directory: users and groups, and who is a member of what.
type seen struct {
	names   map[string]bool // of users and groups
	members map[string]bool // a group and a user by name

	users, groups map[string]string // by id, as an app reads them
	byID          map[string]bool   // a group and a user by id
}

func nobody() seen {
	return seen{map[string]bool{}, map[string]bool{}, map[string]string{}, map[string]string{}, map[string]bool{}}
}

// resources are those on all pages of a list of SCIM.
func (x *synced) resources(path string) (all []map[string]any) {
	for {
		page := read[struct {
			TotalResults int
			Resources    []map[string]any
		}](x.t, fmt.Sprintf("%s%s?count=200&startIndex=%d", x.endpoint, path, len(all)+1), x.token)
		if all = append(all, page.Resources...); len(all) >= page.TotalResults || len(page.Resources) == 0 {
			return all
		}
	}
}

// asProvider is what the identity provider reads: groups with their members, and users with their groups, which have
// to say the same.
func (x *synced) asProvider() seen {
	x.t.Helper()
	s, names, byUsers := nobody(), map[string]string{}, map[string]bool{}
	var users []task
	var mu sync.Mutex
	for _, u := range x.resources("/Users") {
		id, name := u["id"].(string), u["userName"].(string)
		names[id], s.names[name] = name, true
		if u["title"] != "title of "+name {
			x.t.Errorf("%v is there in part", u)
		}
		users = append(users, func() bool { // a list is without groups
			whole := read[map[string]any](x.t, x.endpoint+"/Users/"+id, x.token)
			mu.Lock()
			defer mu.Unlock()
			for _, g := range list(whole["groups"]) {
				byUsers[g["display"].(string)+" "+name] = true
			}
			return true
		})
	}
	do(users)
	for _, g := range x.resources("/Groups") {
		s.names[g["displayName"].(string)] = true
		whole := read[map[string]any](x.t, x.endpoint+"/Groups/"+g["id"].(string), x.token)
		for _, m := range list(whole["members"]) {
			s.members[g["displayName"].(string)+" "+names[m["value"].(string)]] = true
		}
	}
	if !maps.Equal(s.members, byUsers) {
		x.t.Errorf("groups tell of %d memberships, users of %d, or of others", len(s.members), len(byUsers))
	}
	return s
}

// asApp is what an app reads of the same, from both ends, too.
func (x *synced) asApp() seen {
	x.t.Helper()
	s, names, byGroups := nobody(), map[string]string{}, map[string]bool{}
	base := "http://" + x.address
	for _, u := range readAll(x.t, base+"/directory_users?directory="+x.directory, x.key, "") {
		id, name := u["id"].(string), u["idp_id"].(string)
		names[id], s.names[name] = name, true
		for _, g := range list(u["groups"]) {
			s.byID[g["id"].(string)+" "+id] = true
			s.members[g["idp_id"].(string)+" "+name] = true
		}
		s.users[id] = told(u)
	}
	for _, g := range readAll(x.t, base+"/directory_groups?directory="+x.directory, x.key, "") {
		id := g["id"].(string)
		s.groups[id], s.names[g["idp_id"].(string)] = told(g), true
		for _, u := range readAll(x.t, base+"/directory_users?group="+id, x.key, "") {
			byGroups[id+" "+u["id"].(string)] = true
		}
	}
	if !maps.Equal(s.byID, byGroups) {
		x.t.Errorf("an app finds %d memberships by users, %d by groups, or others", len(s.byID), len(byGroups))
	}
	return s
}

// told is a user or group as events have it, too.
func told(x map[string]any) string {
	x = maps.Clone(x)
	delete(x, "groups")
	delete(x, "previous_attributes")
	b, _ := json.Marshal(x) // it was JSON
	return string(b)
}

func list(x any) (all []map[string]any) {
	values, _ := x.([]any)
	for _, v := range values {
		all = append(all, v.(map[string]any))
	}
	return all
}

// listener is what an app knows that reads the events alone.
type listener struct {
	last          string // event
	heard         int
	users, groups map[string]string
	members       map[string]bool
}

func newListener() *listener {
	return &listener{"", 0, map[string]string{}, map[string]string{}, map[string]bool{}}
}

// heardOf are the events that a listener knows.
var heardOf = []string{"dsync.user.created", "dsync.user.updated", "dsync.user.deleted", "dsync.group.created",
	"dsync.group.updated", "dsync.group.deleted", "dsync.group.user_added", "dsync.group.user_removed"}

// hear takes the next event, which has to fit what was told before.
func (l *listener) hear(t *testing.T, e map[string]any) {
	t.Helper()
	name, data := strings.TrimPrefix(e["event"].(string), "dsync."), e["data"].(map[string]any)
	l.last = e["id"].(string)
	l.heard++
	id, _ := data["id"].(string)
	kind, change, _ := strings.Cut(name, ".")
	known := map[string]map[string]string{"user": l.users, "group": l.groups}[kind]
	_, there := known[id]
	switch change {
	case "created", "updated":
		known[id] = told(data)
	case "deleted":
		delete(known, id)
	case "user_added", "user_removed":
		m := data["group"].(map[string]any)["id"].(string) + " " + data["user"].(map[string]any)["id"].(string)
		there = l.members[m]
		if l.members[m] = true; change == "user_removed" {
			delete(l.members, m)
		}
	}
	if there == slices.Contains([]string{"created", "user_added"}, change) {
		t.Errorf("%s does not fit what was told before: %v", name, data)
	}
}
