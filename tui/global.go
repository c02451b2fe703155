package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// globalActions are those that the console does itself, whatever is shown.
var globalActions map[action]func(*console) tea.Cmd

func init() { // would refer to itself through the palette otherwise
	globalActions = map[action]func(*console) tea.Cmd{
		actHelp:        func(c *console) tea.Cmd { return c.stack.open(newHelp(c.world, c.stack.top())) },
		actPalette:     func(c *console) tea.Cmd { return c.stack.open(newPalette(c)) },
		actBack:        func(c *console) tea.Cmd { return c.back(false) },
		actLeave:       func(c *console) tea.Cmd { return c.back(true) },
		actQuit:        func(*console) tea.Cmd { return tea.Quit },
		actExpiring:    func(c *console) tea.Cmd { return c.stack.push(newExpiring(c.world)) },
		actUndo:        func(c *console) tea.Cmd { return c.undoLast() },
		actHistory:     func(c *console) tea.Cmd { return c.stack.push(newHistory(c.world, "", "")) },
		actEnvironment: func(c *console) tea.Cmd { return c.chooseEnvironment() },
		actMouse:       func(c *console) tea.Cmd { return c.toggleMouse() },
		actRedraw:      func(*console) tea.Cmd { return tea.ClearScreen },
		actShowCopied:  func(c *console) tea.Cmd { return c.showCopied() },
		actZone:        func(c *console) tea.Cmd { return c.switchZone() },
		actLog:         func(c *console) tea.Cmd { return c.showLog() },

		actNextPlace:     func(c *console) tea.Cmd { return c.place(1) },
		actPreviousPlace: func(c *console) tea.Cmd { return c.place(-1) },
	}
}

// back goes one level up: out of the dialog, out of what the screen has open,
// out of the screen. Only q leaves the console.
func (c *console) back(quit bool) tea.Cmd {
	if c.stack.dialog != nil {
		c.stack.close()
		return nil
	}
	if r, ok := c.stack.top().(retreat); ok && !quit {
		if cmd, done := r.retreat(); done {
			return cmd
		}
	}
	if c.stack.pop() {
		return nil
	}
	if quit {
		return tea.Quit
	}
	return nil
}

// retreat is a screen with something of its own to close before esc leaves it:
// a filter, marks, a search.
type retreat interface {
	retreat() (cmd tea.Cmd, done bool)
}

func (c *console) toggleMouse() tea.Cmd {
	c.mouse = !c.mouse
	if c.mouse {
		c.say(told, "mouse on: M switches it off, so that the terminal selects text again")
	} else {
		c.say(told, "mouse off")
	}
	return nil
}

// switchZone shows times in UTC, or in the viewer's zone again.
func (c *console) switchZone() tea.Cmd {
	c.utc = !c.utc
	c.setTime(c.now)
	c.say(told, "times are shown in "+zoneName(c.now)+"; Z switches")
	return c.stack.tell(restyledMsg{})
}

func (c *console) showLog() tea.Cmd {
	if c.options.LogPath == "" {
		c.say(told, "nothing is logged to a file")
		return nil
	}
	c.say(told, "the log is "+c.options.LogPath)
	return nil
}

// chooseEnvironment offers the environments that there are.
func (c *console) chooseEnvironment() tea.Cmd {
	ctx, desk := c.ctx, c.desk
	return c.stack.open(newMenu(c.world, "Environment", func() ([]item, error) {
		all, err := desk.Environments(ctx)
		var items []item
		for _, e := range all {
			items = append(items, item{text: e.Name, note: e.ClientID, do: func() tea.Cmd { return c.enter(e) }})
		}
		return items, err
	}))
}

// enter switches to another environment, at its sessions.
func (c *console) enter(e model.Environment) tea.Cmd {
	c.environment, c.count = e, counting{}
	c.say(done, "environment "+e.Name)
	return tea.Batch(c.stack.root(newSessions(c.world, model.Query{})), c.readExpiring(), c.readFacts())
}

// place moves among the lists at the root.
func (c *console) place(step int) tea.Cmd {
	here := 0
	for i, name := range placeNames {
		if c.stack.screens[0].title() == name {
			here = i
		}
	}
	n := len(placeNames)
	return c.goTo((here + step + n) % n)
}

// placeNames are the lists at the root.
var placeNames = []string{"Sessions", "Organizations", "Connections", "Setup links", "Configuration"}

func (c *console) goTo(place int) tea.Cmd {
	switch place {
	case 1:
		return c.stack.root(newOrganizations(c.world))
	case 2:
		return c.stack.root(newConnections(c.world, ""))
	case 3:
		return c.stack.root(newLinks(c.world, ""))
	case 4:
		return c.stack.root(newConfiguration(c.world))
	}
	return c.stack.root(newSessions(c.world, model.Query{}))
}

// wheel scrolls as three presses of an arrow key would.
func (c *console) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	a := actDown
	if msg.Button == tea.MouseWheelUp {
		a = actUp
	}
	var cmds []tea.Cmd
	for range 3 {
		cmds = append(cmds, c.act(a))
	}
	return tea.Batch(cmds...)
}

func (c *console) click(msg tea.MouseClickMsg) tea.Cmd {
	if len(c.stack.screens) == 0 {
		return nil
	}
	if p, ok := c.stack.focus().(pointed); ok {
		return p.click(msg.X, msg.Y-2) // header and breadcrumbs
	}
	return nil
}
