package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) domains() *cobra.Command {
	cmd := group("domain", "Email domains of organizations, and their proof", "domains")
	cmd.AddCommand(c.domainList(), c.domainShow(), c.domainCreate(), c.domainVerify(), c.domainDelete())
	return cmd
}

func (c *command) domainList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List domains", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			all, err := domainsOf(ctx, d, chosen.org)
			if err != nil {
				return err
			}
			return listing[ownedDomain, api.Domain]{
				told:  func(x ownedDomain) api.Domain { return api.DomainOf(x.owner, x.Domain, d.Clock()) },
				heads: []string{"DOMAIN", "STATE", "ORGANIZATION", "ID"},
				row: func(x ownedDomain) []string {
					return []string{x.Domain.Domain, string(x.StateAt(d.Clock())), x.owner.Name, string(x.ID)}
				},
				limit: chosen.limit, next: "gatehouse domain create DOMAIN --org ORGANIZATION",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "org", "limit")
	return cmd
}

// ownedDomain is a domain with its organization.
type ownedDomain struct {
	model.Domain
	owner model.Organization
}

// domainsOf gives the domains of what names an organization, "" for all.
func domainsOf(ctx context.Context, d *service.Services, org string) ([]ownedDomain, error) {
	owners, err := d.Organizations(ctx, model.OrganizationQuery{})
	if org != "" {
		owners = make([]model.Organization, 1)
		owners[0], err = findOrganization(ctx, d, org)
	}
	var all []ownedDomain
	for _, o := range owners {
		for _, x := range o.Domains {
			all = append(all, ownedDomain{x, o})
		}
	}
	return all, err
}

// findDomain takes an id or a name.
func findDomain(ctx context.Context, d *service.Services, text string) (ownedDomain, error) {
	if o, x, err := d.Domain(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return ownedDomain{x, o}, err
	}
	environments, err := d.Environments(ctx)
	if err != nil {
		return ownedDomain{}, err
	}
	for _, e := range environments {
		if o, x, err := d.DomainNamed(ctx, e.ID, text); !errors.Is(err, model.ErrNotFound) {
			return ownedDomain{x, o}, err
		}
	}
	return ownedDomain{}, fmt.Errorf("domain %q: %w; see gatehouse domain list", text, model.ErrNotFound)
}

func (c *command) domainShow() *cobra.Command {
	return &cobra.Command{
		Use: "show DOMAIN", Short: "Show a domain and the DNS record that proves it",
		Args: oneArg("domain: its name or id"),
		RunE: about(c, findDomain, func(ctx context.Context, d *service.Services, x ownedDomain, _ []string) error {
			return c.printDomain(ctx, d, x.owner, x.Domain)
		}),
	}
}

// printDomain shows a domain; for one that waits, with where its zone is hosted.
func (c *command) printDomain(ctx context.Context, d *service.Services, o model.Organization, x model.Domain) error {
	j := api.DomainOf(o, x, d.Clock())
	if j.State != model.DomainVerified {
		j.DNSHost, _ = d.DNSHost(ctx, x.Domain) // unknown is no failure
	}
	if c.json {
		return c.printJSON(j)
	}
	pairs := []string{"Domain", model.DomainLabel(x.Domain), "ID", string(x.ID), "Organization", o.Name, "State",
		string(j.State)}
	if j.Record != nil && j.State != model.DomainVerified {
		pairs = append(pairs, "DNS host", j.DNSHost, "Record type", j.Record.Type, "Record host", j.Record.Host,
			"Record value", j.Record.Value,
			"Last look-up", stamp(x.Checked), "Seen", x.Problem)
	}
	return c.page(pairs...)
}

func (c *command) domainCreate() *cobra.Command {
	var org string
	var pending bool
	cmd := &cobra.Command{
		Use: "create DOMAIN", Aliases: []string{"add"}, Short: "Give an organization a domain", Args: oneArg("domain"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			if org == "" {
				return usageError{fmt.Errorf("say whose it is: --org")}
			}
			o, err := findOrganization(ctx, d, org)
			if err != nil {
				return err
			}
			o, x, err := d.AddDomain(ctx, o.ID, args[0], domainState(pending))
			if err != nil {
				return err
			}
			return c.printDomain(ctx, d, o, x)
		}),
	}
	cmd.Flags().StringVar(&org, "org", "", "organization: id, external id or name")
	cmd.Flags().BoolVar(&pending, "pending", false, "its owner has to prove it by a DNS record")
	return cmd
}

func (c *command) domainVerify() *cobra.Command {
	return &cobra.Command{
		Use: "verify DOMAIN", Aliases: []string{"test"}, Short: "Look for the DNS record now",
		Args: oneArg("domain: its name or id"),
		Long: "Looks for the DNS record of a domain. Exits 0 if it is verified, 1 if not.",
		RunE: about(c, findDomain, func(ctx context.Context, d *service.Services, found ownedDomain, _ []string) error {
			o, x, err := d.VerifyDomain(ctx, found.ID)
			if err != nil {
				return err
			}
			if x.State != model.DomainVerified {
				c.code = Refused
			}
			return c.printDomain(ctx, d, o, x)
		}),
	}
}

func (c *command) domainDelete() *cobra.Command {
	return &cobra.Command{
		Use: "delete DOMAIN", Aliases: []string{"remove"}, Short: "Take a domain from its organization",
		Args: oneArg("domain: its name or id"),
		RunE: about(c, findDomain, func(ctx context.Context, d *service.Services, x ownedDomain, _ []string) error {
			o, err := d.RemoveDomain(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.doneOrganization("Removed "+x.Domain.Domain+" from", o)
		}),
	}
}
