package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) requests() *cobra.Command {
	cmd := group("request", "What IT admins asked for in the Admin Portal", "requests")
	cmd.AddCommand(c.requestList(), c.requestShow(), c.requestSettle())
	return cmd
}

func (c *command) requestList() *cobra.Command {
	var chosen selection
	var settled bool
	cmd := &cobra.Command{
		Use: "list", Short: "List requests that nobody has seen to", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			_, org, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			all, err := d.FeatureRequests(ctx, org)
			if err != nil {
				return err
			}
			next := "a setup link, in whose Admin Portal an IT admin can ask: gatehouse link create --org ORGANIZATION"
			if !settled {
				all = slices.DeleteFunc(all, func(r model.FeatureRequest) bool { return !r.Settled.IsZero() })
				next = "gatehouse request list --all, which lists those that were seen to"
			}
			return listing[model.FeatureRequest, api.FeatureRequest]{
				told:  api.FeatureRequestOf,
				heads: []string{"FEATURE", "ORGANIZATION", "CONTACT", "ASKED", "SETTLED", "ID"},
				row: func(r model.FeatureRequest) []string {
					name := string(r.OrganizationID)
					if o, err := d.Organization(ctx, r.OrganizationID); err == nil {
						name = o.Name
					}
					return []string{r.Intent.Label(), name, r.Contact, stamp(r.Updated), stamp(r.Settled), string(r.ID)}
				},
				limit: chosen.limit, next: next,
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "org", "limit")
	cmd.Flags().BoolVar(&settled, "all", false, "those that were seen to, also")
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
