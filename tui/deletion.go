package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

const undoable = "This can be taken back for seven days: u at once, or from the history. Sessions stay until their time is over."

// deleteOrganization asks first, naming all that goes with it.
func (w *world) deleteOrganization(o model.Organization) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	read := func() (model.Deletion, error) { return desk.DeletionOf(ctx, o.ID) }
	return w.run("looking what belongs to it", ask(read, w.askDeletion))
}

func (w *world) deleteConnection(c model.Connection) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	read := func() (model.Deletion, error) { return desk.DeletionOfConnection(ctx, c.ID) }
	return w.run("looking what belongs to it", ask(read, w.askDeletion))
}

func (w *world) askDeletion(x model.Deletion, err error) tea.Cmd {
	if err != nil {
		return w.refused("delete", err)
	}
	heading, name := "Delete an organization", x.Organization.Name
	verb := func(ctx context.Context) (string, error) {
		_, err := w.desk.DeleteOrganization(ctx, x.Organization.ID)
		return "deleted " + name, err
	}
	if x.Organization.ID == "" {
		c := x.Connections[0]
		heading, name = "Delete a connection", c.Name
		verb = func(ctx context.Context) (string, error) {
			_, err := w.desk.DeleteConnection(ctx, c.ID)
			return "deleted " + name, err
		}
	}
	left := w.stack.top()
	return w.stack.open(newNameConfirm(w, heading, name, x.Lines(), undoable, func() tea.Cmd {
		return w.change("delete "+name, verb, func() tea.Cmd {
			if w.stack.top() == left { // its page
				w.stack.pop()
			}
			return nil
		})
	}))
}
