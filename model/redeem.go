package model

import (
	"errors"
	"time"
)

// Errors that refuse a code exchange.
var (
	ErrBadVerifier = errors.New("the code_verifier does not fit the code_challenge")
	ErrCodeBarred  = errors.New("the connection that the user came through signs nobody in any more")
)

// ErrNoLogout is of a connection whose provider cannot be asked to sign a person out.
var ErrNoLogout = errors.New("nobody is signed out at the identity provider")

// Redemption is an app's attempt to exchange a code.
type Redemption struct {
	Code     string
	Verifier string // PKCE
	Attempt  string // the same for repetitions of one attempt; "" means a new one
}

// Grant is what an exchanged code gives.
type Grant struct {
	AccessToken string
	IDToken     string        // "" where the app has sent no nonce
	Expires     time.Duration // of both
	Profile     UserProfile
	Session     ID // of a code that is the environment's, also where it is refused
}

// UserProfile is the profile object of the API.
type UserProfile struct {
	SessionID     ID `json:"-"` // the sign-in that it comes from
	EnvironmentID ID `json:"-"`

	Object           string         `json:"object"`
	ID               ID             `json:"id"`
	OrganizationID   *ID            `json:"organization_id"` // nil of one by OAuth
	ConnectionID     ID             `json:"connection_id"`
	ConnectionType   string         `json:"connection_type"`
	IdPID            string         `json:"idp_id"`
	Email            string         `json:"email"`
	FirstName        *string        `json:"first_name"`
	LastName         *string        `json:"last_name"`
	Name             *string        `json:"name"`
	Role             *Role          `json:"role"`
	Roles            []Role         `json:"roles"`
	Groups           []string       `json:"groups"`
	CustomAttributes map[string]any `json:"custom_attributes"`
	RawAttributes    map[string]any `json:"raw_attributes"`
}

// Role is a role in the profile object.
type Role struct {
	Slug string `json:"slug"`
}
