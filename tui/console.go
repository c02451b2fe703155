package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// The smallest terminal that the screens are laid out for, and the largest that
// is believed: a window of 60,000 lines is an attack on memory.
const (
	minWidth  = 60
	minHeight = 16
	maxWidth  = 500
	maxHeight = 200
	chrome    = 4 // lines around a screen: header, breadcrumbs, status, key bar
)

// console is the root model: it owns the world and the stack of screens, and
// passes everything on.
type console struct {
	*world
	tour          *tour
	expiring      *expiring
	live          *live
	width, height int
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
	tickMsg         time.Time
	environmentsMsg struct {
		all []model.Environment
		pos model.Pos // of the store before anything was read
		err error
	}
	beginAgainMsg struct{} // it is time to ask for them again
	factsMsg      struct {
		facts       model.Facts
		environment model.ID
		sessions    int           // of the environment
		took        time.Duration // to count them
		err         error
	}
)

func newConsole(ctx context.Context, o Options) *console {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	w := &world{ctx: ctx, desk: o.Desk, options: o, stack: &stack{}, status: &status{}, timer: realTimer}
	if w.options.Zone == nil {
		w.options.Zone = time.Local
	}
	w.setTime(o.Clock())
	w.names = newNames()
	c := &console{world: w, tour: &tour{}, expiring: &expiring{}, live: newLive(), profile: colorprofile.TrueColor}
	c.waiting = func(cmd tea.Cmd) tea.Cmd { return cmd }
	w.nav = navigator{w, c.tour}
	w.back = func() tea.Cmd { return c.backOr(false) }
	c.restyle()
	return c
}

// Init asks for what the first screen needs. The screens themselves wait for
// the environment.
func (c *console) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, c.readEnvironments(), c.readFacts(), c.tick())
}

// Update takes a message to where it belongs.
func (c *console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.width, c.height = min(msg.Width, maxWidth), min(msg.Height, maxHeight)
		c.stack.resize(c.width, max(1, c.height-chrome))
	case tea.KeyPressMsg:
		return c, c.press(msg)
	case tea.PasteMsg:
		if t, ok := c.typist(); ok {
			return c, t.typed(msg)
		}
	case tea.MouseWheelMsg:
		return c, c.wheel(msg)
	case tea.MouseClickMsg:
		return c, c.click(msg)
	case tea.BackgroundColorMsg:
		dark := msg.IsDark()
		c.dark = &dark
		return c, c.restyle()
	case tea.ColorProfileMsg:
		c.profile = msg.Profile
		return c, c.restyle()
	case environmentsMsg:
		return c, c.begin(msg)
	case beginAgainMsg:
		return c, c.readEnvironments()
	case factsMsg:
		c.counted(msg)
	case tickMsg:
		c.setTime(time.Time(msg))
		return c, tea.Batch(c.tick(), c.refresh(), c.stack.tell(msg))
	case then:
		return c, msg()
	case changesMsg:
		c.stale = true
		c.expiring.stale = c.expiring.stale || msg.touch(model.KindConnection)
		c.names.forget(msg)
		return c, tea.Batch(c.waiting(c.live.wait(c.ctx)), c.stack.tell(msg))
	case tailEndedMsg:
		c.fail("follow the store", msg.err)
		return c, c.timer(tailPause, tailAgainMsg{})
	case tailAgainMsg:
		return c, c.waiting(c.live.tail(c.ctx, c.desk))
	case nil:
	default:
		return c, c.stack.tell(msg)
	}
	return c, nil
}

// begin shows the first screen, once the environments are known.
func (c *console) begin(msg environmentsMsg) tea.Cmd {
	if msg.err != nil {
		c.fail("read environments", msg.err)
		return c.timer(tailPause, beginAgainMsg{})
	}
	if len(msg.all) == 0 || c.environment.ID != "" {
		return nil
	}
	c.environment = msg.all[0]
	for _, e := range msg.all {
		if e.ID == c.options.Environment {
			c.environment = e
		}
	}
	c.sample = c.environment
	return tea.Batch(c.nav.place(placeSessions, ""), c.follow(msg.pos), c.readExpiring(), c.readFacts())
}

func (c *console) typist() (typist, bool) {
	if len(c.stack.screens) == 0 {
		return nil, false
	}
	t, ok := c.stack.focus().(typist)
	return t, ok && t.typing()
}

// press turns a key into an action, or into text where text is wanted.
func (c *console) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	if key == "ctrl+c" || len(c.stack.screens) == 0 && key == "q" {
		return tea.Quit
	}
	if c.tooLittle() { // nothing is done to what cannot be seen
		if key == "q" {
			return tea.Quit
		}
		return nil
	}
	if len(c.stack.screens) == 0 {
		return nil
	}
	if t, ok := c.typist(); ok {
		return t.typed(msg)
	}
	if a, ok := widget.Lookup(c.groups(c.stack.focus()), key); ok {
		return c.act(a)
	}
	return nil
}

// act does an action, or says why it cannot be done.
func (c *console) act(a widget.Action) tea.Cmd {
	if why := a.WhyNot(); why != "" {
		c.say(failed, a.Name+": "+why)
		return nil
	}
	return a.Do()
}

func (c *console) tick() tea.Cmd {
	clock := c.options.Clock
	return c.waiting(tea.Every(time.Second, func(time.Time) tea.Msg { return tickMsg(clock()) }))
}

// refresh reads the counts again if something happened since, and from time to
// time: what is refused leaves no change.
func (c *console) refresh() tea.Cmd {
	var cmds []tea.Cmd
	if (c.stale || c.now.Unix()%10 == 0) && !c.now.Before(c.count.next) {
		c.stale = false
		cmds = append(cmds, c.readFacts())
	}
	if c.expiring.stale || c.now.Sub(c.expiring.read) > expiryAge {
		cmds = append(cmds, c.readExpiring())
	}
	return tea.Batch(cmds...)
}

func (c *console) readFacts() tea.Cmd {
	ctx, desk, env := c.ctx, c.desk, c.environment.ID
	return func() tea.Msg {
		msg := factsMsg{environment: env}
		if msg.facts, msg.err = desk.Facts(ctx); msg.err != nil || env == "" {
			return msg
		}
		begun := time.Now()
		msg.sessions, msg.err = desk.CountSessions(ctx, env, time.Time{})
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
	if c.fail("count sessions", msg.err); msg.err != nil {
		return
	}
	c.facts = msg.facts
	if msg.environment == c.environment.ID {
		c.count.sessions, c.count.next = msg.sessions, c.now.Add(countPause*msg.took)
	}
}

func (c *console) readEnvironments() tea.Cmd {
	ctx, desk := c.ctx, c.desk
	return func() tea.Msg {
		pos, err := desk.Now(ctx)
		if err != nil {
			return environmentsMsg{err: err}
		}
		all, err := desk.Environments(ctx)
		return environmentsMsg{all, pos, err}
	}
}

// restyledMsg tells the screens that what they drew has the wrong colours.
type restyledMsg struct{}

func (c *console) restyle() tea.Cmd {
	c.style = widget.NewStyle(c.options.Theme, c.dark, c.profile, c.options.ASCII)
	return c.stack.tell(restyledMsg{})
}
