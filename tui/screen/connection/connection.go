package connection

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
	"gatehouse/storage"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
)

// connection is the page of one connection: the values to hand out, those that
// came back, and how it judges.
type connection struct {
	screen.Detail[connectionAbout]
	services Services

	waiting int // profiles that await reconciliation; -1 while they are looked for
	looks   int // for them
}

// connectionAbout is all that the page shows.
type connectionAbout struct {
	connection   model.Connection
	organization model.Organization
	sessions     []model.Session
	lints        []diagnose.Lint

	entityID, acsURL, metadataURL string
}

type waitingMsg struct {
	of  *connection
	gen int
	n   int
}

// New is the page of a connection.
func New(w *screen.World, services Services, id model.ID) screen.Screen {
	c := &connection{Detail: screen.NewDetail[connectionAbout](w, id), services: services, waiting: -1}
	env := w.Environment.ID
	c.Read = func(ctx context.Context) (connectionAbout, error) { return readConnection(ctx, services, env, id) }
	c.Render = func(a connectionAbout, cells int) []string { return connectionLines(w, a, c.waiting, cells) }
	c.Name = func(a connectionAbout) string { return a.connection.Name }
	return c
}

func readConnection(ctx context.Context, services Services, env, id model.ID) (a connectionAbout, err error) {
	if a.connection, err = services.Connection(ctx, id); err != nil {
		return a, err
	}
	x := a.connection
	a.entityID, a.acsURL, a.metadataURL = services.EntityID(x), services.ACSURL(x), services.MetadataURL(x)
	a.organization, _ = services.Organization(ctx, x.OrganizationID) // may be gone
	a.lints, _ = services.Lint(ctx, id)                              // likewise
	page, err := services.Sessions(ctx, model.Query{Environment: env, Connection: id, Limit: noun.RecentSessions})
	a.sessions = page.Sessions
	return a, err
}

func (c *connection) Init() tea.Cmd { return tea.Batch(c.Reload(), c.lookForWaiting()) }

// lookForWaiting counts apart from the page: it judges stored messages again.
func (c *connection) lookForWaiting() tea.Cmd {
	c.looks++
	ctx, services, id, gen := c.Context, c.services, c.ID, c.looks
	return func() tea.Msg {
		all, err := services.AwaitingReconciliation(ctx, id)
		if err != nil {
			return nil // the page says that it cannot be read
		}
		return waitingMsg{c, gen, len(all)}
	}
}

// othersWait reports whether a change may be one of who waits: of the mapping, or
// a message that does not fit it.
func (c *connection) othersWait(msg screen.Changes) bool {
	return msg.Missed || slices.ContainsFunc(msg.All, func(x storage.Changed) bool {
		return x.ID == c.ID || x.Session != nil && x.Session.ConnectionID == c.ID &&
			x.Session.Class == saml.InvalidAttributes
	})
}

func (c *connection) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case waitingMsg:
		if msg.of == c && msg.gen == c.looks {
			c.waiting = msg.n
			c.LayOut()
		}
	case screen.Changes:
		if c.othersWait(msg) {
			return tea.Batch(c.Reload(), c.lookForWaiting())
		}
	}
	return c.Detail.Update(msg)
}

func ourMetadata(services Services, c model.Connection) screen.Copyable {
	return screen.Copyable{What: "our metadata.xml", Value: string(services.SPMetadata(c)),
		Command: "connection show " + string(c.ID) + " --metadata"}
}

// connectionCopies are the values that travel between the two sides.
func connectionCopies(services Services, c model.Connection) []screen.Copyable {
	if c.ByOIDC() {
		return openIDCopies(services, c)
	}
	prints := func(flag string) string { return "connection show " + string(c.ID) + " --" + flag }
	values := []screen.Copyable{
		{What: "our entity ID", Value: services.EntityID(c), Command: prints("entity-id")},
		{What: "our ACS URL", Value: services.ACSURL(c), Command: prints("acs-url")},
		{What: "our metadata URL", Value: services.MetadataURL(c), Command: prints("metadata-url")},
		ourMetadata(services, c),
	}
	for _, k := range c.SPKeys {
		values = append(values, screen.Copyable{What: "our certificate", Value: protocol.PEM(k.DER),
			Command: prints("certificate")})
	}
	values = append(values, screen.Copyable{What: "connection id", Value: string(c.ID)},
		screen.Copyable{What: "name", Value: c.Name},
		screen.Copyable{What: "IdP entity ID", Value: c.IdPEntityID},
		screen.Copyable{What: "IdP sign-on URL", Value: c.SSOURL},
		screen.Copyable{What: "IdP metadata URL", Value: c.MetadataURL})
	for _, x := range c.Certificates {
		values = append(values, screen.Copyable{What: "IdP certificate", Value: protocol.PEM(x.DER),
			Command: prints("idp-certificate")},
			screen.Copyable{What: "IdP certificate's SHA-256 fingerprint", Value: protocol.Fingerprint(x.DER)},
			screen.Copyable{What: "IdP certificate's SHA-1 fingerprint", Value: protocol.SHA1Fingerprint(x.DER)})
	}
	return values
}
