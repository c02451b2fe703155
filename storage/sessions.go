package storage

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

// Sessions are many and hot. An engine must give each answer to a message to one
// session, whatever arrives at once; must refuse a replay key until its time, also
// when its session is forgotten and when clocks jump; and must keep nothing of a step
// that it refused.
type Sessions interface {
	// Begin stores a Started session and its request, and tells apps of it. The same
	// session id again is a no-op.
	Begin(ctx context.Context, s model.Session, r model.Request, tell ...model.AppEvent) error

	// Accept stores a receipt with all that follows from it. A receipt id that is
	// stored already answers with its session as it stands now. ErrSettled: the
	// outcome updates a session that is no longer Started. *Replayed (which is
	// ErrReplayed): one of the replay keys is held by another session; nothing
	// was stored.
	Accept(ctx context.Context, o Outcome) (model.Session, error)

	// Coded finds the Authorized or Successful session of a code, with its
	// request. ErrNotFound for a code that was never given out.
	Coded(ctx context.Context, code model.Hash) (model.Session, model.Request, error)

	// Exchange turns Authorized into Successful and stores the access token. The
	// same attempt again gives the same answer; another attempt with a spent code
	// is ErrCodeSpent and ends the token, one after the code's time is ErrCodeSpent.
	Exchange(ctx context.Context, e Exchange) (model.Session, error)

	// Token finds the session of an access token that has not expired.
	Token(ctx context.Context, token model.Hash, now time.Time) (model.Session, error)

	// Note adds a line to a session's timeline, which keeps its first MaxEvents.
	// The session's state stays.
	Note(ctx context.Context, id model.ID, e model.Event) error

	Session(ctx context.Context, id model.ID) (model.Session, error)
	Request(ctx context.Context, id model.ID) (model.Request, error) // ErrNotFound for an IdP-initiated session
	Receipts(ctx context.Context, session model.ID) ([]model.Receipt, error)
	Events(ctx context.Context, session model.ID) ([]model.Event, error)

	// Claimants lists the sessions whose message claimed to answer this one, at
	// most MaxClaimants.
	Claimants(ctx context.Context, session model.ID) ([]model.ID, error)

	// Sessions lists newest first. An engine must not read bodies for it, and must
	// stop looking at q.Scan rows.
	Sessions(ctx context.Context, q model.Query) (model.Page, error)

	// Forget deletes sessions that began before a time, with all that belongs to
	// them, and reports how many.
	Forget(ctx context.Context, before time.Time) (int, error)

	// Lapse marks sessions that are TimedOut at a time, and tells apps of each. Of one
	// that is marked already, is not out of time, or is gone, nothing is told.
	Lapse(ctx context.Context, now time.Time, sessions ...Lapsed) error

	// Count adds to the repeats of a session. Its state stays.
	Count(ctx context.Context, session model.ID, more int, at time.Time) error

	// Retain deletes the oldest sessions that are Unverified beyond what r keeps,
	// and reports how many. Those that began a day ago and timed out without
	// an answer become Unverified with it. No other session is touched.
	Retain(ctx context.Context, r Retention, now time.Time) (int, error)

	// Expire deletes sessions of one environment beyond what k keeps, the oldest first
	// and about so many at most, with all that belongs to them, and reports how many.
	// Those that began within [LeastKept] stay. An engine must let others write meanwhile.
	Expire(ctx context.Context, k Keeping, most int, now time.Time) (int, error)
}

// LeastKept is how long a session is kept in any case: its sign-in may be under way.
const LeastKept = time.Hour

// Keeping says which sessions of an environment are kept. A zero field sets no bound.
type Keeping struct {
	Environment model.ID
	Age         time.Duration
	Bytes       int64 // of the messages of the newest, before compression
}

// Bounds of what outsiders can make one session collect.
const (
	MaxEvents    = 256
	MaxClaimants = 1000
)

// Retention says how many sessions are kept that nobody verified: strangers make
// them. A zero field sets no bound.
type Retention struct {
	PerConnection int // of one connection, or of none
	Total         int
	Bytes         int64 // of their messages, before compression
	Age           time.Duration
}

// Outcome is what one receipt leads to. If Update is set, Session replaces the
// stored session of that id, which must be Started; else Session is new.
type Outcome struct {
	Receipt model.Receipt
	Session model.Session
	Update  bool
	Replay  []saml.ReplayKey // none may be stored; all are kept until their time
	Code    *Code
	Tell    []model.AppEvent
}

// Code is a minted authorization code.
type Code struct {
	Hash    model.Hash
	Expires time.Time
}

// Exchange is one attempt to redeem a code.
type Exchange struct {
	Code    model.Hash
	Attempt string // the same for repetitions of one attempt
	Token   model.Hash
	Expires time.Time // of the token
	Now     time.Time
	Tell    []model.AppEvent // if this attempt makes the session Successful
}

// Replayed is ErrReplayed with the session that held the key.
type Replayed struct{ Earlier model.ID }

func (e *Replayed) Error() string { return ErrReplayed.Error() + " in " + string(e.Earlier) }

func (e *Replayed) Is(target error) bool { return target == ErrReplayed }
