package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/screen"
)

// leaving is the question whether the listener goes on without the console.
const leaving = "Users sign in through this listener"

// quit ends the console. One that the listener would stop with asks first; asked a second
// time, it quits at once.
func (c *console) quit() tea.Cmd {
	if c.Options.GoOn == nil || len(c.Stack.Screens) == 0 || c.tooLittle() ||
		c.Stack.Dialog != nil && c.Stack.Dialog.Title() == leaving {
		return tea.Quit
	}
	return c.Stack.Open(screen.NewMenu(c.World, leaving, screen.Fixed([]screen.Item{
		{Text: "Stop it", Note: "nobody can sign in until it runs again", Do: func() tea.Cmd { return tea.Quit }},
		{Text: "Let it go on", Note: "gatehouse opens its console again, gatehouse stop ends it",
			Do: func() tea.Cmd { c.Options.GoOn(); return tea.Quit }},
	})))
}
