package storage

import "errors"

var (
	ErrBusy      = errors.New("more responses arrive than can be judged")
	ErrTooMany   = errors.New("more sign-ins begin from this network than are taken")
	ErrReplayed  = errors.New("this message was seen before")
	ErrSettled   = errors.New("the session has ended already")
	ErrCodeSpent = errors.New("the code has expired or has already been used")
	ErrNoSpace   = errors.New("not enough free disk space")
	ErrLocked    = errors.New("the data directory is in use by another process")
	ErrClosed    = errors.New("the store is closed")
	ErrStep      = errors.New("more than can be changed in one step")
	ErrNewer     = errors.New("the store was written by a newer version")
)

// Store keeps the state. Each operation is one atomic step, on disk before it
// answers, and safe to repeat with the same arguments after any error. Time is
// always an argument: what is stored must not depend on a clock of the engine. What it gives and what it
// is given is nobody else's: neither side changes it for the other. Every engine
// passes storage/storagetest. Who needs a part of a store takes that part.
type Store interface {
	Sessions
	Records
	Feed
	AppEvents
	Directories
	Admin
}
