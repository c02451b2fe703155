package screen

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
)

// Nav is how screens lead to others: by what these are about. Only it, which the
// console has, knows how each is made.
type Nav interface {
	// A place is a list at the root; all other screens come onto the stack.
	Place(p Place, search string) tea.Cmd

	Sessions(within model.Query, played bool) tea.Cmd    // played: by the test identity provider
	SignIns(organization model.ID, email string) tea.Cmd // of a person
	Session(id model.ID, list Neighbours) tea.Cmd        // list is nil if it was not opened from one
	Organization(id model.ID) tea.Cmd
	Connections(organization model.ID) tea.Cmd
	Connection(id model.ID) tea.Cmd
	Links(organization model.ID) tea.Cmd
	Link(id model.ID) tea.Cmd
	LinkAlone(id model.ID) tea.Cmd
	Mapping(connection model.ID) tea.Cmd
	MetadataChange(connection model.ID) tea.Cmd
	Profiles(c model.Connection) tea.Cmd
	Waiting(c model.Connection) tea.Cmd // whose profiles await reconciliation
	Expiring() tea.Cmd
	History(about model.ID, name string) tea.Cmd
	AuditLog(search string) tea.Cmd
	Notes(about model.ID, name string) tea.Cmd
	Mentions() tea.Cmd // of who looks
	Team() tea.Cmd
	Directories(organization model.ID) tea.Cmd // "": of the environment
	Directory(id model.ID) tea.Cmd
	DirectoryUser(id model.ID) tea.Cmd
	Webhooks() tea.Cmd
	Delivery(id model.ID) tea.Cmd // to a webhook endpoint
	Events() tea.Cmd              // that apps are told
	Event(environment, id model.ID) tea.Cmd
	APILog() tea.Cmd
	Member(id model.ID) tea.Cmd
	Profile() tea.Cmd // of who looks
	Alone(x Copyable) tea.Cmd
	ValueAlone(heading, note, value string) tea.Cmd

	MakeConnection(of model.Organization) tea.Cmd
	MakeDirectory(of model.Organization) tea.Cmd
	ImportSettings(c model.Connection) tea.Cmd
	AddCertificate(c model.Connection) tea.Cmd
	TestSignIn(c model.Connection) tea.Cmd
	ApplyMapping(r model.Recommendation) tea.Cmd
	FindSession(text string) tea.Cmd // by its id, its trace or a part of them
	PickOrganization(purpose string, chosen func(model.Organization) tea.Cmd) tea.Cmd
	PickProvider(of *protocol.ChooseProvider, chosen func(entityID string) tea.Cmd) tea.Cmd
}

// Place is one of the lists at the root.
type Place int

// The places.
const (
	PlaceSessions Place = iota
	PlaceOrganizations
	PlaceConnections
	PlaceLinks
	PlaceConfiguration
)

// PlaceNames are their titles, in the order of tab.
var PlaceNames = []string{"Sessions", "Organizations", "Connections", "Setup links", "Configuration"}

// Step is the place before or behind.
func (p Place) Step(by int) Place { return Place((int(p) + by + len(PlaceNames)) % len(PlaceNames)) }

// Neighbours is a list of sessions that a detail can walk along: neighbour goes on
// from a session, or says why it cannot. The list may have to read on meanwhile.
type Neighbours interface {
	Neighbour(from model.ID, by int) (to model.ID, reads tea.Cmd, why string)
}
