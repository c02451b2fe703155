package screen

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/tui/widget"
)

// Pushed opens a screen that is made when it is asked for.
func (w *World) Pushed(make func() Screen) func() tea.Cmd {
	return func() tea.Cmd { return w.Stack.Push(make()) }
}

// ListGroup are the actions of every list. open and refresh may say why not.
func (w *World) ListGroup(to func(widget.Move) tea.Cmd, open, refresh widget.Action) widget.Group {
	by := func(m widget.Move) func() tea.Cmd { return func() tea.Cmd { return to(m) } }
	open.Name, open.Keys, open.Word, open.Hidden = "open", widget.Keys("enter", "l", "right"), "open", true
	open.Help = "open what is under the cursor"
	refresh.Name, refresh.Keys, refresh.Help = "refresh", widget.Keys("r"), "read the list again"
	return widget.Group{Name: "Lists", Actions: []widget.Action{
		open,
		{Name: "back", Keys: widget.Keys("h", "left"), Help: "go one level up", Hidden: true, Do: w.Back},
		{Name: "down", Keys: widget.Keys("j", "down"), Help: "go down", Hidden: true, Do: by(widget.MoveDown)},
		{Name: "up", Keys: widget.Keys("k", "up"), Help: "go up", Hidden: true, Do: by(widget.MoveUp)},
		{Name: "half page down", Keys: widget.Keys("ctrl+d"), Help: "go half a page down", Hidden: true,
			Do: by(widget.MoveHalfDown)},
		{Name: "half page up", Keys: widget.Keys("ctrl+u"), Help: "go half a page up", Hidden: true,
			Do: by(widget.MoveHalfUp)},
		{Name: "page down", Keys: widget.Keys("pgdown", "ctrl+f"), Help: "go a page down", Hidden: true,
			Do: by(widget.MovePageDown)},
		{Name: "page up", Keys: widget.Keys("pgup", "ctrl+b"), Help: "go a page up", Hidden: true,
			Do: by(widget.MovePageUp)},
		{Name: "top", Keys: widget.Keys("g", "home"), Help: "go to the first row", Hidden: true,
			Do: by(widget.MoveTop)},
		{Name: "bottom", Keys: widget.Keys("G", "end"), Help: "go to the last row", Hidden: true,
			Do: by(widget.MoveBottom)},
		refresh,
	}}
}
