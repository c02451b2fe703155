package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) requests() *cobra.Command {
	cmd := group("request", "What IT admins asked for in the Admin Portal", "requests")
	cmd.AddCommand(c.requestList(), c.requestShow(), c.requestSettle())
	return cmd
}

func (c *command) requestList() *cobra.Command {
	var org string
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List requests that nobody has seen to", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			var of model.ID
			if org != "" {
				o, err := findOrganization(ctx, d, org)
				if err != nil {
					return err
				}
				of = o.ID
			}
			requests, err := d.FeatureRequests(ctx, of)
			if err != nil {
				return err
			}
			list := []api.FeatureRequest{}
			rows := [][]string{{"FEATURE", "ORGANIZATION", "CONTACT", "ASKED", "SETTLED", "ID"}}
			for _, r := range requests {
				if !all && !r.Settled.IsZero() {
					continue
				}
				name := string(r.OrganizationID)
				if o, err := d.Organization(ctx, r.OrganizationID); err == nil {
					name = o.Name
				}
				list = append(list, api.FeatureRequestOf(r))
				rows = append(rows, []string{r.Intent.Label(), printable.Line(name), printable.Line(r.Contact),
					stamp(r.Updated), stamp(r.Settled), string(r.ID)})
			}
			if c.json {
				return c.printJSON(list)
			}
			if all {
				return c.list(rows,
					"a setup link, in whose Admin Portal an IT admin can ask: gatehouse link create --org ORGANIZATION")
			}
			return c.list(rows, "gatehouse request list --all, which lists those that were seen to")
		}),
	}
	cmd.Flags().StringVar(&org, "org", "", "organization: id, name or domain")
	cmd.Flags().BoolVar(&all, "all", false, "those that were seen to, also")
	return cmd
}

func (c *command) requestShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show a request", Args: oneArg("id"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			r, err := d.FeatureRequest(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			return c.giveRequest(r)
		}),
	}
}

func (c *command) requestSettle() *cobra.Command {
	return &cobra.Command{
		Use: "settle ID", Short: "Note that a request was seen to", Args: oneArg("id"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			r, err := d.SettleRequest(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			return c.giveRequest(r)
		}),
	}
}

func (c *command) giveRequest(r model.FeatureRequest) error {
	if c.json {
		return c.printJSON(api.FeatureRequestOf(r))
	}
	pairs := []string{
		"Feature", r.Intent.Label(), "Organization", string(r.OrganizationID), "Contact", r.Contact,
		"Asked", stamp(r.Updated), "Settled", stamp(r.Settled),
	}
	for _, line := range r.Lines() {
		pairs = append(pairs, line[0], strings.ReplaceAll(line[1], "\n", "; "))
	}
	return c.page(pairs...)
}
