package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

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
	cmd.AddCommand(c.envList(), c.envShow(), c.envUpdate(), c.envOAuth(), c.history("ENV", envID), c.undo())
	return cmd
}

func envID(ctx context.Context, d *service.Services, text string) (model.ID, error) {
	e, err := findEnvironment(ctx, d, text)
	return e.ID, err
}

// environmentJSON is an environment for scripts: of OAuth credentials only who
// has them.
type environmentJSON struct {
	ID               model.ID                `json:"id"`
	Name             string                  `json:"name"`
	Kind             model.EnvironmentKind   `json:"kind"`
	ClientID         string                  `json:"client_id"`
	RedirectURIs     []string                `json:"redirect_uris"`
	DefaultRedirect  string                  `json:"default_redirect,omitempty"`
	PortalReturnURI  string                  `json:"portal_return_uri,omitempty"`
	SuccessURIs      map[string]string       `json:"success_uris,omitempty"`
	CustomAttributes []model.CustomAttribute `json:"custom_attributes,omitempty"`
	OAuth            map[string]string       `json:"oauth,omitempty"` // provider → client id
	SessionTimeout   time.Duration           `json:"session_timeout"`
	SDK              map[string]string       `json:"sdk,omitempty"`
}

func asEnvironmentJSON(e model.Environment) environmentJSON {
	j := environmentJSON{
		ID: e.ID, Name: e.Name, Kind: e.Kind, ClientID: e.ClientID,
		RedirectURIs: append([]string{}, e.RedirectURIs...), DefaultRedirect: e.DefaultRedirect,
		PortalReturnURI: e.PortalReturnURI, SuccessURIs: e.SuccessURIs, CustomAttributes: e.CustomAttributes,
		OAuth:          map[string]string{},
		SessionTimeout: model.DefaultSessionTimeout,
	}
	if e.SessionTimeout > 0 {
		j.SessionTimeout = e.SessionTimeout
	}
	for provider, app := range e.OAuth {
		j.OAuth[provider] = app.ClientID
	}
	return j
}

func (c *command) envList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the environments", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			all, err := d.Environments(ctx)
			if err != nil {
				return err
			}
			list := []environmentJSON{}
			rows := [][]string{{"NAME", "ID", "CLIENT ID", "DEFAULT REDIRECT"}}
			for _, e := range all {
				list = append(list, asEnvironmentJSON(e))
				rows = append(rows, []string{e.Name, string(e.ID), e.ClientID, e.DefaultRedirect})
			}
			if c.json {
				return c.printJSON(list)
			}
			return c.table(rows)
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
				j := asEnvironmentJSON(e)
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
	j := asEnvironmentJSON(e)
	pairs := []string{"Environment", e.Name, "ID", string(e.ID), "Default redirect", e.DefaultRedirect}
	for _, u := range e.RedirectURIs {
		pairs = append(pairs, "Redirect URI", u)
	}
	pairs = append(pairs, "Portal return URI", e.PortalReturnURI)
	for _, feature := range slices.Sorted(maps.Keys(e.SuccessURIs)) {
		pairs = append(pairs, "Success URI "+feature, e.SuccessURIs[feature])
	}
	for _, a := range e.CustomAttributes {
		pairs = append(pairs, "Custom attribute", strings.TrimSpace(a.Name+"  "+a.Description))
	}
	for _, provider := range model.OAuthProviders() {
		configured := "not configured"
		if id := j.OAuth[provider]; id != "" {
			configured = "configured, client id " + id
		}
		pairs = append(pairs, "OAuth "+provider, configured)
	}
	return c.page(append(pairs, "Session timeout", j.SessionTimeout.String())...)
}
