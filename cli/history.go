package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

// history is a subcommand of each noun, and with no finder of the root: then the
// argument is any id.
func (c *command) history(argument string, find finder[model.ID]) *cobra.Command {
	var limit int
	var after string
	cmd := &cobra.Command{
		Use: "history [" + argument + "]", Short: "Show who changed what, newest first",
		Args: countArgs(0, 1, "at most one argument"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			if limit < 1 {
				return usageError{errors.New("--limit: must be at least 1")}
			}
			var about model.ID
			if len(args) == 1 {
				about = model.ID(args[0])
				if find != nil {
					var err error
					if about, err = find(ctx, d, args[0]); err != nil {
						return err
					}
				}
			}
			page, err := d.History(ctx, model.HistoryQuery{
				About: about, Content: model.AuditChanges, Before: model.ID(after), Limit: limit,
			})
			if err != nil {
				return err
			}
			if page.Next != "" {
				fmt.Fprintf(c.streams.Err, "gatehouse: there are older actions; go on with --after %s\n", page.Next)
			}
			return c.printHistory(page.Entries)
		}),
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "actions to show, at most")
	cmd.Flags().StringVar(&after, "after", "", "go on behind the action with this id, with older ones")
	cmd.Flags().StringVar(&after, "before", "", "the same as --after")
	return cmd
}

func (c *command) printHistory(all []model.AuditEntry) error {
	if c.json {
		list := []api.Action{}
		for _, a := range all {
			list = append(list, api.ActionOf(a))
		}
		return c.printJSON(list)
	}
	for _, a := range all {
		undone := ""
		if a.UndoneBy != "" {
			undone = "  (taken back)"
		}
		fmt.Fprintf(c.streams.Out, "%s  %s  %s (%s): %s%s\n", stamp(a.At), a.ID, printable.Line(a.Actor.Name),
			a.Actor.Via, printable.Line(a.Action), undone)
		if a.Actor.Peer != "" {
			fmt.Fprintf(c.streams.Out, "    %s\n", printable.Line(a.Actor.Came()))
		}
		for _, x := range a.Changes {
			if x.Trimmed() {
				fmt.Fprintf(c.streams.Out, "    what changed is no longer kept\n")
			}
			if x.Before == nil || x.After == nil {
				continue // the action says it
			}
			for _, l := range model.Diff(x) {
				fmt.Fprintf(c.streams.Out, "    %s: %s -> %s\n", printable.Line(l.Field), orNothing(l.Before),
					orNothing(l.After))
			}
		}
	}
	return nil
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return printable.Line(s)
}

func (c *command) undo() *cobra.Command {
	return &cobra.Command{
		Use: "undo ACTION", Short: "Take an action back, within seven days",
		Args: oneArg("id of an action; see gatehouse history"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			a, err := d.Undo(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			return c.say(api.ActionOf(a), "%s (%s)", printable.Line(a.Action), a.ID)
		}),
	}
}
