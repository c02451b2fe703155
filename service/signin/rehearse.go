package signin

import (
	"context"
	"fmt"
	"net/url"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// Rehearsal is one sign-in of a test user, played without a browser.
type Rehearsal struct {
	Fault string   // a name of idp.Faults, "" for none; by OpenID Connect of its own list
	User  idp.User // with neither id nor email the test user of the organization
	// Connection to the test identity provider that is tested, as from the Admin
	// Portal; "" plays an app's login through a sample that holds what the fault
	// needs.
	Connection model.ID
	OpenID     bool // without a connection: through the sample by OpenID Connect
}

// Rehearse plays a whole login against the test identity provider inside this
// process, step by step through the same verbs as a browser's: request,
// response with the fault, and what the app does with the code. It gives the
// session that the last message made.
func (s Service) Rehearse(ctx context.Context, r Rehearsal) (model.Session, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActTestSignIn, rehearsedAt(r.Connection)))
	if err != nil {
		return model.Session{}, err
	}
	if c, openID, err := s.rehearsedByOIDC(ctx, r); openID || err != nil {
		if err != nil {
			return model.Session{}, err
		}
		return s.rehearseOIDC(ctx, c, r)
	}
	f, ok := idp.Lookup(r.Fault)
	if !ok {
		return model.Session{}, fmt.Errorf("fault %q: %w; gatehouse test-idp list shows them", r.Fault,
			model.ErrNotFound)
	}
	c, err := s.rehearsed(ctx, r.Connection, f)
	if err != nil {
		return model.Session{}, err
	}
	env, err := s.tenant().Environment(ctx, c.EnvironmentID)
	if err != nil {
		return model.Session{}, err
	}
	form, err := s.testForm(ctx, env, c, f, r)
	if err != nil {
		return model.Session{}, err
	}
	received, err := s.rehearsePost(ctx, c, form)
	if err != nil {
		return model.Session{}, err
	}
	if form.Repeat != idp.Again {
		if received.Session, err = s.rehearseExchange(ctx, env, received); err != nil {
			return model.Session{}, err
		}
	}
	if form.Repeat == idp.Once {
		return received.Session, nil
	}
	received, err = s.rehearsePost(ctx, c, form)
	return received.Session, err
}

// TestIdPRequest tells the test identity provider where the responses for a
// connection go, whom they are for and to which key they are encrypted; and of
// the session that it answers, if it answers one, what its request asked for.
func (s Service) TestIdPRequest(ctx context.Context, c model.Connection, session model.ID,
	relayState string) (idp.Request, error) {
	s, err := s.pass(s.core.See(ctx, model.ActPlayTestIdP, core.OfConnection(c.ID)))
	if err != nil {
		return idp.Request{}, err
	}
	request := idp.Request{ID: string(session), RelayState: relayState, ACSURL: s.connection().ACSURL(c),
		Audience: s.connection().EntityID(c)}
	if len(c.SPKeys) > 0 {
		request.EncryptTo = c.SPKeys[0].DER
	}
	if session != "" {
		_, request.Asked, err = askedBy(ctx, s.core.Store, session)
	}
	return request, err
}

// testForm lets the test identity provider answer, to a request of ours unless
// the fault begins on its side.
func (s Service) testForm(ctx context.Context, env model.Environment, c model.Connection, f idp.Fault,
	r Rehearsal) (idp.Form, error) {
	p, err := connection.NeedTestIdP(ctx, s.core)
	if err != nil {
		return idp.Form{}, err
	}
	if r.User.ID == "" && r.User.Email == "" {
		o, err := s.core.Owner(ctx, c)
		if err != nil {
			return idp.Form{}, err
		}
		r.User = model.TestUser(o)
	}
	var session model.ID
	if !f.IdPInitiated() {
		begun, err := s.rehearseBegin(ctx, env, c, r, rehearser)
		if err != nil {
			return idp.Form{}, err
		}
		session = begun.Session.ID
	}
	request, err := s.TestIdPRequest(ctx, c, session, string(session))
	if err != nil {
		return idp.Form{}, err
	}
	return p.Respond(request, idp.Options{User: r.User, Now: s.core.Now(), Fault: f.Name})
}

var rehearser = model.Visitor{Peer: "127.0.0.1", UserAgent: "gatehouse test sign-in", Ours: true}

func (s Service) rehearseBegin(ctx context.Context, env model.Environment, c model.Connection,
	r Rehearsal, v model.Visitor) (model.Begun, error) {
	if r.Connection != "" {
		return s.BeginTest(ctx, c.ID, v)
	}
	return s.BeginLogin(ctx, model.Authorize{
		ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code", Connection: string(c.ID),
		Visitor: v,
	})
}

// rehearsed is the connection that a rehearsal plays through.
func (s Service) rehearsed(ctx context.Context, id model.ID, f idp.Fault) (model.Connection, error) {
	if id == "" {
		return s.connection().DemoConnection(ctx, f.Needs)
	}
	c, err := s.connection().Connection(ctx, id)
	why := ""
	if err == nil {
		why, err = connection.Barred(ctx, s.core, c)
	}
	switch {
	case err != nil:
		return c, err
	case why != "":
		return c, model.Refuse("connection", "", "%s", why)
	case c.Type != model.TestIdPType:
		return c, model.Refuse("connection", "open its test URL in a browser instead",
			"%s is not a connection to the test identity provider", c.Name)
	case f.Needs != idp.UsualCertificate && f.Needs != idp.EncryptionKey:
		return c, model.Refuse("fault", "play it with gatehouse test-idp --fault "+f.Name,
			"%s needs a connection of its own", f.Name)
	}
	return c, nil
}

func (s Service) rehearsePost(ctx context.Context, c model.Connection, form idp.Form) (model.Received, error) {
	body := form.Body()
	return s.Receive(ctx, model.Delivery{Key: c.Key, Visitor: rehearser, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}})
}

// rehearseExchange is the app's part: the code out of the redirect becomes a
// profile.
func (s Service) rehearseExchange(ctx context.Context, env model.Environment, r model.Received) (model.Session, error) {
	u, err := url.Parse(r.Redirect)
	if err != nil || u.Query().Get("code") == "" {
		return r.Session, nil
	}
	if _, err := s.redeem(ctx, env.ID, model.Redemption{Code: u.Query().Get("code")}); err != nil {
		return r.Session, err
	}
	return s.Session(ctx, r.Session.ID)
}

// rehearsedAt is where a rehearsal takes place; the samples are nobody's.
func rehearsedAt(connection model.ID) core.Scope {
	if connection == "" {
		return core.Everything
	}
	return core.OfConnection(connection)
}
