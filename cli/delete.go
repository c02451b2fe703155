package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/printable"
	"gatehouse/service"
)

func (c *command) orgDelete() *cobra.Command {
	cmd := deletion(c, findOrganization, func(o model.Organization) string { return o.Name },
		(*service.Services).DeletionOf, (*service.Services).DeleteOrganization)
	cmd.Use, cmd.Short = "delete ORG", "Delete an organization with all that belongs to it"
	cmd.Args = oneArg("organization: id, external id, name or domain")
	cmd.Long = "Deletes an organization with its domains, connections and links. It names them and asks for the " +
		"name of the\norganization in --confirm. For seven days gatehouse undo takes it back."
	return cmd
}

func (c *command) connectionDelete() *cobra.Command {
	cmd := deletion(c, findConnection, func(x model.Connection) string { return x.Name },
		(*service.Services).DeletionOfConnection, (*service.Services).DeleteConnection)
	cmd.Use, cmd.Short, cmd.Args = "delete CONN", "Delete a connection", oneArg(connectionArg)
	cmd.Long = "Deletes a connection with its profiles. It asks for the name of the connection in --confirm. For " +
		"seven days\ngatehouse undo takes it back."
	return cmd
}

// deletion is a command that deletes a noun with what belongs to it, once its name
// was repeated.
func deletion[T model.Noun](c *command, find finder[T], name func(T) string,
	of, do func(*service.Services, context.Context, model.ID) (model.Deletion, error)) *cobra.Command {
	var confirm string
	cmd := &cobra.Command{
		RunE: about(c, find, func(ctx context.Context, d *service.Services, x T, _ []string) error {
			_, id := x.RecordKey()
			what, err := of(d, ctx, id)
			if err != nil {
				return err
			}
			if err := c.confirmed("delete", what, name(x), confirm); err != nil {
				return err
			}
			if what, err = do(d, ctx, id); err != nil {
				return err
			}
			return c.deleted(what)
		}),
	}
	cmd.Flags().StringVar(&confirm, "confirm", "", "its name, to delete it")
	return cmd
}

// confirmed names what a verb would take away, unless the name was given.
func (c *command) confirmed(verb string, what model.Deletion, name, given string) error {
	if given == name {
		return nil
	}
	fmt.Fprintf(c.streams.Err, "This %ss:\n", verb)
	for _, line := range what.Lines() {
		fmt.Fprintf(c.streams.Err, "  %s\n", printable.Line(line))
	}
	if given != "" {
		return usageError{fmt.Errorf("--confirm %q is not its name, so nothing was changed", given)}
	}
	return usageError{fmt.Errorf("nothing was changed: to %s it, repeat its name: --confirm '%s'", verb,
		printable.Line(name))}
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
