package session

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// scanStep is how many rows one reading looks at before the screen says how far
// the search is.
const scanStep = 5000

// filter is what the list of sessions lets through.
type filter struct {
	prompt   widget.Prompt
	text     string // as accepted or being typed, if it is valid
	parsed   model.Search
	failures bool // only those
	off      bool // keeps its text, lets all through
	edit     int  // counts changes, to wait until typing rests
	names    model.Names
	claims   func() ([]model.Claim, model.Actor) // that are known, and who looks
	clock    func() time.Time
	timer    screen.Timer
}

// filterMsg says that typing rested.
type filterMsg struct {
	of   *filter
	edit int
}

// search is one run through the store.
type search struct {
	gen     int
	ctx     context.Context
	cancel  context.CancelFunc
	reading bool
	scanned int
	stopped bool  // by the user, before its end
	err     error // that ended it
}

// pageMsg is the answer to a [Want].
type pageMsg struct {
	gen   int
	want  widget.Want[model.ID]
	page  model.Page
	names model.Names
	err   error
}

func newFilter(w *screen.World, of screen.Filtering) filter {
	claims := func() ([]model.Claim, model.Actor) {
		return slices.Collect(maps.Values(w.Claims)), w.Who.Actor()
	}
	return filter{prompt: of.Prompt(), names: w.Names.Of, claims: claims, clock: func() time.Time { return w.Now },
		timer: w.Timer}
}

func (f *filter) active() bool { return !f.off && f.text != "" || f.failures }

func (f *filter) clear() {
	f.text, f.parsed, f.failures, f.off = "", model.Search{}, false, false
	f.prompt.Set("")
}

// matches judges a row that changed while the list was open.
func (f *filter) matches(s model.Session, now time.Time) bool {
	if f.failures && s.StateAt(now) != model.Failed {
		return false
	}
	parsed := f.parsed
	if f.asksClaims() {
		parsed.Filter = parsed.Filter.WithClaims(f.claims())
	}
	return f.off || parsed.Match(s, f.names, now)
}

// asksClaims reports whether it asks who has a session in hand.
func (f *filter) asksClaims() bool { return !f.off && f.parsed.Filter.Asks(model.FieldClaimed) }

// Typed follows the typing: a valid text takes effect as soon as it rests.
func (f *filter) Typed(msg tea.Msg) tea.Cmd {
	switch f.prompt.Typed(msg) {
	case widget.Cancelled:
		f.clear()
	case widget.Accepted, widget.Changing:
		if f.prompt.Err != nil || f.prompt.Value() == f.text {
			return nil
		}
		f.use(f.prompt.Value())
	}
	f.edit++
	edit := f.edit
	return f.timer(screen.Debounce, filterMsg{f, edit})
}

// use sets the text, which must be valid; an invalid one is shown with its
// error instead.
func (f *filter) use(text string) {
	f.prompt.Set(text)
	if f.prompt.Err != nil {
		f.prompt.Open = true
		return
	}
	f.text, f.off = text, false
	f.parsed, _ = model.ParseFilter(text, f.clock())
}

func (r *search) stop() {
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	r.reading = false
}

// fill reads what the window misses, one page at a time.
func (s *sessions) fill() tea.Cmd {
	want, ok := s.list.Missing()
	if !ok || s.search.reading || s.search.cancel == nil {
		return s.nameWindow()
	}
	s.search.reading = true
	f, run, now, services := s.filter, s.search, s.Now, s.services
	base := s.within
	base.Environment, base.Before, base.Limit = s.Environment.ID, want.Before, want.Limit
	return func() tea.Msg {
		names, q := f.names, base
		if f.active() {
			if run.gen > 0 && !f.off && f.text != "" && run.scanned == 0 {
				names = directory(run.ctx, services, base.Environment)
			}
			q = f.query(base, names, now)
			if want.Again {
				q.Scan = 0
			}
		}
		page, err := services.Sessions(run.ctx, q)
		return pageMsg{run.gen, want, page, names, err}
	}
}

// query narrows a query by the filter.
func (f filter) query(q model.Query, names model.Names, now time.Time) model.Query {
	q.Scan = scanStep
	parsed := f.parsed
	if f.off {
		parsed = model.Search{}
	}
	q.Since, q.Until, q.Filter, q.At, q.Names = parsed.Since, parsed.Until, parsed.Filter, now, names
	if f.failures {
		q.Filter = model.All(model.Is(model.FieldState, model.Failed), q.Filter)
	}
	return q
}

// directory reads the names of all organizations and connections, for a filter
// that may ask for them. Without them it still finds ids.
func directory(ctx context.Context, services Services, env model.ID) model.Names {
	known := map[model.ID]string{}
	if all, err := services.Organizations(ctx, model.OrganizationQuery{Environment: env}); err == nil {
		for _, o := range all {
			known[o.ID] = o.Name
		}
	}
	if all, err := services.Connections(ctx, model.ConnectionQuery{Environment: env}); err == nil {
		for _, c := range all {
			known[c.ID] = c.Name
		}
	}
	return func(id model.ID) string { return known[id] }
}

func (s *sessions) got(msg pageMsg) tea.Cmd {
	if msg.gen != s.search.gen {
		return nil
	}
	s.search.reading = false
	if msg.err != nil {
		if !errors.Is(msg.err, context.Canceled) {
			s.Fail("read sessions", msg.err)
			s.search.stop()
			s.search.err = msg.err
		}
		return nil
	}
	s.filter.names = msg.names
	if s.filter.active() {
		s.search.scanned += msg.page.Scanned
	}
	s.list.Take(msg.want, msg.page.Sessions, msg.page.Next, msg.page.Next == "")
	s.search.stopped = s.search.stopped && !s.list.End
	for _, x := range s.during {
		s.put(x)
	}
	s.during = nil
	return s.fill()
}

// nameWindow asks for the names that the visible rows need.
func (s *sessions) nameWindow() tea.Cmd {
	orgs, conns := map[model.ID]bool{s.within.Organization: true}, map[model.ID]bool{s.within.Connection: true}
	for i := s.list.Offset; i < s.list.Offset+s.list.Height; i++ {
		if row, ok := s.list.At(i); ok {
			orgs[row.OrganizationID], conns[row.ConnectionID] = true, true
		}
	}
	return s.AskNames(orgs, conns)
}
