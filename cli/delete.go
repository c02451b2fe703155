package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) orgDelete() *cobra.Command {
	var confirm string
	cmd := &cobra.Command{
		Use: "delete ORG", Short: "Delete an organization with all that belongs to it",
		Args: oneArg("organization: id, external id, name or domain"),
		Long: "Deletes an organization with its domains, connections and links. It names them and asks for the " +
			"name of the\n" +
			"organization in --confirm. For seven days gatehouse undo takes it back.",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			o, err := findOrganization(ctx, d, args[0])
			if err != nil {
				return err
			}
			what, err := d.DeletionOf(ctx, o.ID)
			if err != nil {
				return err
			}
			if err := c.confirmed(what, o.Name, confirm); err != nil {
				return err
			}
			if what, err = d.DeleteOrganization(ctx, o.ID); err != nil {
				return err
			}
			return c.deleted(what)
		}),
	}
	cmd.Flags().StringVar(&confirm, "confirm", "", "the name of the organization, to delete it")
	return cmd
}

func (c *command) connectionDelete() *cobra.Command {
	var confirm string
	cmd := &cobra.Command{
		Use: "delete CONN", Short: "Delete a connection", Args: oneArg(connectionArg),
		Long: "Deletes a connection with its profiles. It asks for the name of the connection in --confirm. For " +
			"seven days\n" +
			"gatehouse undo takes it back.",
		RunE: c.with(func(ctx context.Context, d *service.Services, args []string) error {
			x, err := findConnection(ctx, d, args[0])
			if err != nil {
				return err
			}
			what, err := d.DeletionOfConnection(ctx, x.ID)
			if err != nil {
				return err
			}
			if err := c.confirmed(what, x.Name, confirm); err != nil {
				return err
			}
			if what, err = d.DeleteConnection(ctx, x.ID); err != nil {
				return err
			}
			return c.deleted(what)
		}),
	}
	cmd.Flags().StringVar(&confirm, "confirm", "", "the name of the connection, to delete it")
	return cmd
}

// confirmed names what would go, unless the name was given.
func (c *command) confirmed(what model.Deletion, name, given string) error {
	if given == name {
		return nil
	}
	fmt.Fprintln(c.streams.Err, "This deletes:")
	for _, line := range what.Lines() {
		fmt.Fprintf(c.streams.Err, "  %s\n", printable.Line(line))
	}
	if given != "" {
		return usageError{fmt.Errorf("--confirm %q is not its name, so nothing was deleted", given)}
	}
	return usageError{errors.New("nothing was deleted: to delete it, repeat its name: --confirm '" +
		printable.Line(name) + "'")}
}

func (c *command) deleted(what model.Deletion) error {
	if c.json {
		return c.printJSON(map[string]any{"deleted": what.Lines(), "undo": what.Undo})
	}
	for _, line := range what.Lines() {
		fmt.Fprintf(c.streams.Out, "Deleted %s\n", printable.Line(line))
	}
	_, err := fmt.Fprintf(c.streams.Out, "For seven days this takes it back: gatehouse undo %s\n", what.Undo)
	return err
}
