package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) team() *cobra.Command {
	cmd := group("team", "The team: what its members have in common")
	cmd.AddCommand(c.teamShow(), c.teamRename())
	return cmd
}

func (c *command) teamShow() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Show the team", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			t, err := d.Team(ctx)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(api.TeamOf(t))
			}
			return c.page("Team", t.Name, "Changed", stamp(t.Updated))
		}),
	}
}

func (c *command) teamRename() *cobra.Command {
	return &cobra.Command{
		Use: "rename NAME", Short: "Give the team another name", Args: oneArg("name"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			t, err := d.RenameTeam(ctx, args[0])
			if err != nil {
				return err
			}
			return c.say(api.TeamOf(t), "The team is called %s", printable.Line(t.Name))
		}),
	}
}
