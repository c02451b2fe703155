package model

import (
	"strings"
	"time"

	"gatehouse/saml"
)

// State is how far a session came. TimedOut is never stored: see
// [Session.StateAt].
type State string

// The states, as WorkOS stores them.
const (
	Started    State = "Started"    // request sent to the identity provider, no response yet
	Authorized State = "Authorized" // response verified, code given to the app, not yet exchanged
	Successful State = "Successful" // code exchanged for a profile, or a test sign-in verified
	Failed     State = "Failed"     // no profile could be made from the response
	TimedOut   State = "TimedOut"   // nothing came within the time
)

// Word is the state as scripts and filters write it: "timed_out".
func (s State) Word() string {
	if s == TimedOut {
		return "timed_out"
	}
	return strings.ToLower(string(s))
}

// Label is the dashboard's word for the state.
func (s State) Label() string {
	switch s {
	case Started, Authorized:
		return "In progress"
	case Successful:
		return "Success"
	case TimedOut:
		return "Timed out"
	}
	return string(s)
}

// Origin is who began the session.
type Origin string

// The origins.
const (
	FromServiceProvider  Origin = "Service Provider"
	FromIdentityProvider Origin = "Identity Provider"
	FromAdminPortal      Origin = "Admin Portal" // a test sign-in: mints no code
)

// CodeLife is how long an authorization code can be exchanged.
const CodeLife = 10 * time.Minute

// TokenLife is how long an access token answers for its profile.
const TokenLife = 10 * time.Minute

// Session is one attempt of one user to sign in through one connection: the
// row that lists show. What arrived for it is in its [Receipt]s, what we sent
// in its [Request].
type Session struct {
	ID             ID
	EnvironmentID  ID
	OrganizationID ID
	ConnectionID   ID
	State          State // as stored; ask StateAt for what to show
	Origin         Origin

	Class saml.Class // of the root cause, if Failed
	Cause saml.Cause

	Email     string // as received; trusted only in Authorized and Successful
	IdPID     string // the user's id at the identity provider
	Profile   ID     // just-in-time profile, if one was made
	CreatedAt time.Time
	UpdatedAt time.Time // last change of state
	Deadline  time.Time // when Started or Authorized become TimedOut; zero means never

	Receipts int // how many receipts are stored for it
	Claims   ID  // the session that an unverified or repeated message claimed to answer

	Unverified bool // no message of it was verified, so it is kept for a while only: see [storage.Retention]
	Repeats    int  // refused messages that were counted here instead of a session each
	Lapsed     bool // apps were told that it ran out of time
}

// StateAt is the state to show at a time: what waited past its deadline is
// TimedOut, whether or not anybody has looked since.
func (s Session) StateAt(now time.Time) State {
	if (s.State == Started || s.State == Authorized) && !s.Deadline.IsZero() && !now.Before(s.Deadline) {
		return TimedOut
	}
	return s.State
}

// Trace is the short form that a person can read out over the phone: the last
// eight characters of the id, in two groups.
func (s Session) Trace() string {
	id := string(s.ID)
	if len(id) < 8 {
		return id
	}
	return id[len(id)-8:len(id)-4] + "-" + id[len(id)-4:]
}

// Settled reports whether the session can no longer change.
func (s Session) Settled() bool { return s.State == Successful || s.State == Failed }

// Request is what began a session from our side.
type Request struct {
	SessionID     ID     // also the ID of the AuthnRequest and its RelayState
	XML           []byte // the AuthnRequest as sent; nil for OpenID Connect
	URL           string // the authorization request of OpenID Connect as sent; "" for SAML, or if it could not be made
	Destination   string
	Binding       string // "HTTP-Redirect" or "HTTP-POST"; [OIDCBinding] for OpenID Connect
	RedirectURI   string // where the app wants the code
	AppState      string // the app's state parameter, echoed byte for byte
	CodeChallenge string // PKCE S256, optional
	Peer          string
	UserAgent     string
	Browser       string // digest of what the browser that began it can show; "" for none
	Nonce         string // of the app, for the ID token that it gets; "" for none
}

// OIDCBinding is the binding of an authorization request of OpenID Connect.
const OIDCBinding = "OpenID Connect"

// Receipt is what arrived in one POST to the ACS, with its judgement; or by OpenID
// Connect what came of one redirect, whose Body is an [oidc.Answer] as JSON.
// Immutable.
type Receipt struct {
	ID           ID
	SessionID    ID
	ConnectionID ID // whose dictionary compresses it
	At           time.Time
	Peer         string // remote address, without port
	UserAgent    string
	Method       string
	ContentType  string
	Address      string // where it was posted, if that is not an ACS URL of ours
	Body         []byte // raw; of a message that ended no sign-in at most the first 64 KiB, of one for nobody none
	Size         int64  // of what was sent
	Digest       []byte // SHA-256 of what was sent; nil in records of earlier versions
	Verdict      saml.Verdict
	Settings     saml.Settings // as they were when it was judged
	Pending      *saml.Pending // the request it was judged against
}

// Post is the request that the receipt keeps, to be decoded or judged again.
func (r Receipt) Post() saml.Post {
	return saml.Post{Method: r.Method, ContentType: r.ContentType, Body: r.Body, Size: r.Size}
}

// Event is one line of a session's timeline beside its receipts.
type Event struct {
	At   time.Time
	What string // "code_refused", "code_exchanged", "profile_read" …
	Note string
}

// Hash is the SHA-256 of a secret: what the store keeps instead of it.
type Hash [32]byte
