package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// ConnectionRoles say which roles people have in apps by the groups that sign-ins of a connection bring.
type ConnectionRoles struct {
	AppRoles
	Groups []SignedGroup // those that have one and those that came lately, by name
}

// SignedGroup is a group as the identity provider writes it into sign-ins: a name, or an id where it sends ids.
type SignedGroup struct {
	Name string
	Role string // slug of the role of its people; "" for none
	Came bool   // a sign-in of late brought it
}

// MaxGroupName bounds the name of a group that has a role, in bytes.
const MaxGroupName = 256

// GiveRoles says which roles groups have, as sign-ins bring them, by the slugs of roles; "" takes one away.
func (c *Connection) GiveRoles(e Environment, roles map[string]string) error {
	for group := range roles {
		if group == "" || strings.TrimSpace(group) != group {
			return Refuse("group", "write it as the identity provider sends it", "%q is no group", Short(group))
		}
		if err := CheckText("group", group, MaxGroupName); err != nil {
			return err
		}
	}
	given, err := withRoles(e, c.Roles, roles)
	if err == nil {
		c.Roles = given
	}
	return err
}

// RolesBy are the slugs of the roles that people have who are in groups.
func (c Connection) RolesBy(groups []string) (slugs []string) {
	for _, group := range groups {
		if slug := c.Roles[group]; slug != "" {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

// RolesIn are the roles of groups that the environment has; nil for none.
func (c Connection) RolesIn(e Environment) map[string]string {
	there := maps.Clone(c.Roles)
	maps.DeleteFunc(there, func(_, slug string) bool { return e.roleAt(slug) < 0 })
	if len(there) == 0 {
		return nil
	}
	return there
}

// RolesOf are the groups of a connection that have a role that the environment has, and those that came lately.
func (c Connection) RolesOf(e Environment, came []string) ConnectionRoles {
	told := ConnectionRoles{AppRoles: e.AppRoles()}
	for group, slug := range c.RolesIn(e) {
		told.Groups = append(told.Groups, SignedGroup{group, slug, slices.Contains(came, group)})
	}
	for _, group := range came {
		known := func(g SignedGroup) bool { return g.Name == group }
		if !slices.ContainsFunc(told.Groups, known) {
			told.Groups = append(told.Groups, SignedGroup{Name: group, Came: true})
		}
	}
	slices.SortFunc(told.Groups, func(a, b SignedGroup) int { return cmp.Compare(a.Name, b.Name) })
	return told
}
