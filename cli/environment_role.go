package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/model"
)

// environmentRoles are the flags about the roles that people can have in apps.
type environmentRoles struct {
	set, remove, rank []string
	usual             string
	multiple, portal  bool
}

func (r *environmentRoles) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&r.set, "role", nil,
		"SLUG[=NAME] of a role in apps, which groups of directories can have (repeatable)")
	f.StringArrayVar(&r.remove, "remove-role", nil, "take a role away (repeatable)")
	f.StringArrayVar(&r.rank, "rank-role", nil,
		"SLUG=N gives a role the n-th priority; who is in groups of several has that of 1 before that of 2 "+
			"(repeatable)")
	f.StringVar(&r.usual, "default-role", "", `the role of users of directories who have no other; "" for none`)
	f.BoolVar(&r.multiple, "multiple-roles", false, "users of directories have all roles of their groups")
	f.BoolVar(&r.portal, "portal-roles", false,
		"IT admins say in the Admin Portal which of their groups has which role")
}

func (r *environmentRoles) changes(cmd *cobra.Command, e model.Environment) (all []model.EnvironmentChange, err error) {
	for _, text := range r.set {
		slug, name, _ := strings.Cut(text, "=")
		role := e.Role(slug)
		if name != "" {
			role.Name = name
		}
		all = append(all, model.SetRole(role))
	}
	for _, text := range r.rank {
		slug, place, _ := strings.Cut(text, "=")
		n, err := strconv.Atoi(place)
		if err != nil {
			return nil, usageError{fmt.Errorf("--rank-role %q: write it like admin=1", text)}
		}
		all = append(all, model.RankRole(slug, n))
	}
	if cmd.Flags().Changed("default-role") {
		all = append(all, model.SetDefaultRole(r.usual))
	}
	for _, slug := range r.remove {
		all = append(all, model.RemoveRole(slug))
	}
	if cmd.Flags().Changed("multiple-roles") {
		all = append(all, model.SetMultipleRoles(r.multiple))
	}
	if cmd.Flags().Changed("portal-roles") {
		all = append(all, model.SetPortalRoles(r.portal))
	}
	return all, nil
}

// roleLines show the roles of an environment.
func roleLines(e model.Environment) (pairs []string) {
	for i, r := range e.Roles {
		line := fmt.Sprintf("%d. %s  %s", i+1, r.Slug, r.Name)
		if r.Slug == e.DefaultRole {
			line += "  default"
		}
		pairs = append(pairs, "Role", line)
	}
	if e.MultipleRoles {
		pairs = append(pairs, "Several roles", "users of directories have all roles of their groups")
	}
	if e.PortalRoles {
		pairs = append(pairs, "Roles in the portal", "IT admins give them to their groups")
	}
	return pairs
}
