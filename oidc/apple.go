package oidc

import (
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Apple is the connection type of Apple, which differs from OpenID Connect in three ways: a
// client proves who it is by a token that it signs, the redirect is posted, and the user's
// name comes with that, once, and not in the ID token.
const Apple = "AppleOAuth"

// AppleClient is who we are to Apple: a key of a team there, on P-256.
type AppleClient struct {
	TeamID, KeyID string
	Key           *ecdsa.PrivateKey
}

// secretLife is how long the client secret of one exchange counts.
const secretLife = 5 * time.Minute

// secret makes the client secret of one exchange.
func (a AppleClient) secret(s Settings, now time.Time) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256,
		Key: jose.JSONWebKey{Key: a.Key, KeyID: a.KeyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("the key of the team: %w", err)
	}
	claims, err := json.Marshal(map[string]any{
		"iss": a.TeamID, "sub": s.ClientID, "aud": s.Issuer, "iat": now.Unix(), "exp": now.Add(secretLife).Unix(),
	})
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("sign a client secret: %w", err)
	}
	return signed.CompactSerialize()
}

// PersonName is what a person is called, as the browser has brought it from Apple. Nobody
// has signed it, so it never tells who they are.
type PersonName struct {
	First string `json:"given_name,omitempty"`
	Last  string `json:"family_name,omitempty"`
}

// readName reads the name, and nothing else, of what Apple says about a user.
func readName(user string) *PersonName {
	const most, longest = 4 << 10, 200 // bytes of all, and of a name
	var said struct {
		Name struct{ FirstName, LastName string }
	}
	if len(user) > most || json.Unmarshal([]byte(user), &said) != nil {
		return nil
	}
	name := PersonName{First: clean(said.Name.FirstName, longest), Last: clean(said.Name.LastName, longest)}
	if name == (PersonName{}) {
		return nil
	}
	return &name
}

// claims are those that an ID token would have of the name.
func (n *PersonName) claims() claims {
	if n == nil {
		return nil
	}
	c := claims{}
	for name, value := range map[string]string{"given_name": n.First, "family_name": n.Last} {
		if value != "" {
			c[name] = value
		}
	}
	return c
}
