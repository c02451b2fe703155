package directory

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// rolesOf are the roles that a user has by the groups that they are in. Where no group has one, none is read.
func (s Service) rolesOf(ctx context.Context, m mapped, user model.DirectoryEntry) ([]model.Role, error) {
	if user.Kind != model.UserEntry {
		return nil, nil
	}
	groups, err := s.groupIDs(ctx, m, user)
	return m.attributes.RolesIn(groups), err
}

// groupIDs are the groups that a user is in, if any group of the directory has a role.
func (s Service) groupIDs(ctx context.Context, m mapped, user model.DirectoryEntry) (ids []model.ID, err error) {
	if !m.attributes.RolesByGroup() || user.Revision == 0 {
		return nil, nil
	}
	in, err := s.core.Store.Memberships(ctx, storage.MembershipQuery{Directory: m.directory.ID, User: user.ID})
	for _, membership := range in {
		ids = append(ids, membership.Group)
	}
	return ids, err
}

// inGroup is what becomes of a user who comes into a group with a role, or leaves it.
func (x *exchange) inGroup(ctx context.Context, user, group model.DirectoryEntry, in bool) (storage.EntryChange,
	error) {
	ids, err := x.groupIDs(ctx, x.mapped, user)
	if err != nil {
		return storage.EntryChange{}, err
	}
	ids = slices.DeleteFunc(ids, func(id model.ID) bool { return id == group.ID })
	if in {
		ids = append(ids, group.ID)
	}
	change, _, err := x.recompute(user, x.attributes.RolesIn(ids))
	return change, err
}

// roleLines say in the log that users have other roles than before.
func roleLines(users []storage.EntryChange) []string {
	told := 0
	for _, c := range users {
		if len(c.Tell) > 0 {
			told++
		}
	}
	if told == 0 {
		return nil
	}
	return []string{model.Plural(told, "user has another role", "users have other roles")}
}

// DirectoryRoles gives the groups of a directory that have a role, and the roles that there are.
func (s Service) DirectoryRoles(ctx context.Context, directory model.ID) (model.DirectoryRoles, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectory(directory)))
	if err != nil {
		return model.DirectoryRoles{}, err
	}
	d, env, err := s.withEnvironment(ctx, directory)
	if err != nil {
		return model.DirectoryRoles{}, err
	}
	told := model.DirectoryRoles{AppRoles: env.AppRoles()}
	m := mapped{d, s.state.compiled(env, d), s.core.Now()}
	for id := range d.Roles {
		e, err := s.core.Store.DirectoryEntry(ctx, d.ID, model.GroupEntry, id)
		if gone, err := core.Missing(err); err != nil {
			return told, err
		} else if gone {
			continue
		}
		if g := s.asGroup(m, e); g.Role != "" {
			told.Groups = append(told.Groups, g)
		}
	}
	slices.SortFunc(told.Groups, func(a, b model.DirectoryGroup) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.ID), string(b.ID)))
	})
	return told, nil
}

// GiveRoles says which roles groups of a directory have, by the ids of groups that apps know and the slugs of roles;
// "" takes one away. Users are recomputed in the background. What was said of groups that are gone is forgotten.
func (s Service) GiveRoles(ctx context.Context, directory model.ID, roles map[model.ID]string) (model.Directory,
	error) {
	s, err := s.pass(s.core.Do(ctx, model.ActGiveRoles, core.OfDirectory(directory)))
	if err != nil {
		return model.Directory{}, err
	}
	return s.reviseMapped(ctx, directory, func(d *model.Directory, env model.Environment) (string, error) {
		if s.core.Principal.Kind == model.PortalVisitor && !env.PortalRoles {
			return "", model.Refuse("role", "ask those who invited you", "roles are not given here")
		}
		given, names, err := s.rolesByEntry(ctx, *d, roles)
		if err != nil {
			return "", err
		}
		return "gave roles to groups of the directory " + d.Name + ": " + model.Short(names), d.GiveRoles(env, given)
	})
}

// rolesByEntry are roles by the entries of groups, without a role for those who had one and are gone, and in words.
func (s Service) rolesByEntry(ctx context.Context, d model.Directory, roles map[model.ID]string) (
	given map[model.ID]string, words string, err error) {
	given = map[model.ID]string{}
	var parts []string
	for id, slug := range roles {
		group, err := s.publishedIn(ctx, d.ID, id, model.GroupEntry)
		if err != nil {
			return nil, "", err
		}
		if d.Roles[group.ID] != slug {
			given[group.ID] = slug
			parts = append(parts, group.Name+" "+cmp.Or(slug, "none"))
		}
	}
	if len(parts) == 0 {
		return nil, "", nil // nothing was said of any group
	}
	for id := range d.Roles {
		_, err := s.core.Store.DirectoryEntry(ctx, d.ID, model.GroupEntry, id)
		if gone, err := core.Missing(err); err != nil {
			return nil, "", err
		} else if gone {
			given[id] = ""
		}
	}
	slices.Sort(parts)
	return given, strings.Join(parts, ", "), nil
}
