package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
)

// nav is how screens lead to others: by what these are about. Only it, which the
// console has, knows how each is made.
type nav interface {
	// A place is a list at the root; all other screens come onto the stack.
	place(p place, search string) tea.Cmd

	sessions(within model.Query, played bool) tea.Cmd // played: by the test identity provider
	session(id model.ID, list neighbours) tea.Cmd     // list is nil if it was not opened from one
	organization(id model.ID) tea.Cmd
	connections(organization model.ID) tea.Cmd
	connection(id model.ID) tea.Cmd
	links(organization model.ID) tea.Cmd
	link(id model.ID) tea.Cmd
	linkAlone(id model.ID) tea.Cmd
	mapping(connection model.ID) tea.Cmd
	metadataChange(connection model.ID) tea.Cmd
	profiles(c model.Connection) tea.Cmd
	waiting(c model.Connection) tea.Cmd // whose profiles await reconciliation
	expiring() tea.Cmd
	history(about model.ID, name string) tea.Cmd // "" for that of all
	textAlone(what, text string) tea.Cmd
	valueAlone(heading, note, value string) tea.Cmd

	makeConnection(of model.Organization) tea.Cmd
	importSettings(c model.Connection) tea.Cmd
	addCertificate(c model.Connection) tea.Cmd
	testSignIn(c model.Connection) tea.Cmd
	applyMapping(r model.Recommendation) tea.Cmd
	findSession(text string) tea.Cmd // by its id, its trace or a part of them
	pickOrganization(purpose string, chosen func(model.Organization) tea.Cmd) tea.Cmd
	pickProvider(of *protocol.ChooseProvider, chosen func(entityID string) tea.Cmd) tea.Cmd
}

// place is one of the lists at the root.
type place int

const (
	placeSessions place = iota
	placeOrganizations
	placeConnections
	placeLinks
	placeConfiguration
)

// placeNames are their titles, in the order of tab.
var placeNames = []string{"Sessions", "Organizations", "Connections", "Setup links", "Configuration"}

// step is the place before or behind.
func (p place) step(by int) place { return place((int(p) + by + len(placeNames)) % len(placeNames)) }

// here is the place at the root of the stack.
func (s *stack) here() place { return place(max(0, slices.Index(placeNames, s.screens[0].title()))) }

// navigator is the nav over a stack.
type navigator struct {
	*world
	tour *tour
}

func (n navigator) place(p place, search string) tea.Cmd {
	switch p {
	case placeOrganizations:
		x := newOrganizations(n.world)
		x.text = search
		return n.stack.root(x)
	case placeConnections:
		x := newConnections(n.world, "")
		x.text = search
		return n.stack.root(x)
	case placeLinks:
		x := newLinks(n.world, "")
		x.text = search
		return n.stack.root(x)
	case placeConfiguration:
		return n.stack.root(newConfiguration(n.world))
	}
	s := newSessions(n.world, model.Query{}, n.tour)
	if search != "" {
		s.filter.use(search)
	}
	return n.stack.root(s)
}

func (n navigator) sessions(within model.Query, played bool) tea.Cmd {
	s := newSessions(n.world, within, n.tour)
	s.played = played
	return n.stack.push(s)
}

func (n navigator) session(id model.ID, list neighbours) tea.Cmd {
	return n.stack.push(newSession(n.world, id, list))
}

func (n navigator) organization(id model.ID) tea.Cmd {
	return n.stack.push(newOrganization(n.world, id))
}

func (n navigator) connections(organization model.ID) tea.Cmd {
	return n.stack.push(newConnections(n.world, organization))
}

func (n navigator) connection(id model.ID) tea.Cmd { return n.stack.push(newConnection(n.world, id)) }

func (n navigator) links(organization model.ID) tea.Cmd {
	return n.stack.push(newLinks(n.world, organization))
}

func (n navigator) link(id model.ID) tea.Cmd      { return n.stack.push(newLink(n.world, id)) }
func (n navigator) linkAlone(id model.ID) tea.Cmd { return n.stack.push(newBareLink(n.world, id)) }

func (n navigator) mapping(connection model.ID) tea.Cmd {
	return n.stack.push(newMapping(n.world, connection))
}

func (n navigator) metadataChange(connection model.ID) tea.Cmd {
	return n.stack.push(newPending(n.world, connection))
}

func (n navigator) profiles(c model.Connection) tea.Cmd { return n.stack.push(newProfiles(n.world, c)) }
func (n navigator) waiting(c model.Connection) tea.Cmd  { return n.stack.push(newWaiting(n.world, c)) }
func (n navigator) expiring() tea.Cmd                   { return n.stack.push(newExpiring(n.world)) }

func (n navigator) history(about model.ID, name string) tea.Cmd {
	return n.stack.push(newHistory(n.world, about, name))
}

func (n navigator) textAlone(what, text string) tea.Cmd {
	return n.stack.push(newBareText(n.world, what, text))
}

func (n navigator) valueAlone(heading, note, value string) tea.Cmd {
	return n.stack.push(newPlain(n.world, heading, note, value))
}

func (n navigator) makeConnection(of model.Organization) tea.Cmd {
	return n.stack.push(newConnectionForm(n.world, of))
}

func (n navigator) importSettings(c model.Connection) tea.Cmd {
	return n.stack.push(newImportForm(n.world, c))
}

func (n navigator) addCertificate(c model.Connection) tea.Cmd {
	return n.stack.push(newCertificateForm(n.world, c))
}

func (n navigator) testSignIn(c model.Connection) tea.Cmd { return beginTest(n.world, c) }

func (n navigator) applyMapping(r model.Recommendation) tea.Cmd { return applyMapping(n.world, r) }

func (n navigator) findSession(text string) tea.Cmd { return findSession(n.world, text) }

func (n navigator) pickOrganization(purpose string, chosen func(model.Organization) tea.Cmd) tea.Cmd {
	return n.stack.push(newPicker(n.world, purpose, chosen))
}

func (n navigator) pickProvider(of *protocol.ChooseProvider, chosen func(entityID string) tea.Cmd) tea.Cmd {
	return n.stack.push(newProviderPicker(n.world, of, chosen))
}
