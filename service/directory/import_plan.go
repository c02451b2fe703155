package directory

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
)

// importPlan is what a file changes in a directory.
type importPlan struct {
	sum    model.DirectoryImport
	active int // users of the directory, before
	users  []userImport
	groups []groupImport
	ids    map[string]model.ID // of users of the file that are there, by their folded names
}

// userImport is a request about a user.
type userImport struct {
	method, path string
	body         []byte
	line         int    // of the file; 0 for one who is not in it
	name         string // folded
}

// groupImport is a request about a group.
type groupImport struct {
	method, path string
	name         string
	members      []string // the folded names of users
}

// planImport compares a file with what is in a directory.
func (s Service) planImport(ctx context.Context, d model.Directory, people scim.People) (importPlan, error) {
	p := importPlan{ids: map[string]model.ID{}, sum: model.DirectoryImport{People: len(people.All)}}
	if err := s.planLines(ctx, d, people, &p); err != nil {
		return p, err
	}
	if err := s.planAbsent(ctx, d, &p); err != nil {
		return p, err
	}
	if !people.Grouped {
		return p, nil
	}
	return p, s.planGroups(ctx, d, people, &p)
}

// planLines finds who of a file is new, and who changed.
func (s Service) planLines(ctx context.Context, d model.Directory, people scim.People, p *importPlan) error {
	plans, entries := make([]userImport, len(people.All)), make([]model.DirectoryEntry, len(people.All))
	lines, lineCtx := errgroup.WithContext(ctx)
	lines.SetLimit(importersAtOnce)
	for i, person := range people.All {
		lines.Go(func() (err error) {
			plans[i], entries[i], err = s.planLine(lineCtx, d, person)
			return err
		})
	}
	if err := lines.Wait(); err != nil {
		return err
	}
	for i, u := range plans {
		if entries[i].ID != "" {
			p.ids[u.name] = entries[i].ID
		}
		switch u.method {
		case http.MethodPost:
			p.sum.New++
		case http.MethodPut:
			p.sum.Changed++
		default:
			continue
		}
		p.users = append(p.users, u)
	}
	return nil
}

// planLine finds what a line changes, which has no method if that is nothing, and the user that it is about.
func (s Service) planLine(ctx context.Context, d model.Directory, person scim.Person) (u userImport,
	e model.DirectoryEntry, err error) {
	name := person.Resource.Text("userName")
	u = userImport{line: person.Line, name: scim.Fold(name)}
	found, err := s.core.Store.DirectoryEntries(ctx, storage.EntryQuery{Directory: d.ID, Kind: model.UserEntry,
		Name: name})
	if err != nil {
		return u, e, err
	}
	if len(found) == 0 {
		u.method, u.path = http.MethodPost, "/Users"
	} else {
		e = found[0]
		old, err := resourceOf(e)
		if err != nil || old.Equal(scim.Put(scim.User, old, person.Resource)) {
			return u, e, err
		}
		u.method, u.path = http.MethodPut, "/Users/"+string(e.ID)
	}
	u.body, err = person.Body()
	return u, e, err
}

// replacing is the body of a request that replaces one attribute.
func replacing(attribute string, value any) ([]byte, error) {
	return json.Marshal(map[string]any{"schemas": []string{scim.URNPatch}, "Operations": []map[string]any{
		{"op": "replace", "path": attribute, "value": value}}})
}

// planAbsent finds who is active and not in the file.
func (s Service) planAbsent(ctx context.Context, d model.Directory, p *importPlan) error {
	there := map[model.ID]bool{}
	for _, id := range p.ids {
		there[id] = true
	}
	deactivation, err := replacing("active", false)
	if err != nil {
		return err
	}
	return s.eachEntry(ctx, d, model.UserEntry, func(e model.DirectoryEntry) {
		if e.State != model.UserActive {
			return
		}
		p.active++
		if !there[e.ID] {
			p.sum.Deactivated++
			p.users = append(p.users, userImport{method: http.MethodPatch, path: "/Users/" + string(e.ID),
				body: deactivation})
		}
	})
}

// eachEntry goes through the entries of a directory.
func (s Service) eachEntry(ctx context.Context, d model.Directory, k model.EntryKind,
	f func(model.DirectoryEntry)) error {
	q := storage.EntryQuery{Directory: d.ID, Kind: k, Limit: lookPage}
	for {
		page, err := s.core.Store.DirectoryEntries(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range page {
			f(e)
		}
		if len(page) < q.Limit {
			return nil
		}
		q.Behind = page[len(page)-1].ID
	}
}

// planGroups finds which groups are new, which have other members, and which are not in the file any more.
func (s Service) planGroups(ctx context.Context, d model.Directory, people scim.People, p *importPlan) error {
	wanted := map[string]groupImport{} // by folded name
	for _, person := range people.All {
		for _, name := range person.Groups {
			g := wanted[scim.Fold(name)]
			if g.name == "" {
				g = groupImport{method: http.MethodPost, path: "/Groups", name: name}
			}
			g.members = append(g.members, scim.Fold(person.Resource.Text("userName")))
			wanted[scim.Fold(name)] = g
		}
	}
	p.sum.Groups, p.sum.GroupsNew = len(wanted), len(wanted)
	var stored []model.DirectoryEntry
	err := s.eachEntry(ctx, d, model.GroupEntry, func(e model.DirectoryEntry) { stored = append(stored, e) })
	if err != nil {
		return err
	}
	for _, e := range stored {
		g, stays := wanted[scim.Fold(e.Name)]
		if !stays {
			p.sum.GroupsGone++
			p.groups = append(p.groups, groupImport{method: http.MethodDelete,
				path: "/Groups/" + string(e.ID), name: e.Name})
			continue
		}
		p.sum.GroupsNew--
		delete(wanted, scim.Fold(e.Name))
		same, err := s.hasMembers(ctx, e, g, p.ids)
		if err != nil {
			return err
		}
		if !same {
			p.sum.GroupsEdit++
			g.method, g.path = http.MethodPatch, "/Groups/"+string(e.ID)
			p.groups = append(p.groups, g)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		p.groups = append(p.groups, wanted[name])
	}
	return nil
}

// hasMembers reports whether the members of a group are those of a file.
func (s Service) hasMembers(ctx context.Context, group model.DirectoryEntry, g groupImport,
	ids map[string]model.ID) (bool, error) {
	want := map[model.ID]bool{}
	for _, name := range g.members {
		id, there := ids[name]
		if !there {
			return false, nil // they are created first
		}
		want[id] = true
	}
	if len(want) != group.Members {
		return false, nil
	}
	same := true
	err := s.eachMember(ctx, group, func(user model.ID) error {
		same = same && want[user]
		return nil
	})
	return same, err
}

// body is what is sent of a group, with the ids of those members who were taken.
func (g groupImport) body(ids map[string]model.ID) ([]byte, error) {
	members := make([]map[string]model.ID, 0, len(g.members))
	for _, name := range g.members {
		if id, there := ids[name]; there {
			members = append(members, map[string]model.ID{"value": id})
		}
	}
	switch g.method {
	case http.MethodDelete:
		return nil, nil
	case http.MethodPost:
		return json.Marshal(map[string]any{"schemas": []string{scim.URNGroup}, "displayName": g.name,
			"members": members})
	}
	return replacing("members", members)
}
