package session

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

func (s *sessions) Actions() []widget.Group {
	off := s.Options.TestIdPOff != ""
	own := []widget.Action{
		{Name: "test sign-in", Keys: widget.Keys("t"), Word: "sign in", Unlisted: off,
			Help: "sign a test user in through the built-in identity provider", Why: s.cannotPlay,
			Needs: string(model.ActTestSignIn),
			Do:    func() tea.Cmd { return s.SignIn(s.within.Connection, screen.Fault{}, s.arrival()) }},
		{Name: "tour", Keys: widget.Keys("T"), Word: "tour", Unlisted: off,
			Help: "play the tour: one real sign-in for each fault", Why: s.cannotTour,
			Needs: string(model.ActTestSignIn),
			Do:    func() tea.Cmd { s.follow = true; return s.tour.start(s.World) }},
		{Name: "test with a fault", Keys: widget.Keys("x"), Word: "fault", Unlisted: off,
			Help: "sign a test user in with a fault of your choice", Why: s.cannotPlay,
			Needs: string(model.ActTestSignIn),
			Do:    func() tea.Cmd { return s.FaultMenu(s.within.Connection, s.arrival()) }},
		{Name: "failures", Keys: widget.Keys("f"), Word: "failures", Help: "show failures only, or all again",
			Do: func() tea.Cmd { s.filter.failures = !s.filter.failures; return s.restart() }},
		{Name: "filter", Keys: widget.Keys("/"), Word: "filter", Help: "filter; ↑ for earlier ones, esc to clear",
			Do: widget.Doing(func() { s.filter.prompt.Begin(s.filter.text) })},
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the id, the address or the cause",
			Why: s.empties, Do: s.copyMenu},
		{Name: "filter off and on", Keys: widget.Keys("\\"), Help: "switch the filter off, and on again",
			Why: s.unfiltered,
			Do:  func() tea.Cmd { s.filter.off = !s.filter.off; return s.restart() }},
		{Name: "follow", Keys: widget.Keys("F"), Word: "follow", Help: "keep the cursor on the newest session",
			Do: s.toggleFollow},
		inHand(s.World, s.services, s.current(), s.empties),
		{Name: "mark", Keys: widget.Keys("space"), Help: "mark the session; y then copies all marked",
			Why: s.empties, Do: widget.Doing(s.mark)},
		{Name: "unmark all", Keys: widget.Keys("U"), Help: "remove all marks", Why: s.unmarked,
			Do: widget.Doing(func() { clear(s.marked) })},
		{Name: "stop", Keys: widget.Keys("ctrl+x"), Help: "stop the tour or the search", Why: s.idle,
			Do: widget.Doing(s.stop)},
	}
	return []widget.Group{
		{Name: "Sessions", Actions: own},
		s.ListGroup(s.move, widget.Action{Why: s.empties, Do: s.open}, widget.Action{Do: s.restart}),
	}
}

func (s *sessions) empties() string {
	if _, some := s.list.Current(); !some {
		return "there is no session here"
	}
	return ""
}

func (s *sessions) unmarked() string {
	if len(s.marked) == 0 {
		return "nothing is marked"
	}
	return ""
}

func (s *sessions) unfiltered() string {
	if s.filter.text == "" {
		return "there is no filter"
	}
	return ""
}

func (s *sessions) idle() string {
	if !s.search.reading && !s.tour.running() {
		return "nothing is running"
	}
	return ""
}

// arrival moves the cursor to a session that is signed in, if the list was left alone
// meanwhile.
func (s *sessions) arrival() func(model.ID) {
	touched := s.touched
	return func(id model.ID) {
		if i := s.list.Index(id); i >= 0 && s.touched == touched {
			s.list.Move(i)
		}
	}
}

// cannotPlay says why a test sign-in cannot be made that this list would show, or
// "".
func (s *sessions) cannotPlay() string {
	switch {
	case s.CannotSignIn() != "":
		return s.CannotSignIn()
	case s.within.Organization != "":
		return "sign-ins are tested on the page of a connection"
	case s.within.Connection != "" && !s.played:
		return "sign-ins are tested on the connection's page: esc, then t"
	case s.within.Connection == "" && s.Environment.ID != s.Sample.ID:
		return "test users sign in to " + s.Sample.Name + ": E switches to it"
	}
	return ""
}

func (s *sessions) cannotTour() string {
	if why := s.cannotPlay(); why != "" || s.within.Connection == "" {
		return why
	}
	return "the tour plays in the list of all sessions"
}

// all reports whether the list shows what the sample is signed in to.
func (s *sessions) all() bool {
	return s.within.Organization == "" && s.within.Connection == "" && s.Environment.ID == s.Sample.ID
}

func (s *sessions) move(m widget.Move) tea.Cmd {
	s.list.Step(m)
	s.touched++
	if m != widget.MoveTop {
		s.follow = false
	}
	return s.fill()
}

func (s *sessions) open() tea.Cmd {
	x, _ := s.list.Current()
	return s.Nav.Session(x.ID, s)
}

func (s *sessions) toggleFollow() tea.Cmd {
	s.follow = !s.follow
	if s.follow {
		s.list.Step(widget.MoveTop)
	}
	return s.fill()
}

// stop ends the search and the tour.
func (s *sessions) stop() {
	s.search.stopped = s.search.reading
	s.search.stop()
	s.tour.stop()
}

// filtering is the language of the list.
func (s *sessions) filtering() screen.Filtering {
	return screen.Filtering{Example: `error:certificate -user:test "Acme Inc" since:2h`, Fields: model.FilterFields(),
		Check: func(text string) error {
			_, err := model.ParseFilter(text, s.Now)
			return err
		}, Present: s.present, History: &s.Filters}
}

// Explain adds the grammar of filters to the help.
func (s *sessions) Explain(p *widget.Paragraphs) { s.filtering().Explain(p) }
