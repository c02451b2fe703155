package cli

import (
	"cmp"
	"fmt"
	"strings"

	"gatehouse/model"
)

// groupAndRole reads GROUP=ROLE. The group may have = in it, as those of LDAP have.
func groupAndRole(text string) (group, role string, err error) {
	i := strings.LastIndex(text, "=")
	if i < 1 {
		return "", "", usageError{fmt.Errorf("%q: write it like Engineering=admin", text)}
	}
	return text[:i], text[i+1:], nil
}

// printRolesThereAre prints the roles of an environment, and what they mean for the people of something.
func (c *command) printRolesThereAre(what, name, people string, there []model.EnvironmentRole, usual string,
	multiple bool) error {
	all := make([]string, len(there))
	for i, role := range there {
		all[i] = role.Slug
	}
	several := "the first of these"
	if multiple {
		several = "all of them"
	}
	err := c.page(what, name, "Roles, the highest first", strings.Join(all, ", "), people+" in no such group",
		cmp.Or(usual, "none"), people+" in several", several)
	if err == nil {
		fmt.Fprintln(c.streams.Out)
	}
	return err
}

// nextRole is how to give a group a role, or how to make roles where there are none.
func nextRole(there []model.EnvironmentRole, command string) string {
	if len(there) == 0 {
		return "gatehouse env update ENV --role admin --role member"
	}
	return "gatehouse " + command + " GROUP=ROLE"
}
