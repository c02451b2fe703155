package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// readClaims reads who has the sessions of the environment in hand.
func (c *console) readClaims() tea.Cmd {
	ctx, services, env := c.Context, c.services, c.Environment.ID
	if env == "" {
		return nil
	}
	read := func() ([]model.Claim, error) { return services.Claims(ctx, env) }
	return screen.Ask(read, func(all []model.Claim, err error) tea.Cmd {
		if c.Fail("see who has a session in hand", err); err != nil || env != c.Environment.ID {
			return nil
		}
		c.Claims = map[model.ID]model.Claim{}
		for _, x := range all {
			c.Claims[x.SessionID] = x
		}
		return c.Stack.Tell(screen.Claimed{})
	})
}

// rereadClaims reads them again if somebody took a session in hand, or released one.
func (c *console) rereadClaims(msg screen.Changes) tea.Cmd {
	if !msg.Touch(model.KindClaim) {
		return nil
	}
	return c.readClaims()
}
