package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxGroupRoles bounds the groups of a directory, or of a connection, that have a role.
const MaxGroupRoles = 500

// groupRoles say which roles the users of a directory have, by the groups that they are in.
type groupRoles struct {
	ranks map[string]int // of the roles of the environment, by their slugs; 0 is the highest
	of    map[ID]string  // of groups, by their ids as entries: the slugs of roles that the environment has
	usual string         // of who has no other; "" for none
	all   bool           // a user has all roles of their groups, and not only the highest
}

func newGroupRoles(e Environment, d Directory) groupRoles {
	g := groupRoles{ranks: map[string]int{}, of: map[ID]string{}, usual: e.DefaultRole, all: e.MultipleRoles}
	for i, r := range e.Roles {
		g.ranks[r.Slug] = i
	}
	for group, slug := range d.Roles {
		if _, there := g.ranks[slug]; there {
			g.of[group] = slug
		}
	}
	return g
}

// fingerprint is nil where nobody has a role, and the same where everybody has the same roles.
func (g groupRoles) fingerprint() (parts []string) {
	for _, group := range slices.Sorted(maps.Keys(g.of)) {
		parts = append(parts, fmt.Sprintf("role %s=%d %s", group, g.ranks[g.of[group]], g.of[group]))
	}
	if parts != nil && g.all {
		parts = append(parts, "all roles")
	}
	if g.usual != "" {
		parts = append(parts, "default role "+g.usual)
	}
	return parts
}

// RolesByGroup reports whether any group has a role: without one, nobody's groups have to be read.
func (m AttributeMap) RolesByGroup() bool { return len(m.roles.of) > 0 }

// GroupRoles are how many groups have a role, and the default role, "" if there is none.
func (m AttributeMap) GroupRoles() (groups int, usual string) { return len(m.roles.of), m.roles.usual }

// RoleOf is the slug of the role that a group has, "" for none. With one, the roles of its users follow its members.
func (m AttributeMap) RoleOf(group ID) string { return m.roles.of[group] }

// RolesIn are the roles of a user who is in groups, that with the highest priority first.
func (m AttributeMap) RolesIn(groups []ID) (all []Role) {
	var slugs []string
	for _, group := range groups {
		if slug := m.roles.of[group]; slug != "" && !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	slices.SortFunc(slugs, func(a, b string) int { return m.roles.ranks[a] - m.roles.ranks[b] })
	switch {
	case len(slugs) == 0 && m.roles.usual != "":
		slugs = []string{m.roles.usual}
	case len(slugs) > 1 && !m.roles.all:
		slugs = slugs[:1]
	}
	for _, slug := range slugs {
		all = append(all, Role{slug})
	}
	return all
}

// Role is the slug of the role that an app knows a user by, "" for none.
func (a UserAttributes) Role() string {
	if len(a.Roles) == 0 {
		return ""
	}
	return a.Roles[0].Slug
}

// RoleWords name the roles of a user.
func (a UserAttributes) RoleWords() string {
	slugs := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		slugs[i] = r.Slug
	}
	return strings.Join(slugs, ", ")
}

// GiveRoles says which roles groups have, by their ids as entries and the slugs of roles; "" takes one away.
func (d *Directory) GiveRoles(e Environment, roles map[ID]string) error {
	given, err := withRoles(e, d.Roles, roles)
	if err == nil {
		d.Roles = given
	}
	return err
}

// withRoles are the roles of groups, changed; nil for none.
func withRoles[G ~string](e Environment, was, roles map[G]string) (map[G]string, error) {
	next := maps.Clone(was)
	if next == nil {
		next = map[G]string{}
	}
	for group, slug := range roles {
		if slug == "" {
			delete(next, group)
			continue
		}
		if e.roleAt(slug) < 0 {
			return nil, unknownRole("role", e, slug)
		}
		next[group] = slug
	}
	if len(next) > MaxGroupRoles {
		return nil, Refuse("role", "give roles to fewer groups, or put groups together at the identity provider",
			"%d groups with a role are more than %d", len(next), MaxGroupRoles)
	}
	if len(next) == 0 {
		return nil, nil
	}
	return next, nil
}

// DirectoryRoles say which roles the users of a directory have.
type DirectoryRoles struct {
	AppRoles
	Groups []DirectoryGroup // those that have one, by name
}
