package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) directoryTokens() *cobra.Command {
	cmd := group("token", "The bearer tokens of a directory, of which two are good at once", "tokens")
	cmd.AddCommand(c.directoryTokenList(), c.directoryTokenAdd(), c.directoryTokenRevoke())
	return cmd
}

func (c *command) directoryTokenList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list DIR", Short: "List the tokens of a directory, those that were revoked, too",
		Args: oneArg(directoryArg),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			all, err := d.DirectoryTokens(ctx, x.ID)
			if err != nil {
				return err
			}
			return listing[model.DirectoryToken, api.DirectoryToken]{
				told:  func(t model.DirectoryToken) api.DirectoryToken { return api.DirectoryTokenOf(t, "") },
				heads: []string{"TOKEN", "ID", "CREATED", "LAST USED", "REVOKED"},
				row: func(t model.DirectoryToken) []string {
					return []string{hinted(t.Hint), string(t.ID), stamp(t.Created), stamp(t.Used), stamp(t.Revoked)}
				},
				limit: chosen.limit, next: "gatehouse directory token add " + string(x.ID),
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit")
	return cmd
}

func (c *command) directoryTokenAdd() *cobra.Command {
	return &cobra.Command{
		Use: "add DIR", Aliases: []string{"create"}, Short: "Make another token and print it, once",
		Args: oneArg(directoryArg),
		Long: "Makes another token and prints it; it is not shown again. The one before stays good until it is " +
			"revoked: paste the\nnew one at the identity provider first.",
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			_ []string) error {
			t, secret, err := d.CreateDirectoryToken(ctx, x.ID)
			if err != nil {
				return err
			}
			return c.say(api.DirectoryTokenOf(t, secret), "%s", secret)
		}),
	}
}

func (c *command) directoryTokenRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke DIR TOKEN", Aliases: []string{"delete", "remove"}, Short: "End a token at once",
		Args: countArgs(2, 2, "a "+directoryArg+"; and a token: its id, or its last four characters"),
		RunE: about(c, findDirectory, func(ctx context.Context, d *service.Services, x model.DirectoryStatus,
			args []string) error {
			all, err := d.DirectoryTokens(ctx, x.ID)
			if err != nil {
				return err
			}
			t, err := one("token", args[0], all, func(t model.DirectoryToken) bool {
				return string(t.ID) == args[0] || t.Hint == args[0]
			})
			if err != nil {
				return err
			}
			if t, err = d.RevokeDirectoryToken(ctx, t.ID); err != nil {
				return err
			}
			return c.say(api.DirectoryTokenOf(t, ""), "Revoked the token …%s (%s)", t.Hint, t.ID)
		}),
	}
}

// hinted is how a token is told by its last characters; "" if there was none.
func hinted(end string) string {
	if end == "" {
		return ""
	}
	return "…" + end
}
