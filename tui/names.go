package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// maxNames bounds the cache: far more than fit on any screen.
const maxNames = 4096

// names remembers what organizations and connections are called. Lists show an
// id until the name has come.
type names struct {
	known map[model.ID]string
	asked map[model.ID]bool
}

func newNames() *names {
	return &names{known: map[model.ID]string{}, asked: map[model.ID]bool{}}
}

// of is the name of id, or its short form.
func (n *names) of(id model.ID) string {
	if name, ok := n.known[id]; ok {
		return name
	}
	return widget.Middle(string(id), 14, "…")
}

func (n *names) learn(found map[model.ID]string) {
	for id, name := range found {
		n.known[id] = name
	}
}

// ask reads the names that are not known yet, in one command.
func (w *world) askNames(organizations, connections map[model.ID]bool) tea.Cmd {
	n := w.names
	if len(n.known) > maxNames {
		*n = *newNames()
	}
	orgs, conns := n.want(organizations), n.want(connections)
	if len(orgs)+len(conns) == 0 {
		return nil
	}
	ctx, desk := w.ctx, w.desk
	return func() tea.Msg {
		found := map[model.ID]string{}
		for _, id := range orgs {
			found[id] = nameOf(ctx, id, func() (string, error) {
				o, err := desk.Organization(ctx, id)
				return o.Name, err
			})
		}
		for _, id := range conns {
			found[id] = nameOf(ctx, id, func() (string, error) {
				c, err := desk.Connection(ctx, id)
				return c.Name, err
			})
		}
		return then(func() tea.Cmd { n.learn(found); return nil })
	}
}

// nameOf falls back to the id: a deleted organization still has sessions.
func nameOf(ctx context.Context, id model.ID, read func() (string, error)) string {
	name, err := read()
	switch {
	case errors.Is(err, model.ErrNotFound):
		return string(id) + " (deleted)"
	case err != nil || name == "":
		return string(id)
	}
	return name
}

func (n *names) want(ids map[model.ID]bool) []model.ID {
	var missing []model.ID
	for id := range ids {
		if id != "" && !n.asked[id] {
			n.asked[id] = true
			missing = append(missing, id)
		}
	}
	return missing
}

// forget drops the names of records that changed; the lists ask again.
func (n *names) forget(msg changesMsg) {
	for _, c := range msg.changes {
		if c.Session == nil {
			delete(n.asked, c.ID)
		}
	}
}
