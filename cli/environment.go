package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

// findEnvironment takes a name, a kind or an id; "" is the first.
func findEnvironment(ctx context.Context, d *service.Services, text string) (model.Environment, error) {
	all, err := d.Environments(ctx)
	if err != nil {
		return model.Environment{}, err
	}
	var names []string
	for _, e := range all {
		if text == "" || string(e.ID) == text || strings.EqualFold(e.Name, text) ||
			strings.EqualFold(string(e.Kind), text) {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return model.Environment{}, fmt.Errorf("environment %q: %w; there are: %s", text, model.ErrNotFound,
		strings.Join(names, ", "))
}

func (c *command) environments() *cobra.Command {
	cmd := group("env", "Environments: Staging and Production", "environment")
	cmd.AddCommand(c.envList(), c.envShow(), c.envUpdate(), c.envOAuth(),
		c.history("ENV", idOf(findEnvironment)), c.undo())
	return cmd
}

func (c *command) envList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the environments", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			all, err := d.Environments(ctx)
			if err != nil {
				return err
			}
			return listing[model.Environment, api.Environment]{
				told:  api.EnvironmentOf,
				heads: []string{"NAME", "ID", "CLIENT ID", "DEFAULT REDIRECT"},
				row: func(e model.Environment) []string {
					return []string{e.Name, string(e.ID), e.ClientID, e.DefaultRedirect}
				},
			}.list(c, all)
		}),
	}
}

func (c *command) envShow() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "show [ENV]", Short: "Print what an SDK needs, ready to paste; with --all the settings too",
		Args:    countArgs(0, 1, "at most one environment"),
		Example: "  eval \"$(gatehouse env show)\"",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			e, err := findEnvironment(ctx, d, strings.Join(args, ""))
			if err != nil {
				return err
			}
			variables, err := d.SDKEnvironment(ctx, e.ID)
			if err != nil {
				return err
			}
			if c.json {
				j := api.EnvironmentOf(e)
				j.SDK = map[string]string{}
				for _, v := range variables {
					if v.Value != "" {
						j.SDK[v.Name] = v.Value
					}
				}
				return c.printJSON(j)
			}
			for _, v := range variables {
				if v.Value == "" {
					fmt.Fprintf(c.streams.Out,
						"# %s is shown only when a key is made: gatehouse key create NAME --env %s\n", v.Name, e.Name)
					continue
				}
				fmt.Fprintf(c.streams.Out, "export %s=%s\n", v.Name, v.Value)
			}
			if !all {
				return nil
			}
			fmt.Fprintln(c.streams.Out)
			return c.printEnvironment(e)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "print the settings too")
	return cmd
}

func (c *command) printEnvironment(e model.Environment) error {
	j := api.EnvironmentOf(e)
	pairs := []string{"Environment", e.Name, "ID", string(e.ID), "Default redirect", e.DefaultRedirect}
	for _, u := range e.RedirectURIs {
		pairs = append(pairs, "Redirect URI", u)
	}
	pairs = append(pairs, "Portal return URI", e.PortalReturnURI)
	for _, feature := range slices.Sorted(maps.Keys(e.SuccessURIs)) {
		pairs = append(pairs, "Success URI "+feature, e.SuccessURIs[feature])
	}
	for _, a := range e.CustomAttributes {
		required := map[bool]string{true: "  required of users of directories"}[a.Required]
		pairs = append(pairs, "Custom attribute", strings.TrimSpace(a.Name+"  "+a.Description)+required)
	}
	for _, name := range e.DirectoryAttributes {
		pairs = append(pairs, "Directory attribute", name)
	}
	if e.HideRaw {
		pairs = append(pairs, "Raw attributes", "apps do not see them")
	}
	pairs = append(pairs, roleLines(e)...)
	for _, provider := range model.OAuthProviders() {
		configured := "not configured"
		if id := j.OAuth[provider]; id != "" {
			configured = "configured, client id " + id
			app := e.OAuth[provider]
			if app.KeyID != "" {
				configured += ", key " + app.KeyID + " of the team " + app.TeamID
			}
			if app.Issuer != "" {
				configured += " at " + app.Issuer
			}
		}
		pairs = append(pairs, "OAuth "+provider, configured)
	}
	return c.page(append(pairs, "Session timeout", j.SessionTimeout.String(), "Sessions kept", e.Kept())...)
}
