package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) directoryRoles() *cobra.Command {
	return &cobra.Command{
		Use: "roles DIR [GROUP=ROLE …]", Short: "Show or change which groups give their users which role in apps",
		Args: countArgs(1, 1+model.MaxGroupRoles, "a directory, and groups with their roles"),
		Long: "Lists the groups of a directory that have a role. With GROUP=ROLE it gives a group one, by the name " +
			"or id of the\ngroup and the slug of a role of the environment; GROUP= takes it away. Users who are " +
			"there get their roles in the\nbackground, and apps are told of each that changes. gatehouse env update " +
			"adds roles, and says which comes first.",
		Example: "  gatehouse env update staging --role admin --role member --default-role member\n" +
			"  gatehouse directory roles 'Foo Corp' 'Platform team=admin'",
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			args []string) error {
			roles, err := rolesGiven(ctx, d, x, args)
			if err != nil {
				return err
			}
			if len(roles) > 0 {
				if _, err := d.GiveRoles(ctx, x.ID, roles); err != nil {
					return err
				}
			}
			r, err := d.DirectoryRoles(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.printRoles(x, r)
		}),
	}
}

// rolesGiven reads which groups are to have which role.
func rolesGiven(ctx context.Context, d *service.Services, x model.DirectoryStatus, args []string) (
	map[model.ID]string, error) {
	roles := map[model.ID]string{}
	for _, text := range args {
		group, role, err := groupAndRole(text)
		if err != nil {
			return nil, err
		}
		g, err := findGroup(ctx, d, x, group)
		if err != nil {
			return nil, err
		}
		roles[g.ID] = role
	}
	return roles, nil
}

func (c *command) printRoles(x model.DirectoryStatus, r model.DirectoryRoles) error {
	if c.json {
		return c.printJSON(api.DirectoryRolesOf(x.ID, r))
	}
	if err := c.printAppRoles("Directory", x.Name, "Users", r.AppRoles); err != nil {
		return err
	}
	return listing[model.DirectoryGroup, api.GroupRole]{
		told: api.GroupRoleOf, heads: []string{"GROUP", "ROLE", "ID"},
		row:  func(g model.DirectoryGroup) []string { return []string{g.Name, g.Role, string(g.ID)} },
		next: nextRole(r.AppRoles, "directory roles "+string(x.ID)),
	}.list(c, r.Groups)
}
