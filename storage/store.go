package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

var (
	ErrBusy      = errors.New("more responses arrive than can be judged")
	ErrTooMany   = errors.New("more sign-ins begin from this network than are taken")
	ErrReplayed  = errors.New("this message was seen before")
	ErrSettled   = errors.New("the session has ended already")
	ErrCodeSpent = errors.New("the code has expired or has already been used")
	ErrNoSpace   = errors.New("not enough free disk space")
	ErrLocked    = errors.New("the data directory is in use by another process")
	ErrClosed    = errors.New("the store is closed")
	ErrNewer     = errors.New("the store was written by a newer version")
)

// NameTaken says that a unique name belongs to another record already.
type NameTaken struct {
	Name string
	By   model.ID
}

func (e *NameTaken) Error() string { return fmt.Sprintf("%s is taken by %s", e.Name, e.By) }

// Store keeps the state. Each operation is one atomic step, on disk before it
// answers, and safe to repeat with the same arguments after any error. Time is
// always an argument. Every engine passes storage/storagetest.
type Store interface {
	Feed

	// Begin stores a Started session and its request. The same session id again
	// is a no-op.
	Begin(ctx context.Context, s model.Session, r model.Request) error

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

	// Sessions lists newest first. The bodies are never read.
	Sessions(ctx context.Context, q model.Query) (model.Page, error)

	// Forget deletes sessions that began before a time, with all that belongs to
	// them, and reports how many.
	Forget(ctx context.Context, before time.Time) (int, error)

	// Count adds to the repeats of a session. Its state stays.
	Count(ctx context.Context, session model.ID, more int, at time.Time) error

	// Retain deletes the oldest sessions that are Unverified beyond what r keeps,
	// and reports how many. Those that began a day ago and timed out without
	// an answer become Unverified with it. No other session is touched.
	Retain(ctx context.Context, r Retention, now time.Time) (int, error)

	// Record reads one record.
	Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error)
	// Named finds the record that holds a unique name.
	Named(ctx context.Context, name string) (model.Record, error)
	// Records lists and searches records of a kind. Those that do not match a text
	// are not read.
	Records(ctx context.Context, s Selection) ([]model.Record, error)
	// Apply makes all changes or none. ErrConflict: a record is not at the
	// revision the change was based on; *NameTaken.
	Apply(ctx context.Context, changes ...Change) error

	Facts(ctx context.Context) (Facts, error)
	Close() error
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
}

// Replayed is ErrReplayed with the session that held the key.
type Replayed struct{ Earlier model.ID }

func (e *Replayed) Error() string { return ErrReplayed.Error() + " in " + string(e.Earlier) }

func (e *Replayed) Is(target error) bool { return target == ErrReplayed }

// Change creates (Based 0), replaces or deletes a record that is at revision
// Based. The store sets Revision to Based+1.
type Change struct {
	Record model.Record
	Based  uint64
	Delete bool
}

// Facts are what an operator asks of a store.
type Facts struct {
	Engine   string
	Path     string
	Sessions int64
	Bytes    int64  // on disk
	Free     int64  // on the same disk; -1 if unknown
	Refuses  string // why writes are refused at the moment, "" if they are not

	// Of the listener, see [signin.Load]: how many responses were turned away, and when
	// the last one was. A store leaves them empty.
	TurnedAway   int64
	TurnedAwayAt time.Time
	Schema       int
	Opened       time.Time
	OpenTook     time.Duration
}

// Selection picks records of one kind.
type Selection struct {
	Kind   model.Kind
	Parent model.ID // only those under this one; "" for all
	Order  Order
	Behind model.ID // only those behind this one in the order: the cursor
	Limit  int      // 0 means all

	// In the order ByName alone.
	Text        string   // only those with it in one of their words, without regard to case
	Environment model.ID // only those of this one; "" for all
	BehindName  string   // the first word of Behind, as it was: it may be gone or renamed
}

// Order is the order in which records are listed.
type Order int

// The orders. An id rises with the time at which it was made.
const (
	OldestFirst Order = iota
	NewestFirst
	ByName // by the first of their words, then by id; those without words are left out
)
