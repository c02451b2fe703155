package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) envUpdate() *cobra.Command {
	var add, remove, attributes, drop, success []string
	var directories directoryAttributes
	var roles environmentRoles
	var standard, portal string
	var timeout time.Duration
	var keepDays, keepMiB int
	cmd := &cobra.Command{
		Use: "update ENV", Short: "Change an environment", Args: oneArg("environment: name or id"),
		Example: "  gatehouse env update production --add-redirect https://app.example.com/callback --portal-return " +
			"https://app.example.com/",
	}
	cmd.RunE = about(c, findEnvironment, func(ctx context.Context, d *service.Services, e model.Environment,
		_ []string) error {
		var changes []model.EnvironmentChange
		for _, uri := range add {
			changes = append(changes, model.AddRedirect(uri))
		}
		if cmd.Flags().Changed("default-redirect") {
			changes = append(changes, model.SetDefaultRedirect(standard))
		}
		for _, uri := range remove {
			changes = append(changes, model.RemoveRedirect(uri))
		}
		if cmd.Flags().Changed("portal-return") {
			changes = append(changes, model.SetPortalReturn(portal))
		}
		for _, text := range success {
			feature, uri, ok := strings.Cut(text, "=")
			if !ok {
				return usageError{fmt.Errorf("--success %q: write it like sso=https://app.example.com/done", text)}
			}
			changes = append(changes, model.SetSuccessURI(feature, uri))
		}
		for _, text := range attributes {
			name, description, _ := strings.Cut(text, "=")
			a := e.CustomAttribute(name)
			a.Description = description
			changes = append(changes, model.SetCustomAttribute(a))
		}
		for _, name := range drop {
			changes = append(changes, model.RemoveCustomAttribute(name))
		}
		changes = append(changes, directories.changes(cmd)...)
		ranked, err := roles.changes(cmd, e)
		if err != nil {
			return err
		}
		changes = append(changes, ranked...)
		if cmd.Flags().Changed("session-timeout") {
			changes = append(changes, model.SetSessionTimeout(timeout))
		}
		if cmd.Flags().Changed("keep-days") {
			changes = append(changes, model.SetKeepDays(keepDays))
		}
		if cmd.Flags().Changed("keep-mib") {
			changes = append(changes, model.SetKeepMiB(keepMiB))
		}
		if len(changes) == 0 {
			return usageError{errors.New("say what to change: see gatehouse env update --help")}
		}
		e, err = d.UpdateEnvironment(ctx, e.ID, changes...)
		return c.doneEnvironment(e, err)
	})
	f := cmd.Flags()
	f.StringArrayVar(&add, "add-redirect", nil, "allow a redirect URI (repeatable)")
	f.StringArrayVar(&remove, "remove-redirect", nil, "take a redirect URI away (repeatable)")
	f.StringVar(&standard, "default-redirect", "", "the redirect URI of logins that no app began")
	f.StringVar(&portal, "portal-return", "", "where the Admin Portal leads back to (https)")
	f.StringArrayVar(&success, "success", nil,
		"FEATURE=URI for sso, dsync or log_streams; FEATURE= removes it (repeatable)")
	f.StringArrayVar(&attributes, "attribute", nil, "NAME[=DESCRIPTION] of a custom attribute (repeatable)")
	f.StringArrayVar(&drop, "remove-attribute", nil, "take a custom attribute away (repeatable)")
	directories.add(cmd)
	roles.add(cmd)
	f.IntVar(&keepDays, "keep-days", 0,
		"forget sessions that are older, with all that belongs to them; 0 keeps them for ever")
	f.IntVar(&keepMiB, "keep-mib", 0,
		"keep so many MiB of messages, before compression, of the newest sessions; 0 is no bound")
	f.DurationVar(&timeout, "session-timeout", 0, "how long a sign-in may be in progress, 1m to 1h; 0 for 5m")
	return cmd
}

// doneEnvironment shows an environment after a change, unless that failed.
func (c *command) doneEnvironment(e model.Environment, err error) error {
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(api.EnvironmentOf(e))
	}
	return c.printEnvironment(e)
}

func (c *command) envOAuth() *cobra.Command {
	var env string
	var x model.OAuthSetup
	var remove bool
	cmd := &cobra.Command{
		Use: "oauth PROVIDER",
		Short: "Keep the credentials of google, microsoft, github or apple; the secret, or Apple's key (.p8), is " +
			"read from standard input",
		Args: oneArg("provider: google, microsoft, github or apple"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			if remove {
				e, err = d.RemoveOAuth(ctx, e.ID, args[0])
				return c.doneEnvironment(e, err)
			}
			secret, err := io.ReadAll(io.LimitReader(c.streams.In, 4096))
			if err != nil {
				return fmt.Errorf("read the secret: %w", err)
			}
			x.Secret = string(secret)
			e, err = d.SetOAuth(ctx, e.ID, args[0], x)
			return c.doneEnvironment(e, err)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringVar(&x.ClientID, "client-id", "", "the client id at the provider; of Apple the id of the service")
	cmd.Flags().StringVar(&x.TeamID, "team-id", "", "of Apple: the id of the team")
	cmd.Flags().StringVar(&x.KeyID, "key-id", "", "of Apple: the id of the key")
	cmd.Flags().StringVar(&x.Issuer, "issuer", "",
		"address of the provider, if it is a tenant or a server of your own (default the usual one)")
	cmd.Flags().BoolVar(&remove, "remove", false, "forget the credentials")
	return cmd
}
