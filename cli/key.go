package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) keys() *cobra.Command {
	cmd := group("key", "API keys", "keys")
	cmd.AddCommand(c.keyList(), c.keyShow(), c.keyCreate(), c.keyRotate(), c.keyDelete())
	return cmd
}

// findKey takes an id or the end of a key, as hints show it.
func findKey(ctx context.Context, d *service.Services, text string) (model.APIKey, error) {
	environments, err := d.Environments(ctx)
	if err != nil {
		return model.APIKey{}, err
	}
	var all []model.APIKey
	for _, e := range environments {
		keys, err := d.Keys(ctx, e.ID)
		if err != nil {
			return model.APIKey{}, err
		}
		all = append(all, keys...)
	}
	return one("key", text, all, func(k model.APIKey) bool {
		return string(k.ID) == text || k.Name == text || k.Hint == text
	})
}

func (c *command) keyList() *cobra.Command {
	var env string
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List the keys of an environment", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			all, err := d.KeysInUse(ctx, e.ID)
			if err != nil {
				return err
			}
			now := d.Clock()
			return listing[model.KeyInUse, api.Key]{
				told:  func(k model.KeyInUse) api.Key { return api.KeyInUseOf(k, now) },
				heads: []string{"NAME", "KEY", "ID", "MAY DO", "LAST USED", "FROM", "CREATED", "ENDS"},
				row: func(k model.KeyInUse) []string {
					used := stamp(k.Use.At)
					if k.Idle(now) {
						used = "not for 90 days"
					}
					return []string{k.Name, k.Hint, string(k.ID), model.PermissionWords(k.Permissions), used,
						k.Use.Peer, stamp(k.Created), stamp(k.Expires)}
				},
				limit: chosen.limit, next: "gatehouse key create NAME --env " + e.Name,
			}.list(c, all)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) keyShow() *cobra.Command {
	return &cobra.Command{
		Use: "show KEY", Short: "Print a key of Staging again", Args: oneArg("key: its id, name or hint"),
		RunE: about(c, findKey, func(ctx context.Context, d *service.Services, k model.APIKey, _ []string) error {
			secret, err := d.RevealKey(ctx, k.ID)
			if err != nil {
				return err
			}
			return c.giveKey(k, secret)
		}),
	}
}

// giveKey prints a secret alone, so that a script can take it.
func (c *command) giveKey(k model.APIKey, secret string) error {
	return c.say(api.KeyOf(k, secret), "%s", secret)
}

func (c *command) keyCreate() *cobra.Command {
	var env string
	var may []string
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Create a key and print it, once in Production", Args: oneArg("name"),
		Example: "  gatehouse key create backend --may sso,portal\n  gatehouse key create reports --may read",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			var permissions []model.KeyPermission
			for _, p := range may {
				permissions = append(permissions, model.KeyPermission(p))
			}
			k, secret, err := d.CreateKey(ctx, e.ID, args[0], permissions...)
			if err != nil {
				return err
			}
			return c.giveKey(k, secret)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	cmd.Flags().StringSliceVar(&may, "may", nil, "all that it may do: "+model.PermissionWords(model.KeyPermissions())+
		" (default everything)")
	return cmd
}

func (c *command) keyRotate() *cobra.Command {
	var overlap time.Duration
	cmd := &cobra.Command{
		Use: "rotate KEY", Aliases: []string{"update"},
		Short: "Make a successor and print it; the old key works on for a while",
		Args:  oneArg("key: its id, name or hint"),
		PreRunE: func(*cobra.Command, []string) error {
			if overlap < 0 {
				return usageError{fmt.Errorf("--overlap %s: it cannot be negative", overlap)}
			}
			return nil
		},
		RunE: about(c, findKey, func(ctx context.Context, d *service.Services, k model.APIKey, _ []string) error {
			next, secret, err := d.RotateKey(ctx, k.ID, overlap)
			if err != nil {
				return err
			}
			return c.giveKey(next, secret)
		}),
	}
	cmd.Flags().DurationVar(&overlap, "overlap", 24*time.Hour, "how long the old key still works")
	return cmd
}

func (c *command) keyDelete() *cobra.Command {
	return &cobra.Command{
		Use: "delete KEY", Aliases: []string{"revoke"}, Short: "End a key at once",
		Args: oneArg("key: its id, name or hint"),
		RunE: about(c, findKey, func(ctx context.Context, d *service.Services, k model.APIKey, _ []string) error {
			if err := d.RevokeKey(ctx, k.ID); err != nil {
				return err
			}
			return c.say(api.KeyOf(k, ""), "Revoked key %s (%s)", printable.Line(k.Name), k.Hint)
		}),
	}
}
