package signin

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml"
	"gatehouse/service/access"
	"gatehouse/service/core"
	"gatehouse/storage"
)

var zeroTime time.Time

// Redeem exchanges a code for the profile, once. ErrCodeSpent covers every code
// that gives nothing: unknown, of another environment than the principal's, used,
// expired.
func (s Service) Redeem(ctx context.Context, r model.Redemption) (model.Grant, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActRedeem, core.Nothing))
	if err != nil {
		return model.Grant{}, err
	}
	return s.redeem(ctx, s.core.Principal.Environment, r)
}

// RedeemPublic is Redeem for an app that has no key, such as one on a phone: it shows the
// code_verifier of its own sign-in in its place (RFC 7636). ErrBadKey is for one that shows
// none, or names no environment.
func (s Service) RedeemPublic(ctx context.Context, clientID string, r model.Redemption,
	by model.Visitor) (model.Grant, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActRedeemPublic, core.Nothing))
	if err != nil {
		return model.Grant{}, err
	}
	env, err := s.tenant().EnvironmentByClient(ctx, clientID)
	if none, failed := core.Missing(err); failed != nil {
		return model.Grant{}, failed
	} else if none || r.Verifier == "" {
		return model.Grant{}, cmp.Or(s.core.Rates.Stranger(by.Peer), model.ErrBadKey)
	}
	grant, err := s.redeem(ctx, env.ID, r)
	if errors.Is(err, model.ErrBadVerifier) || errors.Is(err, storage.ErrCodeSpent) {
		return grant, cmp.Or(s.core.Rates.Stranger(by.Peer), err)
	}
	return grant, err
}

func (svc Service) redeem(ctx context.Context, environment model.ID, r model.Redemption) (model.Grant, error) {
	hash := model.HashOf(r.Code)
	s, request, err := svc.core.Store.Coded(ctx, hash)
	if none, err := core.Missing(err); none || err == nil && s.EnvironmentID != environment {
		if !none {
			svc.note(ctx, s.ID, "code_refused", "an app of another environment tried to exchange the code")
		}
		return model.Grant{}, storage.ErrCodeSpent
	} else if err != nil {
		return model.Grant{}, err
	}
	known := model.Grant{Session: s.ID}
	// A verifier without a challenge says that somebody took the challenge out of
	// the request (RFC 9700 2.1.1).
	switch {
	case request.CodeChallenge == "" && r.Verifier != "":
		svc.note(ctx, s.ID, "code_refused", "a code_verifier came with the code, and the sign-in had no code_challenge")
		return known, model.ErrBadVerifier
	case request.CodeChallenge != "" && !verifies(request.CodeChallenge, r.Verifier):
		svc.note(ctx, s.ID, "code_refused", "the code_verifier does not fit the code_challenge of the sign-in")
		return known, model.ErrBadVerifier
	}
	if why, err := svc.closedSince(ctx, s); err != nil {
		return known, err
	} else if why != "" {
		svc.note(ctx, s.ID, "code_refused", why)
		return known, model.ErrCodeBarred
	}
	// The token is derived from the attempt so that a repeated attempt, after an
	// answer that was lost, gets the same one.
	if r.Attempt == "" {
		r.Attempt = access.NewSecret("")
	}
	token := base64.RawURLEncoding.EncodeToString(svc.core.Secrets.MAC("access token", string(s.ID), r.Code, r.Attempt))
	now := svc.core.Now()
	succeeded := s
	succeeded.UpdatedAt = now
	tell, err := tellOf(model.SSOSucceeded, succeeded, request.Peer, request.UserAgent, nil)
	if err != nil {
		return known, err
	}
	id := s.ID
	s, err = svc.core.Store.Exchange(ctx,
		storage.Exchange{Code: hash, Attempt: r.Attempt, Token: model.HashOf(token), Expires: now.Add(model.TokenLife),
			Now: now, Tell: tell})
	if errors.Is(err, storage.ErrCodeSpent) {
		svc.note(ctx, id, "code_refused",
			"the code had expired or was used before; a second use also ends the access token of the first")
		return known, storage.ErrCodeSpent
	} else if err != nil {
		return known, err
	}
	profile, err := svc.userProfile(ctx, s)
	if err != nil {
		return known, err
	}
	g := model.Grant{AccessToken: token, Expires: model.TokenLife, Profile: profile, Session: id}
	if request.Nonce != "" {
		if g.IDToken, err = svc.idToken(ctx, s, request.Nonce, profile); err != nil {
			return known, err
		}
	}
	svc.signedIn(ctx, s, profile)
	return g, nil
}

// closedSince says why the connection of a session signs nobody in since, "" if it
// does.
func (svc Service) closedSince(ctx context.Context, s model.Session) (string, error) {
	c, err := svc.standing(ctx, s.ConnectionID)
	if none, err := core.Missing(err); none || err != nil {
		return "its connection was deleted", err
	}
	if c.State == model.Inactive {
		return "the connection " + c.Name + " is paused", nil
	}
	return svc.barred(ctx, c)
}

// ProfileByToken gives the profile that an access token stands for; ErrNotFound
// for a token that is unknown or has expired.
func (svc Service) ProfileByToken(ctx context.Context, token string) (model.UserProfile, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActSignIn, core.Nothing))
	if err != nil {
		return model.UserProfile{}, err
	}
	s, err := svc.core.Store.Token(ctx, model.HashOf(token), svc.core.Now())
	if err != nil {
		return model.UserProfile{}, err
	}
	return svc.userProfile(ctx, s)
}

// userProfile is the profile of the receipt that made the session.
func (svc Service) userProfile(ctx context.Context, s model.Session) (model.UserProfile, error) {
	u, err := svc.receivedProfile(ctx, s)
	if err != nil {
		return u, err
	}
	if u.Roles, err = svc.rolesOf(ctx, s, u); err != nil {
		return u, err
	}
	if len(u.Roles) > 0 {
		u.Role = &u.Roles[0]
	}
	return svc.named(ctx, u)
}

// receivedProfile is what the identity provider said of the person, in the shape of a profile.
func (svc Service) receivedProfile(ctx context.Context, s model.Session) (model.UserProfile, error) {
	if a, ok := svc.state.recent.take(s.ID); ok {
		return asUserProfile(s, a.connectionType, a.profile), nil
	}
	receipts, err := svc.core.Store.Receipts(ctx, s.ID)
	if err != nil {
		return model.UserProfile{}, err
	}
	for _, r := range receipts {
		if p := r.Verdict.Profile; p != nil {
			u := asUserProfile(s, r.Settings.ConnectionType, p)
			if r.ByOIDC() { // claims are JSON already, and stay what they are
				u.RawAttributes = r.Answer().Claims()
			}
			return u, nil
		}
	}
	return model.UserProfile{}, fmt.Errorf("%w: session %s has no accepted response", model.ErrDamaged, s.ID)
}

// named gives a profile of Apple, which tells a name at the first sign-in alone, the one that the
// record of the person keeps.
func (svc Service) named(ctx context.Context, u model.UserProfile) (model.UserProfile, error) {
	if u.ConnectionType != oidc.Apple || u.FirstName != nil || u.LastName != nil {
		return u, nil
	}
	kept, err := core.Read[model.Profile](ctx, svc.core.Store, model.KindProfile, u.ID)
	if none, err := core.Missing(err); none || err != nil {
		return u, err
	}
	u.FirstName, u.LastName = orNull(kept.FirstName), orNull(kept.LastName)
	u.Name = fullName(u.Name, kept.FirstName, kept.LastName)
	return u, nil
}

// fullName is what a person is called: as the provider says, or by first and last name.
func fullName(said *string, first, last string) *string {
	if said == nil && first != "" && last != "" {
		return orNull(first + " " + last)
	}
	return said
}

func asUserProfile(s model.Session, connectionType string, p *saml.Profile) model.UserProfile {
	u := model.UserProfile{
		SessionID: s.ID, EnvironmentID: s.EnvironmentID,
		Object: "profile", ID: s.Profile, ConnectionID: s.ConnectionID,
		ConnectionType: connectionType, IdPID: p.IdPID, Email: p.Email,
		FirstName: orNull(p.FirstName), LastName: orNull(p.LastName), Name: orNull(p.Name),
		Groups: p.Groups, CustomAttributes: map[string]any{}, RawAttributes: map[string]any{},
	}
	if s.OrganizationID != "" {
		u.OrganizationID = &s.OrganizationID
	}
	u.Name = fullName(u.Name, p.FirstName, p.LastName)
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
func (s Service) note(ctx context.Context, id model.ID, what, note string) {
	if id == "" {
		return
	}
	if err := s.core.Store.Note(ctx, id, model.Event{At: s.core.Now(), What: what, Note: note}); err != nil {
		s.core.Log.ErrorContext(ctx, "timeline", "session", id, "error", err)
	}
}
