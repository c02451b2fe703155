package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// groups are what can be done on a screen: its own actions, and those of the console.
func (c *console) groups(x screen) []widget.Group {
	all := x.actions()
	switch {
	case x == c.stack.dialog:
		return append(all, c.dialogActions())
	case len(c.stack.screens) == 1:
		return append(all, c.placeActions(), c.everywhere())
	}
	return append(all, c.everywhere())
}

func (c *console) dialogActions() widget.Group {
	return widget.Group{Name: "Dialogs", Actions: []widget.Action{
		{Name: "back", Keys: widget.Keys("esc", "q"), Word: "close", Help: "close the dialog", Hidden: true, Do: c.back},
		{Name: "quit", Keys: widget.Keys("ctrl+c"), Help: "quit at once", Hidden: true, Do: quit},
	}}
}

// placeActions go among the lists at the root.
func (c *console) placeActions() widget.Group {
	all := strings.Join(placeNames, ", ")
	return widget.Group{Name: "Places", Actions: []widget.Action{
		{Name: "next place", Keys: widget.Keys("tab"), Help: "go on: " + all, Hidden: true,
			Do: func() tea.Cmd { return c.nav.place(c.stack.here().step(1), "") }},
		{Name: "previous place", Keys: widget.Keys("shift+tab"), Help: "go back among " + all, Hidden: true,
			Do: func() tea.Cmd { return c.nav.place(c.stack.here().step(-1), "") }},
	}}
}

func (c *console) everywhere() widget.Group {
	leave := "back"
	if len(c.stack.screens) == 1 {
		leave = "quit"
	}
	return widget.Group{Name: "Everywhere", Actions: []widget.Action{
		{Name: "help", Keys: widget.Keys("?"), Word: "help", Help: "show this help, or close it", Do: c.help},
		{Name: "commands", Keys: widget.Keys(":"), Word: "commands", Help: "find any command or screen by its name", Hidden: true,
			Do: func() tea.Cmd { return c.stack.open(newPalette(c)) }},
		{Name: "back", Keys: widget.Keys("esc", "backspace"), Help: "go one level up", Hidden: true, Do: c.back},
		{Name: "leave", Keys: widget.Keys("q"), Word: leave, Help: "go one level up; at the root, quit", Hidden: true,
			Do: func() tea.Cmd { return c.backOr(true) }},
		{Name: "undo", Keys: widget.Keys("u"), Help: "take back the last change of this console", Do: c.undoLast},
		{Name: "expiring certificates", Keys: widget.Keys("!"),
			Help: "list the certificates that end soon, across all connections",
			Do:   c.nav.expiring},
		{Name: "history", Help: "show all that was done, by whom, and take a change back",
			Do: func() tea.Cmd { return c.nav.history("", "") }},
		{Name: "environment", Keys: widget.Keys("E"), Help: "switch the environment", Do: c.chooseEnvironment},
		{Name: "mouse", Keys: widget.Keys("M"), Help: "switch the mouse on or off (off lets the terminal select text)",
			Do: c.toggleMouse},
		{Name: "redraw", Keys: widget.Keys("ctrl+l"), Help: "draw the screen anew",
			Do: func() tea.Cmd { return tea.ClearScreen }},
		{Name: "time zone", Keys: widget.Keys("Z"), Help: "show times in UTC, or in your own zone again", Do: c.switchZone},
		{Name: "show what was copied", Keys: widget.Keys("B"),
			Help: "show alone what was copied last, to select it where it did not arrive", Do: c.showCopied},
		{Name: "log", Help: "show where the log is", Do: c.showLog},
		{Name: "quit", Keys: widget.Keys("ctrl+c"), Help: "quit at once", Do: quit},
	}}
}

func quit() tea.Cmd { return tea.Quit }

func (c *console) help() tea.Cmd {
	of := c.stack.top()
	return c.stack.open(newHelp(c.world, of, widget.Listed(c.groups(of))))
}

// backOr goes one level up: out of the dialog, out of what the screen has open,
// out of the screen. Only q leaves the console.
func (c *console) backOr(quit bool) tea.Cmd {
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
	c.say(told, "times are shown in "+widget.ZoneName(c.now)+"; Z switches")
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
	return tea.Batch(c.nav.place(placeSessions, ""), c.readExpiring(), c.readFacts())
}

// wheel scrolls as three presses of an arrow key would.
func (c *console) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	name := "down"
	if msg.Button == tea.MouseWheelUp {
		name = "up"
	}
	var cmds []tea.Cmd
	if a, ok := widget.LookupName(c.groups(c.stack.focus()), name); ok {
		for range 3 {
			cmds = append(cmds, c.act(a))
		}
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
