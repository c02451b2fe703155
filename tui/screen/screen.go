package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/tui/widget"
)

// Screen is one page of the console, or a dialog above it. All methods are
// called by the console, one at a time.
type Screen interface {
	Title() string            // the breadcrumb
	Actions() []widget.Group  // what can be done on it, innermost first
	Init() tea.Cmd            // once, when it comes onto the stack
	Update(tea.Msg) tea.Cmd   // every message that is not a key: ticks, changes, answers
	Resize(width, height int) // the room it has; before view, and at each change
	View() string             // at most that many lines, of at most that width
}

// Typist is a screen that may be taking text: keys are then letters.
type Typist interface {
	Typing() bool
	Typed(tea.Msg) tea.Cmd // a key press or a paste
	Hints() []widget.Hint  // for the key bar meanwhile
}

// Aside is a screen that says something at the right of the breadcrumbs.
type Aside interface{ Aside() string }

// Retreat is a screen with something of its own to close before esc leaves it:
// a filter, marks, a search.
type Retreat interface {
	Retreat() (cmd tea.Cmd, done bool)
}

// Frameless is a screen that stands alone: neither header nor breadcrumbs.
type Frameless interface {
	Whole(cells, height int) []string
}

// Printed is a screen of what a command prints as well: as whoever looks has to type it, or what of
// that fits into some cells; "" is none.
type Printed interface{ PrintedBy(cells int) string }

// Alone is a screen that shows one value and nothing beside it.
type Alone interface{ StandsAlone() string }

// Explained is a screen whose help says more than its keys.
type Explained interface{ Explain(p *widget.Paragraphs) }

// Transient is a screen that only leads to another: it goes once that one is done.
type Transient interface{ Transient() }

// Looks is a screen at which somebody looks at a session.
type Looks interface{ LooksAt() model.ID }

// Pointed is a screen that the mouse can point into.
type Pointed interface{ Click(x, y int) tea.Cmd }

// World is what every screen may use. It is changed by the console alone, in
// Update.
type World struct {
	Context     context.Context
	Who         model.Principal // who looks, with the role that they have now
	Options     Options
	Style       *widget.Style
	Now         time.Time // of the last tick, in the zone in which times are shown
	UTC         bool      // instead of the viewer's own zone
	Environment model.Environment
	Sample      model.Environment // where the sample is that test users sign in through
	Names       *Names
	Stack       *Stack
	Status      *Status
	Timer       Timer
	Nav         Nav
	Back        func() tea.Cmd // one level up, as esc does
	Facts       storage.Facts
	Unread      int                         // notes that mention who looks, and that they have not opened
	Lookers     map[model.ID][]model.Looker // who else looks, by session
	Claims      map[model.ID]model.Claim    // who has a session of the environment in hand, by session
	Filters     []string                    // typed before, oldest first
	Searches    []string                    // likewise, of the audit log
	Requested   []string                    // likewise, of the requests to a directory
	LastCopy    Copyable                    // to be shown where it did not arrive
	services    Services
	done        []model.AuditEntry // in this console, newest last: what u takes back
}

// NewWorld is one without an environment, style and nav: the console sets them.
func NewWorld(ctx context.Context, services Services, o Options) *World {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	w := &World{Context: ctx, services: services, Options: o, Stack: &Stack{}, Status: &Status{}, Timer: realTimer,
		Names: newNames()}
	w.Who = services.Principal()
	w.SetTime(o.Clock())
	return w
}

// SetTime sets it. Its zone is that in which everything is shown and asked
// for: pages and filters take it from there.
func (w *World) SetTime(now time.Time) {
	if w.Now = now.In(w.Options.Zone); w.UTC {
		w.Now = now.UTC()
	}
}

// What a screen may know of its window.
const (
	MinWidth = 60 // cells of the narrowest that screens are laid out for
	Chrome   = 4  // lines around a screen: header, breadcrumbs, status, key bar
)

// Timer sends a message after a time.
type Timer func(time.Duration, tea.Msg) tea.Cmd

func realTimer(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}
