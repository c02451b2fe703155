package signin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// BeginLogin starts a session for an app: AuthnRequest stored, user on the way.
func (svc Service) BeginLogin(ctx context.Context, a model.Authorize) (model.Begun, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActSignIn, core.Nothing))
	if err != nil {
		return model.Begun{}, err
	}
	env, err := svc.tenant().EnvironmentByClient(ctx, a.ClientID)
	if none, err := core.Missing(err); none {
		return model.Begun{}, &model.AuthorizeError{Code: "client_id_invalid",
			Description: fmt.Sprintf("There is no client %q here. Copy the client ID from the configuration screen.",
				model.Short(a.ClientID))}
	} else if err != nil {
		return model.Begun{}, err
	}
	if a.RedirectURI == "" {
		a.RedirectURI = env.DefaultRedirect
	}
	if !env.AllowsRedirect(a.RedirectURI) {
		return model.Begun{}, &model.AuthorizeError{Code: "redirect_uri_invalid",
			Description: fmt.Sprintf(
				"The redirect URI %q is not among those of the environment %s. Add it to the configuration, "+
					"to the letter.", model.Short(a.RedirectURI), env.Name)}
	}
	c, err := svc.selectConnection(ctx, env, a)
	if err == nil {
		err = checkAuthorize(a)
	}
	if refused, ok := errors.AsType[*model.AuthorizeError](err); ok {
		refused.Redirect = errorRedirect(a.RedirectURI, refused.Code, refused.Description, a.State)
		return model.Begun{}, refused
	} else if err != nil {
		return model.Begun{}, err
	}
	if err := svc.mayBegin(a.Visitor, c.ID); err != nil {
		return model.Begun{}, err
	}
	if a.Nonce != "" {
		if _, err := svc.tokenKey(ctx, env.ID); err != nil {
			return model.Begun{}, err
		}
	}
	s := model.Session{
		EnvironmentID: env.ID, OrganizationID: c.OrganizationID, ConnectionID: c.ID,
		State: model.Started, Origin: model.FromServiceProvider,
	}
	s.CreatedAt = svc.core.Now()
	s.Deadline = s.CreatedAt.Add(env.LoginTimeout())
	return svc.begin(ctx, c, s, model.Request{
		RedirectURI: a.RedirectURI, AppState: a.State, CodeChallenge: a.CodeChallenge, Nonce: a.Nonce,
		Peer: a.Visitor.Peer, UserAgent: a.Visitor.UserAgent, Browser: a.Visitor.Mark(),
	}, wishes{prompt: a.Prompt, loginHint: a.LoginHint, domainHint: a.DomainHint, scopes: a.Scopes, params: a.Params})
}

// BeginTest starts a test sign-in: it mints no code and has no deadline.
func (s Service) BeginTest(ctx context.Context, connection model.ID, v model.Visitor) (model.Begun, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActTestSignIn, core.OfConnection(connection)))
	if err != nil {
		return model.Begun{}, err
	}
	return s.beginTest(ctx, connection, v, "")
}

// BeginPortalTest is BeginTest from the Admin Portal, to which the browser
// returns.
func (s Service) BeginPortalTest(ctx context.Context, connection model.ID, v model.Visitor) (model.Begun, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActTestSignIn, core.OfConnection(connection)))
	if err != nil {
		return model.Begun{}, err
	}
	return s.beginTest(ctx, connection, v, s.core.BaseURL+portalTest)
}

// portalTest is where the Admin Portal shows what came of a test: the session's
// id follows.
const portalTest = "/admin-portal/test/"

func (svc Service) beginTest(ctx context.Context, connection model.ID, v model.Visitor,
	back string) (model.Begun, error) {
	c, err := svc.connection().Connection(ctx, connection)
	if err != nil {
		return model.Begun{}, err
	}
	if !c.Leads() {
		return model.Begun{}, notLeading(c,
			"The connection has no SSO URL yet: import the identity provider's metadata first.")
	}
	if err := svc.mayLead(ctx, c); err != nil {
		return model.Begun{}, err
	}
	s := model.Session{
		EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, ConnectionID: c.ID,
		State: model.Started, Origin: model.FromAdminPortal, CreatedAt: svc.core.Now(),
	}
	// A test asks for what a sign-in asks for: an identity provider that does not
	// support ForceAuthn would fail the test, and no sign-in.
	return svc.begin(ctx, c, s, model.Request{RedirectURI: back, Peer: v.Peer, UserAgent: v.UserAgent}, wishes{})
}

// notLeading refuses a connection that knows no way to its identity provider.
func notLeading(c model.Connection, bySAML string) *model.AuthorizeError {
	if c.ByOIDC() {
		bySAML = "The connection " + c.Name + " is not configured yet: it has no issuer or no client ID."
	}
	return &model.AuthorizeError{Code: "connection_invalid", Description: bySAML}
}

// wishes are what an app asks the identity provider for; none is binding.
type wishes struct {
	prompt, loginHint, domainHint string

	scopes []string
	params url.Values
}

// begin writes the request, stores it and only then sends the user off.
func (svc Service) begin(ctx context.Context, c model.Connection, s model.Session, r model.Request,
	w wishes) (model.Begun, error) {
	s.ID = svc.core.NewID(model.PrefixSession, s.CreatedAt)
	s.UpdatedAt = s.CreatedAt
	r.SessionID = s.ID
	if c.ByOIDC() {
		return svc.beginOIDC(ctx, c, s, r, w)
	}
	authn := protocol.AuthnRequest{
		ID: string(s.ID), Issuer: svc.connection().EntityID(c), ACSURL: svc.connection().ACSURL(c),
		Destination:  c.SSOURL,
		IssueInstant: s.CreatedAt, LoginHint: w.loginHint, Asked: c.Asked,
	}
	authn.ForceAuthn = authn.ForceAuthn || w.prompt == "login"
	r.XML, r.Destination, r.Binding = authn.XML(), c.SSOURL, string(c.SSOBinding)
	begun := model.Begun{Session: s}
	signer, cert, err := connection.Signer(svc.core, c)
	if err != nil {
		return model.Begun{}, err
	}
	if c.SSOBinding == model.Post {
		request, err := authn.Form(signer, cert)
		if err != nil {
			return model.Begun{}, fmt.Errorf("AuthnRequest for %s: %w", c.ID, err)
		}
		// What is kept is what was sent, with its signature.
		if r.XML, err = base64.StdEncoding.DecodeString(request); err != nil {
			return model.Begun{}, fmt.Errorf("AuthnRequest for %s: %w", c.ID, err)
		}
		begun.Form = &model.PostForm{Action: c.SSOURL, SAMLRequest: request, RelayState: string(s.ID)}
	} else if begun.URL, err = authn.Redirect(string(s.ID), signer); err != nil {
		return model.Begun{}, fmt.Errorf("AuthnRequest for %s: %w", c.ID, err)
	}
	return begun, svc.started(ctx, s, r)
}

// started stores what has begun, and tells the apps.
func (svc Service) started(ctx context.Context, s model.Session, r model.Request) error {
	told, err := tellOf(model.SSOStarted, s, r.Peer, r.UserAgent, nil)
	if err != nil {
		return err
	}
	if err := svc.core.Store.Begin(ctx, s, r, told...); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	return nil
}

// checkAuthorize refuses parameters that cannot lead to a code.
func checkAuthorize(a model.Authorize) error {
	switch {
	case a.ResponseType != "code":
		return &model.AuthorizeError{Code: "unsupported_response_type", Description: "response_type must be \"code\"."}
	case a.CodeChallenge == "" && a.CodeChallengeMethod != "":
		return &model.AuthorizeError{Code: "invalid_request",
			Description: "code_challenge is empty: send the challenge, or no code_challenge_method either."}
	case a.CodeChallenge != "" && a.CodeChallengeMethod != "S256":
		return &model.AuthorizeError{Code: "invalid_request", Description: "code_challenge_method must be \"S256\"."}
	case a.CodeChallenge != "" && !isChallenge(a.CodeChallenge):
		return &model.AuthorizeError{Code: "invalid_request",
			Description: "code_challenge must be the base64url of a SHA-256, 43 characters without padding."}
	case len(a.State) > 4096:
		return &model.AuthorizeError{Code: "invalid_request", Description: "state is longer than 4096 bytes."}
	case len(a.Nonce) > 1024 || !utf8.ValidString(a.Nonce):
		return &model.AuthorizeError{Code: "invalid_request",
			Description: "nonce is longer than 1024 bytes, or no UTF-8, and could not stand in an ID token."}
	}
	return nil
}

// selectConnection finds the one connection that an app asked for.
func (svc Service) selectConnection(ctx context.Context, env model.Environment,
	a model.Authorize) (model.Connection, error) {
	if a.Domain != "" && a.Connection == "" && a.Organization == "" && a.Provider == "" {
		return model.Connection{}, &model.AuthorizeError{Code: "domain_connection_selector_not_allowed",
			Description: "Select by connection or organization: domain is no longer a selector."}
	}
	selectors := 0
	for _, s := range []string{a.Connection, a.Organization, a.Provider} {
		if s != "" {
			selectors++
		}
	}
	if selectors != 1 {
		return model.Connection{}, &model.AuthorizeError{Code: "invalid_connection_selector",
			Description: "A valid connection selector query parameter must be provided: exactly one of connection, " +
				"organization or provider."}
	}
	if a.Provider != "" {
		return oauthConnection(env, a.Provider)
	}
	if a.Organization != "" {
		return svc.connectionOf(ctx, env, model.ID(a.Organization))
	}
	c, err := svc.connection().Connection(ctx, model.ID(a.Connection))
	if none, err := core.Missing(err); none || err == nil && c.EnvironmentID != env.ID {
		return model.Connection{}, &model.AuthorizeError{Code: "connection_invalid",
			Description: fmt.Sprintf("There is no connection %q in the environment %s.", model.Short(a.Connection),
				env.Name)}
	} else if err != nil {
		return model.Connection{}, err
	}
	return c, svc.Usable(ctx, c)
}

// oauthConnection gives the connection of an environment to a provider that an app names.
func oauthConnection(env model.Environment, provider string) (model.Connection, error) {
	name, known := model.OAuthProviderOf(provider)
	if !known {
		return model.Connection{}, &model.AuthorizeError{Code: "connection_strategy_invalid",
			Description: fmt.Sprintf("There is no provider %q: use %s.", model.Short(provider),
				strings.Join(model.OAuthTypes(), ", "))}
	}
	c, there := env.OAuthConnection(name)
	if !there {
		return c, &model.AuthorizeError{Code: "connection_invalid",
			Description: fmt.Sprintf("The environment %s has no credentials of %s: enter them in its configuration, "+
				"or with gatehouse env oauth %s.", env.Name, model.OAuthLabel(name), name)}
	}
	return c, nil
}

// connectionOf gives the one connection of an organization that can be used.
func (s Service) connectionOf(ctx context.Context, env model.Environment, id model.ID) (model.Connection, error) {
	o, err := s.tenant().Organization(ctx, id)
	if none, err := core.Missing(err); none || err == nil && o.EnvironmentID != env.ID {
		return model.Connection{}, &model.AuthorizeError{Code: "organization_invalid",
			Description: fmt.Sprintf("There is no organization %q in the environment %s.", model.Short(string(id)),
				env.Name)}
	} else if err != nil {
		return model.Connection{}, err
	}
	all, err := s.connection().Connections(ctx, model.ConnectionQuery{Environment: env.ID, Organization: o.ID})
	if err != nil {
		return model.Connection{}, err
	}
	var ready []model.Connection
	for _, c := range all {
		unusable := s.Usable(ctx, c)
		if unusable == nil {
			ready = append(ready, c)
		} else if _, refused := errors.AsType[*model.AuthorizeError](unusable); !refused {
			return model.Connection{}, unusable
		}
	}
	switch {
	case len(all) == 0:
		return model.Connection{}, &model.AuthorizeError{Code: "organization_invalid",
			Description: "No connection associated with organization " + o.Name + "."}
	case len(ready) == 0:
		return model.Connection{}, s.Usable(ctx, all[0])
	case len(ready) > 1:
		return model.Connection{}, &model.AuthorizeError{Code: "ambiguous_connection_selector",
			Description: "Organization " + o.Name + " has several connections: select one by its connection id."}
	}
	return ready[0], nil
}

// Usable refuses a connection that cannot take a user to its identity provider.
func (s Service) Usable(ctx context.Context, c model.Connection) error {
	s, err := s.pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(c.ID)))
	if err != nil {
		return err
	}
	switch {
	case c.State == model.Inactive:
		return &model.AuthorizeError{Code: "connection_unlinked",
			Description: "The connection " + c.Name + " is inactive."}
	case !c.Leads():
		return notLeading(c, "The connection "+c.Name+" is not configured yet: it has no SSO URL.")
	}
	return s.mayLead(ctx, c)
}

// mayLead refuses to take a user to the test identity provider where it may sign
// nobody in.
func (s Service) mayLead(ctx context.Context, c model.Connection) error {
	why, err := s.barred(ctx, c)
	if why == "" || err != nil {
		return err
	}
	return &model.AuthorizeError{Code: "connection_invalid",
		Description: "The connection " + c.Name + " signs nobody in: " + why + "."}
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
