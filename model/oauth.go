package model

import (
	"context"
	"slices"
	"strings"
)

// OAuthProviders are the providers that an environment can hold credentials of.
func OAuthProviders() []string { return []string{"google", "microsoft", "github"} }

// SetOAuth keeps the credentials of an OAuth provider, the secret sealed: it is
// never shown again.
func (d *Desk) SetOAuth(ctx context.Context, environment ID, provider, clientID, secret string) (Environment, error) {
	d, err := d.do(ctx, ActChangeSettings, ofEnvironment(environment))
	if err != nil {
		return Environment{}, err
	}
	if err := checkProvider(provider); err != nil {
		return Environment{}, err
	}
	clientID, secret = strings.TrimSpace(clientID), strings.TrimSpace(secret)
	if clientID == "" || secret == "" {
		return Environment{}, refuse("oauth", "copy both from the provider's console", "the client id or the secret is empty")
	}
	for field, value := range map[string]string{"client_id": clientID, "client_secret": secret} {
		if checkText(field, value, 500) != nil {
			return Environment{}, refuse(field, "copy it again from the provider's console", "is longer than 500 characters or holds invisible ones")
		}
	}
	return d.reviseEnvironment(ctx, environment, "set the credentials of "+provider+" in %s", func(e *Environment) error {
		if e.OAuth == nil {
			e.OAuth = map[string]OAuthApp{}
		}
		e.OAuth[provider] = OAuthApp{ClientID: clientID, Secret: d.Secrets.Seal([]byte(secret), "oauth "+string(e.ID)+" "+provider)}
		return nil
	})
}

// RemoveOAuth forgets the credentials of an OAuth provider.
func (d *Desk) RemoveOAuth(ctx context.Context, environment ID, provider string) (Environment, error) {
	d, err := d.do(ctx, ActChangeSettings, ofEnvironment(environment))
	if err != nil {
		return Environment{}, err
	}
	if err := checkProvider(provider); err != nil {
		return Environment{}, err
	}
	return d.reviseEnvironment(ctx, environment, "removed the credentials of "+provider+" in %s", func(e *Environment) error {
		delete(e.OAuth, provider)
		return nil
	})
}

func checkProvider(provider string) error {
	if !slices.Contains(OAuthProviders(), provider) {
		return refuse("oauth", "use "+strings.Join(OAuthProviders(), ", "), "there is no provider %q", short(provider))
	}
	return nil
}
