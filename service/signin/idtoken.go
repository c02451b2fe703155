package signin

import (
	"context"
	"encoding/json"
	"fmt"

	"gatehouse/model"
)

// idClaims are the claims of an ID token (OpenID Connect Core 1.0, sections 2 and 5.1),
// and what a profile says beyond them.
type idClaims struct {
	Issuer   string   `json:"iss"`
	Subject  model.ID `json:"sub"` // of the profile
	Audience string   `json:"aud"` // the client ID of the environment
	IssuedAt int64    `json:"iat"` // seconds, as is Expires
	Expires  int64    `json:"exp"`
	Nonce    string   `json:"nonce"`

	Email      string  `json:"email"`
	GivenName  *string `json:"given_name,omitempty"`
	FamilyName *string `json:"family_name,omitempty"`
	Name       *string `json:"name,omitempty"`

	OrganizationID *model.ID `json:"organization_id,omitempty"`
	ConnectionID   model.ID  `json:"connection_id"`
	ConnectionType string    `json:"connection_type"`
}

// idToken says to the app of an environment who has signed in, in answer to the nonce of
// its request. A repeated exchange gets the same token, since the session tells its times.
func (s Service) idToken(ctx context.Context, session model.Session, nonce string,
	u model.UserProfile) (string, error) {
	env, err := s.tenant().Environment(ctx, session.EnvironmentID)
	if err != nil {
		return "", err
	}
	key, err := s.tokenKey(ctx, env.ID)
	if err != nil {
		return "", err
	}
	signer, err := key.signer(s.core)
	if err != nil {
		return "", fmt.Errorf("the key that signs ID tokens: %w", err)
	}
	claims, err := json.Marshal(idClaims{
		Issuer: s.core.BaseURL, Subject: u.ID, Audience: env.ClientID, Nonce: nonce,
		IssuedAt: session.UpdatedAt.Unix(), Expires: session.UpdatedAt.Add(model.TokenLife).Unix(),
		Email: u.Email, GivenName: u.FirstName, FamilyName: u.LastName, Name: u.Name,
		OrganizationID: u.OrganizationID, ConnectionID: u.ConnectionID, ConnectionType: u.ConnectionType,
	})
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("sign an ID token: %w", err)
	}
	return signed.CompactSerialize()
}
