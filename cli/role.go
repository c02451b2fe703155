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

// printAppRoles prints the roles of an environment, and what they mean for the people of something.
func (c *command) printAppRoles(what, name, people string, r model.AppRoles) error {
	several := "the first of these"
	if r.Multiple {
		several = "all of them"
	}
	err := c.page(what, name, "Roles, the highest first", strings.Join(r.Slugs(), ", "), people+" in no such group",
		cmp.Or(r.Default, "none"), people+" in several", several)
	if err == nil {
		fmt.Fprintln(c.streams.Out)
	}
	return err
}

// nextRole is how to give a group a role, or how to make roles where there are none.
func nextRole(r model.AppRoles, command string) string {
	if len(r.Roles) == 0 {
		return "gatehouse env update ENV --role admin --role member"
	}
	return "gatehouse " + command + " GROUP=ROLE"
}
