package tui

import tea "charm.land/bubbletea/v2"

// move is a step of a cursor, or of what is seen.
type move int

const (
	moveUp move = iota
	moveDown
	moveHalfUp
	moveHalfDown
	movePageUp
	movePageDown
	moveTop
	moveBottom
)

// moved is where a move puts the cursor among n rows that are all at hand. A page
// is half of what is seen, as rows may stand under headings.
func moved(m move, cursor, n, height int) int {
	switch m {
	case moveUp:
		return cursor - 1
	case moveDown:
		return cursor + 1
	case moveHalfUp, movePageUp:
		return cursor - height/2
	case moveHalfDown, movePageDown:
		return cursor + height/2
	case moveTop:
		return 0
	}
	return n - 1
}

// listGroup are the actions of every list. open and refresh may say why not.
func (w *world) listGroup(to func(move) tea.Cmd, open, refresh action) group {
	by := func(m move) func() tea.Cmd { return func() tea.Cmd { return to(m) } }
	open.Name, open.Keys, open.Word, open.Hidden = "open", keys("enter", "l", "right"), "open", true
	open.Help = "open what is under the cursor"
	refresh.Name, refresh.Keys, refresh.Help = "refresh", keys("r"), "read the list again"
	return group{"Lists", []action{
		open,
		{Name: "back", Keys: keys("h", "left"), Help: "go one level up", Hidden: true, Do: w.back},
		{Name: "down", Keys: keys("j", "down"), Help: "go down", Hidden: true, Do: by(moveDown)},
		{Name: "up", Keys: keys("k", "up"), Help: "go up", Hidden: true, Do: by(moveUp)},
		{Name: "half page down", Keys: keys("ctrl+d"), Help: "go half a page down", Hidden: true, Do: by(moveHalfDown)},
		{Name: "half page up", Keys: keys("ctrl+u"), Help: "go half a page up", Hidden: true, Do: by(moveHalfUp)},
		{Name: "page down", Keys: keys("pgdown", "ctrl+f"), Help: "go a page down", Hidden: true, Do: by(movePageDown)},
		{Name: "page up", Keys: keys("pgup", "ctrl+b"), Help: "go a page up", Hidden: true, Do: by(movePageUp)},
		{Name: "top", Keys: keys("g", "home"), Help: "go to the first row", Hidden: true, Do: by(moveTop)},
		{Name: "bottom", Keys: keys("G", "end"), Help: "go to the last row", Hidden: true, Do: by(moveBottom)},
		refresh,
	}}
}
