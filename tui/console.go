package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"gatehouse/model"
	"gatehouse/provider"
	"gatehouse/storage"
	"gatehouse/tui/screen"
	"gatehouse/tui/screen/session"
	"gatehouse/tui/widget"
)

// The lowest terminal that the screens are laid out for, and the largest that
// is believed: a window of 60,000 lines is an attack on memory.
const (
	minHeight = 16
	maxWidth  = 500
	maxHeight = 200
)

// console is the root model: it owns the world and the stack of screens, and
// passes everything on.
type console struct {
	*screen.World
	services      Services
	tour          *session.Tour
	expiring      *expiring
	live          *live
	presence      presence
	mentioned     map[model.ID]bool // by notes that are known here; nil before they were read
	width, height int
	window        *tea.WindowSizeMsg // of a terminal that is not the process's own; nil if it is
	mouse         bool
	dark          *bool // nil until the terminal tells
	profile       colorprofile.Profile
	stale         bool // facts changed since they were read
	count         counting

	// waiting marks the commands that wait for something to happen: the tail of the
	// store, its bell, the clock. A test that runs each command to its end leaves
	// them out.
	waiting func(tea.Cmd) tea.Cmd
}

type (
	environmentsMsg struct {
		all []model.Environment
		pos storage.Pos // of the store before anything was read
		err error
	}
	beginAgainMsg struct{} // it is time to ask for them again
	factsMsg      struct {
		facts       storage.Facts
		environment model.ID
		sessions    int           // of the environment
		took        time.Duration // to count them
		err         error
	}
)

func newConsole(ctx context.Context, services Services, o Options) *console {
	w := screen.NewWorld(ctx, services, o)
	c := &console{World: w, services: services, tour: session.NewTour(services), expiring: &expiring{}, live: newLive(),
		profile: colorprofile.TrueColor}
	c.waiting = func(cmd tea.Cmd) tea.Cmd { return cmd }
	w.Nav = navigator{w, services, c.tour}
	w.Back = func() tea.Cmd { return c.backOr(false) }
	c.restyle()
	return c
}

// Init asks for what the first screen needs. The screens themselves wait for
// the environment.
func (c *console) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, c.readEnvironments(), readProviders, c.readFacts(), c.tick(),
		c.nextWindow())
}

// readProviders reads what there is to know of each identity provider while the
// first screen is read: a form that asks for them does not wait in Update.
func readProviders() tea.Msg {
	provider.All()
	return nil
}

// Update takes a message to where it belongs.
func (c *console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := c.take(msg)
	return c, tea.Batch(cmd, c.look())
}

func (c *console) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if c.window != nil && msg != *c.window {
			return sized(*c.window) // what the program begins with came late
		}
		c.resize(msg.Width, msg.Height)
	case windowMsg: // the program draws into the size that it is sent, too
		c.window = (*tea.WindowSizeMsg)(&msg)
		return tea.Sequence(sized(*c.window), c.nextWindow())
	case tea.KeyPressMsg:
		return c.press(msg)
	case tea.PasteMsg:
		if t, ok := c.typist(); ok {
			return t.Typed(msg)
		}
	case tea.MouseWheelMsg:
		return c.wheel(msg)
	case tea.MouseClickMsg:
		return c.clicked(msg)
	case tea.BackgroundColorMsg:
		dark := msg.IsDark()
		c.dark = &dark
		return c.restyle()
	case tea.ColorProfileMsg:
		c.profile = msg.Profile
		return c.restyle()
	case environmentsMsg:
		return c.begin(msg)
	case beginAgainMsg:
		return c.readEnvironments()
	case factsMsg:
		c.counted(msg)
	case screen.Tick:
		c.SetTime(time.Time(msg))
		return tea.Batch(c.tick(), c.refresh(), c.Stack.Tell(msg))
	case screen.Then:
		return msg()
	case screen.Themed:
		c.Options.Theme = msg.Theme
		return c.restyle()
	case screen.Changes:
		return c.changed(msg)
	case lookersMsg:
		return c.followLookers(msg)
	case lookAgainMsg:
		return c.waiting(c.readLookers(0))
	case tailEndedMsg:
		c.Fail("follow the store", msg.err)
		return c.Timer(tailPause, tailAgainMsg{})
	case tailAgainMsg:
		return c.waiting(c.live.tail(c.Context, c.services))
	case nil:
	default:
		return c.Stack.Tell(msg)
	}
	return nil
}

// changed hands on what changed in the store, and waits for more.
func (c *console) changed(msg screen.Changes) tea.Cmd {
	c.stale = true
	c.expiring.stale = c.expiring.stale || msg.Touch(model.KindConnection)
	c.Names.Forget(msg)
	return tea.Batch(c.waiting(c.live.wait(c.Context)), c.LearnWho(msg), c.recheckLookers(msg), c.rereadClaims(msg),
		c.rereadMentions(msg), c.Stack.Tell(msg))
}

// begin shows the first screen, once the environments are known.
func (c *console) begin(msg environmentsMsg) tea.Cmd {
	if msg.err != nil {
		c.Fail("read environments", msg.err)
		return c.Timer(tailPause, beginAgainMsg{})
	}
	if len(msg.all) == 0 || c.Environment.ID != "" {
		return nil
	}
	c.Environment = msg.all[0]
	for _, e := range msg.all {
		if e.ID == c.Options.Environment {
			c.Environment = e
		}
	}
	c.Sample = c.Environment
	return tea.Batch(c.Nav.Place(screen.PlaceSessions, ""), c.follow(msg.pos), c.readExpiring(), c.readFacts(),
		c.waiting(c.readLookers(0)), c.readClaims(), c.readMentions())
}

func (c *console) typist() (screen.Typist, bool) {
	if len(c.Stack.Screens) == 0 {
		return nil, false
	}
	t, ok := c.Stack.Focus().(screen.Typist)
	return t, ok && t.Typing()
}

// press turns a key into an action, or into text where text is wanted.
func (c *console) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	blind := c.tooLittle() || len(c.Stack.Screens) == 0
	switch {
	case key == "ctrl+c", blind && key == "q":
		return c.quit()
	case blind: // nothing is done to what cannot be seen
		return nil
	}
	if t, ok := c.typist(); ok {
		return t.Typed(msg)
	}
	if a, ok := widget.Lookup(c.groups(c.Stack.Focus()), key); ok {
		return c.act(a)
	}
	return nil
}

// act does an action, or says why it cannot be done.
func (c *console) act(a widget.Action) tea.Cmd {
	if why := a.WhyNot(); why != "" {
		c.Say(screen.Failed, a.Name+": "+why)
		return nil
	}
	return a.Do()
}

func (c *console) tick() tea.Cmd {
	clock := c.Options.Clock
	return c.waiting(tea.Every(time.Second, func(time.Time) tea.Msg { return screen.Tick(clock()) }))
}

// refresh reads the counts again if something happened since, and from time to
// time: what is refused leaves no change.
func (c *console) refresh() tea.Cmd {
	var cmds []tea.Cmd
	if (c.stale || c.Now.Unix()%10 == 0) && !c.Now.Before(c.count.next) {
		c.stale = false
		cmds = append(cmds, c.readFacts())
	}
	if c.expiring.stale || c.Now.Sub(c.expiring.read) > expiryAge {
		cmds = append(cmds, c.readExpiring())
	}
	return tea.Batch(cmds...)
}

func (c *console) readFacts() tea.Cmd {
	ctx, services, env := c.Context, c.services, c.Environment.ID
	return func() tea.Msg {
		msg := factsMsg{environment: env}
		if msg.facts, msg.err = services.Facts(ctx); msg.err != nil || env == "" {
			return msg
		}
		begun := time.Now()
		msg.sessions, msg.err = services.CountSessions(ctx, env, time.Time{})
		msg.took = time.Since(begun)
		return msg
	}
}

// counting is how many sessions the environment has, for the header.
type counting struct {
	sessions int
	next     time.Time // not before it is counted again: large stores take their time
}

// countPause is how many times as long as a count took the next one waits.
const countPause = 50

func (c *console) counted(msg factsMsg) {
	if c.Fail("count sessions", msg.err); msg.err != nil {
		return
	}
	c.Facts = msg.facts
	if msg.environment == c.Environment.ID {
		c.count.sessions, c.count.next = msg.sessions, c.Now.Add(countPause*msg.took)
	}
}

func (c *console) readEnvironments() tea.Cmd {
	ctx, services := c.Context, c.services
	return func() tea.Msg {
		pos, err := services.Now(ctx)
		if err != nil {
			return environmentsMsg{err: err}
		}
		all, err := services.Environments(ctx)
		return environmentsMsg{all, pos, err}
	}
}

func (c *console) restyle() tea.Cmd {
	c.Style = widget.NewStyle(c.Options.Theme, c.dark, c.profile, c.Options.ASCII)
	return c.Stack.Tell(screen.Restyled{})
}
