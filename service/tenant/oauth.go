package tenant

import (
	"context"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
)

// SetOAuth keeps the credentials of an OAuth provider, the secret sealed: it is
// never shown again.
func (s Service) SetOAuth(ctx context.Context, environment model.ID, provider string,
	x model.OAuthSetup) (model.Environment, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeSettings, core.OfEnvironment(environment)))
	if err != nil {
		return model.Environment{}, err
	}
	if err := checkProvider(provider); err != nil {
		return model.Environment{}, err
	}
	if x, err = x.Check(provider); err != nil {
		return model.Environment{}, err
	}
	return s.reviseEnvironment(ctx, environment, "set the credentials of "+provider+" in %s",
		func(e *model.Environment) error {
			if e.OAuth == nil {
				e.OAuth = map[string]model.OAuthApp{}
			}
			e.OAuth[provider] = model.OAuthApp{ClientID: x.ClientID, Issuer: x.Issuer, TeamID: x.TeamID, KeyID: x.KeyID,
				Secret: s.core.Secrets.Seal([]byte(x.Secret), OAuthSecret(e.ID, provider))}
			return nil
		})
}

// OAuthRedirectURI is where providers send browsers back to: the redirect URI that they
// have to know.
func (s Service) OAuthRedirectURI() string { return s.core.BaseURL + model.OIDCPath }

// OAuthSecret is the context that the secret of a provider is sealed in.
func OAuthSecret(environment model.ID, provider string) string {
	return "oauth " + string(environment) + " " + provider
}

// RemoveOAuth forgets the credentials of an OAuth provider.
func (s Service) RemoveOAuth(ctx context.Context, environment model.ID, provider string) (model.Environment, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeSettings, core.OfEnvironment(environment)))
	if err != nil {
		return model.Environment{}, err
	}
	if err := checkProvider(provider); err != nil {
		return model.Environment{}, err
	}
	return s.reviseEnvironment(ctx, environment, "removed the credentials of "+provider+" in %s",
		func(e *model.Environment) error {
			delete(e.OAuth, provider)
			return nil
		})
}

func checkProvider(provider string) error {
	if !slices.Contains(model.OAuthProviders(), provider) {
		return model.Refuse("oauth", "use "+strings.Join(model.OAuthProviders(), ", "), "there is no provider %q",
			model.Short(provider))
	}
	return nil
}
