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

func (c *command) eventShow() *cobra.Command {
	return &cobra.Command{
		Use: "show EVENT", Short: "Show an event as apps are told it, and what became of it at webhook endpoints",
		Args: oneArg("event: its id"),
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			e, err := findEvent(ctx, d, model.ID(args[0]))
			if err != nil {
				return err
			}
			sent, err := d.EventDeliveries(ctx, e.Environment, e.ID)
			if err != nil {
				return err
			}
			told, err := api.EventOf(e)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(api.EventWithDeliveries{Event: told, Deliveries: api.EventDeliveriesOf(sent)})
			}
			return c.showEvent(e, sent)
		}),
	}
}

// findEvent finds an event in any environment.
func findEvent(ctx context.Context, d *service.Services, id model.ID) (model.AppEvent, error) {
	environments, err := d.Environments(ctx)
	if err != nil {
		return model.AppEvent{}, err
	}
	for _, in := range environments {
		if e, err := d.AppEvent(ctx, in.ID, id); !errors.Is(err, model.ErrNotFound) {
			return e, err
		}
	}
	return model.AppEvent{}, fmt.Errorf("event %q: %w; gatehouse events list shows those that are kept, for 90 days",
		id, model.ErrNotFound)
}

func (c *command) showEvent(e model.AppEvent, sent []model.EventDelivery) error {
	of := e.Subject()
	if err := c.page("Event", string(e.ID), "Name", string(e.Name), "Happened", stamp(e.Created), "Of", of.Name,
		"Organization", string(of.Organization), "Connection", string(of.Connection),
		"Session", string(of.Session)); err != nil {
		return err
	}
	rows := [][]string{{"ENDPOINT", "STATE", "RESULT", "DELIVERY"}}
	for _, x := range sent {
		row := []string{x.Endpoint.URL, "not sent", x.Why, "-"}
		if d := x.Delivery; d != nil {
			row = []string{x.Endpoint.URL, string(d.State), d.Last().Result(), string(d.ID)}
		}
		rows = append(rows, row)
	}
	if len(sent) > 0 {
		if err := c.table(rows); err != nil {
			return err
		}
	}
	body, err := api.WebhookBody(e)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.streams.Out, printable.Line(string(body)))
	return err
}
