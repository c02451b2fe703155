package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// presence is at which session this console looks, and how much it knows of the others.
type presence struct {
	at   model.ID
	stop context.CancelFunc // ends the look; nil for none
}

type lookersMsg struct {
	model.Presence
	err error
}

type lookAgainMsg struct{}

// look tells the others at which session this console looks, if that is another than before:
// that of the topmost screen that is about one.
func (c *console) look() tea.Cmd {
	at := c.looksAt()
	if at == c.presence.at {
		return nil
	}
	if c.presence.stop != nil {
		c.presence.stop()
	}
	if c.presence = (presence{}); at == "" {
		return nil
	}
	ctx, stop := context.WithCancel(c.Context)
	c.presence = presence{at: at, stop: stop}
	services := c.services
	return func() tea.Msg {
		_ = services.LookAt(ctx, at) // one who may not look is told so by what they look at
		return nil
	}
}

func (c *console) looksAt() model.ID {
	for i := len(c.Stack.Screens) - 1; i >= 0; i-- {
		if x, ok := c.Stack.Screens[i].(screen.Looks); ok {
			return x.LooksAt()
		}
	}
	return ""
}

// readLookers waits until others look than those that are known, 0 for none.
func (c *console) readLookers(known uint64) tea.Cmd {
	ctx, services := c.Context, c.services
	return func() tea.Msg {
		now, err := services.Lookers(ctx, known)
		return lookersMsg{now, err}
	}
}

// followLookers shows who looks now, and waits for others.
func (c *console) followLookers(msg lookersMsg) tea.Cmd {
	if msg.err != nil {
		c.Fail("see who looks", msg.err)
		return c.Timer(tailPause, lookAgainMsg{})
	}
	c.showLookers(msg.Presence)
	return c.waiting(c.readLookers(msg.Version))
}

func (c *console) showLookers(now model.Presence) {
	c.Lookers = map[model.ID][]model.Looker{}
	for _, x := range now.Lookers {
		c.Lookers[x.Session] = append(c.Lookers[x.Session], x)
	}
}

// recheckLookers leaves out who is gone from the team, whose console ends a moment later.
func (c *console) recheckLookers(msg screen.Changes) tea.Cmd {
	if !msg.Touch(model.KindMember) {
		return nil
	}
	ctx, services := c.Context, c.services
	read := func() (model.Presence, error) { return services.Lookers(ctx, 0) }
	return screen.Ask(read, func(now model.Presence, err error) tea.Cmd {
		if c.Fail("see who looks", err); err == nil {
			c.showLookers(now)
		}
		return nil
	})
}
