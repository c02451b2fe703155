package session

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// session is the page of one session: the verdict, then what it rests on.
type session struct {
	*screen.World
	services Services

	id         model.ID
	neighbours screen.Neighbours // the list that it was opened from; nil for none
	detail     *model.SessionDetail
	related    *model.SessionDetail  // the one that it claims to answer, or the last that claims to answer it
	advice     *model.Recommendation // for its connection, once the attributes were looked at
	today      *model.Today          // what its message would come to with today's settings
	notes      []model.Note          // newest first
	users      []model.DirectoryUser // the same person in the directories of the organization
	err        error
	gen        int

	tab       int
	documents [6]widget.Document
	checks    checkView
	xml       [2]xmlView // request, response
	laidOut   [6]bool    // documents that show the session at this width

	width, height int
}

// Indexes into tabNames.
const (
	tabVerdict = iota
	tabChecks
	tabAttributes
	tabRequest
	tabResponse
	tabTimeline
)

type detailMsg struct {
	of      *session
	gen     int
	detail  model.SessionDetail
	related *model.SessionDetail
	today   *model.Today
	notes   []model.Note
	users   []model.DirectoryUser
	err     error
}

// New is the page of a session. n is the list that it was opened from; nil is none.
func New(w *screen.World, services Services, id model.ID, n screen.Neighbours) screen.Screen {
	return newSession(w, services, id, n)
}

func newSession(w *screen.World, services Services, id model.ID, n screen.Neighbours) *session {
	s := &session{World: w, services: services, id: id, neighbours: n}
	for i := range s.documents {
		s.documents[i] = widget.NewDocument()
	}
	s.documents[tabRequest].Numbers, s.documents[tabResponse].Numbers = true, true
	return s
}

func (s *session) Title() string { return "Session " + model.Session{ID: s.id}.Trace() }

func (s *session) LooksAt() model.ID { return s.id }

func (s *session) Init() tea.Cmd { return s.read() }

func (s *session) read() tea.Cmd {
	s.gen++
	ctx, services, id, gen := s.Context, s.services, s.id, s.gen
	return func() tea.Msg {
		msg := detailMsg{of: s, gen: gen}
		if msg.detail, msg.err = services.SessionDetail(ctx, id); msg.err != nil {
			return msg
		}
		msg.related = relatedTo(ctx, services, msg.detail)
		msg.today, _ = services.JudgeAgain(ctx, msg.detail) // without it the verdict of then is all there is
		msg.notes, _ = services.Notes(ctx, id)              // nor does the page need them
		msg.users, _ = inDirectory(ctx, services, msg.detail)
		return msg
	}
}

func (s *session) Resize(width, height int) {
	s.width, s.height = width, height
	for i := range s.documents {
		s.documents[i].Resize(width-2, max(1, height-2)) // tabs and a blank
	}
	s.laidOut = [6]bool{}
	s.layOut()
}

func (s *session) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case detailMsg:
		if msg.of != s || msg.gen != s.gen {
			return nil
		}
		if s.err = msg.err; s.err == nil {
			s.detail, s.related, s.today, s.notes = &msg.detail, msg.related, msg.today, msg.notes
			s.users = msg.users
			for i := range s.xml {
				s.xml[i] = xmlView{raw: s.xml[i].raw, inner: s.xml[i].inner && len(msg.detail.Decrypted) > 0}
			}
			s.laidOut = [6]bool{}
			s.advice = nil
			s.layOut()
			return tea.Batch(s.colourXML(), s.readAdvice())
		}
	case adviceMsg:
		if msg.of == s && msg.err == nil {
			s.advice = &msg.advice
			s.laidOut[tabAttributes] = false
			s.layOut()
		}
	case screen.Changes:
		for _, c := range msg.All {
			if msg.Missed || c.Session != nil && c.Session.ID == s.id || s.concerns(c.ID) ||
				c.Kind == model.KindNote {
				return s.read()
			}
		}
	case screen.Tick:
		s.laidOut[tabVerdict], s.laidOut[tabTimeline] = false, false // they tell ages
		s.layOut()
	case screen.Restyled:
		for i := range s.xml {
			s.xml[i].inks = [4][]string{}
		}
		s.laidOut = [6]bool{}
		s.layOut()
		return s.colourXML()
	case colouredMsg:
		s.coloured(msg)
	}
	return nil
}

func (s *session) open(tab int) tea.Cmd {
	s.tab = tab
	s.layOut()
	return s.readAdvice()
}

// walk goes to a neighbour in the list, on the same tab.
func (s *session) walk(by int) tea.Cmd {
	id, reads, why := s.neighbours.Neighbour(s.id, by)
	if why != "" {
		s.Say(screen.Told, why)
		return reads
	}
	next := newSession(s.World, s.services, id, s.neighbours)
	next.tab, next.checks = s.tab, s.checks
	return tea.Batch(reads, s.Stack.Replace(next))
}

// Retreat lets esc first end a search.
func (s *session) Retreat() (tea.Cmd, bool) { return nil, s.documents[s.tab].EndSearch() }

func (s *session) Typing() bool { return s.documents[s.tab].Searching() }
func (s *session) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "go on with n and N"}, {Key: "esc", Word: "end the search"}}
}

func (s *session) Typed(msg tea.Msg) tea.Cmd {
	s.documents[s.tab].Typed(msg)
	return nil
}

func (s *session) Aside() string { return s.Style.Faint.Render(s.documents[s.tab].State()) }

// layOut renders the open tab if it does not show the session yet.
func (s *session) layOut() {
	if s.detail == nil || s.laidOut[s.tab] || s.width == 0 {
		return
	}
	s.laidOut[s.tab] = true
	d, w := &s.documents[s.tab], s.width-2
	prose := min(w, screen.MaxProse)
	switch s.tab {
	case tabVerdict:
		d.Set(verdictLines(s.Style, s.about(), s.Now, w))
	case tabChecks:
		d.Set(checkLines(s.Style, s.detail.Verdict(), s.checks, prose))
	case tabAttributes:
		d.Set(attributeLines(s.Style, s.detail, s.shownAdvice(), prose))
	case tabTimeline:
		d.Set(timelineLines(s.Style, s.detail, s.Now, prose))
	case tabRequest, tabResponse:
		s.showXML(s.tab)
	}
}

func (s *session) View() string {
	st := s.Style
	switch {
	case s.err != nil:
		return "\n  " + st.Bad.Render("This session cannot be shown: "+widget.Clean(s.err.Error()))
	case s.detail == nil:
		return "\n  " + st.Faint.Render("reading"+st.Glyph.More)
	}
	body := strings.Split(s.documents[s.tab].View(st), "\n")
	for i := range body {
		body[i] = " " + body[i]
	}
	return s.tabs() + "\n" + s.banner() + "\n" + strings.Join(body, "\n")
}

// tabs names the tabs with how much is in them.
func (s *session) tabs() string {
	st := s.Style
	names := []string{"Verdict", "Checks", "Attributes", "Request", "Response", "Timeline"}
	if v := s.detail.Verdict(); v != nil {
		if n := failedChecks(v); n > 0 {
			names[tabChecks] = fmt.Sprintf("Checks %d%s", n, st.Glyph.Bad)
		}
		names[tabAttributes] = fmt.Sprintf("Attributes %d", len(v.Seen.Attributes))
	}
	line := s.tabLine(names, "   ")
	if widget.Width(line) > s.width {
		for i := range names {
			if i != s.tab {
				names[i] = names[i][:4]
			}
		}
		line = s.tabLine(names, "  ")
	}
	return widget.Cut(line, s.width, st.Glyph.More)
}

func (s *session) tabLine(names []string, between string) string {
	st := s.Style
	var parts []string
	for i, name := range names {
		if i == s.tab {
			parts = append(parts, st.Key.Render(fmt.Sprint(i+1))+" "+st.Strong.Underline(true).Render(name))
		} else {
			parts = append(parts, st.Faint.Render(fmt.Sprintf("%d %s", i+1, name)))
		}
	}
	return " " + strings.Join(parts, between)
}
