package model

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"

	"gatehouse/saml/protocol"
)

// Visitor is the browser at the other end.
type Visitor struct {
	Peer, UserAgent string
	Ours            bool   // this program, which plays a browser: no stranger
	Browser         string // a secret that the browser shows again; "" for none
}

// mark is what is kept of the browser's secret.
func (v Visitor) mark() string {
	if v.Browser == "" {
		return ""
	}
	h := hashOf(v.Browser)
	return hex.EncodeToString(h[:])
}

// began reports whether a request was begun in the visitor's browser.
func (v Visitor) began(r Request) bool {
	return r.Browser != "" && subtle.ConstantTimeCompare([]byte(r.Browser), []byte(v.mark())) == 1
}

// Authorize is what an app asks when it sends a user to sign in: the parameters
// of GET /sso/authorize.
type Authorize struct {
	ClientID, RedirectURI, ResponseType string
	Connection, Organization, Provider  string // exactly one
	Domain                              string // deprecated selector
	State                               string
	Prompt, LoginHint, DomainHint       string
	CodeChallenge, CodeChallengeMethod  string
	Visitor                             Visitor
}

// AuthorizeError refuses a sign-in before it began. Redirect is where to send
// the browser with it, or "" if the redirect URI cannot be trusted and a page
// has to say it.
type AuthorizeError struct {
	Code        string // as WorkOS names it: "connection_invalid" …
	Description string
	Redirect    string
}

func (e *AuthorizeError) Error() string { return e.Code + ": " + e.Description }

// BeginLogin starts a session for an app: AuthnRequest stored, user on the way.
func (d *Desk) BeginLogin(ctx context.Context, a Authorize) (Begun, error) {
	d, err := d.do(ctx, ActSignIn, nothing)
	if err != nil {
		return Begun{}, err
	}
	env, err := d.EnvironmentByClient(ctx, a.ClientID)
	if none, err := missing(err); none {
		return Begun{}, &AuthorizeError{Code: "client_id_invalid", Description: fmt.Sprintf("There is no client %q here. Copy the client ID from the configuration screen.", short(a.ClientID))}
	} else if err != nil {
		return Begun{}, err
	}
	if a.RedirectURI == "" {
		a.RedirectURI = env.DefaultRedirect
	}
	if !env.AllowsRedirect(a.RedirectURI) {
		return Begun{}, &AuthorizeError{Code: "redirect_uri_invalid", Description: fmt.Sprintf("The redirect URI %q is not among those of the environment %s. Add it to the configuration, to the letter.", short(a.RedirectURI), env.Name)}
	}
	c, err := d.selectConnection(ctx, env, a)
	if err == nil {
		err = checkAuthorize(a)
	}
	if refused, ok := errors.AsType[*AuthorizeError](err); ok {
		refused.Redirect = errorRedirect(a.RedirectURI, refused.Code, refused.Description, a.State)
		return Begun{}, refused
	} else if err != nil {
		return Begun{}, err
	}
	if !d.strangers.mayBegin(a.Visitor) {
		return Begun{}, ErrTooMany
	}
	s := Session{
		EnvironmentID: env.ID, OrganizationID: c.OrganizationID, ConnectionID: c.ID,
		State: Started, Origin: FromServiceProvider,
	}
	s.CreatedAt = d.now()
	s.Deadline = s.CreatedAt.Add(env.sessionTimeout())
	return d.begin(ctx, c, s, Request{
		RedirectURI: a.RedirectURI, AppState: a.State, CodeChallenge: a.CodeChallenge,
		Peer: a.Visitor.Peer, UserAgent: a.Visitor.UserAgent, Browser: a.Visitor.mark(),
	}, a.Prompt == "login", a.LoginHint)
}

// BeginTest starts a test sign-in: it mints no code and has no deadline.
func (d *Desk) BeginTest(ctx context.Context, connection ID, v Visitor) (Begun, error) {
	d, err := d.do(ctx, ActTestSignIn, ofConnection(connection))
	if err != nil {
		return Begun{}, err
	}
	return d.beginTest(ctx, connection, v, "")
}

// BeginPortalTest is BeginTest from the Admin Portal, to which the browser
// returns.
func (d *Desk) BeginPortalTest(ctx context.Context, connection ID, v Visitor) (Begun, error) {
	d, err := d.do(ctx, ActTestSignIn, ofConnection(connection))
	if err != nil {
		return Begun{}, err
	}
	return d.beginTest(ctx, connection, v, d.BaseURL+portalTest)
}

// portalTest is where the Admin Portal shows what came of a test: the session's
// id follows.
const portalTest = "/admin-portal/test/"

func (d *Desk) beginTest(ctx context.Context, connection ID, v Visitor, back string) (Begun, error) {
	c, err := d.Connection(ctx, connection)
	if err != nil {
		return Begun{}, err
	}
	if c.SSOURL == "" {
		return Begun{}, &AuthorizeError{Code: "connection_invalid", Description: "The connection has no SSO URL yet: import the identity provider's metadata first."}
	}
	if err := d.mayLead(ctx, c); err != nil {
		return Begun{}, err
	}
	s := Session{
		EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, ConnectionID: c.ID,
		State: Started, Origin: FromAdminPortal, CreatedAt: d.now(),
	}
	// A test asks for what a sign-in asks for: an identity provider that does not
	// support ForceAuthn would fail the test, and no sign-in.
	return d.begin(ctx, c, s, Request{RedirectURI: back, Peer: v.Peer, UserAgent: v.UserAgent}, false, "")
}

// begin writes the AuthnRequest, stores it and only then sends the user off.
func (d *Desk) begin(ctx context.Context, c Connection, s Session, r Request, force bool, hint string) (Begun, error) {
	s.ID = d.newID(PrefixSession, s.CreatedAt)
	s.UpdatedAt = s.CreatedAt
	authn := protocol.AuthnRequest{
		ID: string(s.ID), Issuer: d.EntityID(c), ACSURL: d.ACSURL(c), Destination: c.SSOURL,
		IssueInstant: s.CreatedAt, LoginHint: hint, Asked: c.Asked,
	}
	authn.ForceAuthn = authn.ForceAuthn || force
	r.SessionID, r.XML, r.Destination, r.Binding = s.ID, authn.XML(), c.SSOURL, string(c.SSOBinding)
	begun := Begun{Session: s}
	signer, cert, err := d.signer(c)
	if err != nil {
		return Begun{}, err
	}
	if c.SSOBinding == Post {
		request, err := authn.Form(signer, cert)
		if err != nil {
			return Begun{}, fmt.Errorf("AuthnRequest for %s: %w", c.ID, err)
		}
		// What is kept is what was sent, with its signature.
		if r.XML, err = base64.StdEncoding.DecodeString(request); err != nil {
			return Begun{}, fmt.Errorf("AuthnRequest for %s: %w", c.ID, err)
		}
		begun.Form = &PostForm{Action: c.SSOURL, SAMLRequest: request, RelayState: string(s.ID)}
	} else if begun.URL, err = authn.Redirect(string(s.ID), signer); err != nil {
		return Begun{}, fmt.Errorf("AuthnRequest for %s: %w", c.ID, err)
	}
	if err := d.store.Begin(ctx, s, r); err != nil {
		return Begun{}, fmt.Errorf("begin session: %w", err)
	}
	return begun, nil
}

// checkAuthorize refuses parameters that cannot lead to a code.
func checkAuthorize(a Authorize) error {
	switch {
	case a.ResponseType != "code":
		return &AuthorizeError{Code: "unsupported_response_type", Description: "response_type must be \"code\"."}
	case a.CodeChallenge == "" && a.CodeChallengeMethod != "":
		return &AuthorizeError{Code: "invalid_request", Description: "code_challenge is empty: send the challenge, or no code_challenge_method either."}
	case a.CodeChallenge != "" && a.CodeChallengeMethod != "S256":
		return &AuthorizeError{Code: "invalid_request", Description: "code_challenge_method must be \"S256\"."}
	case a.CodeChallenge != "" && !isChallenge(a.CodeChallenge):
		return &AuthorizeError{Code: "invalid_request", Description: "code_challenge must be the base64url of a SHA-256, 43 characters without padding."}
	case len(a.State) > 4096:
		return &AuthorizeError{Code: "invalid_request", Description: "state is longer than 4096 bytes."}
	}
	return nil
}

// selectConnection finds the one connection that an app asked for.
func (d *Desk) selectConnection(ctx context.Context, env Environment, a Authorize) (Connection, error) {
	if a.Domain != "" && a.Connection == "" && a.Organization == "" && a.Provider == "" {
		return Connection{}, &AuthorizeError{Code: "domain_connection_selector_not_allowed", Description: "Select by connection or organization: domain is no longer a selector."}
	}
	selectors := 0
	for _, s := range []string{a.Connection, a.Organization, a.Provider} {
		if s != "" {
			selectors++
		}
	}
	if selectors != 1 || a.Provider != "" {
		return Connection{}, &AuthorizeError{Code: "invalid_connection_selector", Description: "A valid connection selector query parameter must be provided: exactly one of connection or organization."}
	}
	if a.Organization != "" {
		return d.connectionOf(ctx, env, ID(a.Organization))
	}
	c, err := d.Connection(ctx, ID(a.Connection))
	if none, err := missing(err); none || err == nil && c.EnvironmentID != env.ID {
		return Connection{}, &AuthorizeError{Code: "connection_invalid", Description: fmt.Sprintf("There is no connection %q in the environment %s.", short(a.Connection), env.Name)}
	} else if err != nil {
		return Connection{}, err
	}
	return c, d.Usable(ctx, c)
}

// connectionOf gives the one connection of an organization that can be used.
func (d *Desk) connectionOf(ctx context.Context, env Environment, id ID) (Connection, error) {
	o, err := d.Organization(ctx, id)
	if none, err := missing(err); none || err == nil && o.EnvironmentID != env.ID {
		return Connection{}, &AuthorizeError{Code: "organization_invalid", Description: fmt.Sprintf("There is no organization %q in the environment %s.", short(string(id)), env.Name)}
	} else if err != nil {
		return Connection{}, err
	}
	all, err := d.Connections(ctx, ConnectionQuery{Environment: env.ID, Organization: o.ID})
	if err != nil {
		return Connection{}, err
	}
	var ready []Connection
	for _, c := range all {
		unusable := d.Usable(ctx, c)
		if unusable == nil {
			ready = append(ready, c)
		} else if _, refused := errors.AsType[*AuthorizeError](unusable); !refused {
			return Connection{}, unusable
		}
	}
	switch {
	case len(all) == 0:
		return Connection{}, &AuthorizeError{Code: "organization_invalid", Description: "No connection associated with organization " + o.Name + "."}
	case len(ready) == 0:
		return Connection{}, d.Usable(ctx, all[0])
	case len(ready) > 1:
		return Connection{}, &AuthorizeError{Code: "ambiguous_connection_selector", Description: "Organization " + o.Name + " has several connections: select one by its connection id."}
	}
	return ready[0], nil
}

// Usable refuses a connection that cannot take a user to its identity provider.
func (d *Desk) Usable(ctx context.Context, c Connection) error {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(c.ID))
	if err != nil {
		return err
	}
	switch {
	case c.State == Inactive:
		return &AuthorizeError{Code: "connection_unlinked", Description: "The connection " + c.Name + " is inactive."}
	case c.SSOURL == "":
		return &AuthorizeError{Code: "connection_invalid", Description: "The connection " + c.Name + " is not configured yet: it has no SSO URL."}
	}
	return d.mayLead(ctx, c)
}

// mayLead refuses to take a user to the test identity provider where it may sign
// nobody in.
func (d *Desk) mayLead(ctx context.Context, c Connection) error {
	why, err := d.barred(ctx, c)
	if why == "" || err != nil {
		return err
	}
	return &AuthorizeError{Code: "connection_invalid", Description: "The connection " + c.Name + " signs nobody in: " + why + "."}
}

// errorRedirect sends an error to where the app waits.
func errorRedirect(uri, code, description, state string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("error", code)
	q.Set("error_description", description)
	if state != "" {
		q.Set("state", state)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// short cuts a foreign value for a message.
func short(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
