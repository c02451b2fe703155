package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// connection is the page of one connection: the values to hand out, those that
// came back, and how it judges.
type connection struct {
	detail[connectionAbout]
	waiting int // profiles that await reconciliation; -1 while they are looked for
	looks   int // for them
}

// connectionAbout is all that the page shows.
type connectionAbout struct {
	connection   model.Connection
	organization model.Organization
	sessions     []model.Session
	lints        []saml.Lint

	entityID, acsURL, metadataURL string
}

type waitingMsg struct {
	of  *connection
	gen int
	n   int
}

func newConnection(w *world, id model.ID) *connection {
	c := &connection{detail: newDetail[connectionAbout](w, id), waiting: -1}
	desk, env := w.desk, w.environment.ID
	c.read = func(ctx context.Context) (connectionAbout, error) { return readConnection(ctx, desk, env, id) }
	c.render = func(a connectionAbout, cells int) []string { return connectionLines(w, a, c.waiting, cells) }
	c.name = func(a connectionAbout) string { return a.connection.Name }
	return c
}

func readConnection(ctx context.Context, desk Desk, env, id model.ID) (a connectionAbout, err error) {
	if a.connection, err = desk.Connection(ctx, id); err != nil {
		return a, err
	}
	x := a.connection
	a.entityID, a.acsURL, a.metadataURL = desk.EntityID(x), desk.ACSURL(x), desk.MetadataURL(x)
	a.organization, _ = desk.Organization(ctx, x.OrganizationID) // may be gone
	a.lints, _ = desk.Lint(ctx, id)                              // likewise
	page, err := desk.Sessions(ctx, model.Query{Environment: env, Connection: id, Limit: recentSessions})
	a.sessions = page.Sessions
	return a, err
}

func (c *connection) init() tea.Cmd { return tea.Batch(c.reload(), c.lookForWaiting()) }

// lookForWaiting counts apart from the page: it judges stored messages again.
func (c *connection) lookForWaiting() tea.Cmd {
	c.looks++
	ctx, desk, id, gen := c.ctx, c.desk, c.id, c.looks
	return func() tea.Msg {
		all, err := desk.AwaitingReconciliation(ctx, id)
		if err != nil {
			return nil // the page says that it cannot be read
		}
		return waitingMsg{c, gen, len(all)}
	}
}

// othersWait reports whether a change may be one of who waits: of the mapping, or
// a message that does not fit it.
func (c *connection) othersWait(msg changesMsg) bool {
	return msg.missed || slices.ContainsFunc(msg.changes, func(x model.Changed) bool {
		return x.ID == c.id || x.Session != nil && x.Session.ConnectionID == c.id && x.Session.Class == saml.InvalidAttributes
	})
}

func (c *connection) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case waitingMsg:
		if msg.of == c && msg.gen == c.looks {
			c.waiting = msg.n
			c.layOut()
		}
	case changesMsg:
		if c.othersWait(msg) {
			return tea.Batch(c.reload(), c.lookForWaiting())
		}
	}
	return c.detail.update(msg)
}

// connectionCopies are the values that travel between the two sides.
func connectionCopies(desk Desk, c model.Connection) []copyable {
	values := []copyable{
		{"our entity ID", desk.EntityID(c)}, {"our ACS URL", desk.ACSURL(c)}, {"our metadata URL", desk.MetadataURL(c)},
		{"our metadata.xml", string(desk.SPMetadata(c))},
	}
	for _, k := range c.SPKeys {
		values = append(values, copyable{"our certificate", protocol.PEM(k.DER)})
	}
	values = append(values, copyable{"connection id", string(c.ID)}, copyable{"name", c.Name},
		copyable{"IdP entity ID", c.IdPEntityID}, copyable{"IdP sign-on URL", c.SSOURL}, copyable{"IdP metadata URL", c.MetadataURL})
	for _, x := range c.Certificates {
		values = append(values, copyable{"IdP certificate", protocol.PEM(x.DER)}, copyable{"IdP certificate's SHA-256 fingerprint", protocol.Fingerprint(x.DER)},
			copyable{"IdP certificate's SHA-1 fingerprint", protocol.SHA1Fingerprint(x.DER)})
	}
	return values
}

// valuesMessage is what the IT admin needs, ready to be sent.
func valuesMessage(w *world, c model.Connection) string {
	provider := model.TypeLabel(c.Type)
	text := "Hello,\nto set up single sign-on in " + provider + ", please create a SAML application with these values:\n\n" +
		"ACS URL (single sign-on URL):     " + w.desk.ACSURL(c) + "\n" +
		"Entity ID (audience):             " + w.desk.EntityID(c) + "\n" +
		"Metadata, if it can be imported:  " + w.desk.MetadataURL(c) + "\n\n" +
		"Please send the attributes id, email, firstName and lastName, and assign the users who will sign in.\n" +
		"Then send us the metadata of the application: its URL, or the XML file.\n"
	return text
}
