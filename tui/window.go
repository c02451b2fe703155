package tui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
)

// windowMsg is a size that a terminal has taken which is not the process's own.
type windowMsg tea.WindowSizeMsg

// The size of a terminal that does not tell its own.
const (
	usualWidth  = 80
	usualHeight = 24
)

// sized has the program draw into a size.
func sized(w tea.WindowSizeMsg) tea.Cmd { return func() tea.Msg { return w } }

// nextWindow waits for the next one.
func (c *console) nextWindow() tea.Cmd {
	ctx, next := c.Context, c.Options.NextWindow
	if next == nil {
		return nil
	}
	return c.waiting(func() tea.Msg {
		width, height, more := next(ctx)
		if !more {
			return nil
		}
		return windowMsg{Width: clamp(cmp.Or(width, usualWidth), maxWidth),
			Height: clamp(cmp.Or(height, usualHeight), maxHeight)}
	})
}

// resize gives the screens the room that there is.
func (c *console) resize(width, height int) {
	c.width, c.height = min(width, maxWidth), min(height, maxHeight)
	c.Stack.Resize(c.width, max(1, c.height-screen.Chrome))
}

func clamp(n, most int) int { return max(1, min(n, most)) }
