package model

import (
	"context"
	"fmt"
	"net/url"

	"gatehouse/saml"
	"gatehouse/saml/idp"
)

// Rehearsal is one sign-in of a test user, played without a browser.
type Rehearsal struct {
	Fault string   // a name of idp.Faults, "" for none
	User  idp.User // with neither id nor email the test user of the organization
	// Connection to the test identity provider that is tested, as from the Admin
	// Portal; "" plays an app's login through a sample that holds what the fault
	// needs.
	Connection ID
}

// TestUser is who signs in to an organization for a test, by its own domain.
func TestUser(o Organization) idp.User {
	domain := DemoDomain
	if verified := o.VerifiedDomains(); len(verified) > 0 {
		domain = verified[0]
	}
	return idp.DefaultUser(domain)
}

// Rehearse plays a whole login against the test identity provider inside this
// process, step by step through the same verbs as a browser's: request,
// response with the fault, and what the app does with the code. It gives the
// session that the last message made.
func (d *Desk) Rehearse(ctx context.Context, r Rehearsal) (Session, error) {
	d, err := d.do(ctx, ActTestSignIn, rehearsedAt(r.Connection))
	if err != nil {
		return Session{}, err
	}
	f, ok := idp.Lookup(r.Fault)
	if !ok {
		return Session{}, fmt.Errorf("fault %q: %w; gatehouse test-idp list shows them", r.Fault, ErrNotFound)
	}
	c, err := d.rehearsed(ctx, r.Connection, f)
	if err != nil {
		return Session{}, err
	}
	env, err := d.Environment(ctx, c.EnvironmentID)
	if err != nil {
		return Session{}, err
	}
	form, err := d.testForm(ctx, env, c, f, r)
	if err != nil {
		return Session{}, err
	}
	received, err := d.rehearsePost(ctx, c, form)
	if err != nil {
		return Session{}, err
	}
	if form.Repeat != idp.Again {
		if received.Session, err = d.rehearseExchange(ctx, env, received); err != nil {
			return Session{}, err
		}
	}
	if form.Repeat == idp.Once {
		return received.Session, nil
	}
	received, err = d.rehearsePost(ctx, c, form)
	return received.Session, err
}

// TestIdPRequest tells the test identity provider where the responses for a
// connection go, whom they are for and to which key they are encrypted; and of
// the session that it answers, if it answers one, what its request asked for.
func (d *Desk) TestIdPRequest(ctx context.Context, c Connection, session ID, relayState string) (idp.Request, error) {
	d, err := d.see(ctx, ActPlayTestIdP, ofConnection(c.ID))
	if err != nil {
		return idp.Request{}, err
	}
	request := idp.Request{ID: string(session), RelayState: relayState, ACSURL: d.ACSURL(c), Audience: d.EntityID(c)}
	if len(c.SPKeys) > 0 {
		request.EncryptTo = c.SPKeys[0].DER
	}
	if session != "" {
		_, request.Asked, err = askedBy(ctx, d.store, session)
	}
	return request, err
}

// testForm lets the test identity provider answer, to a request of ours unless
// the fault begins on its side.
func (d *Desk) testForm(ctx context.Context, env Environment, c Connection, f idp.Fault, r Rehearsal) (idp.Form, error) {
	p, err := d.needTestIdP(ctx)
	if err != nil {
		return idp.Form{}, err
	}
	if r.User.ID == "" && r.User.Email == "" {
		o, err := d.Organization(ctx, c.OrganizationID)
		if err != nil {
			return idp.Form{}, err
		}
		r.User = TestUser(o)
	}
	var session ID
	if !f.IdPInitiated() {
		begun, err := d.rehearseBegin(ctx, env, c, r)
		if err != nil {
			return idp.Form{}, err
		}
		session = begun.Session.ID
	}
	request, err := d.TestIdPRequest(ctx, c, session, string(session))
	if err != nil {
		return idp.Form{}, err
	}
	return p.Respond(request, idp.Options{User: r.User, Now: d.now(), Fault: f.Name})
}

var rehearser = Visitor{Peer: "127.0.0.1", UserAgent: "gatehouse test sign-in", Ours: true}

func (d *Desk) rehearseBegin(ctx context.Context, env Environment, c Connection, r Rehearsal) (Begun, error) {
	if r.Connection != "" {
		return d.BeginTest(ctx, c.ID, rehearser)
	}
	return d.BeginLogin(ctx, Authorize{
		ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code", Connection: string(c.ID), Visitor: rehearser,
	})
}

// rehearsed is the connection that a rehearsal plays through.
func (d *Desk) rehearsed(ctx context.Context, id ID, f idp.Fault) (Connection, error) {
	if id == "" {
		return d.DemoConnection(ctx, f.Needs)
	}
	c, err := d.Connection(ctx, id)
	why := ""
	if err == nil {
		why, err = d.barred(ctx, c)
	}
	switch {
	case err != nil:
		return c, err
	case why != "":
		return c, refuse("connection", "", "%s", why)
	case c.Type != TestIdPType:
		return c, refuse("connection", "open its test URL in a browser instead", "%s is not a connection to the test identity provider", c.Name)
	case f.Needs != idp.UsualCertificate && f.Needs != idp.EncryptionKey:
		return c, refuse("fault", "play it with gatehouse test-idp --fault "+f.Name, "%s needs a connection of its own", f.Name)
	}
	return c, nil
}

func (d *Desk) rehearsePost(ctx context.Context, c Connection, form idp.Form) (Received, error) {
	body := form.Body()
	return d.Receive(ctx, Delivery{Key: c.Key, Visitor: rehearser, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}})
}

// rehearseExchange is the app's part: the code out of the redirect becomes a
// profile.
func (d *Desk) rehearseExchange(ctx context.Context, env Environment, r Received) (Session, error) {
	u, err := url.Parse(r.Redirect)
	if err != nil || u.Query().Get("code") == "" {
		return r.Session, nil
	}
	if _, err := d.redeem(ctx, env.ID, Redemption{Code: u.Query().Get("code")}); err != nil {
		return r.Session, err
	}
	return d.Session(ctx, r.Session.ID)
}

// rehearsedAt is where a rehearsal takes place; the samples are nobody's.
func rehearsedAt(connection ID) scope {
	if connection == "" {
		return everything
	}
	return ofConnection(connection)
}
