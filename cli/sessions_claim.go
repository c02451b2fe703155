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

func (c *command) sessionsClaim() *cobra.Command {
	var over, yes bool
	cmd := &cobra.Command{
		Use: "claim SESSION", Short: "Take a session in hand, so that colleagues see who works on it",
		Long: "Takes a session in hand, so that colleagues see who works on it. One that somebody else has stays\n" +
			"theirs, unless --take-over takes it from them, which asks first. gatehouse sessions list --filter\n" +
			"claimed:me lists yours, claimed:none those that nobody has.",
		Args: oneArg("session id"),
		RunE: about(c, findSession, func(ctx context.Context, d *service.Services, id model.ID, _ []string) error {
			held, err := d.ClaimOf(ctx, id)
			if err != nil {
				return err
			}
			if !over || !held.Holds() || held.HeldBy(d.Principal().Actor()) {
				return c.giveClaim("In hand:", id)(d.ClaimSession(ctx, id))
			}
			has := fmt.Sprintf("%s has session %s in hand, since %s.", held.By.Name, id, stamp(held.Since))
			if !yes && !c.sure(has+" This takes it over from them.") {
				c.code = Refused
				fmt.Fprintf(c.streams.Err, "gatehouse: %s To take it over, add --yes\n", has)
				return nil
			}
			return c.giveClaim("Taken over from "+held.By.Name+":", id)(d.TakeOverSession(ctx, id, held.By))
		}),
	}
	cmd.Flags().BoolVar(&over, "take-over", false, "take it over from whoever has it; asks first")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask, as a script")
	return cmd
}

func (c *command) sessionsRelease() *cobra.Command {
	return &cobra.Command{
		Use: "release SESSION", Short: "Release a session that you have in hand", Args: oneArg("session id"),
		RunE: about(c, findSession, func(ctx context.Context, d *service.Services, id model.ID, _ []string) error {
			return c.giveClaim("Released:", id)(d.ReleaseSession(ctx, id))
		}),
	}
}

func (c *command) giveClaim(did string, id model.ID) func(model.Claim, error) error {
	return func(x model.Claim, err error) error {
		if errors.Is(err, model.ErrConflict) && x.Holds() {
			return fmt.Errorf("%w; gatehouse sessions claim %s --take-over takes it over", err, id)
		}
		if err != nil {
			return err
		}
		return c.say(api.ClaimOf(x), "%s session %s", did, id)
	}
}
