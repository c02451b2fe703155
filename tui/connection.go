package tui

import (
	"crypto/x509"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// connection is the page of one connection: the values to hand out, those that
// came back, and how it judges.
type connection struct {
	leaf
	about connectionAbout
}

// connectionAbout is all that the page shows.
type connectionAbout struct {
	connection   model.Connection
	organization model.Organization
	sessions     []model.Session

	entityID, acsURL, metadataURL string
}

type connectionMsg struct {
	of    *connection
	gen   int
	about connectionAbout
	err   error
}

func newConnection(w *world, id model.ID) *connection { return &connection{leaf: newLeaf(w, id)} }

func (c *connection) scopes() []scope { return []scope{inConn, documents, everywhere} }
func (c *connection) init() tea.Cmd   { return c.read() }

func (c *connection) read() tea.Cmd {
	c.gen++
	ctx, desk, id, gen, env := c.ctx, c.desk, c.id, c.gen, c.environment.ID
	return func() tea.Msg {
		var a connectionAbout
		var err error
		if a.connection, err = desk.Connection(ctx, id); err == nil {
			a.entityID, a.acsURL, a.metadataURL = desk.EntityID(a.connection), desk.ACSURL(a.connection), desk.MetadataURL(a.connection)
			a.organization, _ = desk.Organization(ctx, a.connection.OrganizationID) // may be gone
			var page model.Page
			page, err = desk.Sessions(ctx, model.Query{Environment: env, Connection: id, Limit: recentSessions})
			a.sessions = page.Sessions
		}
		return connectionMsg{c, gen, a, err}
	}
}

func (c *connection) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case connectionMsg:
		if msg.of == c && msg.gen == c.gen {
			c.about, c.err, c.ready, c.heading = msg.about, msg.err, true, msg.about.connection.Name
			c.layOut()
		}
	case changesMsg:
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
	if c.ready {
		c.document.set(connectionLines(c.style, c.about, c.now, min(c.width, maxProse)))
	}
}

func (c *connection) disabled(a action) string {
	switch {
	case a == actTest && c.cannotSignIn() != "":
		return c.cannotSignIn()
	case a == actTest && c.ready && c.about.connection.Type != model.TestIdPType:
		return "only connections to the built-in test identity provider can be signed in from here"
	case !c.ready && (a == actCopy || a == actMetadata || a == actOrganize || a == actTest):
		return "it is still being read"
	}
	return c.document.disabled(a)
}

func (c *connection) do(a action) tea.Cmd {
	if c.document.do(a) {
		return nil
	}
	switch a {
	case actSessions:
		return c.stack.push(newSessions(c.world, model.Query{Connection: c.id}))
	case actOrganize:
		return c.stack.push(newOrganization(c.world, c.about.connection.OrganizationID))
	case actTest:
		return c.signIn(c.id, Fault{})
	case actMetadata:
		return c.copy("our metadata", string(c.desk.SPMetadata(c.about.connection)))
	case actCopy:
		return c.copyFrom(connectionCopies(c.desk, c.about.connection))
	}
	return nil
}

// connectionCopies are the values that travel between the two sides.
func connectionCopies(desk Desk, c model.Connection) []copyable {
	values := []copyable{
		{"our entity ID", desk.EntityID(c)}, {"our ACS URL", desk.ACSURL(c)}, {"our metadata URL", desk.MetadataURL(c)},
		{"our metadata.xml", string(desk.SPMetadata(c))},
	}
	for _, k := range c.SPKeys {
		values = append(values, copyable{"our certificate", pem(k.DER)})
	}
	values = append(values, copyable{"connection id", string(c.ID)}, copyable{"name", c.Name},
		copyable{"IdP entity ID", c.IdPEntityID}, copyable{"IdP sign-on URL", c.SSOURL})
	for _, x := range c.Certificates {
		values = append(values, copyable{"IdP certificate", pem(x.DER)}, copyable{"IdP certificate's SHA-256 fingerprint", saml.Fingerprint(x.DER)})
	}
	return values
}

// connectionLines are the page of a connection.
func connectionLines(st *style, a connectionAbout, now time.Time, cells int) []string {
	p, c := &page{st: st, width: cells}, a.connection
	p.add(st.strong.Styled(clean(c.Name)) + "  " + connectionGlyph(st, c))
	p.field("Organization", named(a.organization.Name, c.OrganizationID))
	p.field("Type", c.Type)
	p.field("Id", string(c.ID))

	p.heading("For the identity provider")
	p.lines[len(p.lines)-1] += st.faint.Styled("  ") + st.key.Styled("y") + st.faint.Styled(" copies one, ") + st.key.Styled("m") + st.faint.Styled(" the metadata")
	p.field("Entity ID", a.entityID)
	p.field("ACS URL", a.acsURL)
	p.field("Metadata URL", a.metadataURL)

	p.heading("From the identity provider")
	p.field("Entity ID", firstOf(c.IdPEntityID, "not set"))
	p.field("Sign-on URL", firstOf(c.SSOURL, "not set"))
	p.field("Binding", string(c.SSOBinding))
	p.field("Metadata", c.MetadataURL)
	if len(c.Certificates) == 0 {
		p.inked("Certificate", st.warn, "none: no response can be verified")
	}
	for _, x := range c.Certificates {
		p.certificate(x, now)
	}
	p.policy(c)
	p.recent(a.sessions, now)
	return p.lines
}

func (p *page) certificate(c model.Certificate, now time.Time) {
	x, err := c.X509()
	if err != nil {
		p.inked("Certificate", p.st.bad, "cannot be read: "+err.Error())
		return
	}
	life := lifeCell(p.st, x.NotAfter, now)
	p.inked("Certificate", life.ink, fmt.Sprintf("%s, valid %s to %s: %s", firstOf(x.Subject.CommonName, x.Subject.String()), day(x.NotBefore), day(x.NotAfter), lifeText(x, now)))
	p.field("", "SHA-256 "+saml.Fingerprint(c.DER))
}

func lifeText(x *x509.Certificate, now time.Time) string {
	switch left := x.NotAfter.Sub(now); {
	case now.Before(x.NotBefore):
		return "not valid yet"
	case left <= 0:
		return "expired"
	default:
		return fmt.Sprintf("%d days left", left/(24*time.Hour))
	}
}

// policy shows what is required, and every switch that weakens a rule.
func (p *page) policy(c model.Connection) {
	p.heading("Policy")
	signed := map[saml.SignatureDemand]string{
		"": "response or assertion", saml.EitherSigned: "response or assertion", saml.ResponseSigned: "the response",
		saml.AssertionSigned: "the assertion", saml.BothSigned: "response and assertion",
	}
	p.field("Signed", signed[c.Policy.Require])
	p.field("Clock skew", c.Policy.Skew.String())
	p.field("IdP-initiated", allowed(c.Policy.AllowUnsolicited))
	p.field("Our requests", map[bool]string{true: "signed", false: "not signed"}[c.SignRequests])
	for _, w := range weakened(c.Policy) {
		p.text(p.st.warn, p.st.glyph.warning+" "+w, 0)
	}
}

func allowed(yes bool) string {
	if yes {
		return "accepted"
	}
	return "refused"
}

// weakened names the rules that a policy weakens.
func weakened(p saml.Policy) []string {
	var all []string
	for _, o := range []struct {
		on   bool
		text string
	}{
		{p.AllowSHA1, "SHA-1 is accepted in signatures, though it can be forged"},
		{p.IgnoreExpiry, "expired certificates are accepted"},
		{p.AllowEmptyReference, "a signature may refer to the whole document without an ID"},
		{p.AllowInclusiveC14N, "inclusive canonicalization is accepted"},
		{p.AllowRSA15, "RSA 1.5 is accepted in encryption, though it can be attacked"},
	} {
		if o.on {
			all = append(all, o.text)
		}
	}
	return all
}
