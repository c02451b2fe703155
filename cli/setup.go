package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) setupOrg() *cobra.Command {
	var env, kind string
	var domains, features []string
	var link bool
	var idp idpFlags
	var rules policyFlags
	var asks askFlags
	cmd := &cobra.Command{}
	*cmd = cobra.Command{
		Use: "setup-org NAME", Short: "Onboard a customer in one step: organization, domain, connection, setup link",
		Args: oneArg("name"),
		Long: "Makes an organization with its verified domains and its connection, all or nothing, and prints what " +
			"the identity\n" +
			"provider's admin has to enter. With --link it also generates a setup link, whose URL stands alone on " +
			"the last line;\n" +
			"the connection may then be left to the customer's IT admin.",
		Example: "  gatehouse setup-org 'Foo Corp' --domain foo-corp.com --metadata metadata.xml\n" +
			"  gatehouse setup-org 'Foo Corp' --domain foo-corp.com --link",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
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
			s := model.Setup{Organization: n}
			switch {
			case setup != nil || kind != "":
				s.Connection = &model.NewConnection{Type: kind, IdP: setup, Asked: asks.asked()}
				if s.Connection.Policy, err = rules.policy(cmd); err != nil {
					return err
				}
			case !link:
				return usageError{errors.New(
					"give the identity provider's --metadata, a --type for a draft, or --link to leave it to the " +
						"customer's IT admin")}
			}
			if link {
				s.Intents = asIntents(features)
			}
			x, err := d.SetUp(ctx, s)
			if err != nil {
				return err
			}
			return c.printSetup(ctx, d, x)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringArrayVar(&domains, "domain", nil, "email domain (repeatable)")
	cmd.Flags().StringVar(&kind, "type", "", "connection type (default: told by the metadata)")
	cmd.Flags().BoolVar(&link, "link", false, "generate a setup link")
	cmd.Flags().StringArrayVar(&features, "feature", []string{string(model.IntentSSO)},
		"what can be configured with the link (repeatable): "+model.KnownIntents())
	idp.add(cmd.Flags())
	rules.add(cmd.Flags())
	asks.add(cmd.Flags())
	return cmd
}

func (c *command) printSetup(ctx context.Context, d *service.Services, x model.SetupDone) error {
	if c.json {
		j := map[string]any{"organization": api.OrganizationOf(x.Organization, d.Clock())}
		if x.Connection != nil {
			connection := api.ConnectionOf(*x.Connection, d, d.Clock())
			connection.Lint = x.Lints
			j["connection"] = connection
		}
		if x.Link != nil {
			j["setup_link"] = api.NewLinkOf(*x.Link, x.URL)
		}
		return c.printJSON(j)
	}
	if err := c.printOrganization(ctx, d, x.Organization); err != nil {
		return err
	}
	if x.Connection != nil {
		if err := c.printConnection(d, *x.Connection, x.Lints); err != nil {
			return err
		}
	}
	if x.Link == nil {
		return nil
	}
	return c.printURL(*x.Link, x.URL, true)
}
