package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// expiring is what the connections of the environment wait for: certificates that
// end, and changes of their metadata. The header counts them.
type expiring struct {
	soon, over int // connections that need a new one; those that have none that is valid
	waiting    int // changes that somebody has to decide on
	stale      bool
	read       time.Time
}

// expiryAge is how long the badge holds without being counted again.
const expiryAge = time.Hour

func (c *console) readExpiring() tea.Cmd {
	c.expiring.stale, c.expiring.read = false, c.Now
	ctx, services, env := c.Context, c.services, c.Environment.ID
	if env == "" {
		return nil
	}
	return func() tea.Msg {
		all, err := services.ExpiringCertificates(ctx, env)
		if err != nil {
			return nil
		}
		connections, err := services.Connections(ctx, model.ConnectionQuery{Environment: env})
		return screen.Then(func() tea.Cmd {
			if err == nil && env == c.Environment.ID {
				c.expiring.count(all)
				c.expiring.waiting = changesWaiting(connections)
			}
			return nil
		})
	}
}

func changesWaiting(all []model.Connection) (n int) {
	for _, c := range all {
		if c.Pending != nil {
			n++
		}
	}
	return n
}

func (e *expiring) count(all []model.Expiry) {
	soon, over := map[model.ID]bool{}, map[model.ID]bool{}
	for _, x := range all {
		switch {
		case x.Covered:
		case x.Mark == 0:
			over[x.Connection.ID] = true
		default:
			soon[x.Connection.ID] = true
		}
	}
	for id := range soon {
		delete(over, id) // one that still holds
	}
	e.soon, e.over = len(soon), len(over)
}

// change says how many changes wait, in less words where there is little room.
func (e *expiring) change(st *widget.Style, short bool) string {
	switch {
	case e.waiting == 0:
		return ""
	case short:
		return st.Warn.Render(widget.Count(e.waiting, "change"))
	}
	verb := " wait"
	if e.waiting == 1 {
		verb += "s"
	}
	return st.Warn.Render(widget.Count(e.waiting, "metadata change") + verb)
}

// badge says how many connections need a new certificate, "" for none.
func (e *expiring) badge(st *widget.Style) string {
	var parts []string
	if e.over > 0 {
		parts = append(parts, st.Bad.Render(widget.Count(e.over, "cert")+" expired"))
	}
	if e.soon > 0 {
		parts = append(parts, st.Warn.Render(widget.Count(e.soon, "cert")+" expiring"))
	}
	if len(parts) == 0 {
		return ""
	}
	return st.Key.Render("!") + " " + strings.Join(parts, ", ")
}
