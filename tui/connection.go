package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// connection is the page of one connection: the values to hand out, those that
// came back, and how it judges.
type connection struct {
	leaf
	about connectionAbout
	looks int // for those who wait
}

// connectionAbout is all that the page shows.
type connectionAbout struct {
	connection   model.Connection
	organization model.Organization
	sessions     []model.Session
	lints        []saml.Lint
	waiting      int // profiles that await reconciliation; -1 while they are looked for

	entityID, acsURL, metadataURL string
}

type (
	connectionMsg struct {
		of    *connection
		gen   int
		about connectionAbout
		err   error
	}
	waitingMsg struct {
		of  *connection
		gen int
		n   int
	}
)

func newConnection(w *world, id model.ID) *connection {
	c := &connection{leaf: newLeaf(w, id)}
	c.about.waiting = -1
	return c
}

func (c *connection) init() tea.Cmd { return tea.Batch(c.read(), c.lookForWaiting()) }

func (c *connection) read() tea.Cmd {
	c.gen++
	ctx, desk, id, gen, env := c.ctx, c.desk, c.id, c.gen, c.environment.ID
	return func() tea.Msg {
		var a connectionAbout
		var err error
		if a.connection, err = desk.Connection(ctx, id); err == nil {
			a.entityID, a.acsURL, a.metadataURL = desk.EntityID(a.connection), desk.ACSURL(a.connection), desk.MetadataURL(a.connection)
			a.organization, _ = desk.Organization(ctx, a.connection.OrganizationID) // may be gone
			a.lints, _ = desk.Lint(ctx, id)                                         // likewise
			var page model.Page
			page, err = desk.Sessions(ctx, model.Query{Environment: env, Connection: id, Limit: recentSessions})
			a.sessions = page.Sessions
		}
		return connectionMsg{c, gen, a, err}
	}
}

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
	case connectionMsg:
		if msg.of == c && msg.gen == c.gen {
			msg.about.waiting = c.about.waiting
			c.about, c.err, c.ready, c.heading = msg.about, msg.err, true, msg.about.connection.Name
			c.layOut()
		}
	case waitingMsg:
		if msg.of == c && msg.gen == c.looks {
			c.about.waiting = msg.n
			c.layOut()
		}
	case changesMsg:
		if c.othersWait(msg) {
			return tea.Batch(c.read(), c.lookForWaiting())
		}
		if c.touched(msg) {
			return c.read()
		}
	case tickMsg, restyledMsg:
		c.layOut()
	}
	return nil
}

func (c *connection) resize(width, height int) {
	c.leaf.resize(width, height)
	c.layOut()
}

func (c *connection) layOut() {
	if c.ready && c.err == nil {
		c.document.set(connectionLines(c.world, c.about, min(c.width, maxProse)))
	}
}

// connectionCopies are the values that travel between the two sides.
func connectionCopies(desk Desk, c model.Connection) []copyable {
	values := []copyable{
		{"our entity ID", desk.EntityID(c)}, {"our ACS URL", desk.ACSURL(c)}, {"our metadata URL", desk.MetadataURL(c)},
		{"our metadata.xml", string(desk.SPMetadata(c))},
	}
	for _, k := range c.SPKeys {
		values = append(values, copyable{"our certificate", saml.PEM(k.DER)})
	}
	values = append(values, copyable{"connection id", string(c.ID)}, copyable{"name", c.Name},
		copyable{"IdP entity ID", c.IdPEntityID}, copyable{"IdP sign-on URL", c.SSOURL}, copyable{"IdP metadata URL", c.MetadataURL})
	for _, x := range c.Certificates {
		values = append(values, copyable{"IdP certificate", saml.PEM(x.DER)}, copyable{"IdP certificate's SHA-256 fingerprint", saml.Fingerprint(x.DER)},
			copyable{"IdP certificate's SHA-1 fingerprint", saml.SHA1Fingerprint(x.DER)})
	}
	return values
}

// valuesMessage is what the IT admin needs, ready to be sent.
func (w *world) valuesMessage(c model.Connection) string {
	provider := model.TypeLabel(c.Type)
	text := "Hello,\nto set up single sign-on in " + provider + ", please create a SAML application with these values:\n\n" +
		"ACS URL (single sign-on URL):     " + w.desk.ACSURL(c) + "\n" +
		"Entity ID (audience):             " + w.desk.EntityID(c) + "\n" +
		"Metadata, if it can be imported:  " + w.desk.MetadataURL(c) + "\n\n" +
		"Please send the attributes id, email, firstName and lastName, and assign the users who will sign in.\n" +
		"Then send us the metadata of the application: its URL, or the XML file.\n"
	return text
}
