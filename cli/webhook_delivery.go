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

func (c *command) webhookSecret() *cobra.Command {
	var rotate bool
	var overlap time.Duration
	cmd := &cobra.Command{
		Use: "secret WEBHOOK", Short: "Print the secret that signs what an endpoint gets", Args: oneArg(webhookArg),
		Long: "Prints the secret that signs what an endpoint gets. With --rotate it makes a new one and prints that. " +
			"The one before\nsigns on for the overlap: have the app take either until then. What it refuses is " +
			"sent again.",
		RunE: about(c, findWebhook, func(ctx context.Context, d *service.Services, e model.WebhookStatus,
			_ []string) error {
			if !rotate {
				s, err := d.WebhookSecrets(ctx, e.ID)
				if err != nil {
					return err
				}
				return c.say(api.WebhookSecrets{Secret: s.Signs, Next: s.Next, From: s.From}, "%s", said(s))
			}
			after, secret, err := d.RotateWebhookSecret(ctx, e.ID, overlap)
			if err != nil {
				return err
			}
			told := api.WebhookSecrets{Secret: secret}
			if after.Next != nil {
				told = api.WebhookSecrets{Next: secret, From: after.Next.From}
			}
			return c.say(told, "%s", secret)
		}),
	}
	cmd.Flags().BoolVar(&rotate, "rotate", false, "make a new secret")
	cmd.Flags().DurationVar(&overlap, "overlap", 24*time.Hour, "how long the old secret still signs")
	return cmd
}

func (c *command) webhookDeliveries() *cobra.Command {
	var chosen selection
	cmd := &cobra.Command{
		Use: "deliveries WEBHOOK", Short: "List what was sent to an endpoint, newest first", Args: oneArg(webhookArg),
		RunE: about(c, findWebhook, func(ctx context.Context, d *service.Services, e model.WebhookStatus,
			_ []string) error {
			all, err := d.WebhookDeliveries(ctx, e.ID, model.ID(chosen.after), chosen.asked())
			if err != nil {
				return err
			}
			return listing[model.WebhookDelivery, api.WebhookDelivery]{
				told:  api.WebhookDeliveryOf,
				heads: []string{"EVENT", "STATE", "ATTEMPTS", "STATUS", "LAST", "NEXT", "ID"},
				row: func(x model.WebhookDelivery) []string {
					return []string{x.Event, string(x.State), fmt.Sprint(len(x.Attempts)), statusWord(x.Last()),
						stamp(x.Last().At), stamp(x.Next), string(x.ID)}
				},
				limit: chosen.limit, at: func(x model.WebhookDelivery) model.Listed { return model.Listed{ID: x.ID} },
			}.list(c, all)
		}),
	}
	chosen.add(cmd, "limit", "after")
	return cmd
}

// statusWord is what an endpoint answered, "-" for nothing.
func statusWord(a model.WebhookAttempt) string {
	if a.Status == 0 {
		return "-"
	}
	return fmt.Sprint(a.Status)
}

func (c *command) webhookShow() *cobra.Command {
	return &cobra.Command{
		Use: "show DELIVERY", Short: "Show what was sent, and what was answered", Args: oneArg("delivery: its id"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, e, err := d.WebhookDelivery(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(api.WebhookDeliveryOf(x))
			}
			if err := c.page("Delivery", string(x.ID), "Endpoint", e.URL, "Event", x.Event+" ("+string(x.EventID)+")",
				"State", string(x.State), "Next attempt", stamp(x.Next)); err != nil {
				return err
			}
			rows := [][]string{{"ATTEMPT", "TOOK", "STATUS", "RESULT", "ANSWER"}}
			for _, a := range x.Attempts {
				result := a.Error
				if result == "" {
					result = "delivered"
				}
				rows = append(rows, []string{stamp(a.At), a.Took.Round(time.Millisecond).String(), statusWord(a),
					result, fmt.Sprintf("%.200s", a.Answer)})
			}
			if err := c.table(rows); err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.streams.Out, printable.Line(x.Body))
			return err
		}),
	}
}

func (c *command) webhookResend() *cobra.Command {
	return &cobra.Command{
		Use: "resend DELIVERY", Short: "Send an event to its endpoint again", Args: oneArg("delivery: its id"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, err := d.ResendWebhook(ctx, model.ID(args[0]))
			if err != nil {
				return err
			}
			return c.say(api.WebhookDeliveryOf(x), "%s is sent again while an instance runs (%s)",
				printable.Line(x.Event), x.ID)
		}),
	}
}
