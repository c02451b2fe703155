package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
)

func (c *command) links() *cobra.Command {
	cmd := group("link", "Setup links: what a customer's IT admin opens the Admin Portal with", "links")
	cmd.AddCommand(c.linkList(), c.linkShow(), c.linkCreate(), c.linkRevoke())
	return cmd
}

const linkArg = "link: its id, or what names its organization"

// findLink takes an id, or what names an organization: its active link, else its
// newest.
func findLink(ctx context.Context, d *service.Services, text string) (model.Onboarding, error) {
	x, err := d.Onboarding(ctx, model.ID(text))
	if !errors.Is(err, model.ErrNotFound) {
		return x, err
	}
	o, err := findOrganization(ctx, d, text)
	if err != nil {
		return x, fmt.Errorf("link of %w", err)
	}
	current, err := d.CurrentLink(ctx, o.ID)
	if errors.Is(err, model.ErrNotFound) {
		all, err := d.SetupLinks(ctx, model.LinkQuery{Organization: o.ID})
		if err != nil {
			return x, err
		}
		if len(all) == 0 {
			return x, fmt.Errorf("setup link of %s: %w; make one with gatehouse link create --org %s", o.Name,
				model.ErrNotFound, o.ID)
		}
		current = all[0]
	} else if err != nil {
		return x, err
	}
	return d.Onboarding(ctx, current.ID)
}

func (c *command) linkList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List setup links, newest first, and how far each came", Args: noArgs,
		Example: "  gatehouse link list --search active",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			env, org, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			links, err := d.SetupLinks(ctx, model.LinkQuery{Environment: env, Organization: org, Text: chosen.search})
			if err != nil {
				return err
			}
			var all []model.Onboarding
			for _, l := range links {
				x, err := d.Onboarding(ctx, l.ID)
				if err != nil {
					return err
				}
				all = append(all, x)
			}
			now := d.Clock()
			return listing[model.Onboarding, api.Link]{
				told: func(x model.Onboarding) api.Link { return api.LinkOf(x, now) },
				heads: []string{"STATE", "ORGANIZATION", "FEATURES", "EXPIRES", "OPENED", "STUCK", "STEP REACHED",
					"ID"},
				row: func(x model.Onboarding) []string {
					l := x.Link
					return []string{string(l.StateAt(now)), x.Organization.Name, model.IntentLabels(l.Intents),
						stamp(l.Expires), fmt.Sprint(x.Progress.Opened), stuckFor(x, now), x.Progress.Reached,
						string(l.ID)}
				},
				limit: chosen.limit, next: chosen.next("gatehouse link create --org ORGANIZATION"),
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "env", "org", "limit")
	cmd.Flags().StringVar(&chosen.search, "search", "", "text in organization, feature or state")
	return cmd
}

func stuckFor(x model.Onboarding, now time.Time) string {
	if !x.Progress.Stuck(now) {
		return ""
	}
	return model.LongAge(x.Progress.StuckBy(now))
}

func (c *command) linkShow() *cobra.Command {
	var url, message, nudge bool
	cmd := &cobra.Command{
		Use: "show LINK", Short: "Show a setup link and what happened to it; or its URL, or a message to send",
		Args: oneArg(linkArg),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			if url && message || url && nudge || message && nudge {
				return usageError{errors.New("--url, --message and --nudge: give one of them")}
			}
			x, err := findLink(ctx, d, args[0])
			if err != nil {
				return err
			}
			var text string
			switch {
			case url:
				text, err = d.LinkURL(ctx, x.Link)
			case message:
				text, err = d.Invitation(ctx, x.Link.ID)
			case nudge:
				text, err = d.Nudge(ctx, x.Link.ID)
			case c.json:
				j := api.LinkOf(x, d.Clock())
				j.Steps = x.Steps
				return c.printJSON(j)
			default:
				return c.printLink(x, d.Clock())
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.streams.Out, strings.TrimSuffix(text, "\n"))
			return err
		}),
	}
	cmd.Flags().BoolVar(&url, "url", false, "print the URL alone")
	cmd.Flags().BoolVar(&message, "message", false, "print the message that goes with the link")
	cmd.Flags().BoolVar(&nudge, "nudge", false, "print what to write when the onboarding is stuck")
	return cmd
}

// printLink tells a person how far an onboarding came. It does not hold the URL.
func (c *command) printLink(x model.Onboarding, now time.Time) error {
	l, p := x.Link, x.Progress
	pairs := []string{
		"Link", string(l.ID), "Organization", x.Organization.Name, "For", l.ContactEmail, "State",
		string(l.StateAt(now)), "Features", model.IntentLabels(l.Intents), "Done", model.IntentLabels(l.Done),
		"Created", stamp(l.Created) + " by " + l.CreatedBy.Name + ", " + l.CreatedBy.Via, "Expires", stamp(l.Expires),
		"Revoked", stamp(l.Revoked), "Completed", stamp(l.Completed),
		"Opened", model.Times(p.Opened), "Step reached", p.Reached, "Stuck for", stuckFor(x, now),
	}
	if n := len(p.Errors); n > 0 {
		pairs = append(pairs, "Last error", p.Errors[n-1].Note)
	}
	if p.Test != nil {
		pairs = append(pairs, "Test sign-in", p.Test.Note+" ("+string(p.Test.SessionID)+")")
	}
	if err := c.page(pairs...); err != nil || len(x.Steps) == 0 {
		return err
	}
	fmt.Fprintln(c.streams.Out)
	rows := [][]string{{"WHEN", "WHAT", "STEP", "NOTE", "FROM"}}
	for _, s := range x.Steps {
		rows = append(rows, []string{stamp(s.At), s.What, s.Page, s.Note, s.Peer})
	}
	return c.table(rows)
}
