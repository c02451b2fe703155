package screen

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

const undoable = "This can be taken back for seven days: u at once, or from the history. Sessions stay until their " +
	"time is over."

// DeleteOrganization asks first, naming all that goes with it.
func (w *World) DeleteOrganization(o model.Organization) tea.Cmd {
	ctx, services := w.Context, w.services
	read := func() (model.Deletion, error) { return services.DeletionOf(ctx, o.ID) }
	return w.Run("looking what belongs to it", Ask(read, w.askDeletion))
}

// DeleteConnection asks first, naming all that goes with it.
func (w *World) DeleteConnection(c model.Connection) tea.Cmd {
	ctx, services := w.Context, w.services
	read := func() (model.Deletion, error) { return services.DeletionOfConnection(ctx, c.ID) }
	return w.Run("looking what belongs to it", Ask(read, w.askDeletion))
}

func (w *World) askDeletion(x model.Deletion, err error) tea.Cmd {
	if err != nil {
		return w.Refused("delete", err)
	}
	heading, name := "Delete an organization", x.Organization.Name
	verb := func(ctx context.Context) (string, error) {
		_, err := w.services.DeleteOrganization(ctx, x.Organization.ID)
		return "deleted " + name, err
	}
	if x.Organization.ID == "" {
		c := x.Connections[0]
		heading, name = "Delete a connection", c.Name
		verb = func(ctx context.Context) (string, error) {
			_, err := w.services.DeleteConnection(ctx, c.ID)
			return "deleted " + name, err
		}
	}
	left := w.Stack.Top()
	return w.Stack.Open(NewTypedConfirm(w, TypedQuestion{
		Heading: heading, Lines: x.Lines(), After: undoable, Name: name, Called: "its name", Verb: "delete it",
		Yes: func() tea.Cmd {
			return w.Change("delete "+name, verb, func() tea.Cmd {
				if w.Stack.Top() == left { // its page
					w.Stack.Pop()
				}
				return nil
			})
		},
	}))
}
