package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/osc52"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) linkCreate() *cobra.Command {
	var org, clipboard string
	var features []string
	cmd := &cobra.Command{
		Use: "create", Short: "Generate a setup link and print its URL", Args: noArgs,
		Long: "Generates a link that opens the Admin Portal for one organization, for 30 days or until all of its " +
			"features are\n" +
			"configured, and prints the URL on a line of its own. An organization has one active link: the " +
			"one before is\n" +
			"deactivated, and what that breaks is said on standard error. gatehouse undo takes it back.",
		Example: "  gatehouse link create --org 'Foo Corp' --feature sso --feature dsync",
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			if org == "" {
				return usageError{errors.New("say for whom: --org ORG (gatehouse org list shows them)")}
			}
			if clipboard != "auto" && clipboard != "no" {
				return usageError{fmt.Errorf("--copy %q: use auto or no", clipboard)}
			}
			o, err := findOrganization(ctx, d, org)
			if err != nil {
				return err
			}
			before, err := d.CurrentLink(ctx, o.ID)
			var replaced *model.Onboarding
			switch {
			case err == nil:
				x, err := d.Onboarding(ctx, before.ID)
				if err != nil {
					return err
				}
				replaced = &x
			case !errors.Is(err, model.ErrNotFound):
				return err
			}
			l, url, err := d.CreateLink(ctx, model.LinkRequest{Kind: model.SetupLink, Organization: o.ID,
				Intents: asIntents(features)})
			if err != nil {
				return err
			}
			if replaced != nil {
				fmt.Fprintln(c.streams.Err, printable.Line(replaced.Loss(d.Clock())))
			}
			return c.printURL(l, url, clipboard == "auto")
		}),
	}
	cmd.Flags().StringVar(&org, "org", "", "organization: id, external id, name or domain")
	cmd.Flags().StringArrayVar(&features, "feature", []string{string(model.IntentSSO)},
		"what can be configured with it (repeatable): "+model.KnownIntents())
	cmd.Flags().StringVar(&clipboard, "copy", "auto",
		"send the URL to the terminal's clipboard too: auto (where the output is a terminal) or no")
	return cmd
}

func asIntents(names []string) []model.Intent {
	var intents []model.Intent
	for _, n := range names {
		intents = append(intents, model.Intent(n))
	}
	return intents
}

// printURL prints a new link on a line of its own. The terminal's clipboard gets
// it too.
func (c *command) printURL(l model.Link, url string, clipboard bool) error {
	if c.json {
		return c.printJSON(api.NewLinkOf(l, url))
	}
	if _, err := fmt.Fprintln(c.streams.Out, url); err != nil {
		return err
	}
	note := "It works until " + stamp(l.Expires) + "."
	if clipboard && c.terminal {
		if _, err := fmt.Fprint(c.streams.Out, osc52.Between(c.streams.Getenv).Sequence(url)); err != nil {
			return err
		}
		note += " It was sent to the terminal's clipboard too."
	}
	_, err := fmt.Fprintln(c.streams.Err, note)
	return err
}

func (c *command) linkRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke LINK", Short: "End a setup link at once", Args: oneArg(linkArg),
		RunE: about(c, findLink, func(ctx context.Context, d *service.Services, x model.Onboarding,
			_ []string) (err error) {
			loss := x.Loss(d.Clock())
			if x.Link, err = d.RevokeLink(ctx, x.Link.ID); err != nil {
				return err
			}
			if !c.json {
				fmt.Fprintln(c.streams.Err, printable.Line(loss))
			}
			return c.say(api.LinkOf(x, d.Clock()), "Revoked link %s of %s", x.Link.ID,
				printable.Line(x.Organization.Name))
		}),
	}
}
