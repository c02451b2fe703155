package session

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// tabNames are the tabs of the session screen, in order, and what each shows.
var (
	tabNames = []string{"verdict", "checks", "attributes", "request", "response", "timeline"}
	tabHelp  = []string{"show the verdict", "show every check, by stage", "show attributes: received, mapped, profile",
		"show the request that we sent", "show the response as it arrived", "show what happened when"}
)

func (s *session) Actions() []widget.Group {
	all := []widget.Group{{Name: "Session", Actions: append(s.verdictActions(), s.goActions()...)}, s.tabGroup(),
		s.documents[s.tab].Group()}
	switch s.tab {
	case tabChecks:
		return append([]widget.Group{s.checkGroup()}, all...)
	case tabAttributes:
		apply := widget.Action{Name: "apply the recommended mapping", Keys: widget.Keys("a"), Word: "way out",
			Help: "use the recommended mapping, or do what the verdict offers; it asks first", Why: s.cannotApply,
			Needs: s.applyNeeds(), Do: s.apply}
		return append([]widget.Group{{Name: "Attributes", Actions: []widget.Action{apply}}}, all...)
	case tabRequest, tabResponse:
		return append([]widget.Group{s.xmlGroup()}, all...)
	}
	return all
}

// verdictActions are what to do about the verdict.
func (s *session) verdictActions() []widget.Action {
	letter := func() screen.Copyable {
		return screen.Copyable{What: "message for the IT admin", Value: s.about().explanation().Admin,
			Command: "sessions show " + model.Session{ID: s.id}.Trace() + " --message"}
	}
	return []widget.Action{
		{Name: "copy message for the IT admin", Keys: widget.Keys("m"), Word: "message",
			Help: "copy the message for the IT admin",
			Why:  s.noMessage, Do: func() tea.Cmd { return s.CopyOut(letter()) }},
		{Name: "way out", Keys: widget.Keys("a"), Word: "way out",
			Help: "do what the verdict offers as the way out; it asks first",
			Why:  s.cannotMend, Needs: s.mendNeeds(), Do: func() tea.Cmd { act, _ := s.wayOut(); return act() }},
		{Name: "show it alone", Keys: widget.Keys("b"), Help: "show the message for the IT admin alone, to select it",
			Why: s.noMessage,
			Do:  func() tea.Cmd { return s.Nav.Alone(letter()) }},
		{Name: "show in the response", Keys: widget.Keys("v"), Word: "evidence",
			Help: "show the place in the response that the verdict is about", Why: s.noEvidence,
			Do: func() tea.Cmd { s.evidence(); return s.colourXML() }},
		{Name: "copy", Keys: widget.Keys("y"), Word: "copy",
			Help: "copy a value: id, trace, cause, message, XML, field",
			Why:  s.unread, Do: s.copyMenu},
		inHand(s.World, s.services, s.id, s.unread),
	}
}

// goActions lead from the session to others and to what it belongs to.
func (s *session) goActions() []widget.Action {
	w := s.World
	return []widget.Action{
		{Name: "next session", Keys: widget.Keys("]"), Word: "older", Help: "go to the next older session in the list",
			Why: s.alone, Do: func() tea.Cmd { return s.walk(1) }},
		{Name: "previous session", Keys: widget.Keys("["), Word: "newer",
			Help: "go to the next newer session in the list",
			Why:  s.alone, Do: func() tea.Cmd { return s.walk(-1) }},
		{Name: "organization", Keys: widget.Keys("o"), Help: "open its organization", Why: s.noOrganization,
			Do: func() tea.Cmd { return w.Nav.Organization(s.detail.Organization.ID) }},
		{Name: "connection", Keys: widget.Keys("c"), Help: "open its connection", Why: s.noConnection,
			Do: func() tea.Cmd { return w.Nav.Connection(s.detail.Connection.ID) }},
		{Name: "directory user", Keys: widget.Keys("U"), Help: "open its user in the directory", Why: s.noPerson,
			Needs: string(model.ActSeeDirectoryUsers), Do: func() tea.Cmd { return w.Nav.DirectoryUser(s.known()) }},
		{Name: "test sign-in", Keys: widget.Keys("t"), Help: "test a sign-in through its connection again",
			Why: func() string { _, why := s.again(); return why }, Needs: string(model.ActTestSignIn),
			Do: func() tea.Cmd { act, _ := s.again(); return act() }},
		{Name: "open", Keys: widget.Keys("enter"),
			Help: "open the session that it claims to answer, or that claims to answer it", Why: s.unrelated,
			Do: func() tea.Cmd { return w.Nav.Session(s.related.Session.ID, nil) }},
		{Name: "notes", Keys: widget.Keys("W"), Help: "show the notes about it, or write one",
			Do: func() tea.Cmd { return w.Nav.Notes(s.id, model.Session{ID: s.id}.Trace()) }},
		{Name: "attributes", Keys: widget.Keys("A"),
			Help: "show the mapping of its connection, and the one that is recommended",
			Why:  s.noConnection, Do: func() tea.Cmd { return w.Nav.Mapping(s.detail.Connection.ID) }},
	}
}

func (s *session) tabGroup() widget.Group {
	n := len(tabNames)
	tabs := []widget.Action{
		{Name: "next tab", Keys: widget.Keys("tab"), Word: "next tab", Help: "go to the next tab", Hidden: true,
			Do: func() tea.Cmd { return s.open((s.tab + 1) % n) }},
		{Name: "previous tab", Keys: widget.Keys("shift+tab"), Help: "go to the previous tab", Hidden: true,
			Do: func() tea.Cmd { return s.open((s.tab + n - 1) % n) }},
	}
	for i, name := range tabNames {
		tabs = append(tabs, widget.Action{Name: name, Keys: widget.Keys(fmt.Sprint(i + 1)), Help: tabHelp[i],
			Do: func() tea.Cmd { return s.open(i) }})
	}
	return widget.Group{Name: "Tabs", Actions: tabs}
}

func (s *session) checkGroup() widget.Group {
	view := func(change func(*checkView)) func() tea.Cmd {
		return widget.Doing(func() { change(&s.checks); s.laidOut[tabChecks] = false; s.layOut() })
	}
	return widget.Group{Name: "Checks", Actions: []widget.Action{
		{Name: "failed first", Keys: widget.Keys("s"), Word: "failed first",
			Help: "put failed checks first, or back into their stages",
			Do:   view(func(v *checkView) { v.inOrder = !v.inOrder })},
		{Name: "hide passed", Keys: widget.Keys("f"), Word: "hide passed",
			Help: "hide the checks that passed, or show them again",
			Do:   view(func(v *checkView) { v.onlyOpen = !v.onlyOpen })},
	}}
}

func (s *session) xmlGroup() widget.Group {
	view := func(change func(*xmlView)) func() tea.Cmd {
		return func() tea.Cmd {
			change(s.xmlView(s.tab))
			s.documents[s.tab].Marked = -1
			s.laidOut[s.tab] = false
			s.layOut()
			return s.colourXML()
		}
	}
	return widget.Group{Name: "XML", Actions: []widget.Action{
		{Name: "raw or pretty", Keys: widget.Keys("p"), Word: "raw/pretty",
			Help: "show the bytes as they arrived, or indented",
			Do:   view(func(v *xmlView) { v.raw = !v.raw })},
		{Name: "decrypted or as received", Keys: widget.Keys("d"), Word: "decrypted",
			Help: "show the decrypted assertion, or the message as received", Why: s.notEncrypted,
			Do: view(func(v *xmlView) { v.inner = !v.inner })},
		{Name: "jump to node", Keys: widget.Keys("J"), Word: "jump",
			Help: "jump to a node: issuer, signature, certificate, audience …", Why: s.noDocument, Do: s.jumpMenu},
		{Name: "save to file", Keys: widget.Keys("ctrl+s"), Help: "save the document to a file on this machine",
			Why: widget.Reasons(s.served, s.noDocument), Do: s.saveXML},
	}}
}

func (s *session) saveXML() tea.Cmd {
	name := fmt.Sprintf("%s-%s.xml", tabNames[s.tab], model.Session{ID: s.id}.Trace())
	return s.Save(name, string(s.source(s.tab)))
}

// apply uses the recommended mapping where there is one, else the way out.
func (s *session) apply() tea.Cmd {
	if s.advised() {
		return s.Nav.ApplyMapping(*s.advice)
	}
	act, _ := s.wayOut()
	return act()
}

// again signs in through the connection of the session, or through the sample where
// that is not known.
func (s *session) again() (act func() tea.Cmd, why string) {
	if s.detail != nil && s.detail.Connection.ID != "" {
		return s.signInAgain(s.detail.Connection)
	}
	return func() tea.Cmd { return s.SignIn("", screen.Fault{}, nil) }, s.CannotSignIn()
}
