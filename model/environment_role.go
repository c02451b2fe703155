package model

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// EnvironmentRole is what a user may be in the apps of an environment. Users of directories have roles by the groups
// that they are in.
type EnvironmentRole struct {
	Slug        string    `json:"slug"` // by which apps know it: "admin"
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Created     time.Time `json:"created_at"`
}

// MaxRoles bounds the roles of an environment.
const MaxRoles = 100

// RoleID is by what apps find a role of an environment: the same for ever for the same slug.
func RoleID(environment ID, slug string) ID {
	return StableID(PrefixRole, string(environment), slug)
}

// named is the role with a name: one that was not given is made of its slug.
func (r EnvironmentRole) named() EnvironmentRole {
	if r.Name == "" && r.Slug != "" {
		r.Name = strings.ToUpper(r.Slug[:1]) + r.Slug[1:]
	}
	return r
}

// Role is the one of a slug; with the slug alone if there is none.
func (e Environment) Role(slug string) EnvironmentRole {
	if i := e.roleAt(slug); i >= 0 {
		return e.Roles[i]
	}
	return EnvironmentRole{Slug: slug}
}

// AppRoles are the roles that people can have in the apps of an environment.
type AppRoles struct {
	Roles    []EnvironmentRole // that with the highest priority first
	Default  string            // of people in no group with a role; "" for none
	Multiple bool              // people have all roles of their groups, and not only the highest
}

// AppRoles are those of the environment.
func (e Environment) AppRoles() AppRoles { return AppRoles{e.Roles, e.DefaultRole, e.MultipleRoles} }

// Slugs are those of all roles, that with the highest priority first.
func (r AppRoles) Slugs() []string {
	all := make([]string, len(r.Roles))
	for i, role := range r.Roles {
		all[i] = role.Slug
	}
	return all
}

// RolesOf are the roles of a person, by the slugs that their groups give them; the default role of whoever has none.
// That with the highest priority is the first; it is the only one unless the environment allows several.
func (e Environment) RolesOf(slugs []string) (all []Role) {
	for _, r := range e.Roles {
		if slices.Contains(slugs, r.Slug) {
			all = append(all, Role{r.Slug})
		}
	}
	switch {
	case len(all) == 0 && e.DefaultRole != "":
		return []Role{{e.DefaultRole}}
	case len(all) > 1 && !e.MultipleRoles:
		return all[:1]
	}
	return all
}

func (e Environment) roleAt(slug string) int {
	return slices.IndexFunc(e.Roles, func(r EnvironmentRole) bool { return r.Slug == slug })
}

var roleSlug = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// checkRoles refuses roles that an environment cannot have.
func (e *Environment) checkRoles() error {
	const field = "role"
	if len(e.Roles) > MaxRoles {
		return Refuse(field, "remove some", "%d are more than %d", len(e.Roles), MaxRoles)
	}
	for i, r := range e.Roles {
		switch {
		case !roleSlug.MatchString(r.Slug):
			return Refuse(field, "use lower-case letters, digits, - and _, like org-admin",
				"%q cannot be a slug", Short(r.Slug))
		case r.Name == "":
			return Refuse(field, "give it one", "%s has no name", r.Slug)
		case e.roleAt(r.Slug) != i:
			return Refuse(field, "choose another slug", "%q is there already", r.Slug)
		}
		if err := CheckText(field, r.Name, 100); err != nil {
			return err
		}
		if err := CheckText(field, r.Description, 200); err != nil {
			return err
		}
	}
	if e.DefaultRole != "" && e.roleAt(e.DefaultRole) < 0 {
		return unknownRole("default_role", *e, e.DefaultRole)
	}
	return nil
}

func unknownRole(field string, e Environment, slug string) error {
	if len(e.Roles) == 0 {
		return Refuse(field, "add it to the settings of the environment first", "%s has no roles", e.Name)
	}
	return Refuse(field, "use one of "+strings.Join(e.AppRoles().Slugs(), ", "),
		"%q is no role of %s", Short(slug), e.Name)
}

// SetRole adds a role, as the one with the lowest priority, or changes the name and the description of one.
func SetRole(r EnvironmentRole) EnvironmentChange {
	return EnvironmentChange{"set the role " + plainly(r.Slug) + " of %s", func(e *Environment) error {
		r = r.named()
		e.Roles = slices.Clone(e.Roles)
		if i := e.roleAt(r.Slug); i >= 0 {
			r.Created = e.Roles[i].Created
			e.Roles[i] = r
			return nil
		}
		e.Roles = append(e.Roles, r)
		return nil
	}}
}

// RemoveRole takes a role away from all who have it by their groups. The default role has to be replaced first.
func RemoveRole(slug string) EnvironmentChange {
	return EnvironmentChange{"removed the role " + plainly(slug) + " of %s", func(e *Environment) error {
		switch i := e.roleAt(slug); {
		case i < 0:
			return unknownRole("role", *e, slug)
		case e.DefaultRole == slug:
			return Refuse("role", "make another the default first", "%s is the default role", slug)
		default:
			e.Roles = slices.Delete(slices.Clone(e.Roles), i, i+1)
			return nil
		}
	}}
}

// RankRole gives a role the n-th priority; 1 is the highest. Who is in groups of several roles has the highest.
func RankRole(slug string, n int) EnvironmentChange {
	return EnvironmentChange{"ranked the role " + plainly(slug) + " of %s", func(e *Environment) error {
		i := e.roleAt(slug)
		if i < 0 {
			return unknownRole("role", *e, slug)
		}
		if n < 1 || n > len(e.Roles) {
			return Refuse("role", "1 is the highest priority", "%d is not between 1 and %d", n, len(e.Roles))
		}
		r := e.Roles[i]
		e.Roles = slices.Insert(slices.Delete(slices.Clone(e.Roles), i, i+1), n-1, r)
		return nil
	}}
}

// SetDefaultRole chooses the role of users who have no other; "" is none.
func SetDefaultRole(slug string) EnvironmentChange {
	return EnvironmentChange{"set the default role of %s", func(e *Environment) error {
		e.DefaultRole = slug
		return nil
	}}
}

// SetMultipleRoles gives users all roles of their groups, or only the one with the highest priority.
func SetMultipleRoles(all bool) EnvironmentChange {
	return EnvironmentChange{"set whether users of %s have several roles", func(e *Environment) error {
		e.MultipleRoles = all
		return nil
	}}
}

// SetPortalRoles lets IT admins say in the Admin Portal which of their groups have which role, or not.
func SetPortalRoles(on bool) EnvironmentChange {
	return EnvironmentChange{"set whether IT admins of %s give roles to groups", func(e *Environment) error {
		e.PortalRoles = on
		return nil
	}}
}
