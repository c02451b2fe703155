package model

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"gatehouse/saml"
)

var zeroTime time.Time

// Errors that refuse a code exchange.
var (
	ErrBadVerifier = errors.New("the code_verifier does not fit the code_challenge")
	ErrCodeBarred  = errors.New("the connection that the user came through signs nobody in any more")
)

// Redemption is an app's attempt to exchange a code.
type Redemption struct {
	Code     string
	Verifier string // PKCE
	Attempt  string // the same for repetitions of one attempt; "" means a new one
}

// Grant is what an exchanged code gives.
type Grant struct {
	AccessToken string
	Expires     time.Duration
	Profile     UserProfile
}

// UserProfile is the profile object of the API.
type UserProfile struct {
	Object           string         `json:"object"`
	ID               ID             `json:"id"`
	OrganizationID   ID             `json:"organization_id"`
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

// Redeem exchanges a code for the profile, once. ErrCodeSpent covers every code
// that gives nothing: unknown, of another environment than the principal's, used,
// expired.
func (d *Desk) Redeem(ctx context.Context, r Redemption) (Grant, error) {
	d, err := d.do(ctx, ActRedeem, nothing)
	if err != nil {
		return Grant{}, err
	}
	return d.redeem(ctx, d.principal.Environment, r)
}

func (d *Desk) redeem(ctx context.Context, environment ID, r Redemption) (Grant, error) {
	hash := hashOf(r.Code)
	s, request, err := d.store.Coded(ctx, hash)
	if none, err := missing(err); none || err == nil && s.EnvironmentID != environment {
		if !none {
			d.note(ctx, s.ID, "code_refused", "an app of another environment tried to exchange the code")
		}
		return Grant{}, ErrCodeSpent
	} else if err != nil {
		return Grant{}, err
	}
	// A verifier without a challenge says that somebody took the challenge out of
	// the request (RFC 9700 2.1.1).
	switch {
	case request.CodeChallenge == "" && r.Verifier != "":
		d.note(ctx, s.ID, "code_refused", "a code_verifier came with the code, and the sign-in had no code_challenge")
		return Grant{}, ErrBadVerifier
	case request.CodeChallenge != "" && !verifies(request.CodeChallenge, r.Verifier):
		d.note(ctx, s.ID, "code_refused", "the code_verifier does not fit the code_challenge of the sign-in")
		return Grant{}, ErrBadVerifier
	}
	if why, err := d.closedSince(ctx, s); err != nil {
		return Grant{}, err
	} else if why != "" {
		d.note(ctx, s.ID, "code_refused", why)
		return Grant{}, ErrCodeBarred
	}
	// The token is derived from the attempt so that a repeated attempt, after an
	// answer that was lost, gets the same one.
	if r.Attempt == "" {
		r.Attempt = newSecret("")
	}
	token := base64.RawURLEncoding.EncodeToString(d.Secrets.mac("access token", string(s.ID), r.Code, r.Attempt))
	now := d.now()
	id := s.ID
	s, err = d.store.Exchange(ctx, Exchange{Code: hash, Attempt: r.Attempt, Token: hashOf(token), Expires: now.Add(TokenLife), Now: now})
	if errors.Is(err, ErrCodeSpent) {
		d.note(ctx, id, "code_refused", "the code had expired or was used before; a second use also ends the access token of the first")
		return Grant{}, ErrCodeSpent
	} else if err != nil {
		return Grant{}, err
	}
	profile, err := d.userProfile(ctx, s)
	if err != nil {
		return Grant{}, err
	}
	d.signedIn(ctx, s, profile)
	return Grant{AccessToken: token, Expires: TokenLife, Profile: profile}, nil
}

// closedSince says why the connection of a session signs nobody in since, "" if it
// does.
func (d *Desk) closedSince(ctx context.Context, s Session) (string, error) {
	c, err := d.Connection(ctx, s.ConnectionID)
	if none, err := missing(err); none || err != nil {
		return "its connection was deleted", err
	}
	if c.State == Inactive {
		return "the connection " + c.Name + " is paused", nil
	}
	return d.barred(ctx, c)
}

// ProfileByToken gives the profile that an access token stands for; ErrNotFound
// for a token that is unknown or has expired.
func (d *Desk) ProfileByToken(ctx context.Context, token string) (UserProfile, error) {
	d, err := d.do(ctx, ActSignIn, nothing)
	if err != nil {
		return UserProfile{}, err
	}
	s, err := d.store.Token(ctx, hashOf(token), d.now())
	if err != nil {
		return UserProfile{}, err
	}
	return d.userProfile(ctx, s)
}

// userProfile reads the profile out of the receipt that made the session.
func (d *Desk) userProfile(ctx context.Context, s Session) (UserProfile, error) {
	receipts, err := d.store.Receipts(ctx, s.ID)
	if err != nil {
		return UserProfile{}, err
	}
	for _, r := range receipts {
		if p := r.Verdict.Profile; p != nil {
			return asUserProfile(s, r.Settings.ConnectionType, p), nil
		}
	}
	return UserProfile{}, fmt.Errorf("%w: session %s has no accepted response", ErrDamaged, s.ID)
}

func asUserProfile(s Session, connectionType string, p *saml.Profile) UserProfile {
	u := UserProfile{
		Object: "profile", ID: s.Profile, OrganizationID: s.OrganizationID, ConnectionID: s.ConnectionID,
		ConnectionType: connectionType, IdPID: p.IdPID, Email: p.Email,
		FirstName: orNull(p.FirstName), LastName: orNull(p.LastName), Name: orNull(p.Name),
		Groups: p.Groups, CustomAttributes: map[string]any{}, RawAttributes: map[string]any{},
	}
	if u.Name == nil && (p.FirstName != "" && p.LastName != "") {
		u.Name = orNull(p.FirstName + " " + p.LastName)
	}
	if u.Groups == nil {
		u.Groups = []string{}
	}
	for name, value := range p.Custom {
		u.CustomAttributes[name] = orNull(value)
	}
	for _, a := range p.Raw {
		if len(a.Values) == 1 {
			u.RawAttributes[a.Name] = a.Values[0]
		} else {
			u.RawAttributes[a.Name] = a.Values
		}
	}
	return u
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// isChallenge reports whether a text can be an S256 code_challenge: the base64url
// of 32 bytes, which has 43 characters (RFC 7636 section 4.2).
func isChallenge(text string) bool {
	sum, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(sum) == sha256.Size && len(text) == 43
}

// isVerifier reports whether a text can be a code_verifier: 43 to 128 unreserved
// characters (RFC 7636 section 4.1).
func isVerifier(text string) bool {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	return len(text) >= 43 && len(text) <= 128 && strings.Trim(text, unreserved) == ""
}

// verifies is the S256 method of RFC 7636 section 4.6.
func verifies(challenge, verifier string) bool {
	if !isVerifier(verifier) {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	want := base64.RawURLEncoding.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(want), []byte(challenge)) == 1
}

// note adds to a session's timeline; the answer to the app does not wait on its
// success.
func (d *Desk) note(ctx context.Context, id ID, what, note string) {
	if id == "" {
		return
	}
	if err := d.store.Note(ctx, id, Event{At: d.now(), What: what, Note: note}); err != nil {
		d.Log.ErrorContext(ctx, "timeline", "session", id, "error", err)
	}
}
