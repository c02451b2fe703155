package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) organizations() *cobra.Command {
	cmd := group("org", "Organizations: the customers", "organization", "orgs")
	cmd.AddCommand(c.orgList(), c.orgShow(), c.orgCreate(), c.orgUpdate(), c.orgDelete(),
		c.history("ORG", idOf(findOrganization)), c.undo())
	return cmd
}

func (c *command) orgList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List organizations", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			env, _, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			read := func(id model.ID) (model.Organization, error) { return d.Organization(ctx, id) }
			at, err := behind(chosen.after, read)
			if err != nil {
				return err
			}
			all, err := d.Organizations(ctx, model.OrganizationQuery{Environment: env, Text: chosen.search,
				Behind: at, Limit: chosen.asked()})
			if err != nil {
				return err
			}
			return listing[model.Organization, api.Organization]{
				told:  func(o model.Organization) api.Organization { return api.OrganizationOf(o, d.Clock()) },
				heads: []string{"NAME", "ID", "DOMAINS", "EXTERNAL ID"},
				row: func(o model.Organization) []string {
					var domains []string
					for _, x := range o.Domains {
						domains = append(domains, x.Domain)
					}
					return []string{o.Name, string(o.ID), strings.Join(domains, ", "), o.ExternalID}
				},
				limit: chosen.limit, at: model.Organization.Listed,
				next: chosen.next("gatehouse org create NAME --domain DOMAIN"),
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "env", "limit", "after")
	cmd.Flags().StringVar(&chosen.search, "search", "", "text in name, domain, external id or id")
	return cmd
}

func (c *command) orgShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ORG", Short: "Show one organization: its domains and connections",
		Args: oneArg("organization: id, external id, name or domain"),
		RunE: about(c, findOrganization, func(ctx context.Context, d *service.Services, o model.Organization,
			_ []string) error {
			connections, err := d.Connections(ctx, model.ConnectionQuery{Organization: o.ID})
			if err != nil {
				return err
			}
			if c.json {
				list := []api.Connection{}
				for _, x := range connections {
					list = append(list, api.ConnectionOf(x, d, d.Clock()))
				}
				return c.printJSON(struct {
					api.Organization
					Connections []api.Connection `json:"connections"`
				}{api.OrganizationOf(o, d.Clock()), list})
			}
			if err := c.printOrganization(ctx, d, o); err != nil {
				return err
			}
			for _, x := range connections {
				fmt.Fprintf(c.streams.Out, "Connection:  %s  %s  %s  %s\n", printable.Line(x.Name), x.ID, x.Type,
					x.State)
			}
			return nil
		}),
	}
}

func (c *command) printOrganization(ctx context.Context, d *service.Services, o model.Organization) error {
	e, err := d.Environment(ctx, o.EnvironmentID)
	if err != nil {
		return err
	}
	pairs := []string{"Organization", o.Name, "ID", string(o.ID), "External ID", o.ExternalID, "Environment", e.Name,
		"Created", stamp(o.Created)}
	if o.AllowOutside {
		pairs = append(pairs, "Profiles", "any email domain is allowed")
	}
	for _, key := range slices.Sorted(maps.Keys(o.Metadata)) {
		pairs = append(pairs, "Metadata "+key, o.Metadata[key])
	}
	for _, x := range api.OrganizationOf(o, d.Clock()).Domains {
		pairs = append(pairs, "Domain", x.Domain+" ("+string(x.State)+")")
	}
	return c.page(pairs...)
}

// done tells what was made of an organization.
func (c *command) doneOrganization(what string, o model.Organization) error {
	if o.AllowOutside && !c.json {
		fmt.Fprintln(c.streams.Err, model.OutsideWarning)
	}
	return c.say(api.OrganizationOf(o, time.Now()), "%s organization %s (%s)", what, printable.Line(o.Name), o.ID)
}

func (c *command) orgCreate() *cobra.Command {
	var env, external, file string
	var domains, metadata []string
	var pending, outside bool
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Create an organization", Args: countArgs(0, 1, "at most one name"),
		Long: "Creates an organization, or with --file as many as a file describes: one organization, or a whole " +
			"seed, in YAML or JSON.",
		Example: "  gatehouse org create 'Foo Corp' --domain foo-corp.com\n" +
			"  echo '{\"name\": \"Foo Corp\", \"domains\": [{\"domain\": \"foo-corp.com\"}]}' | gatehouse org " +
			"create --file -",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			if file != "" {
				return c.seedFile(ctx, d, file, false)
			}
			if len(args) != 1 {
				return usageError{fmt.Errorf("org create takes exactly one name, or --file")}
			}
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			pairs, err := parsePairs(metadata)
			if err != nil {
				return err
			}
			n := model.NewOrganization{Environment: e.ID, Name: args[0], ExternalID: external, AllowOutside: outside,
				Metadata: map[string]string{}}
			for key, value := range pairs {
				if value != nil {
					n.Metadata[key] = *value
				}
			}
			for _, x := range domains {
				n.Domains = append(n.Domains, model.NewDomain{Domain: x, State: domainState(pending)})
			}
			others, err := d.Namesakes(ctx, e.ID, n.Name)
			if err != nil {
				return err
			}
			o, err := d.CreateOrganization(ctx, n)
			if err != nil {
				return err
			}
			if len(others) > 0 {
				fmt.Fprintf(c.streams.Err, "gatehouse: %s has the same name (%s); name either by its id\n",
					printable.Line(others[0].Name), others[0].ID)
			}
			return c.doneOrganization("Created", o)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringArrayVar(&domains, "domain", nil, "email domain, verified on your word (repeatable)")
	cmd.Flags().BoolVar(&pending, "pending", false, "the domains have to be proved by a DNS record")
	cmd.Flags().StringVar(&external, "external-id", "", "your own id for it")
	cmd.Flags().StringArrayVar(&metadata, "metadata", nil, "KEY=VALUE (repeatable)")
	cmd.Flags().BoolVar(&outside, "allow-outside", false, "let profiles with any email domain sign in")
	cmd.Flags().StringVar(&file, "file", "", "read it from a file in YAML or JSON; - is standard input")
	return cmd
}

func domainState(pending bool) model.DomainState {
	if pending {
		return model.DomainPending
	}
	return model.DomainVerified
}

// parsePairs reads KEY=VALUE; an empty value is nil, which deletes.
func parsePairs(texts []string) (map[string]*string, error) {
	pairs := map[string]*string{}
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--metadata %q: write it like tier=gold", text)}
		}
		pairs[key] = nil
		if value != "" {
			pairs[key] = &value
		}
	}
	return pairs, nil
}

func (c *command) orgUpdate() *cobra.Command {
	var name, external string
	var metadata []string
	var outside bool
	cmd := &cobra.Command{
		Use: "update ORG", Short: "Change an organization",
		Args: oneArg("organization: id, external id, name or domain"),
	}
	cmd.PreRunE = asksForNothing
	cmd.RunE = about(c, findOrganization, func(ctx context.Context, d *service.Services, o model.Organization,
		_ []string) (err error) {
		p := model.OrganizationPatch{Name: given(cmd, "name", name), ExternalID: given(cmd, "external-id", external),
			AllowOutside: given(cmd, "allow-outside", outside)}
		if p.Metadata, err = parsePairs(metadata); err != nil {
			return err
		}
		if o, err = d.UpdateOrganization(ctx, o.ID, p); err != nil {
			return err
		}
		return c.doneOrganization("Changed", o)
	})
	cmd.Flags().StringVar(&name, "name", "", "its name")
	cmd.Flags().StringVar(&external, "external-id", "", "your own id for it")
	cmd.Flags().StringArrayVar(&metadata, "metadata", nil, "KEY=VALUE, or KEY= to remove one (repeatable)")
	cmd.Flags().BoolVar(&outside, "allow-outside", false, "let profiles with any email domain sign in")
	return cmd
}

// asksForNothing refuses a change without any of the flags that say what to change.
func asksForNothing(cmd *cobra.Command, _ []string) error {
	asked := false
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { asked = asked || f.Changed })
	if asked {
		return nil
	}
	return usageError{fmt.Errorf("say what to change: see %s --help", cmd.CommandPath())}
}

// given is the value of a flag if it was set.
func given[T any](cmd *cobra.Command, flag string, value T) *T {
	if !cmd.Flags().Changed(flag) {
		return nil
	}
	return &value
}
