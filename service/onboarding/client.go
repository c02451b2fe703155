package onboarding

import (
	"cmp"
	"context"
	"errors"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// EnterClient gives a connection by OpenID Connect what its IT admin has of the
// provider: its issuer or discovery document, and who we are there. The document is
// read at once. What is wrong with what was entered is a *model.FieldError, or a
// *model.Unsound with all that is missing, in words for an IT admin; then nothing is
// changed.
func (svc Service) EnterClient(ctx context.Context, id model.ID, x model.OIDCSetup) (model.Connection, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, err := svc.connection().Connection(ctx, id)
	if err != nil {
		return c, err
	}
	if missing := missingOf(c, x); len(missing) > 0 {
		return c, &model.Unsound{Lints: missing}
	}
	x.Scopes = c.OIDC.Scopes
	if c.OIDC.Private && x.Issuer == c.OIDC.Issuer && x.DiscoveryURL == c.OIDC.DiscoveryURL {
		x.Reach = fetch.Anywhere // an operator has allowed it
	}
	if x, err = svc.readProvider(ctx, c, x); err != nil {
		return c, err
	}
	c, _, err = svc.connection().UpdateConnection(ctx, id, model.ConnectionPatch{OIDC: &x})
	return c, err
}

// missingOf is what an application at a provider has, and was not entered.
func missingOf(c model.Connection, x model.OIDCSetup) (all []diagnose.Lint) {
	note := func(field, message, remedy string) {
		all = append(all, diagnose.Lint{Level: diagnose.LintError, Field: field, Message: message, Remedy: remedy})
	}
	if x.Issuer == "" && x.DiscoveryURL == "" {
		note("issuer", "the issuer is missing", "copy it from the provider, like https://idp.example.com")
	}
	if x.ClientID == "" {
		note("client_id", "the client ID is missing", "copy it from the application at the provider")
	}
	if x.ClientSecret == "" && c.OIDC.Secret == nil {
		note("client_secret", "the client secret is missing", "create one in the application at the provider")
	}
	return all
}

// readProvider reads the discovery document of what was entered.
func (svc Service) readProvider(ctx context.Context, c model.Connection, x model.OIDCSetup) (model.OIDCSetup, error) {
	for _, err := range []error{
		model.CheckIssuer("issuer", x.Issuer), model.CheckIssuer("issuer", x.DiscoveryURL),
	} {
		if err != nil {
			return x, err
		}
	}
	read, err := svc.connection().ReadProvider(ctx, x)
	if err != nil {
		return x, svc.explained(ctx, c, x, err)
	}
	if read.Issuer == connection.TestIdPIssuer(svc.core) {
		return x, model.Refuse("issuer", "enter that of your company's own identity provider",
			"this is the test identity provider, which signs in whoever one says to be")
	}
	return read.Plain(), nil
}

// explained puts what was wrong with a discovery document into the words that a
// sign-in that fails by it has.
func (svc Service) explained(ctx context.Context, c model.Connection, x model.OIDCSetup, err error) error {
	refused, isRefused := errors.AsType[*model.FieldError](err)
	trouble, isTrouble := errors.AsType[*oidc.Trouble](err)
	switch {
	case !isRefused:
		return err
	case !isTrouble:
		refused.Field = "issuer" // one field of the form is for both
		return refused
	case trouble.Reason == saml.PrivateAddress: // its text is for operators, and names the address
		return model.Refuse("issuer", "ask your contact, who can allow it",
			"this address leads into a private network, from which nothing is fetched")
	}
	o, failed := svc.tenant().Organization(ctx, c.OrganizationID)
	if failed != nil {
		return failed
	}
	s := connection.Settings(svc.core, c, o)
	s.IdPEntityID = cmp.Or(x.Issuer, x.DiscoveryURL)
	verdict := &saml.Verdict{
		Findings: []saml.Finding{{Cause: trouble.Cause}},
		Checks: []saml.Check{{Cause: trouble.Cause, Reason: trouble.Reason, Outcome: saml.Failed,
			Received: trouble.Address, Detail: trouble.Text}},
	}
	e := diagnose.Explain(verdict, s)
	return &model.FieldError{Field: "issuer", Reason: e.Portal, Err: trouble}
}
