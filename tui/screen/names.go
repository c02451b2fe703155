package screen

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// maxNames bounds the cache: far more than fit on any screen.
const maxNames = 4096

// Names remembers what organizations and connections are called. Lists show an
// id until the name has come.
type Names struct {
	known map[model.ID]string
	asked map[model.ID]bool
}

// newNames knows none yet.
func newNames() *Names {
	return &Names{known: map[model.ID]string{}, asked: map[model.ID]bool{}}
}

// Of is the name of id, or its short form.
func (n *Names) Of(id model.ID) string {
	if name, ok := n.known[id]; ok {
		return name
	}
	return widget.Middle(string(id), 14, "…")
}

func (n *Names) learn(found map[model.ID]string) {
	for id, name := range found {
		n.known[id] = name
	}
}

// AskNames reads the names that are not known yet, in one command.
func (w *World) AskNames(organizations, connections map[model.ID]bool) tea.Cmd {
	n := w.Names
	if len(n.known) > maxNames {
		*n = *newNames()
	}
	orgs, conns := n.want(organizations), n.want(connections)
	if len(orgs)+len(conns) == 0 {
		return nil
	}
	ctx, services := w.Context, w.services
	return func() tea.Msg {
		found := map[model.ID]string{}
		for _, id := range orgs {
			found[id] = nameOf(ctx, id, func() (string, error) {
				o, err := services.Organization(ctx, id)
				return o.Name, err
			})
		}
		for _, id := range conns {
			found[id] = nameOf(ctx, id, func() (string, error) {
				c, err := services.Connection(ctx, id)
				return c.Name, err
			})
		}
		return Then(func() tea.Cmd { n.learn(found); return nil })
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

func (n *Names) want(ids map[model.ID]bool) []model.ID {
	var missing []model.ID
	for id := range ids {
		if id != "" && !n.asked[id] {
			n.asked[id] = true
			missing = append(missing, id)
		}
	}
	return missing
}

// Forget drops the names of records that changed; the lists ask again.
func (n *Names) Forget(msg Changes) {
	for _, c := range msg.All {
		if c.Session == nil {
			delete(n.asked, c.ID)
		}
	}
}
