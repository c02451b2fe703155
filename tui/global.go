package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// groups are what can be done on a screen: its own actions, and those of the console.
func (c *console) groups(x screen.Screen) []widget.Group {
	all := x.Actions()
	switch {
	case x == c.Stack.Dialog:
		all = append(all, c.dialogActions())
	case len(c.Stack.Screens) == 1:
		all = append(all, c.placeActions(), c.everywhere())
	default:
		all = append(all, c.everywhere())
	}
	return c.permitted(all)
}

// permitted refuses the actions that are not for who looks, before the reasons of their own.
func (c *console) permitted(groups []widget.Group) []widget.Group {
	for _, g := range groups {
		for i, a := range g.Actions {
			if a.Needs != "" {
				g.Actions[i].Why = widget.Reasons(func() string { return c.MayNot(model.Action(a.Needs)) }, a.Why)
			}
		}
	}
	return groups
}

func (c *console) dialogActions() widget.Group {
	return widget.Group{Name: "Dialogs", Actions: []widget.Action{
		{Name: "back", Keys: widget.Keys("esc", "q"), Word: "close", Help: "close the dialog", Hidden: true,
			Do: c.Back},
		{Name: "quit", Keys: widget.Keys("ctrl+c"), Help: "quit; twice without a question", Hidden: true, Do: c.quit},
	}}
}

// placeActions go among the lists at the root.
func (c *console) placeActions() widget.Group {
	all := strings.Join(screen.PlaceNames, ", ")
	return widget.Group{Name: "Places", Actions: []widget.Action{
		{Name: "next place", Keys: widget.Keys("tab"), Help: "go on: " + all, Hidden: true,
			Do: func() tea.Cmd { return c.Nav.Place(c.Stack.Here().Step(1), "") }},
		{Name: "previous place", Keys: widget.Keys("shift+tab"), Help: "go back among " + all, Hidden: true,
			Do: func() tea.Cmd { return c.Nav.Place(c.Stack.Here().Step(-1), "") }},
	}}
}

func (c *console) everywhere() widget.Group {
	leave := "back"
	if len(c.Stack.Screens) == 1 {
		leave = "quit"
	}
	return widget.Group{Name: "Everywhere", Actions: []widget.Action{
		{Name: "help", Keys: widget.Keys("?"), Word: "help", Help: "show this help, or close it", Do: c.help},
		{Name: "commands", Keys: widget.Keys(":"), Word: "commands", Help: "find any command or screen by its name",
			Hidden: true,
			Do:     func() tea.Cmd { return c.Stack.Open(newPalette(c)) }},
		{Name: "back", Keys: widget.Keys("esc", "backspace"), Help: "go one level up", Hidden: true, Do: c.Back},
		{Name: "leave", Keys: widget.Keys("q"), Word: leave, Help: "go one level up; at the root, quit", Hidden: true,
			Do: func() tea.Cmd { return c.backOr(true) }},
		{Name: "undo", Keys: widget.Keys("u"), Help: "take back the last change of this console",
			Needs: string(model.ActUndo), Do: c.UndoLast},
		{Name: "expiring certificates", Keys: widget.Keys("!"),
			Help: "list the certificates that end soon, across all connections",
			Do:   c.Nav.Expiring},
		{Name: "mentions", Keys: widget.Keys("@"), Help: "list the notes that mention you",
			Needs: string(model.ActKeepMentions), Do: c.Nav.Mentions},
		{Name: "history", Help: "show all that was done, by whom, and take a change back",
			Do: func() tea.Cmd { return c.Nav.AuditLog("") }},
		{Name: "directories", Help: "list the directories that users and groups come from, and what they sent",
			Needs: string(model.ActSeeDirectories), Do: func() tea.Cmd { return c.Nav.Directories("") }},
		{Name: "webhooks", Help: "list the URLs that are told of events, and what was sent to them",
			Needs: string(model.ActSeeWebhooks), Do: c.Nav.Webhooks},
		{Name: "events", Help: "list the events that apps are told, and what became of them at webhooks",
			Needs: string(model.ActSeeEvents), Do: c.Nav.Events},
		{Name: "api log", Help: "list the requests of apps, with what was sent and answered",
			Needs: string(model.ActSeeCalls), Do: c.Nav.APILog},
		{Name: "team", Help: "list the members of the team: roles, invitations, SSH keys", Do: c.Nav.Team},
		{Name: "profile", Help: "show who you are here: role, limit, your SSH keys", Do: c.Nav.Profile},
		{Name: "environment", Keys: widget.Keys("E"), Help: "switch the environment", Do: c.chooseEnvironment},
		{Name: "mouse", Keys: widget.Keys("M"), Help: "switch the mouse on or off (off lets the terminal select text)",
			Do: c.toggleMouse},
		{Name: "redraw", Keys: widget.Keys("ctrl+l"), Help: "draw the screen anew",
			Do: func() tea.Cmd { return tea.ClearScreen }},
		{Name: "time zone", Keys: widget.Keys("Z"), Help: "show times in UTC, or in your own zone again",
			Do: c.switchZone},
		{Name: "show what was copied", Keys: widget.Keys("B"),
			Help: "show alone what was copied last, to select it where it did not arrive", Do: c.showCopied},
		{Name: "log", Help: "show where the log is", Do: c.showLog},
		{Name: "quit", Keys: widget.Keys("ctrl+c"), Help: "quit; twice without a question", Do: c.quit},
	}}
}

func (c *console) help() tea.Cmd {
	of := c.Stack.Top()
	return c.Stack.Open(newHelp(c.World, of, widget.Listed(c.groups(of))))
}

// backOr goes one level up: out of the dialog, out of what the screen has open,
// out of the screen. Only q leaves the console.
func (c *console) backOr(quit bool) tea.Cmd {
	if c.Stack.Dialog != nil {
		c.Stack.Close()
		return nil
	}
	if r, ok := c.Stack.Top().(screen.Retreat); ok && !quit {
		if cmd, done := r.Retreat(); done {
			return cmd
		}
	}
	if c.Stack.Pop() {
		return nil
	}
	if quit {
		return c.quit()
	}
	return nil
}

func (c *console) toggleMouse() tea.Cmd {
	c.mouse = !c.mouse
	if c.mouse {
		c.Say(screen.Told, "mouse on: M switches it off, so that the terminal selects text again")
	} else {
		c.Say(screen.Told, "mouse off")
	}
	return nil
}

// switchZone shows times in UTC, or in the viewer's zone again.
func (c *console) switchZone() tea.Cmd {
	c.UTC = !c.UTC
	c.SetTime(c.Now)
	c.Say(screen.Told, "times are shown in "+widget.ZoneName(c.Now)+"; Z switches")
	return c.Stack.Tell(screen.Restyled{})
}

func (c *console) showLog() tea.Cmd {
	if c.Options.LogPath == "" {
		c.Say(screen.Told, "nothing is logged to a file")
		return nil
	}
	c.Say(screen.Told, "the log is "+c.Options.LogPath)
	return nil
}

// chooseEnvironment offers the environments that there are.
func (c *console) chooseEnvironment() tea.Cmd {
	ctx, services := c.Context, c.services
	return c.Stack.Open(screen.NewMenu(c.World, "Environment", func() ([]screen.Item, error) {
		all, err := services.Environments(ctx)
		var items []screen.Item
		for _, e := range all {
			items = append(items, screen.Item{Text: e.Name, Note: e.ClientID, Do: func() tea.Cmd { return c.enter(e) }})
		}
		return items, err
	}))
}

// enter switches to another environment, at its sessions.
func (c *console) enter(e model.Environment) tea.Cmd {
	c.Environment, c.count, c.Claims = e, counting{}, nil
	c.Say(screen.Done, "environment "+e.Name)
	return tea.Batch(c.Nav.Place(screen.PlaceSessions, ""), c.readExpiring(), c.readFacts(), c.readClaims())
}

// wheel scrolls as three presses of an arrow key would.
func (c *console) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	name := "down"
	if msg.Button == tea.MouseWheelUp {
		name = "up"
	}
	var cmds []tea.Cmd
	if a, ok := widget.LookupName(c.groups(c.Stack.Focus()), name); ok {
		for range 3 {
			cmds = append(cmds, c.act(a))
		}
	}
	return tea.Batch(cmds...)
}

func (c *console) clicked(msg tea.MouseClickMsg) tea.Cmd {
	if len(c.Stack.Screens) == 0 {
		return nil
	}
	if p, ok := c.Stack.Focus().(screen.Pointed); ok {
		return p.Click(msg.X, msg.Y-2) // header and breadcrumbs
	}
	return nil
}
