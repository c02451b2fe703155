package idp

import (
	"encoding/json"
	"net/http"

	"gatehouse/scim"
)

// Sync brings people and groups into the directory as they are at the identity provider: it looks for each, makes
// those that are missing, and changes the others. It ends with the first that is refused.
func (p Provider) Sync(people []Person, groups []Group, carry Carry) error {
	for _, path := range p.first {
		if _, err := carry.sent(p.read(path)); err != nil {
			return err
		}
	}
	ids := make(map[string]string, len(people))
	for _, one := range people {
		id, err := p.user(one, true, carry)
		if err != nil {
			return err
		}
		ids[one.ID] = id
	}
	for _, g := range groups {
		if err := p.group(g, ids, carry); err != nil {
			return err
		}
	}
	return nil
}

// Leave takes people out of the directory, as the identity provider does when they are no longer assigned.
func (p Provider) Leave(people []Person, carry Carry) error {
	for _, one := range people {
		if _, err := p.user(one, false, carry); err != nil {
			return err
		}
	}
	return nil
}

// user makes or changes one user, and gives their id.
func (p Provider) user(one Person, active bool, carry Carry) (id string, err error) {
	found, err := carry.sent(p.find(scim.User, "userName", one.Email))
	if err != nil {
		return "", err
	}
	id = found.id()
	switch {
	case id == "" && !active:
		return "", nil
	case id == "":
		made, err := carry.sent(p.with(http.MethodPost, "/Users", p.userBody(one, active)))
		return made.id(), err
	case p.wholeUsers:
		_, err = carry.sent(p.with(http.MethodPut, "/Users/"+id, p.userBody(one, active)))
	default:
		change := p.patch(operation{p.op("replace"), "active", p.booleans(active)})
		_, err = carry.sent(p.with(http.MethodPatch, "/Users/"+id, change))
	}
	return id, err
}

// group makes or changes one group.
func (p Provider) group(g Group, ids map[string]string, carry Carry) error {
	id, err := p.groupNamed(g.Name, carry)
	if err != nil {
		return err
	}
	var members []member
	for _, m := range g.Members {
		members = append(members, member{ids[m.ID]})
	}
	body := map[string]any{"schemas": []string{scim.URNGroup}, "displayName": g.Name}
	if p.groupIDs {
		body["externalId"] = g.ID
	}
	if p.wholeGroups {
		body["members"] = members
	}
	switch {
	case id == "":
		made, err := carry.sent(p.with(http.MethodPost, "/Groups", body))
		if err != nil {
			return err
		}
		id = made.id()
	case p.wholeGroups:
		_, err = carry.sent(p.with(http.MethodPut, "/Groups/"+id, body))
	}
	if p.wholeGroups || err != nil {
		return err
	}
	for len(members) > 0 {
		n := min(len(members), p.pushes)
		q := p.with(http.MethodPatch, "/Groups/"+id, p.patch(operation{p.op("add"), "members", members[:n]}))
		if _, err := carry.sent(q); err != nil {
			return err
		}
		members = members[n:]
	}
	return nil
}

// groupNamed is the id of the group of a name, "" if there is none.
func (p Provider) groupNamed(name string, carry Carry) (id string, err error) {
	if !p.allGroups {
		found, err := carry.sent(p.find(scim.Group, "displayName", name))
		return found.id(), err
	}
	for at := 1; ; {
		a, err := carry.sent(p.page(scim.Group, at))
		if err != nil {
			return "", err
		}
		var page struct {
			Resources []struct{ ID, DisplayName string }
		}
		if err := json.Unmarshal(a.Body, &page); err != nil || len(page.Resources) == 0 {
			return "", err
		}
		for _, g := range page.Resources {
			if g.DisplayName == name {
				return g.ID, nil
			}
		}
		at += len(page.Resources)
	}
}
