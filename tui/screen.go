package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// screen is one page of the console, or a dialog above it. All methods are
// called by the console, one at a time.
type screen interface {
	title() string            // the breadcrumb
	actions() []widget.Group  // what can be done on it, innermost first
	init() tea.Cmd            // once, when it comes onto the stack
	update(tea.Msg) tea.Cmd   // every message that is not a key: ticks, changes, answers
	resize(width, height int) // the room it has; before view, and at each change
	view() string             // at most that many lines, of at most that width
}

// typist is a screen that may be taking text: keys are then letters.
type typist interface {
	typing() bool
	typed(tea.Msg) tea.Cmd // a key press or a paste
	hints() []widget.Hint  // for the key bar meanwhile
}

// aside is a screen that says something at the right of the breadcrumbs.
type aside interface{ aside() string }

// pointed is a screen that the mouse can point into.
type pointed interface{ click(x, y int) tea.Cmd }

// world is what every screen may use. It is changed by the console alone, in
// Update.
type world struct {
	ctx         context.Context
	desk        Desk
	options     Options
	style       *widget.Style
	now         time.Time // of the last tick, in the zone in which times are shown
	utc         bool      // instead of the viewer's own zone
	environment model.Environment
	sample      model.Environment // where the sample is that test users sign in through
	names       *names
	stack       *stack
	status      *status
	timer       timer
	nav         nav
	back        func() tea.Cmd // one level up, as esc does
	facts       model.Facts
	filters     []string // typed before, oldest first
	lastCopy    copied
	done        []model.AuditEntry // in this console, newest last: what u takes back
}

// setTime sets it. Its zone is that in which everything is shown and asked
// for: pages and filters take it from there.
func (w *world) setTime(now time.Time) {
	if w.now = now.In(w.options.Zone); w.utc {
		w.now = now.UTC()
	}
}

// timer sends a message after a time.
type timer func(time.Duration, tea.Msg) tea.Cmd

func realTimer(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// stack holds the screens; the topmost is shown. A dialog may stand above.
type stack struct {
	screens []screen
	dialog  screen

	width, height int // for screens
}

func (s *stack) top() screen { return s.screens[len(s.screens)-1] }

// focus is the screen that keys go to.
func (s *stack) focus() screen {
	if s.dialog != nil {
		return s.dialog
	}
	return s.top()
}

func (s *stack) push(x screen) tea.Cmd {
	s.dialog = nil
	s.screens = append(s.screens, x)
	x.resize(s.width, s.height)
	return x.init()
}

// pop takes the topmost screen away. It reports false at the root.
func (s *stack) pop() bool {
	if len(s.screens) < 2 {
		return false
	}
	s.screens = s.screens[:len(s.screens)-1]
	return true
}

// remove takes a screen away with all above it, if it is there.
func (s *stack) remove(x screen) bool {
	i := slices.Index(s.screens, x)
	if i < 1 {
		return false
	}
	s.screens = s.screens[:i]
	return true
}

// transient is a screen that only leads to another: it goes once that one is done.
type transient interface{ transient() }

// dropTransient takes the topmost screen away if it only led here.
func (s *stack) dropTransient() {
	if _, ok := s.top().(transient); ok {
		s.pop()
	}
}

// replace puts x where the topmost screen is.
func (s *stack) replace(x screen) tea.Cmd {
	s.screens = s.screens[:len(s.screens)-1]
	return s.push(x)
}

// root throws all screens away for one.
func (s *stack) root(x screen) tea.Cmd {
	s.screens = s.screens[:0]
	return s.push(x)
}

// open shows a dialog above the screen.
func (s *stack) open(x screen) tea.Cmd {
	s.dialog = x
	x.resize(s.width, s.height)
	return x.init()
}

func (s *stack) close() { s.dialog = nil }

func (s *stack) resize(width, height int) {
	s.width, s.height = width, height
	for _, x := range s.screens {
		x.resize(width, height)
	}
	if s.dialog != nil {
		s.dialog.resize(width, height)
	}
}

// tell gives a message to every screen: each knows its own.
func (s *stack) tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, x := range s.screens {
		cmds = append(cmds, x.update(msg))
	}
	if s.dialog != nil {
		cmds = append(cmds, s.dialog.update(msg))
	}
	return tea.Batch(cmds...)
}
