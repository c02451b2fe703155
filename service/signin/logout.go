package signin

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// logoutLife is how long the address counts at which a person is signed out.
const logoutLife = 10 * time.Minute

// logout is what a logout token says. It is under a MAC, so nothing of it is stored.
type logout struct {
	Address string    `json:"address"` // at the provider
	Until   time.Time `json:"until"`
}

// BeginLogout makes a token that leads the browser of a person to where their OpenID
// provider signs them out (OpenID Connect RP-Initiated Logout 1.0). [model.ErrNoLogout] is
// for a connection that has no such place; a profile of another environment is not found.
func (s Service) BeginLogout(ctx context.Context, profile model.ID) (token string, err error) {
	s, err = s.pass(s.core.Do(ctx, model.ActRedeem, core.Nothing))
	if err != nil {
		return "", err
	}
	p, err := core.Read[model.Profile](ctx, s.core.Store, model.KindProfile, profile)
	if err != nil {
		return "", err
	}
	c, err := s.connection().Connection(ctx, p.ConnectionID)
	if err != nil {
		return "", err
	}
	if c.EnvironmentID != s.core.Principal.Environment {
		return "", fmt.Errorf("profile %s: %w", model.Short(string(profile)), model.ErrNotFound)
	}
	if !c.ByOIDC() || c.ByOAuth() {
		return "", fmt.Errorf("%w: %s is no connection by OpenID Connect", model.ErrNoLogout, c.Name)
	}
	settings, err := connection.Provider(s.core, c)
	if err != nil {
		return "", err
	}
	asker, err := connection.Asker(ctx, s.core, c)
	if err != nil {
		return "", err
	}
	provider, err := asker.Provider(ctx, settings)
	if err != nil {
		return "", fmt.Errorf("%w: the provider of %s could not be asked: %v", model.ErrNoLogout, c.Name, err)
	}
	address, err := settings.LogoutURL(provider)
	if err != nil {
		return "", fmt.Errorf("%w: the provider of %s has no end_session_endpoint", model.ErrNoLogout, c.Name)
	}
	return s.sealLogout(logout{Address: address, Until: s.core.Now().Add(logoutLife)})
}

// LogoutAddress is where a logout token leads; [model.ErrNotFound] is for one that is not of
// ours, or has expired.
func (s Service) LogoutAddress(ctx context.Context, token string) (string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActSignIn, core.Nothing))
	if err != nil {
		return "", err
	}
	none := fmt.Errorf("logout token: %w", model.ErrNotFound)
	body, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	var l logout
	if err != nil || json.Unmarshal(text, &l) != nil {
		return "", none
	}
	want, err := s.sealLogout(l)
	if err != nil || !hmac.Equal([]byte(want), []byte(token)) || !s.core.Now().Before(l.Until) {
		return "", none
	}
	return l.Address, nil
}

func (s Service) sealLogout(l logout) (string, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode(text) + "." + encode(s.core.Secrets.MAC("logout token", string(text))), nil
}
