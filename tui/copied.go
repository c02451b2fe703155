package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
)

// showCopied shows it alone.
func (c *console) showCopied() tea.Cmd {
	if c.LastCopy.Value == "" {
		c.Say(screen.Told, "nothing was copied yet")
		return nil
	}
	if x, ok := c.Stack.Top().(screen.Alone); ok && x.StandsAlone() == c.LastCopy.Value {
		return nil
	}
	return c.Nav.Alone(c.LastCopy)
}
