package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
)

func (c *command) appEvents() *cobra.Command {
	cmd := group("events", "What apps are told: organizations, domains, connections and sign-ins", "event")
	cmd.AddCommand(c.eventList(), c.eventShow())
	return cmd
}

// usualEvents is how many events are listed if nobody says.
const usualEvents = 50

func (c *command) eventList() *cobra.Command {
	var chosen selection
	var names []string
	var follow bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the events of an environment, newest first, or those behind one as they happened",
		Long: "Lists the events of an environment as apps are told them: newest first, or with --after those behind\n" +
			"one, oldest first. --follow prints each as it happens. They are kept for 90 days.",
		Example: "  gatehouse events list --name authentication.sso_failed\n  gatehouse events list --follow --json",
		Args:    noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			if chosen.limit < 1 || chosen.limit > model.MaxPaging {
				return usageError{fmt.Errorf("--limit: give a number from 1 to %d", model.MaxPaging)}
			}
			e, err := findEnvironment(ctx, d, chosen.env)
			if err != nil {
				return err
			}
			_, org, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			q := model.EventQuery{Environment: e.ID, Organization: org, After: model.ID(chosen.after),
				Newest: chosen.after == "", Limit: chosen.limit}
			for _, name := range names {
				q.Names = append(q.Names, model.EventName(name))
			}
			if follow {
				return c.followEvents(ctx, d, q)
			}
			return c.listEvents(ctx, d, q)
		}),
	}
	chosen.add(cmd, "env", "org")
	cmd.Flags().Lookup("env").Usage = "environment: name or id (default Staging)"
	cmd.Flags().IntVar(&chosen.limit, "limit", usualEvents, "how many to list, at most 100")
	cmd.Flags().StringVar(&chosen.after, "after", "", "only those behind the event with this id, oldest first")
	cmd.Flags().StringSliceVar(&names, "name", nil, "only those of this name: organization.created … (can be repeated)")
	// --name of other commands is a name of one's own; this fails only for a flag that is not there.
	_ = cmd.RegisterFlagCompletionFunc("name", cobra.FixedCompletions(
		namesIn(model.EventNames, func(n model.EventName) string {
			return string(n)
		}), cobra.ShellCompDirectiveNoFileComp))
	cmd.Flags().BoolVar(&follow, "follow", false, "print each event from now on, or behind --after, until it is ended")
	return cmd
}

// listEvents lists a page that is as full as it can be: a filter that few fit makes pages
// with room in them.
func (c *command) listEvents(ctx context.Context, d *service.Services, q model.EventQuery) error {
	var all []api.Event
	want := q.Limit
	for {
		page, err := d.AppEvents(ctx, q)
		if err != nil {
			return err
		}
		told, err := api.EventsOf(page)
		if err != nil {
			return err
		}
		all = append(all, told.Data...)
		q.After, q.Limit = page.After, want-len(all)
		if page.After == "" || q.Limit <= 0 {
			break
		}
	}
	return listing[api.Event, api.Event]{
		told:  func(e api.Event) api.Event { return e },
		heads: []string{"HAPPENED", "EVENT", "ID"},
		row:   func(e api.Event) []string { return []string{stamp(e.CreatedAt), string(e.Event), string(e.ID)} },
		next:  "an event happens when an organization changes or somebody signs in",
	}.list(c, all)
}

// followEvents prints events as they happen until ctx ends.
func (c *command) followEvents(ctx context.Context, d *service.Services, q model.EventQuery) error {
	if _, err := q.Check(); err != nil {
		return err
	}
	wanted := storage.AppEventQuery{Organization: q.Organization, Names: q.Names}
	after := q.After
	if after == "" {
		page, err := d.AppEvents(ctx, model.EventQuery{Environment: q.Environment, Newest: true, Limit: 1})
		if err != nil {
			return err
		}
		for _, e := range page.Items {
			after = e.ID
		}
	}
	for {
		// Those that are not wanted are read, too: the next are awaited behind them.
		page, err := d.AppEvents(ctx, model.EventQuery{Environment: q.Environment, After: after,
			Limit: model.MaxPaging})
		for i := 0; i < len(page.Items) && err == nil; i++ {
			if after = page.Items[i].ID; wanted.Takes(&page.Items[i]) {
				err = c.printEvent(page.Items[i])
			}
		}
		if err == nil && page.After == "" {
			err = d.AwaitAppEvents(ctx, q.Environment, after)
		}
		if ctx.Err() != nil {
			return nil // ended by the user
		}
		if err != nil {
			return err
		}
	}
}

// printEvent prints an event on a line, or as JSON.
func (c *command) printEvent(e model.AppEvent) error {
	if c.json {
		told, err := api.EventOf(e)
		if err != nil {
			return err
		}
		return c.printJSON(told)
	}
	_, err := fmt.Fprintf(c.streams.Out, "%s  %s  %s\n", stamp(e.Created), e.ID, e.Name)
	return err
}
