package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/model"
)

func (c *command) setupOrg() *cobra.Command {
	var env, kind string
	var domains []string
	var idp idpFlags
	cmd := &cobra.Command{
		Use: "setup-org NAME", Short: "Onboard a customer in one step: organization, domain, connection", Args: oneArg("name"),
		Long: "Makes an organization with its verified domains and its connection, all or nothing, and prints what the identity\n" +
			"provider's admin has to enter.",
		Example: "  gatehouse setup-org 'Foo Corp' --domain foo-corp.com --metadata metadata.xml",
		RunE: c.with(func(ctx context.Context, d *model.Desk, args []string) error {
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			n := model.NewOrganization{Environment: e.ID, Name: args[0]}
			for _, x := range domains {
				n.Domains = append(n.Domains, model.NewDomain{Domain: x, State: model.DomainVerified})
			}
			setup, err := idp.read(ctx, c, d)
			if err != nil {
				return err
			}
			if setup == nil && kind == "" {
				return usageError{fmt.Errorf("give the identity provider's --metadata, or a --type for a draft")}
			}
			o, x, lints, err := d.SetUp(ctx, n, model.NewConnection{Type: kind, IdP: setup})
			if err != nil {
				return err
			}
			if c.json {
				j := asConnectionJSON(d, x)
				j.Lint = lints
				return c.printJSON(map[string]any{"organization": asOrganizationJSON(o), "connection": j})
			}
			if err := c.printOrganization(ctx, d, o); err != nil {
				return err
			}
			return c.printConnection(d, x, lints)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringArrayVar(&domains, "domain", nil, "email domain (repeatable)")
	cmd.Flags().StringVar(&kind, "type", "", "connection type (default: told by the metadata)")
	idp.add(cmd.Flags())
	return cmd
}
