package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
	"gatehouse/tui/screen/alone"
	"gatehouse/tui/screen/configuration"
	"gatehouse/tui/screen/connection"
	"gatehouse/tui/screen/developer"
	"gatehouse/tui/screen/directory"
	"gatehouse/tui/screen/history"
	"gatehouse/tui/screen/link"
	"gatehouse/tui/screen/note"
	"gatehouse/tui/screen/organization"
	"gatehouse/tui/screen/session"
	"gatehouse/tui/screen/team"
	"gatehouse/tui/screen/webhook"
)

// navigator is the nav over a stack.
type navigator struct {
	*screen.World
	services Services
	tour     *session.Tour
}

func (n navigator) Place(p screen.Place, search string) tea.Cmd {
	switch p {
	case screen.PlaceOrganizations:
		return n.Stack.Root(organization.NewList(n.World, n.services, search))
	case screen.PlaceConnections:
		return n.Stack.Root(connection.NewList(n.World, n.services, "", search))
	case screen.PlaceLinks:
		return n.Stack.Root(link.NewList(n.World, n.services, "", search))
	case screen.PlaceConfiguration:
		return n.Stack.Root(configuration.New(n.World, n.services))
	}
	return n.Stack.Root(session.NewList(n.World, n.services, session.Scope{Search: search}, n.tour))
}

func (n navigator) Sessions(within model.Query, played bool) tea.Cmd {
	return n.Stack.Push(session.NewList(n.World, n.services, session.Scope{Within: within, Played: played}, n.tour))
}

func (n navigator) SignIns(organization model.ID, email string) tea.Cmd {
	within := session.Scope{Within: model.Query{Organization: organization}, Search: "user:" + email}
	return n.Stack.Push(session.NewList(n.World, n.services, within, n.tour))
}

func (n navigator) Session(id model.ID, list screen.Neighbours) tea.Cmd {
	return n.Stack.Push(session.New(n.World, n.services, id, list))
}

func (n navigator) Organization(id model.ID) tea.Cmd {
	return n.Stack.Push(organization.New(n.World, n.services, id))
}

func (n navigator) Connections(organization model.ID) tea.Cmd {
	return n.Stack.Push(connection.NewList(n.World, n.services, organization, ""))
}

func (n navigator) Connection(id model.ID) tea.Cmd {
	return n.Stack.Push(connection.New(n.World, n.services, id))
}

func (n navigator) Links(organization model.ID) tea.Cmd {
	return n.Stack.Push(link.NewList(n.World, n.services, organization, ""))
}

func (n navigator) Link(id model.ID) tea.Cmd { return n.Stack.Push(link.New(n.World, n.services, id)) }

func (n navigator) LinkAlone(id model.ID) tea.Cmd {
	return n.Stack.Push(link.NewAlone(n.World, n.services, id))
}

func (n navigator) Mapping(id model.ID) tea.Cmd {
	return n.Stack.Push(connection.NewMapping(n.World, n.services, id))
}

func (n navigator) MetadataChange(id model.ID) tea.Cmd {
	return n.Stack.Push(connection.NewMetadataChange(n.World, n.services, id))
}

func (n navigator) Profiles(c model.Connection) tea.Cmd {
	return n.Stack.Push(connection.NewProfiles(n.World, n.services, c))
}

func (n navigator) Waiting(c model.Connection) tea.Cmd {
	return n.Stack.Push(connection.NewWaiting(n.World, n.services, c))
}

func (n navigator) Expiring() tea.Cmd {
	return n.Stack.Push(connection.NewExpiring(n.World, n.services))
}

func (n navigator) History(about model.ID, name string) tea.Cmd {
	return n.Stack.Push(history.New(n.World, n.services, about, name))
}

func (n navigator) AuditLog(search string) tea.Cmd {
	return n.Stack.Push(history.NewAuditLog(n.World, n.services, search))
}

func (n navigator) Notes(about model.ID, name string) tea.Cmd {
	return n.Stack.Push(note.New(n.World, n.services, about, name))
}

func (n navigator) Mentions() tea.Cmd { return n.Stack.Push(note.NewMentions(n.World, n.services)) }

func (n navigator) Team() tea.Cmd { return n.Stack.Push(team.NewList(n.World, n.services)) }

func (n navigator) Directories(organization model.ID) tea.Cmd {
	return n.Stack.Push(directory.NewList(n.World, n.services, organization))
}

func (n navigator) Directory(id model.ID) tea.Cmd {
	return n.Stack.Push(directory.New(n.World, n.services, id))
}

func (n navigator) DirectoryUser(id model.ID) tea.Cmd {
	return n.Stack.Push(directory.NewUser(n.World, n.services, id))
}

func (n navigator) Webhooks() tea.Cmd { return n.Stack.Push(webhook.NewList(n.World, n.services)) }

func (n navigator) Delivery(id model.ID) tea.Cmd {
	return n.Stack.Push(webhook.NewDelivery(n.World, n.services, id))
}

func (n navigator) Events() tea.Cmd { return n.Stack.Push(developer.NewEvents(n.World, n.services)) }

func (n navigator) Event(environment, id model.ID) tea.Cmd {
	return n.Stack.Push(developer.NewEvent(n.World, n.services, environment, id))
}

func (n navigator) APILog() tea.Cmd { return n.Stack.Push(developer.NewCalls(n.World, n.services)) }

func (n navigator) Member(id model.ID) tea.Cmd {
	return n.Stack.Push(team.New(n.World, n.services, id))
}

func (n navigator) Profile() tea.Cmd { return n.Stack.Push(team.NewProfile(n.World, n.services)) }

func (n navigator) Alone(x screen.Copyable) tea.Cmd { return n.Stack.Push(alone.NewText(n.World, x)) }

func (n navigator) ValueAlone(heading, note, value string) tea.Cmd {
	return n.Stack.Push(alone.NewValue(n.World, heading, note, value))
}

func (n navigator) MakeConnection(of model.Organization) tea.Cmd {
	return n.Stack.Push(connection.NewForm(n.World, n.services, of))
}

func (n navigator) MakeDirectory(of model.Organization) tea.Cmd {
	return n.Stack.Push(directory.NewForm(n.World, n.services, of))
}

func (n navigator) ImportSettings(c model.Connection) tea.Cmd {
	return n.Stack.Push(connection.NewImportForm(n.World, n.services, c))
}

func (n navigator) AddCertificate(c model.Connection) tea.Cmd {
	return n.Stack.Push(connection.NewCertificateForm(n.World, n.services, c))
}

func (n navigator) TestSignIn(c model.Connection) tea.Cmd {
	return connection.BeginTest(n.World, n.services, c)
}

func (n navigator) ApplyMapping(r model.Recommendation) tea.Cmd {
	return connection.ApplyMapping(n.World, n.services, r)
}

func (n navigator) FindSession(text string) tea.Cmd { return session.Find(n.World, n.services, text) }

func (n navigator) PickOrganization(purpose string, chosen func(model.Organization) tea.Cmd) tea.Cmd {
	return n.Stack.Push(organization.NewPicker(n.World, n.services, purpose, chosen))
}

func (n navigator) PickProvider(of *protocol.ChooseProvider, chosen func(entityID string) tea.Cmd) tea.Cmd {
	return n.Stack.Push(connection.NewProviderPicker(n.World, of, chosen))
}
