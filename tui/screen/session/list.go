package session

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// sessions is the live list of sessions: all of the environment, or those of
// one organization or connection.
type sessions struct {
	*screen.World
	services Services

	tour   *Tour
	within model.Query // organization or connection; the rest is set by the filter
	played bool        // that connection leads to the test identity provider
	list   widget.List[model.ID, model.Session]

	filter  filter
	search  search
	marked  map[model.ID]model.Session
	follow  bool
	newer   int             // rows that came in above the window since
	during  []model.Session // changes that came while the list was being read
	touched int             // moves of the cursor, to know whether it was left alone

	width, height int
}

// Scope is what a list of sessions is of.
type Scope struct {
	Within model.Query // an organization or a connection; the rest is set by the filter
	Played bool        // that connection leads to the test identity provider
	Search string      // a filter to begin with
}

// NewList is a list of sessions that goes on by itself.
func NewList(w *screen.World, services Services, of Scope, t *Tour) screen.Screen {
	s := &sessions{World: w, services: services, tour: t, within: of.Within, played: of.Played,
		marked: map[model.ID]model.Session{}}
	s.list.ID = func(x model.Session) model.ID { return x.ID }
	s.filter = newFilter(w, s.filtering())
	if of.Search != "" {
		s.filter.use(of.Search)
	}
	return s
}

func (s *sessions) Title() string {
	switch {
	case s.within.Connection != "":
		return "Sessions of " + s.Names.Of(s.within.Connection)
	case s.within.Organization != "":
		return "Sessions of " + s.Names.Of(s.within.Organization)
	}
	return "Sessions"
}

func (s *sessions) Init() tea.Cmd { return s.restart() }

func (s *sessions) Resize(width, height int) {
	s.width, s.height = width, height
	s.list.Height = max(1, height-2) // filter line and column titles
	s.list.Scroll()
}

func (s *sessions) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		return s.got(msg)
	case screen.Changes:
		return s.changed(msg)
	case screen.Claimed:
		if s.filter.asksClaims() {
			return s.restart()
		}
	case filterMsg:
		if msg.of == &s.filter && msg.edit == s.filter.edit {
			return s.restart()
		}
	}
	return nil
}

// restart reads the list anew, through the filter as it is now.
func (s *sessions) restart() tea.Cmd {
	s.search.stop()
	s.list.Reset()
	s.newer, s.during = 0, nil
	clear(s.marked)
	ctx, cancel := context.WithCancel(s.Context)
	s.search = search{gen: s.search.gen + 1, ctx: ctx, cancel: cancel}
	return s.fill()
}

// changed brings what happened into the list.
func (s *sessions) changed(msg screen.Changes) tea.Cmd {
	if msg.Missed {
		return s.restart()
	}
	for _, c := range msg.All {
		if c.Session == nil || !s.belongs(*c.Session) {
			continue
		}
		if s.search.reading { // what is on its way may be older than this
			s.during = append(s.during, *c.Session)
		}
		s.put(*c.Session)
		if _, ok := s.marked[c.Session.ID]; ok {
			s.marked[c.Session.ID] = *c.Session
		}
	}
	if s.follow {
		s.list.Step(widget.MoveTop)
	}
	return s.fill()
}

func (s *sessions) put(x model.Session) {
	if s.list.Put(x, s.filter.matches(x, s.Now)) && s.list.Offset > 0 {
		s.newer++
	}
}

func (s *sessions) belongs(x model.Session) bool {
	return x.EnvironmentID == s.Environment.ID &&
		(s.within.Organization == "" || s.within.Organization == x.OrganizationID) &&
		(s.within.Connection == "" || s.within.Connection == x.ConnectionID)
}

func (s *sessions) mark() {
	x, ok := s.list.Current()
	if !ok {
		return
	}
	if _, marked := s.marked[x.ID]; marked {
		delete(s.marked, x.ID)
	} else {
		s.marked[x.ID] = x
	}
	s.list.Move(s.list.Cursor + 1)
}

// Retreat lets esc first stop the tour, then unmark, then lift the filter.
func (s *sessions) Retreat() (tea.Cmd, bool) {
	switch {
	case s.tour.running():
		s.tour.stop()
	case len(s.marked) > 0:
		clear(s.marked)
	case s.filter.active():
		s.filter.clear()
		return s.restart(), true
	default:
		return nil, false
	}
	return nil, true
}

func (s *sessions) Typing() bool         { return s.filter.prompt.Open }
func (s *sessions) Hints() []widget.Hint { return widget.PromptHints }

func (s *sessions) Typed(msg tea.Msg) tea.Cmd { return s.filter.Typed(msg) }

// step moves to a neighbour, for a session screen that stands above. The cursor
// may have left that session meanwhile: it follows the newest, if asked to.
func (s *sessions) Neighbour(from model.ID, by int) (model.ID, tea.Cmd, string) {
	at := s.list.Cursor
	if i := s.list.Index(from); i >= 0 {
		at = i
	}
	to := at + by
	if to < 0 {
		return "", nil, "this is the newest session of the list"
	}
	if to >= s.list.Len() && s.list.End {
		return "", nil, "this is the oldest session of the list"
	}
	s.list.Move(to)
	s.touched++
	x, ok := s.list.At(to)
	if !ok {
		return "", s.fill(), "the list is still being read: once more in a moment"
	}
	return x.ID, s.fill(), ""
}

func (s *sessions) Click(_, y int) tea.Cmd {
	if i := s.list.Offset + y - 2; y >= 2 && i < s.list.Len() {
		if i == s.list.Cursor {
			return s.open()
		}
		s.list.Move(i)
		s.touched++
	}
	return nil
}

func (s *sessions) Aside() string {
	st := s.Style
	n := int64(s.list.Len())
	shown := humanize.Comma(n)
	if !s.list.End {
		shown += "+"
	}
	text := ""
	if n > 0 {
		text = humanize.Comma(int64(s.list.Cursor)+1) + "/" + shown
	}
	if s.filter.active() {
		text = shown + " found"
		if s.Facts.Sessions > 0 {
			text += " of " + humanize.Comma(s.Facts.Sessions)
		}
	}
	if s.search.reading && s.search.scanned > 0 {
		text = "searching " + humanize.Comma(int64(s.search.scanned)) + st.Glyph.More + "  " + text
	}
	if s.search.stopped || s.search.err != nil {
		text = "not all read  " + text
	}
	if len(s.marked) > 0 {
		text = fmt.Sprintf("%d marked  ", len(s.marked)) + text
	}
	return st.Faint.Render(text)
}

func (s *sessions) View() string {
	st := s.Style
	columns, widths := widget.FitColumns(sessionColumns(s.World, s.accompanied()), s.width-3)
	lines := []string{s.topLine(), widget.TableHead(st, columns, widths)}
	if s.list.Len() == 0 {
		return strings.Join(append(lines, s.nothing()...), "\n")
	}
	for i := s.list.Offset; i < min(s.list.Offset+s.list.Height, s.list.Len()); i++ {
		row, ok := s.list.At(i)
		if !ok {
			lines = append(lines, st.Faint.Render("  "+st.Glyph.More))
			continue
		}
		_, marked := s.marked[row.ID]
		lines = append(lines, widget.TableRow(st, columns, widths, row, i == s.list.Cursor, marked))
	}
	return strings.Join(lines, "\n")
}
