package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) connectionRoles() *cobra.Command {
	return &cobra.Command{
		Use: "roles CONN [GROUP=ROLE …]", Short: "Show or change which groups give their people which role in apps",
		Args: countArgs(1, 1+model.MaxGroupRoles, "a connection, and groups with their roles"),
		Long: "Lists the groups that sign-ins of a connection bring and that have a role, and those that came with " +
			"the last\nsign-ins. With GROUP=ROLE it gives a group one: the group as the identity provider sends it, " +
			"a name or an id, and the\nslug of a role of the environment; GROUP= takes it away. Apps see the role " +
			"in the profile of each sign-in.",
		Example: "  gatehouse env update staging --role admin --role member --default-role member\n" +
			"  gatehouse connection roles 'Foo Corp' Engineering=admin",
		RunE: about(c, findConnection, func(ctx context.Context, d *service.Services, x model.Connection,
			args []string) error {
			roles := map[string]string{}
			for _, text := range args {
				group, role, err := groupAndRole(text)
				if err != nil {
					return err
				}
				roles[group] = role
			}
			if len(roles) > 0 {
				if _, err := d.GiveConnectionRoles(ctx, x.ID, roles); err != nil {
					return err
				}
			}
			r, err := d.ConnectionRoles(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.printConnectionRoles(x, r)
		}),
	}
}

func (c *command) printConnectionRoles(x model.Connection, r model.ConnectionRoles) error {
	if c.json {
		return c.printJSON(api.ConnectionRolesOf(x.ID, r))
	}
	if err := c.printAppRoles("Connection", x.Name, "People", r.AppRoles); err != nil {
		return err
	}
	return listing[model.SignedGroup, api.SignedGroup]{
		told: api.SignedGroupOf, heads: []string{"GROUP", "ROLE", "CAME LATELY"},
		row: func(g model.SignedGroup) []string {
			return []string{g.Name, g.Role, map[bool]string{true: "yes", false: "no"}[g.Came]}
		},
		next: nextRole(r.AppRoles, "connection roles "+string(x.ID)),
	}.list(c, r.Groups)
}
