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

const webhookArg = "webhook endpoint: id or URL"

func (c *command) webhooks() *cobra.Command {
	cmd := group("webhook", "Webhook endpoints, which are told of events, and what was sent to them", "webhooks")
	cmd.AddCommand(c.webhookList(), c.webhookAdd(), c.webhookEdit(), c.webhookRemove(), c.webhookAble(true),
		c.webhookAble(false), c.webhookSecret(), c.webhookDeliveries(), c.webhookShow(), c.webhookResend())
	return cmd
}

// findWebhook takes an id or a URL, in any environment.
func findWebhook(ctx context.Context, d *service.Services, text string) (model.WebhookStatus, error) {
	if e, err := d.WebhookEndpoint(ctx, model.ID(text)); !errors.Is(err, model.ErrNotFound) {
		return e, err
	}
	all, err := d.WebhookEndpoints(ctx, "")
	if err != nil {
		return model.WebhookStatus{}, err
	}
	return one("webhook endpoint", text, all, func(e model.WebhookStatus) bool { return e.URL == text })
}

func (c *command) webhookList() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "list", Short: "List the webhook endpoints", Args: noArgs,
		RunE: c.with(func(ctx context.Context, d *service.Services, _ []string) error {
			env, _, err := chosen.find(ctx, d)
			if err != nil {
				return err
			}
			all, err := d.WebhookEndpoints(ctx, env)
			if err != nil {
				return err
			}
			return listing[model.WebhookStatus, api.Webhook]{
				told: api.WebhookOf, heads: []string{"URL", "STATUS", "EVENTS", "DELIVERIES", "LAST", "ID"},
				row: func(e model.WebhookStatus) []string {
					return []string{e.URL, e.Health(), e.EventWords(), e.Progress.Words(),
						stamp(e.Progress.Last.At), string(e.ID)}
				},
				limit: chosen.limit, next: "gatehouse webhook add URL --event connection.activated",
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "env", "limit")
	return cmd
}

func (c *command) webhookAdd() *cobra.Command {
	var env string
	var events []string
	cmd := &cobra.Command{
		Use: "add URL", Short: "Have a URL told of events, and print the secret that signs them", Args: oneArg("URL"),
		Long: "Has a URL told of events from now on, and prints the secret that signs them. The URL has to be https " +
			"and public;\nin Staging it may also be http, and this machine.",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			e, err := findEnvironment(ctx, d, env)
			if err != nil {
				return err
			}
			made, secret, err := d.CreateWebhookEndpoint(ctx, model.NewWebhookEndpoint{Environment: e.ID, URL: args[0],
				Events: events})
			if err != nil {
				return err
			}
			return c.say(api.WebhookEndpointOf(made, secret), "%s", secret)
		}),
	}
	cmd.Flags().StringVar(&env, "env", "", "environment: name or id (default Staging)")
	eventFlag(cmd, &events)
	return cmd
}

func eventFlag(cmd *cobra.Command, events *[]string) {
	cmd.Flags().StringSliceVar(events, "event", nil, "name of an event, like connection.activated; several "+
		"with commas, or again")
}

func (c *command) webhookEdit() *cobra.Command {
	var url string
	var events []string
	cmd := &cobra.Command{
		Use: "edit WEBHOOK", Aliases: []string{"update"},
		Short: "Change the URL of an endpoint, or of which events it is told",
		Args:  oneArg(webhookArg),
		RunE: about(c, findWebhook, func(ctx context.Context, d *service.Services, e model.WebhookStatus,
			_ []string) error {
			p := model.WebhookPatch{Events: events}
			if url != "" {
				p.URL = &url
			}
			return c.webhookChanged(ctx, d, e.ID, p, "Changed")
		}),
	}
	cmd.Flags().StringVar(&url, "url", "", "another URL")
	eventFlag(cmd, &events)
	return cmd
}

// webhookChanged changes an endpoint and says so.
func (c *command) webhookChanged(ctx context.Context, d *service.Services, id model.ID, p model.WebhookPatch,
	did string) error {
	after, err := d.UpdateWebhookEndpoint(ctx, id, p)
	if err != nil {
		return err
	}
	return c.say(api.WebhookEndpointOf(after, ""), "%s %s: %s, told of %s", did, printable.Line(after.URL),
		after.Status(), after.EventWords())
}

func (c *command) webhookAble(yes bool) *cobra.Command {
	use, did, short := "disable", "Disabled", "Send nothing to an endpoint until it is enabled"
	if yes {
		use, did, short = "enable", "Enabled", "Tell an endpoint again, of what happens from now on"
	}
	return &cobra.Command{
		Use: use + " WEBHOOK", Short: short, Args: oneArg(webhookArg),
		RunE: about(c, findWebhook, func(ctx context.Context, d *service.Services, e model.WebhookStatus,
			_ []string) error {
			return c.webhookChanged(ctx, d, e.ID, model.WebhookPatch{Enabled: &yes}, did)
		}),
	}
}

func (c *command) webhookRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove WEBHOOK", Aliases: []string{"delete"}, Short: "Delete an endpoint", Args: oneArg(webhookArg),
		Long: "Deletes an endpoint. What waits to be sent to it is not sent. For seven days gatehouse undo takes it " +
			"back.",
		RunE: about(c, findWebhook, func(ctx context.Context, d *service.Services, e model.WebhookStatus,
			_ []string) error {
			gone, err := d.DeleteWebhookEndpoint(ctx, e.ID)
			if err != nil {
				return err
			}
			return c.say(api.WebhookEndpointOf(gone, ""), "Removed %s (%s)", printable.Line(gone.URL), gone.ID)
		}),
	}
}

// said is a sentence about the secret that will sign.
func said(s model.WebhookSecrets) string {
	if s.Next == "" {
		return s.Signs
	}
	return fmt.Sprintf("%s\n%s signs from %s on", s.Signs, s.Next, stamp(s.From))
}
